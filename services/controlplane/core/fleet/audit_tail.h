// Reads the audit log as it grows, and looks back in it. Thread: the fleet loop. Lifetime: the fleet outlives it.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/domain/audit.h"
#include "services/controlplane/core/fleet/fleet.h"

namespace flotilla::controlplane {

inline constexpr std::uint64_t kAuditBack = 20'000;  // entries; what is older is not looked at again

class AuditTail {
 public:
  explicit AuditTail(Fleet& fleet) : fleet_(fleet) {}

  // Begins after this entry, or kAuditBack before the end if that is later.
  void startAfter(std::uint64_t seq);
  // Every entry that is durable and was not visited before, oldest first. What is not durable yet, or cannot be read
  // now, is visited later.
  void visitNew(const std::function<void(const AuditEntry&)>& visit);
  // Up to which entry was visited.
  std::uint64_t visited() const { return visited_; }

  // Durable entries from `since` on, among the last kAuditBack, oldest first.
  static std::vector<AuditEntry> since(Fleet& fleet, TimePoint since);

 private:
  Fleet& fleet_;
  std::uint64_t visited_ = 0;
};

}  // namespace flotilla::controlplane

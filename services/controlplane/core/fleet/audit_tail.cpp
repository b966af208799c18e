#include "services/controlplane/core/fleet/audit_tail.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kAuditPage = 1000;

std::uint64_t farthestBack(const Fleet& fleet) {
  const std::uint64_t last = fleet.state().auditSeq;
  return last > kAuditBack ? last - kAuditBack : 0;
}

}  // namespace

void AuditTail::startAfter(std::uint64_t seq) {
  visited_ = std::max(seq, farthestBack(fleet_));
}

void AuditTail::visitNew(const std::function<void(const AuditEntry&)>& visit) {
  while (visited_ < fleet_.state().auditSeq) {
    const auto page = fleet_.store().auditEntries(visited_ + 1, kAuditPage);
    if (!page || page->empty()) return;
    for (const AuditEntry& entry : *page) visit(entry);
    visited_ = page->back().seq;
  }
}

std::vector<AuditEntry> AuditTail::since(Fleet& fleet, TimePoint since) {
  std::vector<AuditEntry> out;
  AuditTail tail(fleet);
  tail.startAfter(0);
  tail.visitNew([&](const AuditEntry& entry) {
    if (entry.at >= since) out.push_back(entry);
  });
  return out;
}

}  // namespace flotilla::controlplane

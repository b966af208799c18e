// Sees that two machines use one identity: an agent gets an id at each start, and one that another start has taken over
// from never comes back, unless both of them run. Pure. Thread: the fleet loop.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla::controlplane {

// Action of the audit entry that says so; its `after` is of the fingerprint that both have.
inline constexpr std::string_view kSharedIdentity = "identity_used_twice";

inline constexpr Duration kSharedWithin = std::chrono::minutes(10);
inline constexpr std::size_t kSharedReturns = 2;  // of starts that were taken over from, within that time
inline constexpr Duration kSharedAgain = std::chrono::hours(1);  // before it is said again

class SharedIdentities {
 public:
  // A session of the node begins. `boot` is the id of the agent's start; agents without one are not judged. Whether it
  // has to be said now that two machines have the certificate with this fingerprint.
  bool begins(const NodeId& node, const std::string& fingerprint, const std::string& boot, TimePoint now);

 private:
  struct Start {
    std::string boot;
    TimePoint at{};  // its newest session
  };
  struct Known {
    std::string fingerprint;
    std::vector<Start> starts;  // the newest session last
    std::vector<TimePoint> returns;
    TimePoint saidAt{};
  };
  std::map<NodeId, Known> nodes_;
};

}  // namespace flotilla::controlplane

// Searches of nodes' logs that are under way: one per node, so that nobody can keep a node busy with them, each with a
// deadline. Thread: the fleet loop. Lifetime: what still waits when it ends is not called.
#pragma once

#include <cstdint>
#include <map>

#include "models/domain/node_logs.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {

inline constexpr std::chrono::seconds kLogSearchDeadline{10};
inline constexpr std::size_t kMaxLogSearches = 64;  // of all nodes

// Unavailable/"node_offline", with when it was last seen.
Error nodeOffline(const NodeEntry& node, TimePoint now);
// Precondition/"agent_too_old"
Error agentTooOld(const NodeEntry& node);

class LogSearches {
 public:
  // Exhausted/"busy" while the node is searched, or too many are.
  Status mayBegin(const NodeId& node) const;
  // The number of the search. `done` comes once, with what end() says or Unavailable: "no_answer" after ten seconds,
  // "node_offline" if the node left.
  std::uint64_t begin(const NodeId& node, SteadyPoint now, Done<LogExcerpt> done);
  // An answer to no search is ignored: it comes too late.
  void end(const NodeId& node, std::uint64_t id, Result<LogExcerpt> found);
  void gone(const NodeId& node);
  void expire(SteadyPoint now);

 private:
  struct Search {
    std::uint64_t id = 0;
    SteadyPoint deadline{};
    Done<LogExcerpt> done;
  };
  std::map<NodeId, Search> searches_;
  std::uint64_t lastId_ = 0;
};

}  // namespace flotilla::controlplane

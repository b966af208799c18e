// flotilla.db in memory: what every control plane sees that has it open, and what becomes of it in a crash. It outlives
// the stores that are opened over it (sim_fleet_store.h). Thread: the simulation's. Lifetime: `counts` outlives it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/controlplane/core/fleet/store.h"
#include "tests/simulation/store_faults.h"

namespace flotilla::simulation {

// The rows, and what they become when they are loaded.
struct FleetRows {
  controlplane::FleetState state;                              // without `watched`
  using EventPlace = std::pair<std::uint64_t, std::uint32_t>;  // report and place in it
  std::unordered_map<NodeId, std::map<EventPlace, NodeEvent>> events;
  using WavePlace = std::pair<RolloutId, std::uint32_t>;
  std::map<WavePlace, std::map<std::uint64_t, controlplane::LookRecord>> looks;
  std::vector<AlertFiring> firings;  // oldest first
  std::map<IncidentId, std::map<std::uint64_t, IncidentEvent>> timelines;
  std::map<std::pair<RunbookName, std::uint32_t>, controlplane::RunbookRecord> runbooks;
  std::map<RunId, std::map<std::uint64_t, RunEvidence>> evidence;
  std::map<std::uint64_t, AuditEntry> audit;

  // Why these cannot be stored, as the database would say; nothing if they can.
  std::optional<Error> refuses(const std::vector<controlplane::Mutation>& mutations) const;
  void write(const std::vector<controlplane::Mutation>& mutations, std::uint64_t revision);
  controlplane::FleetState load() const;

 private:
  void write(const controlplane::Row& row);
  void dropOldEvents(const NodeId& node);
  void dropOldFirings(TimePoint now);
};

class SimFleetDisk {
 public:
  // `dice` decide about faults. Counts flotilla_db_error, flotilla_db_full, flotilla_db_unknown and
  // flotilla_db_appeared.
  SimFleetDisk(Dice dice, FaultCounts& counts) : dice_(dice), counts_(counts) {}

  struct Commit {
    const std::vector<controlplane::Mutation>& mutations;
    std::uint64_t epoch = 0;
    std::uint64_t revision = 0;
    bool appeared = false;  // its outcome was unknown until a crash
  };
  // Called after each commit that took effect.
  std::function<void(const Commit&)> onCommitted;
  StoreFaults faults;

  // No control plane has it open any more, after a kill or a loss of power: what was unknown is decided.
  void crash(Dice& dice);

  using Snapshot = std::shared_ptr<const FleetRows>;
  Snapshot snapshot() const { return std::make_shared<const FleetRows>(rows_); }
  // The database is an old one again; nobody may have it open.
  void restore(const Snapshot& snapshot);
  // What copyTo() made, by the path.
  const std::map<std::string, Snapshot>& copies() const { return copies_; }
  // As load() would give it, but for `watched`.
  const controlplane::FleetState& state() const { return rows_.state; }

 private:
  friend class SimFleetStore;
  using Change = std::function<void(SimFleetDisk&, bool appeared)>;
  // Does `now`, or keeps what `later` gives, or neither.
  template <class Now, class Later>
  Status commit(const Now& now, const Later& later);

  Dice dice_;
  FaultCounts& counts_;
  FleetRows rows_;
  Change unknown_;
  std::map<std::string, Snapshot> copies_;
};

template <class Now, class Later>
Status SimFleetDisk::commit(const Now& now, const Later& later) {
  const CommitFate fate = drawFate(faults, dice_, counts_, "flotilla_db");
  if (fate == CommitFate::Stored) {
    unknown_ = nullptr;
    now(*this, false);
    return okStatus();
  }
  if (fate == CommitFate::Unknown) unknown_ = later();
  if (fate == CommitFate::Full) return Error{ErrorCode::Exhausted, "disk_full", "flotilla.db: the disk is full"};
  return internalError("database_error", "flotilla.db: an injected error");
}

}  // namespace flotilla::simulation

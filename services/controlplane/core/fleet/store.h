// The durable side of the fleet, as the core needs it. Thread: the fleet loop. Lifetime: outlives Fleet.
#pragma once

#include <cstdint>
#include <vector>

#include "models/domain/result.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// Reports older than the one that brought the 1000th newest event lose theirs.
inline constexpr std::size_t kNodeEventsKept = 1000;

inline constexpr std::size_t kAlertFiringsKept = 20'000;

class FleetStore {
 public:
  virtual ~FleetStore() = default;

  // Raises the fencing epoch by one, durably, and returns it. Called once, before anything is served.
  virtual Result<std::uint64_t> raiseEpoch() = 0;
  // Raises it from `from` to `to`, durably. Precondition/"fenced" if it is not `from` any more.
  virtual Status jumpEpoch(std::uint64_t from, std::uint64_t to) = 0;
  virtual Result<FleetState> load() = 0;

  // All mutations in one transaction, which also checks that the stored epoch is still `epoch` (Precondition/"fenced")
  // and stores `revision`. On an error nothing of it is stored.
  virtual Status commit(const std::vector<Mutation>& mutations, std::uint64_t epoch, std::uint64_t revision) = 0;

  // What this node told about its installations, newest first; about kNodeEventsKept are kept.
  virtual Result<std::vector<NodeEvent>> nodeEvents(const NodeId& node) = 0;

  // The looks at one wave of a rollout, oldest first.
  virtual Result<std::vector<LookRecord>> looks(const RolloutId& rollout, std::uint32_t wave) = 0;

  // Every firing of an alert that is kept, newest first: those of kAlertHistoryKept, at most kAlertFiringsKept.
  virtual Result<std::vector<AlertFiring>> alertHistory() = 0;

  // The timeline of an incident in the order of writing.
  virtual Result<std::vector<IncidentEvent>> incidentEvents(const IncidentId& incident) = 0;

  // A version of a runbook; nothing if there is none.
  virtual Result<std::optional<RunbookRecord>> runbook(const RunbookName& name, std::uint32_t version) = 0;

  // The evidence of a run in the order of writing.
  virtual Result<std::vector<RunEvidence>> runEvidence(const RunId& run) = 0;

  // Audit entries with seq >= from, oldest first.
  virtual Result<std::vector<AuditEntry>> auditEntries(std::uint64_t from, std::size_t limit) = 0;

  // A consistent copy of everything committed, checked and durable, in a file that does not exist yet.
  virtual Status copyTo(const std::string& path) = 0;
};

}  // namespace flotilla::controlplane

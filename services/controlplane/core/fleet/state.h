// The read model: the whole fleet in memory, as of one revision. Changed only by applying rows that a store keeps.
// Thread: the fleet loop. Lifetime: owned by Fleet.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/domain/alerting.h"
#include "models/domain/budget.h"
#include "models/domain/policy.h"
#include "services/controlplane/core/fleet/records.h"
#include "services/controlplane/core/judge/wave_evidence.h"

namespace flotilla::controlplane {

// Everything that belongs to one node.
struct NodeEntry {
  NodeRecord record;
  NodeStatus status;
  std::map<WorkloadName, WorkloadReport> workloads;
  std::map<std::pair<WorkloadName, Version>, ArmCounts> totals;
  std::map<WorkloadName, DesiredWorkload> desired;
  std::map<std::pair<WorkloadName, StageKind>, StageStanding> stages;
  AssignmentRecord assignment;  // generation 0 = none yet
  NodeOrders orders;
};

// The looks at the wave of a rollout that began last, summed.
struct Watched {
  std::uint32_t wave = 0;
  std::uint64_t looks = 0;
  TimePoint at{};  // of the newest
  WaveEvidence evidence;
};

// The policy that counts; `policy` is what its envelope says, nothing if it cannot be read.
struct PublishedPolicy {
  PolicyRecord record;
  std::optional<Policy> policy;
};

// What counts; `alerting` is nothing if the document cannot be read, for example because a time zone is gone.
struct DeclaredAlerting {
  AlertingRecord record;
  std::optional<Alerting> alerting;
};

// The newest version; `runbook` is nothing if its document cannot be read any more.
struct PublishedRunbook {
  RunbookRecord record;
  std::optional<Runbook> runbook;
};

struct FleetState {
  std::uint64_t revision = 0;
  std::uint64_t epoch = 0;
  bool learning = false;  // the program has just started; until its nodes have told what they have, nothing is signed
  std::map<RegionName, Region> regions;
  std::map<SiteName, Site> sites;
  std::map<WorkloadName, Workload> workloads;
  std::map<ObjectiveName, Objective> objectives;
  std::map<NodeId, NodeEntry> nodes;
  std::map<std::string, NodeId> nodeNames;
  std::map<TokenId, EnrolTokenRecord> tokens;
  std::map<OperatorId, OperatorRecord> operators;
  std::map<OperatorId, AccountRecord> accounts;
  std::map<SessionId, SessionRecord> sessions;
  std::map<ApiTokenId, ApiTokenRecord> apiTokens;
  std::map<Digest, ReleaseRecord> releases;
  std::map<RolloutId, Rollout> rollouts;
  std::map<std::pair<RolloutId, NodeId>, std::size_t> rolloutPlaces;  // of a node in the rollout's nodes
  std::map<RolloutId, Watched> watched;                               // of rollouts that have not ended
  std::map<std::string, AnswerRecord> answers;
  std::optional<PublishedPolicy> policy;
  std::optional<DeclaredAlerting> alerting;
  std::map<SilenceId, Silence> silences;
  std::map<AlertId, Acknowledgement> acknowledgements;
  std::map<std::pair<std::string, std::string>, NotificationEntry> notifications;  // by group and receiver
  std::map<AlertId, AlertFiring> firings;                                          // that have not ended
  std::map<BudgetOverrideId, BudgetOverride> budgetOverrides;
  std::map<IncidentId, Incident> incidents;
  std::map<RunbookName, PublishedRunbook> runbooks;
  std::map<RunbookName, RunbookCheck> runbookChecks;
  std::map<RunId, Run> runs;
  std::map<TaskId, Task> tasks;
  std::map<GameDayId, GameDay> gameDays;
  std::map<BusinessName, BusinessIndicator> business;
  BudgetLook budgets;  // how objectives stand, as telemetry saw it last; not stored
  std::uint64_t auditSeq = 0;
  Digest auditHead;

  void apply(const Row& row);
  void apply(const Removal& removal);
  void apply(const Mutation& mutation);  // what goes away first

  const NodeEntry* findNode(std::string_view nameOrId) const;
  // The release that holds this manifest, if any.
  const ReleaseRecord* releaseOf(const Digest& manifest) const;
  const ReleaseRecord* findRelease(const ArtifactName& artifact, const Version& version) const;
};

// What a watcher is told about: the things operators see. Those after Objectives are not told, they are only decided
// about: somebody may expect a revision of them.
enum class Topic {
  Regions,
  Sites,
  Workloads,
  Nodes,
  Releases,
  Rollouts,
  Objectives,
  Alerting,
  Silences,
  Acknowledgements,
  Incidents,
  Runbooks,
  Runs,
  Tasks,
  GameDays,
  Business
};

struct Touched {
  Topic topic;
  std::string key;
  friend auto operator<=>(const Touched&, const Touched&) = default;
};

// The things that a mutation changes or removes.
std::vector<Touched> touchedBy(const Mutation& mutation);
// Of these, what somebody decided about; without what nodes report, how rollouts proceed and what is signed anew.
std::vector<Touched> decidedBy(const Mutation& mutation);

}  // namespace flotilla::controlplane

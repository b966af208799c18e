// The rows of the fleet: what flotilla.db keeps and the read model is made of. Plain values; storage maps each to one
// table.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "models/domain/access.h"
#include "models/domain/alert_history.h"
#include "models/domain/assignment.h"
#include "models/domain/audit.h"
#include "models/domain/budget.h"
#include "models/domain/business.h"
#include "models/domain/fleet.h"
#include "models/domain/game_day.h"
#include "models/domain/incident.h"
#include "models/domain/node.h"
#include "models/domain/node_orders.h"
#include "models/domain/notification_entry.h"
#include "models/domain/release.h"
#include "models/domain/rollout.h"
#include "models/domain/rollout_evidence.h"
#include "models/domain/run.h"
#include "models/domain/runbook.h"
#include "models/domain/task.h"
#include "models/domain/workload.h"
#include "services/controlplane/core/fleet/account_records.h"
#include "services/telemetry/arm_counts.h"
#include "services/telemetry/report.h"

namespace flotilla::controlplane {

// Identity and place of a node: changes by enrolment, renewal and operators.
struct NodeRecord {
  NodeId id;
  std::string name;
  RegionName region;
  SiteName site;
  Labels labels;
  std::string hardware;
  std::string agentVersion;
  NodeIdentity identity = NodeIdentity::Pending;
  std::string fingerprint;          // hex, of the newest certificate's key
  std::string previousFingerprint;  // still valid until the node has been seen with the newest
  std::string certificatePem;       // the newest, so that a repeated request gets the same
  TimePoint certificateExpires{};
  TimePoint enrolledAt{};
  TokenId token;  // it enrolled with
};

// What a node last said: changes with every report.
struct NodeStatus {
  NodeId node;
  TimePoint lastSeen{};
  std::string bootId;
  std::uint64_t lastSeq = 0;
  std::uint64_t epochSeen = 0;
  std::uint64_t generationSeen = 0;
  std::uint32_t agentRssKb = 0;
  std::uint32_t workerRssKb = 0;
  std::uint64_t upstreamBytes = 0;
  std::uint64_t rawBytes = 0;
  std::string queue = {};     // whose numbers its reports have; empty = an agent from before there were queues
  std::uint64_t seqBase = 0;  // what is added to the numbers of that queue to give `lastSeq`
  NodeTelemetry telemetry = {};
  Saturation saturation = {};
  bool takesOrders = false;  // agents from before take none
  OrdersDone orders = {};
  DrillConsent drills = DrillConsent::Unknown;
  bool takesThresholds = false;  // agents from before refuse an assignment with one
  bool takesStages = false;      // likewise
};

struct WorkloadStatus {
  NodeId node;
  WorkloadReport report;
};

// The newest that a node told of a stage.
struct StageStanding {
  NodeId node;
  StageReport report;
  RolloutId rollout;  // that brought it; empty = none that is known
  TimePoint since{};  // when the node first told of it, by our clock
};

// One event of a node, by the report that brought it and its place there. Not part of the read model.
struct NodeEventRecord {
  NodeId node;
  std::uint64_t seq = 0;
  std::uint32_t place = 0;
  NodeEvent event;
};

struct ArmTotals {
  NodeId node;
  WorkloadName workload;
  Version version;
  ArmCounts counts;
};

// The newest signed assignment of a node. `epoch` and `generation` are those inside the envelope.
struct AssignmentRecord {
  NodeId node;
  std::uint64_t generation = 0;
  std::uint64_t epoch = 0;
  std::string fingerprint;
  TimePoint expires{};
  std::string envelope;  // bytes as sent
};

inline constexpr double kAsDeclared = -1;  // of a threshold: none of the node's own

// What a node should run, from which the assignment is made.
struct DesiredWorkload {
  NodeId node;
  WorkloadName workload;
  Digest release;  // of the release envelope; zero = nothing any more
  RolloutId rollout;
  double minConfidence = kAsDeclared;  // of this node, whatever version it gets
  bool staged = false;                 // it comes by the stages of its rollout's plan
};

struct EnrolTokenRecord {
  TokenId id;
  Digest secretHash;
  RegionName region;
  SiteName site;
  Labels labels;
  TimePoint expires{};
  NodeId usedBy;        // empty while unused
  Digest requestKey;    // of the node that used it, so that a retry with the same key gets the same answer
  bool burned = false;  // somebody tried it with another key
  std::string createdBy;
  bool needsApproval = false;  // the node enrols as pending
};

struct OperatorRecord {
  OperatorId id;
  std::string name;
  std::vector<Grant> grants;
  TimePoint createdAt{};
};

struct ReleaseRecord {
  Digest digest;  // of the envelope
  Release release;
  std::string envelope;  // bytes as published
  TimePoint publishedAt{};
};

// The highest version counts; the ones before are kept.
struct PolicyRecord {
  std::uint64_t version = 0;
  std::string envelope;  // bytes as published
  std::string publishedBy;
  TimePoint publishedAt{};
};

// The alerting document that counts, as it was written. There is one, at place 0.
struct AlertingRecord {
  std::uint32_t place = 0;
  std::string text;
  std::string appliedBy;
  TimePoint appliedAt{};
};

// One version of a runbook, as it was written.
struct RunbookRecord {
  RunbookName name;
  std::uint32_t version = 0;
  std::string text;
  Digest digest;  // of the text
  std::string author;
  TimePoint at{};
  bool retired = false;
};

// What was found when its newest version was held against the fleet last.
struct RunbookCheck {
  RunbookName name;
  std::uint32_t version = 0;
  TimePoint at{};
  std::string problems;  // a line each; empty = all that it names is there
};

// Without nodes, waves and approvals; those are rows of their own.
struct RolloutRecord {
  Rollout rollout;
};

// A look at a wave with what it saw on each node, from which its evidence can be computed again. Of the read model only
// while its rollout has not ended.
struct LookRecord {
  RolloutLook look;
  std::string readings;  // encodeReadings
};

// The answer of a mutation, for whoever sends the same request id again.
struct AnswerRecord {
  std::string requestId;
  std::string actor;
  Digest request;
  std::string method;
  bool secret = false;  // the answer was shown once and is not kept
  std::string answer;
  TimePoint expires{};
};

using Row = std::variant<Region, Site, Workload, Objective, NodeRecord, NodeStatus, WorkloadStatus, ArmTotals,
                         AssignmentRecord, DesiredWorkload, EnrolTokenRecord, OperatorRecord, ReleaseRecord,
                         RolloutRecord, RolloutNode, RolloutWave, RolloutApproval, LookRecord, NodeEventRecord,
                         PolicyRecord, AnswerRecord, AlertingRecord, Silence, Acknowledgement, NotificationEntry,
                         AlertFiring, BudgetOverride, Incident, IncidentAlert, IncidentEvent, RunbookRecord, Run,
                         StepAttempt, RunApproval, RunEvidence, NodeOrders, RunbookCheck, Task, GameDay, NodeFault,
                         AccountRecord, SessionRecord, ApiTokenRecord, BusinessIndicator, StageStanding, AuditEntry>;

// The nodes, waves and approvals of a rollout that gets another plan.
struct RolloutParts {
  RolloutId rollout;
};

// What was told to a receiver about a group.
struct NotificationKey {
  std::string groupKey;
  std::string receiver;
};

// Rows that go away: declared places, answers that expired, operators with how they become known, what a new plan
// replaces, and what is over of alerts. They go before the rows of the same mutation come.
struct Removal {
  std::variant<RegionName, SiteName, WorkloadName, std::string /* request id of an answer */, OperatorId, RolloutParts,
               ObjectiveName, SilenceId, AlertId /* of an acknowledgement */, NotificationKey, BudgetOverrideId,
               SessionId, ApiTokenId, BusinessName>
      key;
};

// What one decision changes. Stored in one transaction, together with its audit entry.
struct Mutation {
  std::vector<Row> rows;
  std::vector<Removal> removals;

  bool empty() const { return rows.empty() && removals.empty(); }
};

}  // namespace flotilla::controlplane

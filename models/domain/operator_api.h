// What consoles and the command line can ask of a control plane, in domain types. services/client implements it over
// gRPC. Thread: calls from any thread; callbacks arrive on a thread of the implementation, once, also after a failure.
// Lifetime: the destructor of the implementation cancels what is under way and waits for its callbacks.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/domain/access.h"
#include "models/domain/alert_api.h"
#include "models/domain/audit.h"
#include "models/domain/budget_api.h"
#include "models/domain/drift.h"
#include "models/domain/fleet.h"
#include "models/domain/incident_api.h"
#include "models/domain/input_samples.h"
#include "models/domain/node.h"
#include "models/domain/node_event.h"
#include "models/domain/node_lifecycle.h"
#include "models/domain/node_logs.h"
#include "models/domain/objective_alert.h"
#include "models/domain/page.h"
#include "models/domain/paper_api.h"
#include "models/domain/release.h"
#include "models/domain/result.h"
#include "models/domain/rollout.h"
#include "models/domain/rollout_evidence.h"
#include "models/domain/rollout_lifecycle.h"
#include "models/domain/rollout_preview.h"
#include "models/domain/run_api.h"
#include "models/domain/runbook_api.h"
#include "models/domain/task_api.h"
#include "models/domain/threshold_api.h"

namespace flotilla {

struct FleetDiff {
  std::vector<std::string> lines;  // "+ site rotterdam", "~ region eu-west: offline_after 5m -> 30s"
  bool applied = false;
};

struct NewEnrolToken {
  SiteName site;
  Labels labels;
  Duration lifetime = std::chrono::hours(1);  // 1 min to 7 d
  bool needsApproval = false;                 // the node enrols as pending
};

struct CreatedToken {
  std::string text;  // shown once
  TimePoint expires{};
};

struct NewOperator {
  std::string name;
  std::vector<Grant> grants;
};

struct UploadTicket {
  std::string url;
  std::string ticket;  // secret, short-lived
  std::string caPem;
};

struct ReleaseSummary {
  Release release;
  Digest digest;  // of the envelope
  TimePoint publishedAt{};
};

struct NewRollout {
  WorkloadName workload;
  Version version;
  std::vector<RegionName> regions;  // empty = the whole fleet
  Duration deadline = std::chrono::minutes(30);
  std::string selector = {};  // besides the regions: both must hold; empty = all
  std::string plan = {};      // a plan document in YAML: then it alone counts, and the rollout begins as a draft
};
// The field that narrows which nodes are meant; empty if all are.
inline const char* chosenBy(const NewRollout& wanted) {
  return !wanted.selector.empty() ? "selector" : !wanted.regions.empty() ? "regions" : "";
}

struct WorkloadNodeTotals {
  std::string node;
  VersionTotals totals;
};

struct WorkloadSummary {
  std::vector<VersionTotals> versions;    // over all nodes; quantiles of the merged histograms
  std::vector<WorkloadNodeTotals> nodes;  // one per node and version
  std::uint64_t rawBytes = 0;
  std::uint64_t upstreamBytes = 0;
};

struct ServerInfo {
  std::string version;
  std::uint64_t epoch = 0;
  std::uint64_t revision = 0;
  std::string assignmentKeyPem;  // public
  std::uint64_t nodes = 0;
  std::uint64_t connected = 0;
  Duration reportInterval{};  // of nodes; what is older than two of it is not live
  TimePoint now{};            // the server's clock
  Caller caller;              // who asks, and what they may do
  bool learning = false;      // it has just started and signs nothing until its nodes have reported
  std::uint64_t unheard = 0;  // nodes it waits for while learning
};

// What is promised, and how it stands where the caller may look.
struct Objectives {
  std::vector<Objective> objectives;
  Page<ObjectiveStanding> standings;         // by objective, the fleet first
  std::optional<TimePoint> at;               // up to when everything is counted; nothing before the first look
  std::vector<std::string> notes;            // objectives whose alerts can never fire
  Duration slot = std::chrono::seconds(60);  // the grain of what is counted, more than nothing
};

struct ObjectiveSpan {
  ObjectiveName objective;
  RegionName region;  // empty = the fleet
  TimePoint from{}, to{};
  Duration step{};  // at least a slot
};

// A folder on the machine of the control plane: database, keys and pki; no artifacts.
struct Backup {
  std::string path;
  std::uint64_t bytes = 0;
  TimePoint at{};
  std::uint64_t epoch = 0;
  std::uint64_t revision = 0;
};

class OperatorApi : public AlertApi,
                    public BudgetApi,
                    public LogApi,
                    public IncidentApi,
                    public RunbookApi,
                    public RunApi,
                    public TaskApi,
                    public ThresholdApi,
                    public PaperApi {
 public:
  virtual void serverInfo(Done<ServerInfo> done) = 0;
  virtual void applyFleet(const FleetDeclaration& fleet, bool dryRun, Done<FleetDiff> done) = 0;
  virtual void createToken(const NewEnrolToken& token, Done<CreatedToken> done) = 0;
  virtual void addOperator(const NewOperator& op, Done<CreatedToken> done) = 0;
  virtual void listOperators(const ListQuery& query, Done<Page<Operator>> done) = 0;
  virtual void listNodes(const ListQuery& query, Done<Page<Node>> done) = 0;
  virtual void getNode(const std::string& nameOrId, Done<Node> done) = 0;
  // Newest first.
  virtual void listNodeEvents(const std::string& nameOrId, const ListQuery& query, Done<Page<NodeEvent>> done) = 0;
  // `reason` is for the audit log and may be empty.
  virtual void changeNode(NodeVerb verb, const std::string& nameOrId, const std::string& reason, Done<Node> done) = 0;
  virtual void prepareUpload(Done<UploadTicket> done) = 0;
  virtual void publishRelease(const std::string& envelope, Done<ReleaseSummary> done) = 0;
  virtual void listReleases(const ListQuery& query, Done<Page<ReleaseSummary>> done) = 0;
  // What createRollout and rollBack would do now; nothing is changed.
  virtual void prepareRollout(const NewRollout& rollout, Done<RolloutPreview> done) = 0;
  virtual void prepareRollBack(const RolloutId& rollout, Done<RolloutPreview> done) = 0;
  virtual void createRollout(const NewRollout& rollout, Done<Rollout> done) = 0;
  virtual void rollBack(const RolloutId& rollout, Done<Rollout> done) = 0;
  // A draft, or one that waits for its first approval, gets another plan; approvals given so far count no more.
  virtual void editRollout(const RolloutId& rollout, const std::string& plan, Done<Rollout> done) = 0;
  virtual void sayToRollout(const RolloutWord& word, Done<Rollout> done) = 0;
  virtual void explainRollout(const RolloutId& rollout, bool replay, Done<RolloutExplanation> done) = 0;
  // Ends one that has not ended: nodes that have proven it keep it, the others get back what they had.
  virtual void abortRollout(const RolloutId& rollout, Done<Rollout> done) = 0;
  virtual void getRollout(const RolloutId& rollout, Done<Rollout> done) = 0;
  virtual void listRolloutNodes(const RolloutId& rollout, const ListQuery& query, Done<Page<RolloutNode>> done) = 0;
  virtual void listRollouts(const ListQuery& query, Done<Page<Rollout>> done) = 0;
  virtual void summarizeWorkload(const WorkloadName& workload, Done<WorkloadSummary> done) = 0;
  virtual void listObjectives(const ListQuery& query, Done<Objectives> done) = 0;
  // What was counted in each step, oldest first, at most 1000.
  virtual void objectiveHistory(const ObjectiveSpan& span, Done<std::vector<Tally>> done) = 0;
  // Whether inputs are still distributed as they were; regions first, then nodes.
  virtual void drift(const DriftQuery& query, Done<std::vector<DriftStanding>> done) = 0;
  // The next inputs of a workload on a node, captured there; needs the role operator, and `reason` is for the audit
  // log. Errors: as those of nodeLogs(), and Precondition/"residency", "not_running", "no_inputs", "input_too_large".
  virtual void inputSamples(const std::string& nameOrId, const SampleQuery& query, const std::string& reason,
                            Done<NodeSamples> done) = 0;
  // Of objectives only, newest first.
  virtual void listAlerts(const ListQuery& query, Done<Page<ObjectiveAlert>> done) = 0;
  virtual void listAudit(const ListQuery& query, Done<Page<AuditEntry>> done) = 0;
  virtual void verifyAudit(Done<AuditVerdict> done) = 0;
};

}  // namespace flotilla

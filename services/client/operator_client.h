// The operator API of a control plane over gRPC: on the Unix socket of its data directory (as local administrator), or
// over TLS with an operator's token. Every call has a deadline over all its attempts; mutations carry a new request id
// and are repeated with that id, up to three times, while the control plane is unavailable, so that they happen once.
// Thread: any; callbacks arrive on threads of gRPC, once. Lifetime: the destructor cancels what is under way and waits
// for its callbacks, so it must not run inside one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/domain/business_api.h"
#include "models/domain/fleet_feed.h"
#include "models/domain/game_day_api.h"
#include "models/domain/indicator_reading.h"
#include "models/domain/node_orders.h"
#include "models/domain/operator_api.h"
#include "models/domain/policy.h"
#include "models/domain/replay_api.h"
#include "models/domain/summary.h"

namespace flotilla {

struct ClientOptions {
  std::string socketPath;  // <data>/operators.sock; if empty, the three below
  std::string address;     // host:port
  std::string token;       // secret; never logged
  std::string caPem;
  std::chrono::milliseconds deadline = std::chrono::seconds(15);  // > 0
  // Sees every successful answer as JSON before it is delivered, on the thread of the callback; for programs that pass
  // answers on as text.
  std::function<void(const std::string& json)> onAnswer = {};
};

// Errors of every call, beside those of the control plane: Unavailable with reason "unreachable", "deadline_exceeded"
// or "cancelled".
class OperatorClient final : public OperatorApi, public GameDayApi, public FleetFeed {
 public:
  // Checks the options and connects with the first call. Errors: Invalid, reason bad_address | bad_token | no_ca |
  // socket_path_too_long.
  static Result<std::unique_ptr<OperatorClient>> connect(ClientOptions options);
  // gRPC writes lines of its own to stderr; programs whose stderr is for people call this once at their start.
  static void silenceTransport();

  // The names that call() takes, in the order of the .proto files.
  static std::vector<std::string> methods();

  ~OperatorClient() override;

  void serverInfo(Done<ServerInfo> done) override;
  // A folder on the machine of the control plane; for whoever administers all of it.
  void createBackup(Done<Backup> done);
  // A signed policy, which only an administrator may publish, and the one that counts.
  void publishPolicy(const std::string& envelope, Done<PolicySummary> done);
  void getPolicy(Done<PolicySummary> done);
  void applyFleet(const FleetDeclaration& fleet, bool dryRun, Done<FleetDiff> done) override;
  void createToken(const NewEnrolToken& token, Done<CreatedToken> done) override;
  void addOperator(const NewOperator& op, Done<CreatedToken> done) override;
  void listOperators(const ListQuery& query, Done<Page<Operator>> done) override;
  void listNodes(const ListQuery& query, Done<Page<Node>> done) override;
  void getNode(const std::string& nameOrId, Done<Node> done) override;
  void listNodeEvents(const std::string& nameOrId, const ListQuery& query, Done<Page<NodeEvent>> done) override;
  void nodeLogs(const std::string& nameOrId, const LogQuery& query, Done<NodeLogs> done) override;
  void changeNode(NodeVerb verb, const std::string& nameOrId, const std::string& reason, Done<Node> done) override;
  // What a node is to do besides what it runs; `workload` is for restarting.
  void orderNode(NodeOrder order, const std::string& nameOrId, const WorkloadName& workload, const std::string& reason,
                 Done<Node> done);
  void prepareUpload(Done<UploadTicket> done) override;
  void publishRelease(const std::string& envelope, Done<ReleaseSummary> done) override;
  void listReleases(const ListQuery& query, Done<Page<ReleaseSummary>> done) override;
  void prepareRollout(const NewRollout& rollout, Done<RolloutPreview> done) override;
  void prepareRollBack(const RolloutId& rollout, Done<RolloutPreview> done) override;
  void createRollout(const NewRollout& rollout, Done<Rollout> done) override;
  void rollBack(const RolloutId& rollout, Done<Rollout> done) override;
  void editRollout(const RolloutId& rollout, const std::string& plan, Done<Rollout> done) override;
  void sayToRollout(const RolloutWord& word, Done<Rollout> done) override;
  void explainRollout(const RolloutId& rollout, bool replay, Done<RolloutExplanation> done) override;
  void abortRollout(const RolloutId& rollout, Done<Rollout> done) override;
  void getRollout(const RolloutId& rollout, Done<Rollout> done) override;
  void listRolloutNodes(const RolloutId& rollout, const ListQuery& query, Done<Page<RolloutNode>> done) override;
  void listRollouts(const ListQuery& query, Done<Page<Rollout>> done) override;
  void summarizeWorkload(const WorkloadName& workload, Done<WorkloadSummary> done) override;
  void listObjectives(const ListQuery& query, Done<Objectives> done) override;
  void listBudgets(const ListQuery& query, Done<Budgets> done) override;
  void getBudget(const ObjectiveName& objective, const RegionName& region, Done<BudgetReport> done) override;
  void overrideBudget(const BudgetOverride& wanted, Duration lifetime, Done<BudgetOverride> done) override;
  void revokeOverride(const BudgetOverrideId& id, Done<BudgetOverride> done) override;
  // Errors: Unavailable/"busy" while another one is under way.
  void replay(const ReplayQuery& query, Done<ReplayReport> done);
  void indicators(const IndicatorQuery& query, Done<std::vector<IndicatorReading>> done);
  void drift(const DriftQuery& query, Done<std::vector<DriftStanding>> done) override;
  void inputSamples(const std::string& nameOrId, const SampleQuery& query, const std::string& reason,
                    Done<NodeSamples> done) override;
  void objectiveHistory(const ObjectiveSpan& span, Done<std::vector<Tally>> done) override;
  void listAlerts(const ListQuery& query, Done<Page<ObjectiveAlert>> done) override;
  void listAlertStatus(const ListQuery& query, Done<Page<AlertStatus>> done) override;
  void listAlertGroups(const ListQuery& query, Done<Page<AlertGroup>> done) override;
  void listAlertHistory(const ListQuery& query, Done<Page<AlertFiring>> done) override;
  void acknowledgeAlerts(const AlertChoice& choice, const std::string& note,
                         Done<std::vector<Acknowledgement>> done) override;
  void unacknowledgeAlerts(const AlertChoice& choice, Done<std::vector<AlertId>> done) override;
  void listSilences(const ListQuery& query, Done<Page<SilenceStatus>> done) override;
  void createSilence(const NewSilence& silence, Done<SilenceStatus> done) override;
  void updateSilence(const SilenceId& id, const NewSilence& silence, Done<SilenceStatus> done) override;
  void expireSilence(const SilenceId& id, Done<SilenceStatus> done) override;
  void getAlerting(Done<AlertingDocument> done) override;
  void applyAlerting(const AlertingChange& change, Done<AlertingDiff> done) override;
  void testRoute(const RouteQuestion& question, Done<std::vector<std::string>> done) override;
  void listIncidents(const ListQuery& query, Done<Page<Incident>> done) override;
  void getIncident(const IncidentId& id, Done<IncidentDetail> done) override;
  void openIncident(const NewIncident& incident, Done<Incident> done) override;
  void editIncident(const IncidentChange& change, Done<Incident> done) override;
  void moveIncident(const IncidentMove& move, Done<Incident> done) override;
  void mergeIncident(const IncidentId& id, const IncidentId& into, Done<Incident> done) override;
  void noteIncident(const IncidentNote& note, Done<Incident> done) override;
  void listRunbooks(const ListQuery& query, Done<Page<RunbookSummary>> done) override;
  void getRunbook(const RunbookName& name, std::uint32_t version, Done<RunbookDocument> done) override;
  void applyRunbook(const RunbookChange& change, Done<RunbookApplied> done) override;
  void retireRunbook(const RunbookName& name, Done<RunbookSummary> done) override;
  void checkRunbooks(const RunbookName& name, Done<std::vector<RunbookSummary>> done) override;
  void listRuns(const ListQuery& query, Done<Page<Run>> done) override;
  void getRun(const RunId& run, Done<RunDetail> done) override;
  void startRun(const NewRun& run, Done<Run> done) override;
  void signalRun(const RunSignal& signal, Done<Run> done) override;
  void reviewRun(const RunReview& review, Done<Run> done) override;
  void listGameDays(const ListQuery& query, Done<Page<GameDay>> done) override;
  void getGameDay(const GameDayId& gameDay, Done<GameDayDetail> done) override;
  void prepareGameDay(const NewGameDay& wanted, Done<GameDayPreview> done) override;
  void startGameDay(const NewGameDay& wanted, const Digest& digest, Done<GameDay> done) override;
  void abortGameDay(const GameDayId& gameDay, const std::string& reason, Done<GameDay> done) override;
  void prepareRunUndo(const RunId& run, const std::string& step, Done<ActionPreview> done) override;
  void giveRunFeedback(const NewRunFeedback& feedback, Done<Run> done) override;
  void prepareThreshold(const NewThreshold& threshold, Done<ActionPreview> done) override;
  void setThreshold(const NewThreshold& threshold, Done<ActionPreview> done) override;
  void listTasks(const ListQuery& query, Done<Page<Task>> done) override;
  void openTask(const NewTask& task, Done<Task> done) override;
  void editTask(const TaskChange& change, Done<Task> done) override;
  void postmortem(const IncidentId& incident, PaperFormat format, Done<PaperText> done) override;
  void report(const ReportQuestion& question, PaperFormat format, Done<PaperText> done) override;
  // Not of OperatorApi: the console has no page for it.
  void summary(const SummaryQuestion& question, Done<Summary> done);
  void applyBusiness(const std::vector<BusinessIndicator>& indicators, bool dryRun, Done<BusinessDiff> done);
  void reportBusiness(const std::vector<BusinessPoint>& points, Done<BusinessStored> done);
  void listBusiness(Done<std::vector<BusinessStanding>> done);
  void businessHistory(const BusinessSpan& span, Done<BusinessHistory> done);
  void listAudit(const ListQuery& query, Done<Page<AuditEntry>> done) override;
  void verifyAudit(Done<AuditVerdict> done) override;

  std::unique_ptr<FleetWatch> watch(FleetListener& listener) override;

  // Any unary method ("NodeService/ListNodes") with JSON in (empty = {}) and out, named as in the .proto files.
  // Errors: NotFound/"unknown_method" with the nearest names, Invalid/"bad_json".
  void call(const std::string& method, const std::string& requestJson, Done<std::string> done);

 private:
  class Transport;
  explicit OperatorClient(std::unique_ptr<Transport> transport);
  std::unique_ptr<Transport> transport_;
};

}  // namespace flotilla

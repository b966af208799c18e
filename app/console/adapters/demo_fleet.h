// A fleet without a server, for designing and testing the console: everything a control plane answers, from a state in
// memory that is made from a seed and goes on by a clock. Nothing of it is kept. Thread: one of its own, which also
// calls back; calls come from any thread. Lifetime: the clock outlives it, it outlives its watches; its destructor
// answers what was asked and ends, so it must not run inside a callback.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "app/console/adapters/demo_alerts.h"
#include "app/console/adapters/demo_budgets.h"
#include "app/console/adapters/demo_game_days.h"
#include "app/console/adapters/demo_response.h"
#include "app/console/adapters/demo_state.h"
#include "models/domain/fleet_feed.h"
#include "models/domain/game_day_api.h"
#include "models/domain/operator_api.h"
#include "services/runtime/clock.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::console {

class DemoFleet final : public OperatorApi, public GameDayApi, public FleetFeed {
 public:
  // Returns at once; the fleet is made on its own thread.
  DemoFleet(const DemoSpec& spec, const Clock& clock);
  ~DemoFleet() override;

  void serverInfo(Done<ServerInfo> done) override;
  // Only shows: Precondition/"demo", as for whatever needs files or another machine.
  void applyFleet(const FleetDeclaration& fleet, bool dryRun, Done<FleetDiff> done) override;
  void createToken(const NewEnrolToken& token, Done<CreatedToken> done) override;
  void addOperator(const NewOperator& op, Done<CreatedToken> done) override;
  void listOperators(const ListQuery& query, Done<Page<Operator>> done) override;
  void listNodes(const ListQuery& query, Done<Page<Node>> done) override;
  void getNode(const std::string& nameOrId, Done<Node> done) override;
  void listNodeEvents(const std::string& nameOrId, const ListQuery& query, Done<Page<NodeEvent>> done) override;
  void changeNode(NodeVerb verb, const std::string& nameOrId, const std::string& reason, Done<Node> done) override;
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
  void nodeLogs(const std::string& nameOrId, const LogQuery& query, Done<NodeLogs> done) override;
  void inputSamples(const std::string& nameOrId, const SampleQuery& query, const std::string& reason,
                    Done<NodeSamples> done) override;
  void drift(const DriftQuery& query, Done<std::vector<DriftStanding>> done) override;
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
  void listBudgets(const ListQuery& query, Done<Budgets> done) override;
  void getBudget(const ObjectiveName& objective, const RegionName& region, Done<BudgetReport> done) override;
  void overrideBudget(const BudgetOverride& wanted, Duration lifetime, Done<BudgetOverride> done) override;
  void revokeOverride(const BudgetOverrideId& id, Done<BudgetOverride> done) override;
  void listAudit(const ListQuery& query, Done<Page<AuditEntry>> done) override;
  void verifyAudit(Done<AuditVerdict> done) override;
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
  void prepareRunUndo(const RunId& run, const std::string& step, Done<ActionPreview> done) override;
  void giveRunFeedback(const NewRunFeedback& feedback, Done<Run> done) override;
  void prepareThreshold(const NewThreshold& threshold, Done<ActionPreview> done) override;
  void setThreshold(const NewThreshold& threshold, Done<ActionPreview> done) override;
  void listTasks(const ListQuery& query, Done<Page<Task>> done) override;
  void openTask(const NewTask& task, Done<Task> done) override;
  void editTask(const TaskChange& change, Done<Task> done) override;
  void postmortem(const IncidentId& incident, PaperFormat format, Done<PaperText> done) override;
  void report(const ReportQuestion& question, PaperFormat format, Done<PaperText> done) override;
  void listGameDays(const ListQuery& query, Done<Page<GameDay>> done) override;
  void getGameDay(const GameDayId& gameDay, Done<GameDayDetail> done) override;
  void prepareGameDay(const NewGameDay& wanted, Done<GameDayPreview> done) override;
  void startGameDay(const NewGameDay& wanted, const Digest& digest, Done<GameDay> done) override;
  void abortGameDay(const GameDayId& gameDay, const std::string& reason, Done<GameDay> done) override;

  std::unique_ptr<FleetWatch> watch(FleetListener& listener) override;

 private:
  class Watch;
  // A rollout of the state: position among those that follow a plan, or among the others.
  struct Chosen {
    std::uint32_t index = 0;
    bool planned = false;
  };
  // Answers on the loop; when it is closing, at once with Unavailable/"cancelled".
  template <class T, class F>
  void answer(Done<T> done, F work);
  // Answers with the rollout that `decision` changed, after the watches were told.
  template <class F>
  void decide(Done<Rollout> done, F decision);
  template <class F>
  void changePlan(const RolloutId& rollout, Done<Rollout> done, F change);
  Rollout tell(const Chosen& chosen) const;
  Result<Chosen> find(const RolloutId& rollout) const;
  template <class T>
  void refuse(Done<T> done, const char* what);
  void tick();
  void moveGameDays();
  void publish(const DemoChanges& changes);
  void sendSnapshot(FleetListener& listener);

  const Clock& clock_;
  std::atomic<bool> closing_ = false;
  DemoState state_;                       // loop
  DemoAlertBook alertBook_;               // loop
  DemoBudgetBook budgetBook_;             // loop
  DemoResponse response_;                 // loop
  DemoGameDays gameDays_;                 // loop
  std::vector<FleetListener*> watching_;  // loop
  SerialLoop loop_;                       // last, so that it stops before what its tasks use
};

}  // namespace flotilla::console

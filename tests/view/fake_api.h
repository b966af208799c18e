// An operator API that answers what the test says, when it says so, from any thread. Thread: the test's.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/domain/fleet_feed.h"
#include "models/domain/game_day_api.h"

namespace flotilla::view::test {

class FakeApi : public OperatorApi, public GameDayApi {
 public:
  // Calls as "verb argument", in order.
  std::vector<std::string> calls;
  // By method; a method without an answer stays unanswered until answerAll().
  Result<ServerInfo> info = ServerInfo{};
  Result<Page<NodeEvent>> events = Page<NodeEvent>{};
  Result<Page<AuditEntry>> auditPage = Page<AuditEntry>{};
  Result<Objectives> objectives = Objectives{};
  Result<std::vector<Tally>> history = std::vector<Tally>{};
  Result<NodeLogs> logs = NodeLogs{};
  Result<NodeSamples> samples = NodeSamples{};
  std::vector<LogQuery> logQueries;
  Result<std::vector<DriftStanding>> drifts = std::vector<DriftStanding>{};
  Result<Page<ObjectiveAlert>> alertPage = Page<ObjectiveAlert>{};
  Result<Page<AlertStatus>> statusPage = Page<AlertStatus>{};
  Result<Page<AlertGroup>> groupPage = Page<AlertGroup>{};
  std::vector<Page<AlertGroup>> groupPages;  // if there are any, these come instead, one after the other
  Result<Page<AlertFiring>> firingPage = Page<AlertFiring>{};
  Result<Page<SilenceStatus>> silencePage = Page<SilenceStatus>{};
  Result<std::vector<Acknowledgement>> acknowledged = std::vector<Acknowledgement>{};
  Result<std::vector<AlertId>> unacknowledged = std::vector<AlertId>{};
  Result<SilenceStatus> silence = SilenceStatus{};
  Result<AlertingDocument> alerting = AlertingDocument{};
  Result<AlertingDiff> alertingDiff = AlertingDiff{};
  Result<std::vector<std::string>> receivers = std::vector<std::string>{};
  Result<Budgets> budgets = Budgets{};
  Result<BudgetReport> budgetReport = BudgetReport{};
  Result<BudgetOverride> budgetOverride = BudgetOverride{};
  Result<AuditVerdict> verdict = AuditVerdict{};
  Result<Page<Incident>> incidentPage = Page<Incident>{};
  Result<IncidentDetail> incidentDetail = IncidentDetail{};
  Result<PaperText> paper = PaperText{};
  Result<Incident> incident = Incident{};
  Result<Page<RunbookSummary>> runbookPage = Page<RunbookSummary>{};
  Result<RunbookDocument> runbookDocument = RunbookDocument{};
  Result<RunbookApplied> runbookApplied = RunbookApplied{};
  Result<RunbookSummary> runbookRetired = RunbookSummary{};
  Result<std::vector<RunbookSummary>> runbooksChecked = std::vector<RunbookSummary>{};
  std::vector<RunbookChange> runbookChanges;
  Result<Page<Run>> runPage = Page<Run>{};
  Result<RunDetail> runDetail = RunDetail{};
  Result<Run> run = Run{};
  Result<ActionPreview> undoPreview = ActionPreview{};
  Result<Page<GameDay>> gameDayPage = Page<GameDay>{};
  Result<GameDayDetail> gameDayDetail = GameDayDetail{};
  Result<GameDayPreview> gameDayPreview = GameDayPreview{};
  Result<GameDay> gameDay = GameDay{};  // of start and abort
  std::vector<NewGameDay> gameDaysWanted;
  std::vector<Digest> gameDayDigests;
  std::vector<RunSignal> signalsSaid;
  std::vector<RunReview> reviewsSaid;
  std::vector<NewRun> runsWanted;
  std::vector<IncidentChange> incidentChanges;
  std::vector<IncidentMove> incidentMoves;
  std::vector<IncidentNote> incidentNotes;
  Result<CreatedToken> token = CreatedToken{};
  Result<RolloutPreview> preview = RolloutPreview{};
  Result<Rollout> rollout = Rollout{};
  Result<Rollout> got = Rollout{};                         // of getRollout
  std::map<std::string, RolloutExplanation> explanations;  // by rollout; none = an empty one
  std::vector<RolloutWord> words;
  std::map<std::string, Error> refusedNodes;  // by name or id
  bool holdBack = false;
  std::vector<std::function<void()>> held;

  void answerAll() {
    for (auto& answer : std::exchange(held, {})) answer();
  }

  void serverInfo(Done<ServerInfo> done) override { give("info", done, info); }
  void listNodeEvents(const std::string& node, const ListQuery&, Done<Page<NodeEvent>> done) override {
    give("events " + node, done, events);
  }
  void listObjectives(const ListQuery& query, Done<Objectives> done) override {
    give("objectives " + query.filter, done, objectives);
  }
  void objectiveHistory(const ObjectiveSpan& span, Done<std::vector<Tally>> done) override {
    give("history " + span.objective.value + " " + span.region.value, done, history);
  }
  void nodeLogs(const std::string& node, const LogQuery& query, Done<NodeLogs> done) override {
    logQueries.push_back(query);
    give("logs " + node, done, logs);
  }
  void inputSamples(const std::string& node, const SampleQuery&, const std::string&, Done<NodeSamples> done) override {
    give("samples " + node, done, samples);
  }
  void drift(const DriftQuery& query, Done<std::vector<DriftStanding>> done) override {
    give("drift " + query.region.value + query.site.value + query.node, done, drifts);
  }
  void listAlerts(const ListQuery& query, Done<Page<ObjectiveAlert>> done) override {
    give("alerts " + query.filter, done, alertPage);
  }
  void listAlertStatus(const ListQuery& query, Done<Page<AlertStatus>> done) override {
    give("alert-status " + query.filter, done, statusPage);
  }
  void listAlertGroups(const ListQuery& query, Done<Page<AlertGroup>> done) override {
    if (groupPages.empty()) return give("alert-groups " + query.filter, done, groupPage);
    const std::size_t at = query.pageToken.empty() ? 0 : std::min(groupPages.size(), std::stoul(query.pageToken)) - 1;
    give("alert-groups " + query.filter, done, Result<Page<AlertGroup>>(groupPages[at]));
  }
  void listAlertHistory(const ListQuery& query, Done<Page<AlertFiring>> done) override {
    give("alert-history " + query.filter, done, firingPage);
  }
  void acknowledgeAlerts(const AlertChoice& choice, const std::string& note,
                         Done<std::vector<Acknowledgement>> done) override {
    give("acknowledge " + choice.alert.value + choice.group + " " + note, done, acknowledged);
  }
  void unacknowledgeAlerts(const AlertChoice& choice, Done<std::vector<AlertId>> done) override {
    give("unacknowledge " + choice.alert.value + choice.group, done, unacknowledged);
  }
  void listSilences(const ListQuery& query, Done<Page<SilenceStatus>> done) override {
    give("silences " + query.filter, done, silencePage);
  }
  void createSilence(const NewSilence& wanted, Done<SilenceStatus> done) override {
    give("silence " + wanted.comment, done, silence);
  }
  void updateSilence(const SilenceId& id, const NewSilence& wanted, Done<SilenceStatus> done) override {
    give("update-silence " + id.value + " " + wanted.comment, done, silence);
  }
  void expireSilence(const SilenceId& id, Done<SilenceStatus> done) override {
    give("expire-silence " + id.value, done, silence);
  }
  void getAlerting(Done<AlertingDocument> done) override { give("alerting", done, alerting); }
  void applyAlerting(const AlertingChange& change, Done<AlertingDiff> done) override {
    give("apply-alerting " + change.text, done, alertingDiff);
  }
  void testRoute(const RouteQuestion& question, Done<std::vector<std::string>> done) override {
    give("test-route " + question.text, done, receivers);
  }
  void listBudgets(const ListQuery& query, Done<Budgets> done) override {
    give("budgets " + query.filter, done, budgets);
  }
  void getBudget(const ObjectiveName& objective, const RegionName& region, Done<BudgetReport> done) override {
    give("budget " + objective.value + " " + region.value, done, budgetReport);
  }
  void overrideBudget(const BudgetOverride& wanted, Duration lifetime, Done<BudgetOverride> done) override {
    give(
        "override " + wanted.objective.value + " " + wanted.region.value + " " + toText(lifetime) + " " + wanted.reason,
        done, budgetOverride);
  }
  void revokeOverride(const BudgetOverrideId& id, Done<BudgetOverride> done) override {
    give("revoke-override " + id.value, done, budgetOverride);
  }
  void listAudit(const ListQuery& query, Done<Page<AuditEntry>> done) override {
    give("audit " + query.filter + " " + query.pageToken, done, auditPage);
  }
  void verifyAudit(Done<AuditVerdict> done) override { give("verify", done, verdict); }
  void createToken(const NewEnrolToken& wanted, Done<CreatedToken> done) override {
    give("token " + wanted.site.value, done, token);
  }
  void changeNode(NodeVerb verb, const std::string& node, const std::string& reason, Done<Node> done) override {
    Node changed;
    changed.name = node;
    const auto refused = refusedNodes.find(node);
    give(std::string(toText(verb)) + " " + node + " " + reason, done,
         refused == refusedNodes.end() ? Result<Node>(changed) : Result<Node>(refused->second));
  }
  void prepareRollout(const NewRollout& wanted, Done<RolloutPreview> done) override {
    give(!wanted.plan.empty()
             ? "prepare-plan " + wanted.plan
             : "prepare " + wanted.workload.value + " " + wanted.version.toString() + " " + wanted.selector,
         done, preview);
  }
  void prepareRollBack(const RolloutId& id, Done<RolloutPreview> done) override {
    give("prepare-back " + id.value, done, preview);
  }
  void createRollout(const NewRollout& wanted, Done<Rollout> done) override {
    give(!wanted.plan.empty() ? "create " + wanted.plan
                              : "deploy " + wanted.workload.value + " " + wanted.version.toString(),
         done, rollout);
  }
  void rollBack(const RolloutId& id, Done<Rollout> done) override { give("back " + id.value, done, rollout); }
  void abortRollout(const RolloutId& id, Done<Rollout> done) override { give("abort " + id.value, done, rollout); }

  void getRollout(const RolloutId& id, Done<Rollout> done) override { give("get " + id.value, done, got); }
  void editRollout(const RolloutId& id, const std::string& plan, Done<Rollout> done) override {
    give("edit " + id.value + " " + plan, done, rollout);
  }
  void sayToRollout(const RolloutWord& word, Done<Rollout> done) override {
    words.push_back(word);
    give(std::string(toText(word.verb)) + " " + word.rollout.value, done, rollout);
  }
  void explainRollout(const RolloutId& id, bool, Done<RolloutExplanation> done) override {
    give("explain " + id.value, done, Result<RolloutExplanation>(explanations[id.value]));
  }

  void listIncidents(const ListQuery& query, Done<Page<Incident>> done) override {
    give("incidents " + query.filter, done, incidentPage);
  }
  void getIncident(const IncidentId& id, Done<IncidentDetail> done) override {
    give("incident " + id.value, done, incidentDetail);
  }
  void editIncident(const IncidentChange& change, Done<Incident> done) override {
    incidentChanges.push_back(change);
    give("edit-incident " + change.id.value, done, incident);
  }
  void moveIncident(const IncidentMove& move, Done<Incident> done) override {
    incidentMoves.push_back(move);
    give("move-incident " + move.id.value + " " + std::string(toText(move.to)), done, incident);
  }
  void noteIncident(const IncidentNote& note, Done<Incident> done) override {
    incidentNotes.push_back(note);
    give("note-incident " + note.id.value + " " + note.text, done, incident);
  }
  void listRunbooks(const ListQuery& query, Done<Page<RunbookSummary>> done) override {
    give("runbooks " + query.filter, done, runbookPage);
  }
  void getRunbook(const RunbookName& name, std::uint32_t, Done<RunbookDocument> done) override {
    give("runbook " + name.value, done, runbookDocument);
  }
  void applyRunbook(const RunbookChange& change, Done<RunbookApplied> done) override {
    runbookChanges.push_back(change);
    give(change.dryRun ? "try-runbook" : "apply-runbook", done, runbookApplied);
  }
  void retireRunbook(const RunbookName& name, Done<RunbookSummary> done) override {
    give("retire-runbook " + name.value, done, runbookRetired);
  }
  void checkRunbooks(const RunbookName& name, Done<std::vector<RunbookSummary>> done) override {
    give("check-runbooks " + name.value, done, runbooksChecked);
  }
  void listRuns(const ListQuery& query, Done<Page<Run>> done) override { give("runs " + query.filter, done, runPage); }
  void getRun(const RunId& id, Done<RunDetail> done) override { give("run " + id.value, done, runDetail); }
  void startRun(const NewRun& wanted, Done<Run> done) override {
    runsWanted.push_back(wanted);
    give("start-run " + wanted.runbook.value + " " + wanted.incident.value, done, run);
  }
  void signalRun(const RunSignal& signal, Done<Run> done) override {
    signalsSaid.push_back(signal);
    give(std::string(toText(signal.verb)) + "-run " + signal.run.value, done, run);
  }
  void reviewRun(const RunReview& review, Done<Run> done) override {
    reviewsSaid.push_back(review);
    give((review.approves ? "approve-run " : "reject-run ") + review.run.value, done, run);
  }
  void prepareRunUndo(const RunId& id, const std::string& step, Done<ActionPreview> done) override {
    give("prepare-undo " + id.value + " " + step, done, undoPreview);
  }

  void listGameDays(const ListQuery& query, Done<Page<GameDay>> done) override {
    give("game-days " + query.filter, done, gameDayPage);
  }
  void getGameDay(const GameDayId& id, Done<GameDayDetail> done) override {
    give("game-day " + id.value, done, gameDayDetail);
  }
  void prepareGameDay(const NewGameDay& wanted, Done<GameDayPreview> done) override {
    gameDaysWanted.push_back(wanted);
    give("prepare-game-day " + wanted.title, done, gameDayPreview);
  }
  void startGameDay(const NewGameDay& wanted, const Digest& digest, Done<GameDay> done) override {
    gameDaysWanted.push_back(wanted);
    gameDayDigests.push_back(digest);
    give("start-game-day " + wanted.title, done, gameDay);
  }
  void abortGameDay(const GameDayId& id, const std::string& reason, Done<GameDay> done) override {
    give("abort-game-day " + id.value + " " + reason, done, gameDay);
  }

  void postmortem(const IncidentId& id, PaperFormat format, Done<PaperText> done) override {
    give("postmortem " + id.value + " " + std::string(toText(format)), done, paper);
  }

  // Nothing in the console asks these.
  void giveRunFeedback(const NewRunFeedback&, Done<Run>) override { std::abort(); }
  void prepareThreshold(const NewThreshold&, Done<ActionPreview>) override { std::abort(); }
  void setThreshold(const NewThreshold&, Done<ActionPreview>) override { std::abort(); }
  void openIncident(const NewIncident&, Done<Incident>) override { std::abort(); }
  void mergeIncident(const IncidentId&, const IncidentId&, Done<Incident>) override { std::abort(); }
  void listTasks(const ListQuery&, Done<Page<Task>>) override { std::abort(); }
  void openTask(const NewTask&, Done<Task>) override { std::abort(); }
  void editTask(const TaskChange&, Done<Task>) override { std::abort(); }
  void report(const ReportQuestion&, PaperFormat, Done<PaperText>) override { std::abort(); }
  void applyFleet(const FleetDeclaration&, bool, Done<FleetDiff>) override { std::abort(); }
  void addOperator(const NewOperator&, Done<CreatedToken>) override { std::abort(); }
  void listOperators(const ListQuery&, Done<Page<Operator>>) override { std::abort(); }
  void listNodes(const ListQuery&, Done<Page<Node>>) override { std::abort(); }
  void getNode(const std::string&, Done<Node>) override { std::abort(); }
  void prepareUpload(Done<UploadTicket>) override { std::abort(); }
  void publishRelease(const std::string&, Done<ReleaseSummary>) override { std::abort(); }
  void listReleases(const ListQuery&, Done<Page<ReleaseSummary>>) override { std::abort(); }
  void listRolloutNodes(const RolloutId&, const ListQuery&, Done<Page<RolloutNode>>) override { std::abort(); }
  void listRollouts(const ListQuery&, Done<Page<Rollout>>) override { std::abort(); }
  void summarizeWorkload(const WorkloadName&, Done<WorkloadSummary>) override { std::abort(); }

 private:
  template <class T>
  void give(std::string call, const Done<T>& done, const Result<T>& answer) {
    calls.push_back(std::move(call));
    if (holdBack)
      held.push_back([done, answer] { done(answer); });
    else
      done(answer);
  }
};

class FakeFeed : public FleetFeed {
 public:
  FleetListener* listener = nullptr;
  int retries = 0;
  int ended = 0;

  std::unique_ptr<FleetWatch> watch(FleetListener& heard) override {
    listener = &heard;
    return std::make_unique<Watch>(*this);
  }

 private:
  struct Watch final : FleetWatch {
    explicit Watch(FakeFeed& feed) : feed_(feed) {}
    ~Watch() override {
      ++feed_.ended;
      feed_.listener = nullptr;
    }
    void retryNow() override { ++feed_.retries; }
    FakeFeed& feed_;
  };
};

}  // namespace flotilla::view::test

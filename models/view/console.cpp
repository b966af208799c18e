#include "models/view/console.h"

namespace flotilla::view {
namespace {

constexpr auto kTick = std::chrono::seconds(1);

TimePoint systemNow() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

Console::Console(OperatorApi& api, GameDayApi& gameDays, FleetFeed& feed, PatternCompiler compile,
                 const ConsoleSettings& settings, QObject* parent)
    : QObject(parent),
      preferences_(settings.preferencesFile),
      session_(api, mirror_, settings.session),
      summary_(mirror_),
      regions_(mirror_, summary_),
      nodes_(mirror_, compile),
      pending_(mirror_, compile),
      node_(api, mirror_),
      topology_(mirror_),
      rollouts_(mirror_, compile),
      rollout_(mirror_),
      waveNodes_(mirror_),
      evidence_(api, mirror_),
      shownPlan_(api),
      draft_(api),
      rolloutActions_(api),
      approvals_(mirror_),
      approvalEvidence_(api, mirror_),
      releases_(mirror_),
      objectives_(api, mirror_),
      objective_(api, objectives_),
      alerts_(api, mirror_),
      budget_(api, mirror_, objectives_, objective_, alerts_),
      board_(api, mirror_, compile),
      alert_(api, mirror_, board_),
      alertObjective_(api, objectives_),
      silences_(api, mirror_),
      silenceDraft_(api, board_, settings.wholePattern ? settings.wholePattern : compile, mirror_),
      maintenance_(api, mirror_, settings.windows),
      pages_(api, mirror_),
      alertActions_(api),
      openIncidents_(api, mirror_),
      incidents_(api, mirror_, compile),
      incident_(api, mirror_),
      incidentRuns_(api, mirror_),
      incidentActions_(api),
      runbooks_(api, mirror_),
      runs_(api, mirror_),
      run_(api, mirror_),
      runStep_(run_),
      runActions_(api, run_),
      runStart_(api),
      gameDays_(api, gameDays, mirror_, compile),
      runbookEditor_(api, settings.examineRunbook, settings.draftsFolder),
      runbookSaving_(api, runbookEditor_),
      drift_(api, mirror_),
      driftDetail_(api, mirror_),
      nodeDrift_(api, mirror_),
      logs_(api, mirror_),
      activity_(mirror_),
      audit_(api),
      actions_(api, mirror_, settings.enrolAddress),
      palette_(mirror_, compile),
      inbox_([this] { QMetaObject::invokeMethod(this, &Console::drain, Qt::QueuedConnection); }) {
  pending_.setFilter(QStringLiteral("identity:pending"));
  mirror_.tick(systemNow());
  connect(&tick_, &QTimer::timeout, this, [this] { mirror_.tick(systemNow()); });
  tick_.start(kTick);
  // Whoever looks at rollouts sees the one they just started.
  connect(&actions_, &Actions::finished, this,
          [this](const QString& status, const QString&, const QString&, const QString& page, const QString& id) {
            if (status == QStringLiteral("healthy") && page == QStringLiteral("rollouts") && navigation_.page() == page)
              navigation_.setSelection(id);
          });
  connectRollouts();
  connectAlerts();
  connectNode();
  connectResponse();
  watch_ = feed.watch(inbox_);
  connect(&session_, &Session::retryRequested, this, [this] { watch_->retryNow(); });
}

Console::~Console() {
  watch_.reset();
}

// Everything about the rollout that is shown follows the choice of it, and ends are told in one place.
void Console::connectRollouts() {
  connect(&rollout_, &RolloutDetail::rolloutChanged, this, [this] {
    evidence_.setRollout(rollout_.rollout());
    waveNodes_.setRollout(rollout_.rollout());
    shownPlan_.forget();
  });
  connect(&evidence_, &EvidenceWatch::planChanged, this, [this] {
    const bool waits = rollout_.found() && !rollout_.begun() && !rollout_.ended();
    shownPlan_.setText(waits ? evidence_.plan() : QString());
  });
  connect(&rolloutActions_, &RolloutActions::finished, &actions_, &Actions::finished);
  connect(&draft_, &PlanDraft::finished, &actions_, &Actions::finished);
}

// What somebody said about alerts shows at once, wherever they are shown.
void Console::connectAlerts() {
  const auto anew = [this] {
    board_.reload();
    silences_.reload();
    pages_.reload();
  };
  connect(&alertActions_, &AlertActions::alertsChanged, this, anew);
  connect(&silenceDraft_, &SilenceDraft::alertsChanged, this, anew);
  connect(&alertActions_, &AlertActions::budgetsChanged, &budget_, &BudgetDetail::reload);
  connect(&alertActions_, &AlertActions::finished, &actions_, &Actions::finished);
  connect(&silenceDraft_, &SilenceDraft::finished, &actions_, &Actions::finished);
  connect(&alert_, &AlertDetail::changed, this, [this] { alertObjective_.setCell(alert_.cell()); });
  connect(&session_, &Session::changed, this, [this] { pages_.setActive(session_.loaded()); });
  connect(&session_, &Session::callerChanged, this, [this] { board_.setCaller(session_.caller()); });
}

// Inputs and logs are of the node that is shown, whichever part of it somebody looks at.
void Console::connectNode() {
  const auto follow = [this] {
    const QString name = node_.name();
    logs_.setNode(name);
    if (name != nodeDrift_.place()) nodeDrift_.setKey(name.isEmpty() ? QString() : QStringLiteral("node/") + name);
  };
  connect(&node_, &NodeDetail::nodeChanged, this, follow);
  connect(&node_, &NodeDetail::changed, this, follow);
}

// What somebody said about incidents and runs shows at once, wherever they are shown.
void Console::connectResponse() {
  connect(&incident_, &IncidentWatch::changed, this, [this] { incidentRuns_.setIncident(incident_.incident()); });
  connect(&incidentActions_, &IncidentActions::incidentsChanged, this, [this] {
    incidents_.reload();
    incident_.reload();
    openIncidents_.reload();
  });
  const auto runsAnew = [this] {
    runs_.reload();
    incidentRuns_.reload();
  };
  connect(&runActions_, &RunActions::runsChanged, this, runsAnew);
  connect(&runStart_, &RunStart::started, this, runsAnew);
  // Whoever follows a run sees the step that it moves to.
  connect(&runActions_, &RunActions::runsChanged, this, [this] { runStep_.setChosen({}); });
  connect(&incidentActions_, &IncidentActions::finished, &actions_, &Actions::finished);
  connect(&runActions_, &RunActions::finished, &actions_, &Actions::finished);
  connect(&runStart_, &RunStart::finished, &actions_, &Actions::finished);
  connect(&gameDays_, &GameDays::finished, &actions_, &Actions::finished);
  connect(&runbookSaving_, &RunbookSaving::finished, &actions_, &Actions::finished);
  connect(&runbookSaving_, &RunbookSaving::runbooksChanged, &runbooks_, &RunbooksModel::reload);
  connect(&session_, &Session::changed, this, [this] {
    const bool live = session_.state() == QLatin1String("live");
    openIncidents_.setActive(live);
    gameDays_.practice()->setActive(live);
  });
  connect(&session_, &Session::callerChanged, this, [this] { run_.setCaller(session_.caller()); });
}

void Console::drain() {
  FleetNews news = inbox_.take();
  if (news.empty()) return;
  const auto loss = std::exchange(news.loss, std::nullopt);
  const bool told = news.restart || news.complete || !news.upserts.empty() || !news.gone.empty();
  mirror_.apply(std::move(news));
  session_.heard(told);
  if (loss) session_.lost(loss->why, loss->retryIn);
}

}  // namespace flotilla::view

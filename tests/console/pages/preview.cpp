#include "tests/console/pages/preview.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QGuiApplication>
#include <QStyleHints>
#include <QTest>

#include "services/documents/alerting.h"
#include "services/documents/runbook_yaml.h"
#include "services/runtime/pattern.h"
#include "tests/console/pages/sample_alerts.h"
#include "tests/console/pages/sample_drift.h"
#include "tests/console/pages/sample_game_days.h"
#include "tests/console/pages/sample_logs.h"
#include "tests/console/pages/sample_objectives.h"
#include "tests/console/pages/sample_plans.h"
#include "tests/console/pages/sample_response.h"
#include "tests/console/pages/sample_runbooks.h"
#include "ui/console/theme/application_look.h"

namespace flotilla::tests {
namespace {

TimePoint systemNow() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

AuditEntry entryOf(std::uint64_t seq, const char* actor, const char* action, const char* object, const char* detail) {
  AuditEntry out;
  out.seq = seq;
  out.at = systemNow() - std::chrono::minutes(40 - static_cast<int>(seq) * 3);
  out.actor = actor;
  out.action = action;
  out.object = object;
  out.detail = detail;
  for (std::size_t i = 0; i < out.hash.bytes.size(); ++i)
    out.hash.bytes[i] = static_cast<std::uint8_t>(seq * 37 + i * 11);
  return out;
}

Page<AuditEntry> auditPage() {
  Page<AuditEntry> out;
  out.items = {
      entryOf(9, "local-administrator", "CreateRollout", "rollout/checkout-vision-7",
              "checkout-vision 2.14.0, 240 nodes"),
      entryOf(8, "local-administrator", "PublishRelease", "release/checkout-vision 2.14.0", "counter 31, two variants"),
      entryOf(7, "node/boston-4", "Enrol", "node/boston-4", "pending, with a token for boston"),
      entryOf(6, "local-administrator", "CreateToken", "token/boston", "expires in 1 h, needs approval"),
      entryOf(5, "local-administrator", "QuarantineNode", "node/pune-6", "certificate used from two addresses"),
      entryOf(4, "local-administrator", "RollBack", "rollout/checkout-vision-6", "212 nodes go back"),
      entryOf(3, "local-administrator", "ApplyFleet", "fleet", "+ site kochi, ~ region ap-south"),
      entryOf(2, "local-administrator", "AddOperator", "operator/shift-b", "operator in eu-west"),
      entryOf(1, "local-administrator", "ApplyFleet", "fleet", "+ 8 regions, + 23 sites, + 2 workloads")};
  out.total = out.items.size();
  return out;
}

Page<NodeEvent> eventPage() {
  const auto event = [](int minutesAgo, InstallState state, const char* reason, const char* message) {
    NodeEvent out;
    out.at = systemNow() - std::chrono::minutes(minutesAgo);
    out.workload = WorkloadName("checkout-vision");
    out.version = {2, 14, 0};
    out.state = state;
    out.reason = reason;
    out.message = message;
    return out;
  };
  Page<NodeEvent> out;
  out.items = {
      event(6, InstallState::RolledBack, "probe_failed", "camera pipeline: no frame within 5 s, back on 2.13.2"),
      event(7, InstallState::Trying, "", "health window of 2 min began"), event(7, InstallState::Switching, "", ""),
      event(9, InstallState::Verified, "", "48.2 MB in 1 min 52 s"), event(11, InstallState::Downloading, "", "")};
  out.total = out.items.size();
  return out;
}

RolloutPreview previewOf(const SampleFleet& fleet) {
  RolloutPreview out;
  std::map<RegionName, RegionPreview> regions;
  for (const FleetThing& thing : fleet.things) {
    const auto* node = std::get_if<Node>(&thing);
    if (node == nullptr || node->workloads.empty()) continue;
    RegionPreview& region = regions[node->region];
    region.region = node->region;
    if (node->identity != NodeIdentity::Active) {
      out.excluded.push_back(
          {node->id, node->name, node->region, node->site, {"quarantined", "the node is quarantined"}});
      ++region.excluded;
      continue;
    }
    const bool live = systemNow() - node->lastSeen < std::chrono::minutes(1);
    out.nodes.push_back({node->id,
                         node->name,
                         node->region,
                         node->site,
                         true,
                         {2, 13, 2},
                         {2, 14, 0},
                         live ? Liveness::Live : Liveness::Offline,
                         node->name.size() % 11 != 0,
                         {}});
    ++region.nodes;
    region.withoutWayBack += node->name.size() % 11 == 0 ? 1 : 0;
  }
  out.nodeCount = out.nodes.size();
  out.excludedCount = out.excluded.size();
  for (const auto& [name, region] : regions) out.regions.push_back(region);
  return out;
}

}  // namespace

void PreviewApi::serverInfo(Done<ServerInfo> done) {
  info->now = systemNow();
  FakeApi::serverInfo(std::move(done));
}

void PreviewApi::listObjectives(const ListQuery& query, Done<Objectives> done) {
  if (!silent) FakeApi::listObjectives(query, std::move(done));
}

void PreviewApi::listAlerts(const ListQuery& query, Done<Page<ObjectiveAlert>> done) {
  if (!silent) FakeApi::listAlerts(query, std::move(done));
}

void PreviewApi::listAlertGroups(const ListQuery& query, Done<Page<AlertGroup>> done) {
  if (!silent) FakeApi::listAlertGroups(query, std::move(done));
}

// What is over, or the pages that nobody has: those are of the groups.
void PreviewApi::listAlertStatus(const ListQuery& query, Done<Page<AlertStatus>> done) {
  if (silent) return;
  if (query.filter == "state:resolved" || !groupPage) return FakeApi::listAlertStatus(query, std::move(done));
  Page<AlertStatus> pages;
  for (const AlertGroup& group : groupPage->items)
    for (const AlertStatus& status : group.alerts)
      if (status.alert.labels.at("severity") == "page" && status.acknowledgedBy.empty()) pages.items.push_back(status);
  pages.total = pages.items.size();
  done(pages);
}

void PreviewApi::listSilences(const ListQuery& query, Done<Page<SilenceStatus>> done) {
  if (!silent) FakeApi::listSilences(query, std::move(done));
}

// As a control plane narrows it: a region with the sensors that drift in it, or one node.
void PreviewApi::drift(const DriftQuery& query, Done<std::vector<DriftStanding>> done) {
  if (silent) return;
  const auto all = drifts;
  if (drifts) drifts = narrowed(*drifts, query);
  FakeApi::drift(query, std::move(done));
  drifts = all;
}

void PreviewApi::getAlerting(Done<AlertingDocument> done) {
  if (!silent) FakeApi::getAlerting(std::move(done));
}

// As a control plane narrows it: those that are open.
void PreviewApi::listIncidents(const ListQuery& query, Done<Page<Incident>> done) {
  if (silent) return;
  if (query.filter != "open:yes" || !incidentPage) return FakeApi::listIncidents(query, std::move(done));
  Page<Incident> open;
  for (const Incident& one : incidentPage->items)
    if (isOpen(one.state)) open.items.push_back(one);
  open.total = open.items.size();
  done(open);
}

void PreviewApi::getIncident(const IncidentId& id, Done<IncidentDetail> done) {
  if (!silent) FakeApi::getIncident(id, std::move(done));
}

void PreviewApi::listRunbooks(const ListQuery& query, Done<Page<RunbookSummary>> done) {
  if (!silent) FakeApi::listRunbooks(query, std::move(done));
}

void PreviewApi::getRunbook(const RunbookName& name, std::uint32_t, Done<RunbookDocument> done) {
  if (!silent) done(sampleRunbook(name, systemNow()));
}

void PreviewApi::listRuns(const ListQuery& query, Done<Page<Run>> done) {
  if (!silent) FakeApi::listRuns(query, std::move(done));
}

void PreviewApi::getRun(const RunId& id, Done<RunDetail> done) {
  if (!silent) FakeApi::getRun(id, std::move(done));
}

// As a control plane narrows it: those that are open.
void PreviewApi::listGameDays(const ListQuery& query, Done<Page<GameDay>> done) {
  if (silent) return;
  if (query.filter != "open:yes" || !gameDayPage) return FakeApi::listGameDays(query, std::move(done));
  Page<GameDay> open;
  for (const GameDay& one : gameDayPage->items)
    if (isOpen(one.state)) open.items.push_back(one);
  open.total = open.items.size();
  done(open);
}

// The one that is told in full, else one of the list as it stands there.
void PreviewApi::getGameDay(const GameDayId& id, Done<GameDayDetail> done) {
  if (silent) return;
  if (!gameDayDetail || gameDayDetail->gameDay.id == id) return FakeApi::getGameDay(id, std::move(done));
  if (gameDayPage)
    for (const GameDay& one : gameDayPage->items)
      if (one.id == id) return done(sampleScored(one));
  done(notFound("no_game_day", "there is no game day " + id.value, "game_day"));
}

Preview::Preview(Scene scene, int perSite, const view::IdentitySettings& identity) {
  QGuiApplication::styleHints()->setCursorFlashTime(0);  // a cursor that blinks never stands still
  answer(scene);
  view::ConsoleSettings settings;
  settings.session = {identity.accounts ? "fleet.example:7444" : "this computer", "DEMO", "0.1.0", identity};
  settings.enrolAddress = "127.0.0.1:7447";
  settings.wholePattern = compileWholePattern;
  settings.windows = [](const std::string& yaml) -> Result<std::vector<MaintenanceWindow>> {
    FLOTILLA_TRY(Alerting alerting, parseAlertingYaml(yaml));
    return std::move(alerting.windows);
  };
  settings.examineRunbook = examineRunbook;
  console_ = std::make_unique<view::Console>(api_, api_, feed_, compilePattern, settings);
  for (const QString& font : console::theme::prepareApplication()) warnings_ += "no font " + font;
  console::theme::prepareEngine(engine_);
  QObject::connect(&engine_, &QQmlEngine::warnings, &engine_, [this](const QList<QQmlError>& errors) {
    for (const auto& error : errors) warnings_ += error.toString();
  });
  engine_.setInitialProperties({{"flotilla", QVariant::fromValue(console_.get())}});
  engine_.load(QUrl("qrc:/qt/qml/Flotilla/Shell/MainWindow.qml"));
  if (!engine_.rootObjects().isEmpty()) window_ = qobject_cast<QQuickWindow*>(engine_.rootObjects().first());
  if (window_ != nullptr) QObject::connect(window_, &QQuickWindow::frameSwapped, window_, [this] { ++frames_; });
  if (scene == Scene::Loading) return;
  started_ = systemNow();
  fleet_ = sampleFleet(perSite, started_);
  if (scene == Scene::Empty)
    std::erase_if(fleet_.things, [](const FleetThing& thing) {
      return std::holds_alternative<Node>(thing) || std::holds_alternative<Rollout>(thing) ||
             std::holds_alternative<ReleaseSummary>(thing);
    });
  api_.preview = previewOf(fleet_);
  api_.preview->waves = sampleWaves();
  for (const Rollout& rollout : samplePlans(fleet_, started_)) {
    api_.explanations[rollout.id.value] = sampleExplanation(rollout, started_);
    api_.got->plan = samplePlan(rollout);
    fleet_.things.emplace_back(rollout);
  }
  // In two messages, as from a control plane: live begins before the picture is whole.
  const auto half = fleet_.things.begin() + static_cast<std::ptrdiff_t>(fleet_.things.size() / 2);
  feed_.listener->onUpdate({true, false, 4711, {fleet_.things.begin(), half}, {}});
  settle();
  feed_.listener->onUpdate({false, true, 4711, {half, fleet_.things.end()}, {}});
  settle();
}

void Preview::answer(Scene scene) {
  ServerInfo info;
  info.version = "0.1.0";
  info.now = systemNow();
  info.reportInterval = std::chrono::seconds(10);
  info.caller.name = scene == Scene::Viewer ? "shift-b" : "local-administrator";
  info.caller.grants = {{scene == Scene::Viewer ? Role::Viewer : Role::Administrator, {}}};
  api_.info = info;
  api_.auditPage = auditPage();
  if (scene == Scene::Viewer)
    api_.auditPage = Error{ErrorCode::Denied, "needs_role", "The audit log needs the role auditor."};
  api_.events = eventPage();
  api_.silent = scene == Scene::Loading;
  api_.alerting->text = "receivers: [{name: chat}]\nroute: {receiver: chat}\n";
  if (scene == Scene::Fleet || scene == Scene::Viewer) {
    api_.alerting = sampleAlerting(systemNow());
    api_.groupPage = sampleGroups(systemNow());
    api_.silencePage = sampleSilences(systemNow());
    api_.incidentPage = sampleIncidents(systemNow());
    api_.incidentDetail = sampleIncident(systemNow());
    api_.runbookPage = sampleRunbooks(systemNow());
    api_.runPage = sampleRuns(systemNow());
    api_.runDetail = sampleRun(RunScene::Previewed, systemNow());
    api_.undoPreview = sampleUndo();
    api_.gameDayPage = sampleGameDays(systemNow());
    api_.gameDayDetail = sampleGameDay(GameDayScene::Ended, systemNow());
    api_.gameDayPreview = sampleGameDayPreview();
  }
  if (scene == Scene::Fleet) {
    api_.objectives = sampleObjectives(systemNow());
    api_.history = sampleTallies();
    api_.alertPage = sampleAlerts(systemNow());
    api_.statusPage = sampleResolved(systemNow());
    api_.budgets = sampleBudgets(systemNow());
    api_.budgetReport = sampleReport(systemNow());
    api_.drifts = sampleDrift(systemNow());
    api_.logs = sampleLogs(systemNow());
  }
  AuditVerdict verdict;
  verdict.intact = true;
  verdict.entries = 9;
  api_.verdict = verdict;
  api_.token = CreatedToken{"flt_7Yh2mQk4Zr8cVx1nB5sWdE9tLpA3uJ6g", systemNow() + std::chrono::hours(1)};
}

void Preview::open(const QString& page, const QString& filter, const QString& selection) {
  console_->navigation()->open(page, filter, selection);
  settle();
}

void Preview::setTheme(const QString& theme) {
  console_->preferences()->setTheme(theme);
  settle();
}

void Preview::loseConnection() {
  feed_.listener->onLost({ErrorCode::Unavailable, "unreachable", "The control plane does not answer."},
                         std::chrono::seconds(8));
  settle();
}

void Preview::report() {
  feed_.listener->onUpdate(
      {false, true, 4711 + static_cast<std::uint64_t>(++reports_), laterReports(fleet_, systemNow() - started_), {}});
  settle();
}

void Preview::stage(std::size_t nodes, StageScene scene) {
  std::vector<FleetThing> things = sampleStaged(fleet_, nodes, scene, systemNow());
  staged_.clear();
  for (const FleetThing& thing : things)
    if (const auto* node = std::get_if<Node>(&thing)) staged_.push_back(*node);
  api_.preview->stages = sampleStages();
  for (WavePreview& wave : api_.preview->waves) wave.notes.push_back({"stages", "told once for all waves"});
  api_.got->plan =
      "{\"workload\":\"gate-sensor\",\"to\":\"1.9.2\",\"shadow\":{\"min_time\":\"10m\",\"limit\":\"6h\"},\"weights\":{"
      "\"steps\":[1,5,25,50,100],\"differ\":0.02},\"waves\":[{\"name\":\"first\",\"size\":60,\"soak\":\"60m\"}]}";
  feed_.listener->onUpdate({false, true, 4711 + static_cast<std::uint64_t>(++reports_), std::move(things), {}});
  settle();
}

bool Preview::call(const char* object, const char* function, const QVariantList& arguments) {
  QObject* found = window_->findChild<QObject*>(object);
  if (found == nullptr) return false;
  QVector<QGenericArgument> passed(4);
  for (qsizetype i = 0; i < arguments.size() && i < passed.size(); ++i) {
    const QVariant& argument = arguments[i];
    passed[i] = argument.typeId() == QMetaType::QString ? QGenericArgument("QString", argument.constData())
                : argument.typeId() == QMetaType::Bool  ? QGenericArgument("bool", argument.constData())
                : argument.typeId() == QMetaType::Int   ? QGenericArgument("int", argument.constData())
                                                        : QGenericArgument("QVariant", &argument);
  }
  const bool done = QMetaObject::invokeMethod(found, function, passed[0], passed[1], passed[2], passed[3]);
  settle(400);
  return done;
}

// A busy machine draws late, so it is frames that tell when a view came to rest.
void Preview::settle(int milliseconds) {
  constexpr int kSlices = 4;
  const QDeadlineTimer latest(milliseconds * 40);
  int quiet = 0;
  while (quiet < kSlices && !latest.hasExpired()) {
    const int before = frames_;
    QTest::qWait(milliseconds / kSlices);
    quiet = frames_ == before ? quiet + 1 : 0;
  }
}

}  // namespace flotilla::tests

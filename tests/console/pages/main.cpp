// Shows the console over a made-up fleet, or with `--screenshot DIR` writes pictures of every page and ends. One
// thread.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QImage>
#include <QTest>
#include <QTextStream>
#include <functional>

#include "tests/console/pages/camera.h"
#include "tests/console/pages/login_pictures.h"
#include "tests/console/pages/preview.h"
#include "tests/console/pages/response_pictures.h"
#include "tests/console/pages/sample_alerts.h"
#include "tests/console/pages/stage_pictures.h"

using flotilla::tests::Camera;
using flotilla::tests::Preview;
using flotilla::tests::writeLogins;
using flotilla::tests::writeResponses;
using flotilla::tests::writeStages;

namespace {

void writePages(Preview& preview, Camera& camera, const QString& theme) {
  preview.setTheme(theme);
  for (const char* page : {"overview", "topology", "nodes", "rollouts", "artifacts", "slos", "drift", "alerts",
                           "incidents", "runbooks", "approvals", "audit", "settings"}) {
    preview.open(page);
    preview.settle(300);
    camera.take(preview, QString("%1-%2").arg(page, theme));
  }
  preview.open("nodes", "status:(failed|offline|degraded)", "rotterdam-3");
  camera.take(preview, "node-summary-" + theme);
  preview.open("topology", {}, "lyon-2");
  camera.take(preview, "topology-node-" + theme);
}

void writeParts(Preview& preview, Camera& camera, const QString& theme) {
  for (int part = 1; part < 6; ++part) {
    preview.open("nodes", "status:(failed|offline|degraded)", "lyon-2");
    for (QObject* tabs : preview.window()->findChildren<QObject*>())
      if (tabs->objectName() == "nodeTabs") tabs->setProperty("currentIndex", part);
    for (int i = 0; i < (part == 1 ? 4 : 1); ++i) {
      preview.settle(600);
      preview.report();
    }
    camera.take(preview, QString("node-part%1-%2").arg(part).arg(theme));
  }
  for (int mode : {0, 2}) {
    preview.open("topology");
    for (QObject* item : preview.window()->findChildren<QObject*>())
      if (item->objectName() == "topologyPage") item->setProperty("mode", mode);
    preview.settle(300);
    camera.take(preview, QString("topology-mode%1-%2").arg(mode).arg(theme));
  }
}

// A rollout in each state that shows something of its own, and the sheets of words.
void writeRollouts(Preview& preview, Camera& camera, const QString& theme) {
  for (const char* id : {"shelf-counter-3", "gate-sensor-5", "gate-sensor-6", "meter-reader-2", "checkout-vision-5"}) {
    preview.open("rollouts", {}, id);
    preview.settle(700);
    camera.take(preview, QString("rollout-%1-%2").arg(id, theme));
  }
  const std::pair<const char*, const char*> words[] = {{"gate-sensor-5", "approve"},
                                                       {"gate-sensor-5", "reject"},
                                                       {"shelf-counter-3", "promote"},
                                                       {"shelf-counter-3", "abort"}};
  for (const auto& [id, word] : words) {
    preview.open("rollouts", {}, id);
    preview.call("wordSheet", "start", {QString(word), QVariant(0)});
    camera.take(preview, QString("word-%1-%2").arg(word, theme));
    preview.call("wordSheet", "close");
  }
}

// What the table of nodes looks like with checked rows, and with a filter that is wrong; what a mark says.
void writeTable(Preview& preview, Camera& camera, const QString& theme) {
  preview.open("nodes", "region:us-west");
  for (QObject* table : preview.window()->findChildren<QObject*>()) {
    auto* selection = table->property("selection").value<QObject*>();
    if (table->objectName() != "nodesTable" || selection == nullptr) continue;
    QMetaObject::invokeMethod(selection, "addRange", Q_ARG(int, 1), Q_ARG(int, 5));
    preview.console().nodes()->setFilter("status:broken");
    camera.take(preview, "nodes-checked-" + theme);
    QMetaObject::invokeMethod(selection, "clear");
    preview.console().nodes()->setFilter("region:us-west");
  }
  preview.open("topology");
  for (QObject* page : preview.window()->findChildren<QObject*>())
    if (page->objectName() == "topologyPage") page->setProperty("mode", 1);
  preview.settle(300);
  for (QObject* grid : preview.window()->findChildren<QObject*>())
    if (grid->objectName() == "marks") grid->setProperty("current", 70);
  camera.take(preview, "topology-hover-" + theme);
  preview.call("scopeCrumb", "openMenu");
  auto* actions = preview.console().actions();
  emit actions->finished("healthy", "checkout-vision-8 started", "48 nodes", "rollouts", "checkout-vision-7");
  emit actions->finished("failed", "1 of 2 not quarantined", "lyon-2 is not active", "nodes", {});
  camera.take(preview, "toasts-" + theme);
  QTest::keyClick(preview.window(), Qt::Key_Escape);
}

void writePopups(Preview& preview, Camera& camera, const QString& theme) {
  preview.open("nodes");
  const struct {
    const char* name;
    const char* object;
    const char* function;
    QVariantList arguments;
  } kPopups[] = {
      {"palette", "palette", "start", {QString()}},
      {"palette-terms", "palette", "start", {QString(":nodes region:eu-west status:")}},
      {"palette-names", "palette", "start", {QString("rott")}},
      {"keys", "keySheet", "open", {}},
      {"deploy", "deploySheet", "start", {QString("checkout-vision"), QString("2.14.0"), QString("region:eu-west")}},
      {"plan", "planSheet", "start", {QString("checkout-vision"), QString("2.14.0"), QString()}},
      {"enrol", "enrolSheet", "start", {QString("boston")}},
      {"rollback", "rollBackSheet", "start", {QString("checkout-vision-7")}},
  };
  for (const auto& popup : kPopups) {
    preview.call(popup.object, popup.function, popup.arguments);
    if (QString(popup.name) == "plan") preview.settle(700);  // the preview is asked a while after the last change
    camera.take(preview, QString("%1-%2").arg(popup.name, theme));
    if (QString(popup.name) == "enrol") {
      preview.console().actions()->createToken("boston", "tier=gold", 60, true);
      preview.settle(300);
      camera.take(preview, "enrol-token-" + theme);
    }
    preview.call(popup.object, "close");
  }
  for (const char* verb : {"quarantine", "revoke"}) {
    const QStringList ids{preview.console().nodes()->idOf("lyon-2"), preview.console().nodes()->idOf("boston-4")};
    preview.call("verbSheet", "start", {QString(verb), QVariant(ids)});
    camera.take(preview, QString("verb-%1-%2").arg(verb, theme));
    preview.call("verbSheet", "close");
  }
}

// The parts of the page of alerts, and the sheets that it opens.
void writeAlerts(Preview& preview, Camera& camera, const QString& theme) {
  preview.open("alerts");
  preview.open("alerts", {}, "{}/{alertname=\"NodeOffline\"}:{cause=\"silent\", site=\"boston\"}");
  preview.settle(500);
  camera.take(preview, "alerts-group-" + theme);
  preview.open("alerts", {}, "silences");
  preview.settle(500);
  camera.take(preview, "alerts-silences-" + theme);
  const QString key = preview.console().board()->worstKey();
  preview.call("acknowledgeSheet", "start", {key, QVariant(false), QString("BudgetBurn answers")});
  camera.take(preview, "acknowledge-" + theme);
  preview.call("acknowledgeSheet", "close");
  preview.call("silenceSheet", "start",
               {QString("{}/{alertname=\"NodeOffline\"}:{cause=\"silent\", site=\"boston\"}")});
  camera.take(preview, "silence-" + theme);
  preview.call("silenceSheet", "close");
  preview.call("expireSheet", "start", {QString("silence-2")});
  camera.take(preview, "expire-" + theme);
  preview.call("expireSheet", "close");
  preview.call(
      "overrideSheet", "start",
      {QString("eu-west/answers"), QString("eu-west, Answers 99.5 %"), QString("New assignments there wait.")});
  camera.take(preview, "override-" + theme);
  preview.call("overrideSheet", "close");
}

// Places and inputs that have something of their own to say, and the parts of a node that tell of it.
void writeDrift(Preview& preview, Camera& camera, const QString& theme) {
  const std::pair<const char*, const char*> places[] = {{"region", "region/ap-south/checkout-vision/2.14.0"},
                                                        {"category", "region/ap-south/checkout-vision/2.14.0/lane"},
                                                        {"quiet", "region/me-central/gate-sensor/1.9.1"},
                                                        {"bare", "region/eu-west/gate-sensor/1.9.1"},
                                                        {"sensor", "node/lyon-2/gate-sensor/1.9.1"}};
  for (const auto& [name, key] : places) {
    preview.open("drift", {}, key);
    preview.settle(500);
    camera.take(preview, QString("drift-%1-%2").arg(name, theme));
  }
  preview.console().drift()->setView("quiet");
  preview.settle(300);
  camera.take(preview, "drift-narrowed-" + theme);
  preview.console().drift()->setView("all");
  preview.open("drift", {}, "region/eu-west/gate-sensor/1.9.1");
  for (QObject* view : preview.window()->findChildren<QObject*>("driftFeature")) {
    const qreal end = view->property("contentHeight").toReal() - view->property("height").toReal();
    view->setProperty("contentY", std::max(0.0, end));
  }
  preview.settle(300);
  camera.take(preview, "drift-end-" + theme);
  for (QObject* view : preview.window()->findChildren<QObject*>("driftFeature")) view->setProperty("contentY", 0);
}

void showPart(Preview& preview, int part) {
  for (QObject* tabs : preview.window()->findChildren<QObject*>("nodeTabs")) tabs->setProperty("currentIndex", part);
  preview.settle(400);
}

void writeLogs(Preview& preview, Camera& camera, const QString& theme) {
  auto* logs = preview.console().logs();
  const auto answer = preview.api().logs;
  preview.open("nodes", {}, "lyon-2");
  showPart(preview, 2);
  camera.take(preview, "node-inputs-" + theme);
  showPart(preview, 3);
  camera.take(preview, "node-logs-idle-" + theme);
  logs->search();
  preview.settle(300);
  camera.take(preview, "node-logs-" + theme);
  logs->setCurrent(1);
  preview.settle(300);
  for (QObject* view : preview.window()->findChildren<QObject*>("nodePart")) {
    const qreal end = view->property("contentHeight").toReal() - view->property("height").toReal();
    view->setProperty("contentY", std::max(0.0, end));
  }
  preview.settle(200);
  camera.take(preview, "node-trace-" + theme);
  const std::pair<const char*, flotilla::Error> errors[] = {
      {"offline",
       {flotilla::ErrorCode::Unavailable, "node_offline",
        "lyon-2 is not connected, and its logs are on the node: last seen 14 min ago", "node",
        "try again when it is live"}},
      {"busy",
       {flotilla::ErrorCode::Exhausted, "busy", "the logs of this node are being searched already", "node",
        "try again in a moment"}}};
  for (const auto& [name, error] : errors) {
    preview.open("nodes", {}, "boston-4");
    preview.open("nodes", {}, "lyon-2");
    preview.api().logs = error;
    logs->search();
    preview.settle(300);
    camera.take(preview, QString("node-logs-%1-%2").arg(name, theme));
  }
  preview.api().logs = flotilla::NodeLogs{};
  logs->search();
  preview.settle(300);
  camera.take(preview, "node-logs-nothing-" + theme);
  preview.api().logs = answer;
  showPart(preview, 0);
}

bool writeAll(const QDir& dir) {
  Camera camera(dir);
  {
    Preview preview(Preview::Scene::Fleet);
    if (preview.window() == nullptr) return false;
    for (int i = 0; i < 4; ++i) {
      preview.settle(1500);
      preview.report();
    }
    for (const QString theme : {"dark", "light"}) writePages(preview, camera, theme);
    preview.setTheme("dark");
    writeParts(preview, camera, "dark");
    writeTable(preview, camera, "dark");
    writePopups(preview, camera, "dark");
    writeRollouts(preview, camera, "dark");
    preview.setTheme("light");
    writeTable(preview, camera, "light");
    writePopups(preview, camera, "light");
    writeRollouts(preview, camera, "light");
    for (const QString theme : {"light", "dark"}) {
      preview.setTheme(theme);
      for (const char* cell : {"answers", "ap-south/answers", "us-east/latency"}) {
        preview.open("slos", {}, cell);
        preview.settle(700);
        camera.take(preview, QString("slos-%1-%2").arg(QString(cell).replace('/', '-'), theme));
      }
    }
    for (const QString theme : {"light", "dark"}) {
      preview.setTheme(theme);
      writeAlerts(preview, camera, theme);
      writeDrift(preview, camera, theme);
      writeLogs(preview, camera, theme);
    }
    preview.loseConnection();
    for (const QString theme : {"light", "dark"}) {
      preview.setTheme(theme);
      preview.open("overview");
      camera.take(preview, "lost-overview-" + theme);
      preview.open("nodes", "status:failed", "lyon-2");
      camera.take(preview, "lost-nodes-" + theme);
      preview.open("rollouts", {}, "shelf-counter-3");
      camera.take(preview, "lost-rollout-" + theme);
      preview.open("alerts");
      camera.take(preview, "lost-alerts-" + theme);
      preview.open("drift");
      camera.take(preview, "lost-drift-" + theme);
    }
    preview.window()->resize(1100, 700);
    for (const char* page : {"overview", "topology", "nodes", "rollouts", "artifacts", "slos", "drift", "alerts",
                             "incidents", "runbooks", "approvals", "audit", "settings"}) {
      preview.open(page);
      preview.settle(300);
      camera.take(preview, QString("small-%1").arg(page));
    }
    preview.open("alerts", {}, "silences");
    preview.settle(300);
    camera.take(preview, "small-silences");
    preview.open("rollouts", {}, "shelf-counter-3");
    preview.settle(300);
    camera.take(preview, "small-rollout");
    preview.call("planSheet", "start", {QString("checkout-vision"), QString("2.14.0"), QString()});
    preview.settle(600);
    camera.take(preview, "small-plan");
    preview.call("planSheet", "close");
  }
  const struct {
    Preview::Scene scene;
    const char* name;
  } kScenes[] = {
      {Preview::Scene::Empty, "empty"}, {Preview::Scene::Loading, "loading"}, {Preview::Scene::Viewer, "viewer"}};
  for (const auto& [scene, name] : kScenes) {
    Preview preview(scene);
    for (const QString theme : {"light", "dark"}) {
      preview.setTheme(theme);
      for (const char* page : {"overview", "topology", "nodes", "rollouts", "artifacts", "slos", "drift", "alerts",
                               "incidents", "runbooks", "approvals", "audit"}) {
        preview.open(page);
        camera.take(preview, QString("%1-%2-%3").arg(name, page, theme));
      }
    }
  }
  {
    Preview preview(Preview::Scene::Fleet, 420);
    preview.setTheme("dark");
    preview.api().groupPage = flotilla::tests::sampleGroups(
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()), 10'000);
    for (const char* page : {"overview", "topology", "nodes", "alerts"}) {
      preview.open(page);
      preview.settle(600);
      if (QString(page) == "alerts")
        preview.open("alerts", {}, "{}/{alertname=\"NodeOffline\"}:{cause=\"silent\", site=\"pune\"}");
      camera.take(preview, QString("large-%1").arg(page));
    }
  }
  return !camera.failed();
}

}  // namespace

int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  QCommandLineParser parser;
  parser.addHelpOption();
  const QCommandLineOption screenshot("screenshot", "Write pictures of all pages into <dir>.", "dir");
  parser.addOption(screenshot);
  const QCommandLineOption response("response", "Only those of incidents and runbooks.");
  parser.addOption(response);
  const QCommandLineOption login("login", "Only those of logging in.");
  parser.addOption(login);
  const QCommandLineOption stages("stages", "Only those of shadow and traffic weights.");
  parser.addOption(stages);
  parser.process(application);
  if (!parser.isSet(screenshot)) {
    const Preview preview(Preview::Scene::Fleet);
    return preview.window() == nullptr ? 1 : QApplication::exec();
  }
  const QDir dir(parser.value(screenshot));
  const bool all = !parser.isSet(response) && !parser.isSet(login) && !parser.isSet(stages);
  const auto wanted = [&](const QCommandLineOption& part) { return all || parser.isSet(part); };
  if (dir.mkpath(".") && (!all || writeAll(dir)) && (!wanted(response) || writeResponses(dir)) &&
      (!wanted(login) || writeLogins(dir)) && (!wanted(stages) || writeStages(dir)))
    return 0;
  QTextStream(stderr) << "flotilla-pages: cannot write the pictures into " << dir.path() << '\n';
  return 1;
}

#include "tests/console/pages/response_pictures.h"

#include <QTest>
#include <functional>

#include "tests/console/pages/camera.h"
#include "tests/console/pages/sample_game_days.h"
#include "tests/console/pages/sample_response.h"
#include "tests/console/pages/sample_runbooks.h"

namespace flotilla::tests {
namespace {

// Shows a run as it stands in a scene, from its top.
void showRun(Preview& preview, RunScene scene) {
  preview.api().runDetail =
      sampleRun(scene, std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
  preview.open("runbooks");
  preview.open("runbooks", {}, "RUN-31");
  preview.console().run()->reload();
  preview.settle(400);
}

// Shows the document of a runbook, once all about it is told.
void showDocument(Preview& preview, const char* name) {
  preview.open("runbooks", {}, QString(name) + "/edit");
  const auto& editor = *preview.console().runbookEditor();
  (void)QTest::qWaitFor([&editor] { return editor.state() == QLatin1String("ready") && !editor.checking(); }, 20'000);
  preview.settle(300);
}

void type(Preview& preview, const char* text) {
  preview.call("runbookText", "goTo", {2});
  QTest::keyClick(preview.window(), Qt::Key_End);
  QTest::keyClick(preview.window(), Qt::Key_Return);
  for (const char* letter = text; *letter != 0; ++letter) QTest::keyClick(preview.window(), *letter);
  (void)QTest::qWaitFor([&preview] { return !preview.console().runbookEditor()->checking(); }, 20'000);
}

void writeEditor(Preview& preview, Camera& camera, const QString& theme) {
  auto& editor = *preview.console().runbookEditor();
  auto& saving = *preview.console().runbookSaving();
  for (const auto& [name, picture] : std::initializer_list<std::pair<const char*, const char*>>{
           {"failing-deployment", "good"}, {"site-unreachable", "errors"}, {"uplink-by-hand", "large"}}) {
    showDocument(preview, name);
    camera.take(preview, QString("editor-%1-%2").arg(picture, theme));
  }
  showDocument(preview, "failing-deployment");
  type(preview, "# What was learned in March");
  flotilla::RunbookApplied would;
  would.summary = sampleRunbook(flotilla::RunbookName("failing-deployment"), {}).summary;
  would.summary.version += 1;
  would.notes = {"it escalates to \"on-call\", and no route of the alerting leads there"};
  preview.api().runbookApplied = would;
  preview.call("runbookEditorView", "save");
  preview.settle(300);
  camera.take(preview, "editor-save-" + theme);
  preview.api().runbookApplied = flotilla::Error{flotilla::ErrorCode::Denied, "needs_role",
                                                 "changing runbooks needs the role administrator in all of the fleet"};
  saving.confirm();
  preview.settle(300);
  camera.take(preview, "editor-refused-" + theme);
  saving.dismiss();
  type(preview, "steps: [");
  preview.call("runbookEditorView", "step", {-1});
  camera.take(preview, "editor-stale-" + theme);
  auto checked = would.summary;
  checked.health.problems = {"line 17, step look: no node matches site:hamburg-9, which it asks for"};
  preview.api().runbooksChecked = std::vector{checked};
  saving.check();
  preview.call("runbookEditorView", "step", {2});
  preview.settle(300);
  camera.take(preview, "editor-fleet-" + theme);
  preview.call("runbookEditorView", "step", {-2});
  editor.takeNewest();
  preview.open("runbooks", {}, "new");
  (void)QTest::qWaitFor([&editor] { return !editor.checking(); }, 20'000);
  camera.take(preview, "editor-new-" + theme);
}

void writeResponse(Preview& preview, Camera& camera, const QString& theme) {
  const std::pair<RunScene, const char*> kScenes[] = {
      {RunScene::Begun, "begun"},       {RunScene::Previewed, "previewed"}, {RunScene::Changed, "changed"},
      {RunScene::Awaiting, "awaiting"}, {RunScene::Verifying, "verifying"}, {RunScene::Failed, "failed"},
      {RunScene::Deciding, "deciding"}, {RunScene::Noting, "noting"},       {RunScene::Over, "over"},
      {RunScene::Watched, "watched"}};
  preview.open("incidents");
  preview.settle(400);
  camera.take(preview, "incidents-" + theme);
  preview.open("runbooks");
  preview.settle(400);
  camera.take(preview, "runbooks-" + theme);
  writeEditor(preview, camera, theme);
  for (const auto& [scene, name] : kScenes) {
    showRun(preview, scene);
    camera.take(preview, QString("run-%1-%2").arg(name, theme));
  }
  showRun(preview, RunScene::Failed);
  preview.console().runActions()->prepareUndo("failover");
  preview.settle(400);
  for (QObject* view : preview.window()->findChildren<QObject*>("stepParts"))
    view->setProperty("contentY",
                      std::max(0.0, view->property("contentHeight").toReal() - view->property("height").toReal()));
  preview.settle(200);
  camera.take(preview, "run-undo-" + theme);
  preview.console().runActions()->forgetUndo();
  preview.api().run = flotilla::Error{flotilla::ErrorCode::Conflict, "moved_on",
                                      "the run has moved on since it was looked at: it is at step watch"};
  preview.console().runActions()->begin();
  preview.settle(400);
  camera.take(preview, "run-refused-" + theme);
  preview.console().runActions()->dismiss();
  for (const char* word : {"cancel", "hand-over", "approve"}) {
    preview.call("runWordSheet", "start", {QString(word), QString("failover")});
    camera.take(preview, QString("run-word-%1-%2").arg(word, theme));
    preview.call("runWordSheet", "close");
  }
  preview.call("startRunSheet", "start", {QString("site-unreachable"), QString("INC-204")});
  preview.api().run = flotilla::Error{flotilla::ErrorCode::Invalid, "no_value",
                                      "nothing says what site is: where nodes are gone", "inputs.site"};
  preview.console().runStart()->start();
  preview.settle(400);
  camera.take(preview, "run-start-" + theme);
  preview.call("startRunSheet", "close");
  preview.api().run = flotilla::Run{};
  preview.open("incidents");
  for (const char* word : {"note", "cancel"}) {
    preview.call("incidentWordSheet", "start", {QString(word)});
    camera.take(preview, QString("incident-%1-%2").arg(word, theme));
    preview.call("incidentWordSheet", "close");
  }
}

// A game day in each state, and the sheets about it.
void writeGameDays(Preview& preview, Camera& camera, const QString& theme) {
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  auto& games = *preview.console().gameDays();
  preview.open("game-days");
  preview.settle(900);
  camera.take(preview, "game-days-" + theme);
  const std::pair<GameDayScene, const char*> kScenes[] = {{GameDayScene::Begun, "begun"},
                                                          {GameDayScene::Recovering, "recovering"},
                                                          {GameDayScene::Ended, "ended"},
                                                          {GameDayScene::Aborted, "aborted"}};
  const auto page = preview.api().gameDayPage;
  for (const auto& [scene, name] : kScenes) {
    preview.api().gameDayDetail = sampleGameDay(scene, now);
    preview.api().gameDayPage->items[0] = preview.api().gameDayDetail->gameDay;
    games.practice()->reload();
    preview.open("game-days", {}, "GAME-7");
    games.day()->reload();
    preview.settle(500);
    camera.take(preview, QString("game-day-%1-%2").arg(name, theme));
    if (scene != GameDayScene::Begun) continue;
    preview.call("abortGameDaySheet", "start");
    camera.take(preview, "game-day-abort-" + theme);
    preview.call("abortGameDaySheet", "close");
    preview.open("overview");
    preview.settle(500);
    camera.take(preview, "practice-overview-" + theme);
  }
  preview.api().gameDayPage = page;
  games.practice()->reload();
  preview.open("game-days");
  preview.call("gameDaySheet", "start");
  camera.take(preview, "game-day-plan-empty-" + theme);
  games.draft()->setTitle("Who notices a worker that dies?");
  games.draft()->setWhere(0, "site:lyon");
  preview.call("gameDaySheet", "start");
  preview.settle(900);
  camera.take(preview, "game-day-plan-" + theme);
  preview.api().gameDay = flotilla::Error{flotilla::ErrorCode::Conflict, "targets_changed", "it would not do now"};
  preview.api().gameDayPreview = sampleGameDayPreview(false);
  games.draft()->addFault();
  games.draft()->setChoice(1, "kind", 0);
  preview.settle(900);
  preview.api().gameDayPreview = sampleGameDayPreview();
  games.draft()->preview();
  preview.settle(500);
  preview.api().gameDayPreview = sampleGameDayPreview(false);
  games.draft()->start();
  preview.settle(500);
  camera.take(preview, "game-day-refused-" + theme);
  for (QObject* view : preview.window()->findChildren<QObject*>("gameDayForm"))
    view->setProperty("contentY",
                      std::max(0.0, view->property("contentHeight").toReal() - view->property("height").toReal()));
  preview.settle(200);
  camera.take(preview, "game-day-refusals-" + theme);
  preview.call("gameDaySheet", "close");
  games.draft()->reset();
  preview.api().gameDay = GameDay{};
  preview.api().gameDayPreview = sampleGameDayPreview();
}

}  // namespace

bool writeResponses(const QDir& dir) {
  Camera camera(dir);
  {
    Preview preview(Preview::Scene::Fleet);
    if (preview.window() == nullptr) return false;
    for (const QString theme : {"dark", "light"}) {
      preview.setTheme(theme);
      writeResponse(preview, camera, theme);
      writeGameDays(preview, camera, theme);
    }
    preview.window()->resize(1100, 700);
    showRun(preview, RunScene::Previewed);
    camera.take(preview, "small-run");
    showDocument(preview, "site-unreachable");
    camera.take(preview, "small-editor");
    for (const char* page : {"incidents", "runbooks", "game-days"}) {
      preview.open(page);
      camera.take(preview, QString("small-%1").arg(page));
    }
    preview.open("game-days", {}, "GAME-7");
    camera.take(preview, "small-game-day");
    preview.call("gameDaySheet", "start");
    camera.take(preview, "small-game-day-plan");
    preview.call("gameDaySheet", "close");
    preview.loseConnection();
    preview.open("incidents");
    camera.take(preview, "lost-incidents");
  }
  const std::pair<Preview::Scene, const char*> kScenes[] = {
      {Preview::Scene::Empty, "empty"}, {Preview::Scene::Loading, "loading"}, {Preview::Scene::Viewer, "viewer"}};
  for (const auto& [scene, name] : kScenes) {
    Preview preview(scene);
    for (const QString theme : {"light", "dark"}) {
      preview.setTheme(theme);
      for (const char* page : {"incidents", "runbooks", "game-days"}) {
        preview.open(page);
        camera.take(preview, QString("%1-%2-%3").arg(name, page, theme));
      }
      if (scene != Preview::Scene::Viewer) continue;
      showDocument(preview, "failing-deployment");
      camera.take(preview, "viewer-editor-" + theme);
    }
  }
  return !camera.failed();
}

}  // namespace flotilla::tests

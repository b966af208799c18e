#include "tests/console/pages/stage_pictures.h"

#include "tests/console/pages/camera.h"
#include "tests/console/pages/sample_stages.h"

namespace flotilla::tests {
namespace {

void showPart(Preview& preview, int part) {
  for (QObject* view : preview.window()->findChildren<QObject*>("rolloutView")) view->setProperty("part", part);
  preview.settle(400);
}

void show(Preview& preview, int part) {
  preview.open("rollouts");
  preview.open("rollouts", {}, "gate-sensor-7");
  showPart(preview, part);
}

void writeParts(Preview& preview, Camera& camera, const QString& name) {
  const std::pair<int, const char*> parts[] = {{0, "progress"}, {3, "stages"}, {1, "nodes"}, {2, "plan"}};
  for (const auto& [part, word] : parts) {
    show(preview, part);
    camera.take(preview, QString("staged-%1-%2").arg(word, name));
  }
}

// A node in its shadow and one that has come to a weight.
void writeNodes(Preview& preview, Camera& camera, const QString& theme) {
  for (const char* state : {"shadow", "weights"}) {
    for (const Node& node : preview.staged()) {
      const auto& stages = node.workloads.back().stages;
      if (stages.empty() || !stages.back().underWay || toText(stages.back().report.stage) != state) continue;
      preview.open("nodes", {}, QString::fromStdString(node.name));
      preview.settle(300);
      for (QObject* view : preview.window()->findChildren<QObject*>("nodePart")) {
        const qreal end = view->property("contentHeight").toReal() - view->property("height").toReal();
        view->setProperty("contentY", std::max(0.0, end / 2));
      }
      camera.take(preview, QString("staged-node-%1-%2").arg(state, theme));
      break;
    }
  }
}

}  // namespace

bool writeStages(const QDir& dir) {
  Camera camera(dir);
  {
    Preview preview(Preview::Scene::Fleet);
    if (preview.window() == nullptr) return false;
    preview.stage(60, StageScene::Draft);
    for (const QString theme : {"light", "dark"}) {
      preview.setTheme(theme);
      writeParts(preview, camera, "draft-" + theme);
      preview.call("planSheet", "start", {QString("gate-sensor"), QString("1.9.1"), QString()});
      preview.settle(700);
      camera.take(preview, "staged-sheet-" + theme);
      preview.call("planSheet", "close");
    }
    preview.stage(60, StageScene::UnderWay);
    for (const QString theme : {"light", "dark"}) {
      preview.setTheme(theme);
      writeParts(preview, camera, theme);
      writeNodes(preview, camera, theme);
    }
    preview.window()->resize(1100, 700);
    writeParts(preview, camera, "small");
    preview.call("planSheet", "start", {QString("gate-sensor"), QString("1.9.1"), QString()});
    preview.settle(700);
    camera.take(preview, "staged-sheet-small");
    preview.call("planSheet", "close");
    preview.window()->resize(1440, 900);
    preview.stage(60, StageScene::Passed);
    show(preview, 3);
    camera.take(preview, "staged-passed-dark");
    preview.stage(60, StageScene::Alarm);
    for (const QString theme : {"light", "dark"}) {
      preview.setTheme(theme);
      show(preview, 3);
      camera.take(preview, "staged-alarm-" + theme);
    }
    preview.loseConnection();
    show(preview, 3);
    camera.take(preview, "staged-lost-dark");
  }
  Preview large(Preview::Scene::Fleet, 640);
  large.setTheme("light");
  large.stage(10'000, StageScene::UnderWay);
  writeParts(large, camera, "10000");
  return !camera.failed();
}

}  // namespace flotilla::tests

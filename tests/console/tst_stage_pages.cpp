// Shadow and traffic weights of a rollout in the console: they draw in both themes without a complaint and at every
// size, what is shown has a name, and a rollout without them shows nothing of it.
#include <QAccessible>
#include <QApplication>
#include <QQuickItem>
#include <QTest>
#include <memory>
#include <vector>

#include "tests/console/pages/preview.h"
#include "tests/support/accessible_tree.h"

using flotilla::test::namesIn;
using flotilla::test::walkAccessible;
using flotilla::tests::Preview;
using flotilla::tests::StageScene;

namespace {

QStringList complaints;

void gather(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type != QtDebugMsg && type != QtInfoMsg) complaints += text;
}

}  // namespace

class TstStagePages : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    QAccessible::setActive(true);
    complaints.clear();
    previous_ = qInstallMessageHandler(gather);
    preview_ = std::make_unique<Preview>(Preview::Scene::Fleet);
    QVERIFY2(preview_->window() != nullptr, qPrintable(complaints.join("\n")));
  }
  void cleanup() {
    preview_.reset();
    qInstallMessageHandler(previous_);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join("\n")));
  }

  void every_scene_draws_in_both_themes_and_small() {
    for (const StageScene scene : {StageScene::Draft, StageScene::UnderWay, StageScene::Passed, StageScene::Alarm}) {
      preview_->stage(60, scene);
      for (const char* theme : {"dark", "light"}) {
        preview_->setTheme(theme);
        preview_->window()->resize(QString(theme) == "dark" ? QSize(1440, 900) : QSize(1100, 700));
        const bool shown = scene == StageScene::Draft || scene == StageScene::UnderWay;
        for (const int part : shown ? std::vector<int>{0, 3, 1, 2} : std::vector<int>{3}) {
          show(part);
          QVERIFY(!preview_->window()->grabWindow().isNull());
          QVERIFY(inside());
        }
      }
    }
  }

  void the_stages_are_told_to_those_who_hear_them() {
    preview_->stage(60, StageScene::UnderWay);
    show(3);
    const QStringList names = namesIn(preview_->window());
    QVERIFY2(names.contains("shadow: 19 nodes"), qPrintable(names.join("\n")));
    QVERIFY(names.contains("25 %: 5 nodes"));
    QVERIFY(names.contains("Shadow: Refused by 1 of 55 nodes. 19 not decided yet, 35 promoted."));
    QVERIFY(hasStart(names, "Evidence "));
    QVERIFY(hasStart(names, "Decisions of both versions over 10 classes. 3 became 8: "));
    QVERIFY(hasStart(names, "Errors: "));
  }

  void the_alarm_of_all_nodes_together_is_said() {
    preview_->stage(60, StageScene::Alarm);
    show(3);
    const QStringList names = namesIn(preview_->window());
    QVERIFY2(hasStart(names, "Shadow: More answers differ than may. All nodes together: "),
             qPrintable(names.join("\n")));
  }

  void without_stages_there_is_nothing_of_them() {
    preview_->stage(60, StageScene::UnderWay);
    show(3);
    preview_->open("rollouts", {}, "shelf-counter-3");
    preview_->settle();
    const QStringList names = namesIn(preview_->window());
    QVERIFY(!names.contains("Stages") && !names.contains("Where its nodes are"));
    QVERIFY(!hasStart(names, "Shadow"));
    QVERIFY(names.contains("Bad answers"));  // the part that it fell back to
  }

  void a_draft_says_what_each_node_will_go_through() {
    preview_->stage(60, StageScene::Draft);
    show(0);
    QTRY_VERIFY(hasStart(namesIn(preview_->window()), "Traffic weights: of 1, 5, 25, 50 and 100 %"));
    QVERIFY(!namesIn(preview_->window()).contains("Where its nodes are"));
  }

  void a_node_shows_the_stage_that_it_is_in() {
    preview_->stage(60, StageScene::UnderWay);
    for (const auto& node : preview_->staged()) {
      const auto& stages = node.workloads.back().stages;
      if (stages.empty() || !stages.back().underWay) continue;
      preview_->open("nodes", {}, QString::fromStdString(node.name));
      const QStringList names = namesIn(preview_->window());
      QVERIFY2(names.contains("not decided yet") && hasStart(names, "Differ: "), qPrintable(names.join("\n")));
      return;
    }
    QFAIL("no node is in a stage");
  }

  void ten_thousand_nodes_are_counted() {
    preview_ = std::make_unique<Preview>(Preview::Scene::Fleet, 640);
    preview_->stage(10'000, StageScene::UnderWay);
    show(3);
    const QStringList names = namesIn(preview_->window());
    QVERIFY2(names.contains("shadow: 3,334 nodes"), qPrintable(names.join("\n")));
    show(1);
    QVERIFY(hasStart(namesIn(preview_->window()), "Too many nodes to list here."));
  }

 private:
  static bool hasStart(const QStringList& names, const QString& start) {
    return std::any_of(names.begin(), names.end(), [&](const QString& name) { return name.startsWith(start); });
  }

  void show(int part) {
    preview_->open("rollouts", {}, "gate-sensor-7");
    for (QObject* view : preview_->window()->findChildren<QObject*>("rolloutView")) view->setProperty("part", part);
    preview_->settle();
  }

  // Whatever of a stage is seen ends inside of the window at its right.
  bool inside() {
    for (auto* item : preview_->window()->findChildren<QQuickItem*>()) {
      const QString type = item->metaObject()->className();
      if (!item->isVisible() || !(type.startsWith("StagePanel") || type.startsWith("StageLadder"))) continue;
      if (item->mapToScene({item->width(), 0}).x() > preview_->window()->width()) return false;
    }
    return true;
  }

  std::unique_ptr<Preview> preview_;
  QtMessageHandler previous_ = nullptr;
};

QTEST_MAIN(TstStagePages)
#include "tst_stage_pages.moc"

// The editor of runbooks in the whole console on a real control plane: a document is read, broken, mended, saved as the
// next version, overtaken by somebody on the command line, held against the fleet and retired.
#include <QAccessible>
#include <QApplication>
#include <QtTest>

#include "app/console/program.h"
#include "tests/support/accessible_tree.h"
#include "tests/support/cluster.h"

using namespace flotilla;
using namespace flotilla::test;
using flotilla::console::Settings;

namespace {

constexpr int kLimitMs = 60'000;
const QString kName = QStringLiteral("failing-deployment");

}  // namespace

class TstConsoleRunbooks : public QObject {
  Q_OBJECT

  Cluster cluster_;
  std::unique_ptr<console::Program> program_;
  QString text_;  // as it was applied first

  view::Console& console() { return program_->console(); }
  view::RunbookEditor& editor() { return *console().runbookEditor(); }
  view::RunbookSaving& saving() { return *console().runbookSaving(); }
  bool says(const QString& text) { return !namesIn(program_->window()).filter(text).isEmpty(); }
  bool settled() { return editor().state() == QLatin1String("ready") && !editor().checking(); }
  // Of the version, or the newest: its number, whether it is retired, and its text.
  QString shown(int version = 0) {
    QStringList line{"runbooks", "show", kName};
    if (version > 0) line << "--version" << QString::number(version);
    const QJsonObject told = cluster_.ctl(line).json;
    const QJsonObject runbook = told["runbook"].toObject();
    return QString("version %1%2\n")
               .arg(runbook["version"].toInt())
               .arg(runbook["retired"].toBool() ? ", retired" : "") +
           told["text"].toString();
  }

  bool startConsole() {
    Settings settings;
    settings.data = cluster_.serverData();
    settings.theme = QStringLiteral("dark");
    auto made = console::Program::make(settings);
    if (!made || !(*made)->show()) return false;
    program_ = std::move(*made);
    return QTest::qWaitFor([this] { return console().session()->loaded(); }, kLimitMs);
  }
  bool applyByHand(const QString& text) {
    QFile file(cluster_.path("by-hand.yaml"));
    if (!file.open(QFile::WriteOnly) || file.write(text.toUtf8()) < 0) return false;
    file.close();
    return cluster_.ctl({"runbooks", "apply", file.fileName()}).ok();
  }
  QString with(const QString& from, const QString& to) const {
    QString out = text_;
    return out.contains(from) ? out.replace(from, to) : QString();
  }

 private slots:
  void initTestCase() {
    QAccessible::setActive(true);
    qputenv("XDG_DATA_HOME", cluster_.path("home").toUtf8());  // where drafts are kept
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY(cluster_.declareFleet());
    QFile file(QStringLiteral(FLOTILLA_SOURCE_DIR "/resources/runbooks/failing-deployment.yaml"));
    QVERIFY(file.open(QFile::ReadOnly));
    text_ = QString::fromUtf8(file.readAll());
    QVERIFY(applyByHand(text_));
    QVERIFY(startConsole());
  }
  void cleanupTestCase() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
    program_.reset();
  }

  void its_document_is_read_and_nothing_is_wrong_with_it() {
    QVERIFY(console().navigation()->openAddress("flotilla:///runbooks?sel=" + kName + "/edit"));
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    QCOMPARE(editor().text(), text_);
    QCOMPARE(editor().errors(), 0);
    QVERIFY(editor().about().startsWith("version 1 by local-administrator"));
    QTRY_VERIFY_WITH_TIMEOUT(says("No problems"), kLimitMs);
    QVERIFY(says("Step 6, Take it back"));
  }

  void what_breaks_it_is_told_at_once_and_cannot_be_saved() {
    editor().write(with("next: running}", "next: runing}").replace("kind: note", "kind: notes"));
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    QCOMPARE(editor().errors(), 2);
    QTRY_VERIFY_WITH_TIMEOUT(
        says("Problem, line 35: cause goes to the step \"runing\", which there is not; did you mean \"running\"?"),
        kLimitMs);
    QVERIFY(says("summary kind: must be read, check, decide, act, wait, approve, verify or note"));
    saving().prepare();
    QCOMPARE(saving().state(), QString("idle"));
  }

  void a_draft_survives_the_end_of_the_console() {
    const QString broken = editor().text();
    program_.reset();
    QVERIFY(startConsole());
    console().navigation()->open("runbooks", {}, kName + "/edit");
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    QCOMPARE(editor().text(), broken);
    QTRY_VERIFY_WITH_TIMEOUT(says("was put back"), kLimitMs);
  }

  void mended_it_is_saved_as_the_next_version() {
    editor().write(with("title: See where it is", "title: Look where it is"));
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    saving().prepare();
    QTRY_COMPARE_WITH_TIMEOUT(saving().state(), QString("ready"), kLimitMs);
    QCOMPARE(saving().about(), QString("Becomes version 2 of failing-deployment."));
    QVERIFY(shown().startsWith("version 1\n"));
    saving().confirm();
    QTRY_COMPARE_WITH_TIMEOUT(editor().version(), 2, kLimitMs);
    QVERIFY(!editor().dirty());
    QVERIFY(shown().startsWith("version 2\n") && shown().contains("title: Look where it is"));
  }

  void who_saved_meanwhile_is_told_and_neither_text_is_lost() {
    const QString mine = with("title: Is it there still?", "title: Is it still there?");
    editor().write(mine);
    QVERIFY(applyByHand(with("title: Say what it was", "title: Say it")));
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    saving().prepare();
    QTRY_VERIFY_WITH_TIMEOUT(editor().overtaken(), kLimitMs);
    QVERIFY(editor().overtakenBy().startsWith("local-administrator saved version 3 at "));
    QVERIFY(editor().text() == mine && shown().contains("title: Say it\n"));
    editor().keepOverNewest();
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    saving().prepare();
    QTRY_COMPARE_WITH_TIMEOUT(saving().about(), QString("Becomes version 4 of failing-deployment."), kLimitMs);
    saving().confirm();
    QTRY_COMPARE_WITH_TIMEOUT(editor().version(), 4, kLimitMs);
    QVERIFY(shown().contains("Is it still there?"));
    QVERIFY(shown(3).contains("title: Say it\n"));
  }

  void who_comes_between_the_look_and_the_gesture_is_not_overwritten() {
    editor().write(with("owner: platform", "owner: fleet"));
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    saving().prepare();
    QTRY_COMPARE_WITH_TIMEOUT(saving().state(), QString("ready"), kLimitMs);
    QVERIFY(applyByHand(with("title: Say what it was", "title: Say it again")));
    saving().confirm();
    QTRY_VERIFY_WITH_TIMEOUT(editor().overtaken(), kLimitMs);
    QVERIFY(shown().startsWith("version 5\n") && shown().contains("title: Say it again"));
    editor().takeNewest();
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    QVERIFY(editor().text().contains("title: Say it again") && !editor().dirty());
  }

  void it_is_held_against_the_fleet_as_it_was_saved() {
    saving().check();
    QTRY_VERIFY_WITH_TIMEOUT(!saving().busy(), kLimitMs);
    QVERIFY2(saving().checked(), qPrintable(saving().checkProblem()));
    QVERIFY2(saving().missing().isEmpty(), qPrintable(saving().missing().join('\n')));
    editor().write(with("[alertname=RolloutFailed]", "[alertname=RolloutFailed, region=nowhere]"));
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    saving().prepare();
    QTRY_COMPARE_WITH_TIMEOUT(saving().state(), QString("ready"), kLimitMs);
    saving().confirm();
    QTRY_COMPARE_WITH_TIMEOUT(editor().version(), 6, kLimitMs);
    saving().check();
    QTRY_VERIFY_WITH_TIMEOUT(!saving().missing().isEmpty(), kLimitMs);
    QVERIFY2(saving().missing().first().contains("nowhere"), qPrintable(saving().missing().join('\n')));
  }

  void retired_it_begins_no_run_and_the_next_version_brings_it_back() {
    saving().retire();
    QTRY_VERIFY_WITH_TIMEOUT(editor().retired(), kLimitMs);
    QVERIFY(shown().startsWith("version 6, retired"));
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    saving().prepare();
    QTRY_COMPARE_WITH_TIMEOUT(saving().about(), QString("Becomes version 7 of failing-deployment, and brings it back."),
                              kLimitMs);
    saving().confirm();
    QTRY_VERIFY_WITH_TIMEOUT(!editor().retired(), kLimitMs);
  }

  void a_new_one_is_written_from_what_it_begins_as() {
    console().navigation()->open("runbooks", {}, "new");
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    editor().write(editor().text().replace("runbook: new-runbook", "runbook: uplink-lost"));
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    saving().prepare();
    QTRY_COMPARE_WITH_TIMEOUT(saving().about(), QString("Becomes a new runbook, uplink-lost, version 1."), kLimitMs);
    saving().confirm();
    QTRY_COMPARE_WITH_TIMEOUT(console().navigation()->selection(), QString("uplink-lost/edit"), kLimitMs);
    QVERIFY(cluster_.ctl({"runbooks", "show", "uplink-lost"}).ok());
    // The name of one that is there is not taken over.
    console().navigation()->open("runbooks", {}, "new");
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    editor().write(editor().text().replace("runbook: new-runbook", "runbook: " + kName));
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kLimitMs);
    saving().prepare();
    QTRY_COMPARE_WITH_TIMEOUT(saving().state(), QString("refused"), kLimitMs);
    QVERIFY(saving().refusal().contains("failing-deployment is at version 7"));
    QVERIFY(editor().text().contains("runbook: " + kName));
  }
};

QTEST_MAIN(TstConsoleRunbooks)
#include "tst_console_runbooks.moc"

// The editor of runbooks: what is told about a text, what is compared, kept and saved, and that no text is lost.
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThread>
#include <atomic>
#include <memory>

#include "models/view/runbook_saving.h"
#include "models/view/runbook_text.h"
#include "services/documents/runbook_yaml.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;

namespace {

const QString kGood = QString::fromLatin1(newRunbookText()).replace("new-runbook", "slow");

struct EditorRig {
  FakeApi api;
  QTemporaryDir folder;
  // Something was examined there. What examines may outlive the rig.
  std::shared_ptr<std::atomic<bool>> onGui = std::make_shared<std::atomic<bool>>(false);
  std::unique_ptr<RunbookEditor> editor;
  std::unique_ptr<RunbookSaving> saving;

  EditorRig() {
    serve(3, kGood);
    restart();
  }
  void restart() {
    saving.reset();
    editor.reset();
    editor = std::make_unique<RunbookEditor>(
        api,
        [seen = onGui](std::string_view yaml) {
          if (QThread::currentThread() == QCoreApplication::instance()->thread()) *seen = true;
          return examineRunbook(yaml);
        },
        folder.path());
    saving = std::make_unique<RunbookSaving>(api, *editor);
  }
  RunbookSummary summary(std::uint32_t version) const {
    RunbookSummary out;
    out.name = RunbookName("slow");
    out.version = version;
    out.author = "operator-" + std::to_string(version);
    out.at = kNow;
    return out;
  }
  void serve(std::uint32_t version, const QString& text) {
    api.runbookDocument = RunbookDocument{summary(version), text.toStdString(), {}};
    api.runbookApplied = RunbookApplied{summary(version + 1), true, {}};
  }
  void open(const QString& name = "slow") {
    editor->open(name);
    settle();
  }
  void settle() {
    QTRY_COMPARE(editor->state(), QString("ready"));
    QTRY_VERIFY(!editor->checking());
  }
  void write(const QString& text) {
    editor->write(text);
    settle();
  }
  QStringList findings() const {
    QStringList out;
    for (int i = 0; i < editor->findings()->rowCount(); ++i) {
      const QVariantMap row = editor->findings()->at(i);
      out << QString("%1 %2").arg(row["line"].toInt()).arg(row["message"].toString());
    }
    return out;
  }
};

QString with(const QString& from, const QString& to) {
  QString out = kGood;
  if (!out.contains(from)) qFatal("nothing to replace: %s", qPrintable(from));
  return out.replace(from, to);
}

QString shown(const std::vector<DiffLine>& lines) {
  QString out;
  for (const DiffLine& line : lines)
    out += QString("%1%2,%3:%4|")
               .arg(" +-~"[static_cast<int>(line.kind)])
               .arg(line.before)
               .arg(line.after)
               .arg(QString::fromStdString(line.text));
  return out;
}

}  // namespace

class TstRunbookEditor : public QObject {
  Q_OBJECT

 private slots:
  void what_is_opened_is_the_newest_version_and_nothing_is_wrong_with_it() {
    EditorRig rig;
    QCOMPARE(rig.editor->state(), QString("closed"));
    rig.open();
    QCOMPARE(rig.api.calls, (std::vector<std::string>{"runbook slow"}));
    QCOMPARE(rig.editor->text(), kGood);
    QVERIFY(rig.editor->about().startsWith("version 3 by operator-3, "));
    QCOMPARE(rig.findings(), QStringList());
    QVERIFY(!rig.editor->dirty() && !rig.editor->stale());
    QCOMPARE(rig.editor->steps()->rowCount(), 3);
    QCOMPARE(rig.editor->whyNotSave(), QString("Nothing was changed"));
  }

  void all_that_is_wrong_is_told_with_its_line_while_somebody_writes() {
    EditorRig rig;
    QAbstractItemModelTester tester(rig.editor->findings());
    rig.open();
    rig.write(with("kind: check", "kind: chek").replace("title: See where it is", "title: \"\""));
    QCOMPARE(rig.editor->errors(), 2);
    QCOMPARE(rig.findings().size(), 2);
    QVERIFY(rig.findings()[0].endsWith("title: must be 1 to 80 characters on one line"));
    QVERIFY(rig.findings()[1].contains("kind: must be read, check, decide, act, wait, approve, verify or note"));
    QCOMPARE(rig.editor->marks().size(), 2);
    QCOMPARE(rig.editor->marks()[1].toMap()["line"].toInt(), 20);
    QCOMPARE(rig.editor->whyNotSave(), QString("2 problems to mend first"));
    rig.saving->prepare();
    QVERIFY(rig.api.runbookChanges.empty());
    rig.write(kGood);
    QCOMPARE(rig.editor->errors(), 0);
    QVERIFY(rig.editor->marks().isEmpty());
  }

  void notes_are_no_errors() {
    EditorRig rig;
    rig.open();
    rig.write(with("match:\n  - [alertname=NodeOffline]\n", ""));
    QCOMPARE(rig.editor->errors(), 0);
    QCOMPARE(rig.editor->notes(), 1);
    QCOMPARE(rig.editor->findings()->at(0)["status"].toString(), QString("inconclusive"));
    QCOMPARE(rig.editor->whyNotSave(), QString());
  }

  void steps_follow_the_text_and_stay_while_it_cannot_be_read() {
    EditorRig rig;
    QAbstractItemModelTester tester(rig.editor->steps());
    rig.open();
    rig.write(with("title: See where it is", "title: Look"));
    QCOMPARE(rig.editor->steps()->at(0)["title"].toString(), QString("Look"));
    rig.write(with("steps:", "steps: ["));
    QVERIFY(rig.editor->stale());
    QCOMPARE(rig.editor->steps()->at(0)["title"].toString(), QString("Look"));
    // What is wrong but YAML is followed as far as it goes.
    rig.write(with("kind: note", "kind: nota"));
    QVERIFY(!rig.editor->stale());
    QCOMPARE(rig.editor->steps()->at(0)["title"].toString(), QString("See where it is"));
    QVERIFY(rig.editor->steps()->at(2)["wrong"].toString().contains("kind: must be"));
    QCOMPARE(rig.editor->steps()->at(2)["kind"].toString(), QString());
  }

  void an_act_shows_its_six_parts_and_says_which_it_lacks() {
    Runbook book;
    RunbookStep act;
    act.key = "hold";
    act.kind = StepKind::Act;
    act.risk = StepRisk::Reversible;
    act.action = RunbookAction{"pause_rollout", {{"rollout", "{rollout}"}}};
    act.limits.nodes = 5;
    book.steps = {act};
    const QVariantMap row = stepRows(book, {}).front();
    QStringList parts;
    for (const QVariant& part : row["parts"].toList())
      parts << part.toMap()["name"].toString() + ": " + part.toMap()["lines"].toStringList().join('/');
    QCOMPARE(parts, (QStringList{"Precondition: none", "Preview: the exact targets, at most 5 nodes", "Approval: none",
                                 "Act: begins no further wave\npause_rollout: rollout {rollout}", "Verify: none",
                                 "Undo: none"}));
    QCOMPARE(row["next"].toString(), QString("then end"));
    QCOMPARE(row["marks"].toStringList(), (QStringList{"reversible", "at most 5 nodes"}));
  }

  void a_difference_is_lines_with_what_is_around_them() {
    QCOMPARE(shown(lineDiff("a\nb\nc\n", "a\nb\nc\n")), QString());
    QCOMPARE(shown(lineDiff("a\nb\nc\n", "a\nx\nc\n")), QString(" 1,1:a|-2,0:b|+0,2:x| 3,3:c|"));
    QCOMPARE(shown(lineDiff("", "a\n")), QString("+0,1:a|"));
    QCOMPARE(shown(lineDiff("a", "")), QString("-1,0:a|"));
    std::string many;
    for (int i = 1; i <= 20; ++i) many += std::to_string(i) + "\n";
    std::string other = "0\n" + many;
    other.replace(other.find("\n20\n"), 4, "\n20\n21\n");
    QCOMPARE(shown(lineDiff(many, other)),
             QString("+0,1:0| 1,2:1| 2,3:2| 3,4:3|~0,0:| 18,19:18| 19,20:19| 20,21:20|+0,22:21|"));
  }

  // Whatever it says, the old lines with it are the new ones.
  void a_difference_leads_from_one_text_to_the_other() {
    std::uint32_t seed = 7;
    const auto next = [&seed](std::uint32_t limit) { return (seed = seed * 1664525U + 1013904223U) / 65536U % limit; };
    for (int round = 0; round < 300; ++round) {
      std::vector<std::string> before, after;
      for (std::uint32_t i = next(12); i > 0; --i) before.push_back(std::string(1, static_cast<char>('a' + next(4))));
      for (std::uint32_t i = next(12); i > 0; --i) after.push_back(std::string(1, static_cast<char>('a' + next(4))));
      const auto joined = [](const std::vector<std::string>& lines) {
        std::string out;
        for (const std::string& line : lines) out += line + "\n";
        return out;
      };
      int expected = 0, changes = 0;
      for (const DiffLine& line : lineDiff(joined(before), joined(after))) {
        if (line.before > 0) QCOMPARE(line.text, before[static_cast<std::size_t>(line.before) - 1]);
        if (line.after > 0) QCOMPARE(line.text, after[static_cast<std::size_t>(line.after) - 1]);
        expected += line.kind == DiffLine::Kind::Added ? 1 : line.kind == DiffLine::Kind::Removed ? -1 : 0;
        changes += line.kind == DiffLine::Kind::Added || line.kind == DiffLine::Kind::Removed ? 1 : 0;
      }
      QCOMPARE(expected, static_cast<int>(after.size()) - static_cast<int>(before.size()));
      QCOMPARE(changes, fewestChanges(before, after));
    }
  }

  void texts_that_have_nothing_in_common_are_compared_all_the_same() {
    std::string before, after;
    for (int i = 0; i < 5'000; ++i) {
      before += "old " + std::to_string(i) + "\n";
      after += "new " + std::to_string(i) + "\n";
    }
    QCOMPARE(lineDiff(before, after).size(), std::size_t{10'000});
  }

  void saving_says_first_which_version_it_becomes() {
    EditorRig rig;
    rig.open();
    rig.write(with("See where it is", "Look"));
    QCOMPARE(rig.editor->added(), 1);
    QCOMPARE(rig.editor->removed(), 1);
    rig.saving->prepare();
    QTRY_COMPARE(rig.saving->state(), QString("ready"));
    QCOMPARE(rig.saving->about(), QString("Becomes version 4 of slow."));
    QCOMPARE(rig.saving->confirmWord(), QString("4"));
    QVERIFY(rig.api.runbookChanges[0].dryRun && rig.api.runbookChanges[0].expectedVersion == 3U);
    QSignalSpy finished(rig.saving.get(), &RunbookSaving::finished);
    rig.saving->confirm();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(!rig.api.runbookChanges[1].dryRun && rig.api.runbookChanges[1].expectedVersion == 3U);
    QCOMPARE(QString::fromStdString(rig.api.runbookChanges[1].text), rig.editor->text());
    QVERIFY(!rig.editor->dirty() && rig.editor->version() == 4 && !rig.editor->overtaken());
    QCOMPARE(finished[0][1].toString(), QString("slow is at version 4"));
  }

  void what_is_written_after_the_look_has_to_be_looked_at_again() {
    EditorRig rig;
    rig.open();
    rig.write(with("See where it is", "Look"));
    rig.saving->prepare();
    QTRY_COMPARE(rig.saving->state(), QString("ready"));
    rig.editor->write(with("See where it is", "Look here"));
    QCOMPARE(rig.saving->state(), QString("idle"));
    rig.saving->confirm();
    QCOMPARE(rig.api.runbookChanges.size(), std::size_t{1});
  }

  void a_version_that_came_meanwhile_is_told_and_nothing_is_lost() {
    EditorRig rig;
    rig.open();
    const QString mine = with("See where it is", "Look"), theirs = with("Say what it was", "Write it down");
    rig.write(mine);
    rig.serve(4, theirs);
    rig.api.runbookApplied = Error{ErrorCode::Conflict, "changed_meanwhile", "slow is at version 4, by operator-4"};
    rig.saving->prepare();
    QTRY_COMPARE(rig.saving->state(), QString("refused"));
    QTRY_VERIFY(rig.editor->overtaken());
    QVERIFY(rig.editor->overtakenBy().startsWith("operator-4 saved version 4 at "));
    QCOMPARE(rig.editor->text(), mine);
    rig.settle();
    QCOMPARE(rig.editor->added() + rig.editor->removed(), 4);  // against theirs
    QCOMPARE(rig.editor->whyNotSave(), QString("Somebody else saved a version: decide about that first"));
    // Whoever starts the program again finds the same.
    rig.restart();
    rig.open();
    QVERIFY(rig.editor->overtaken() && rig.editor->text() == mine);
    rig.editor->keepOverNewest();
    QCOMPARE(rig.editor->whyNotSave(), QString());
    rig.serve(4, theirs);
    rig.saving->prepare();
    QTRY_COMPARE(rig.saving->about(), QString("Becomes version 5 of slow."));
    QVERIFY(rig.api.runbookChanges.back().expectedVersion == 4U);
    rig.editor->takeNewest();
    rig.settle();
    QVERIFY(rig.editor->text() == theirs && !rig.editor->dirty());
  }

  void who_comes_back_sees_the_newest_version_unless_something_is_not_saved() {
    EditorRig rig;
    rig.open();
    const QString theirs = with("Say what it was", "Write it down");
    rig.serve(4, theirs);
    rig.editor->open("slow");
    QTRY_COMPARE(rig.editor->version(), 4);
    QVERIFY(rig.editor->text() == theirs && !rig.editor->overtaken());
    const QString mine = with("See where it is", "Look");
    rig.editor->write(mine);
    rig.serve(5, kGood);
    rig.editor->open("slow");
    QTRY_COMPARE(rig.editor->version(), 5);
    QVERIFY(rig.editor->text() == mine && rig.editor->overtaken());
  }

  void a_refusal_leaves_the_text() {
    EditorRig rig;
    rig.open();
    const QString mine = with("See where it is", "Look");
    rig.write(mine);
    rig.api.runbookApplied = Error{ErrorCode::Denied, "needs_role", "needs the role administrator"};
    rig.saving->prepare();
    QTRY_COMPARE(rig.saving->state(), QString("refused"));
    QVERIFY(rig.saving->refusal().contains("administrator"));
    QVERIFY(rig.editor->text() == mine && rig.editor->dirty());
  }

  void what_is_not_saved_survives_another_page_and_the_end_of_the_program() {
    EditorRig rig;
    rig.open();
    const QString mine = with("See where it is", "Look");
    rig.editor->write(mine);  // and at once on
    rig.editor->open("");
    rig.settle();
    QCOMPARE(rig.editor->text(), QString::fromLatin1(newRunbookText()));
    QCOMPARE(rig.editor->errors(), 0);
    rig.restart();
    rig.open();
    QCOMPARE(rig.editor->text(), mine);
    QVERIFY(!rig.editor->restored().isEmpty() && rig.editor->dirty());
    rig.editor->takeNewest();
    rig.restart();
    rig.open();
    QVERIFY(rig.editor->text() == kGood && rig.editor->restored().isEmpty());
  }

  void a_new_one_becomes_what_its_text_says() {
    EditorRig rig;
    rig.open("");
    QVERIFY(!rig.editor->dirty());
    rig.write(kGood);
    rig.serve(0, kGood);
    rig.saving->prepare();
    QTRY_COMPARE(rig.saving->about(), QString("Becomes a new runbook, slow, version 1."));
    QVERIFY(rig.api.runbookChanges[0].expectedVersion == 0U);
    QSignalSpy named(rig.editor.get(), &RunbookEditor::savedAs);
    rig.saving->confirm();
    QTRY_COMPARE(named.size(), 1);
    QCOMPARE(named[0][0].toString(), QString("slow"));
    QVERIFY(!rig.editor->dirty());
    rig.restart();
    rig.open("");
    QVERIFY(rig.editor->restored().isEmpty());
  }

  // A name that is there already is not taken over from a text that never saw it.
  void another_name_is_a_new_runbook_and_no_version_of_one() {
    EditorRig rig;
    rig.open();
    rig.write(with("runbook: slow", "runbook: other"));
    rig.saving->prepare();
    QVERIFY(rig.api.runbookChanges[0].expectedVersion == 0U);
  }

  void an_answer_that_comes_when_another_one_is_shown_changes_nothing_of_it() {
    EditorRig rig;
    rig.open();
    rig.write(with("See where it is", "Look"));
    rig.saving->prepare();
    QTRY_COMPARE(rig.saving->state(), QString("ready"));
    rig.api.holdBack = true;
    rig.saving->confirm();
    rig.api.holdBack = false;
    rig.editor->open("");
    rig.settle();
    QSignalSpy finished(rig.saving.get(), &RunbookSaving::finished);
    rig.api.answerAll();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(rig.editor->runbook(), QString());
    QCOMPARE(rig.editor->text(), QString::fromLatin1(newRunbookText()));
  }

  void retiring_and_holding_against_the_fleet_are_of_the_saved_version() {
    EditorRig rig;
    rig.open();
    RunbookSummary checked = rig.summary(3);
    checked.health.checkedAt = kNow;
    checked.health.problems = {"line 12, step look: no node matches site:hamburg-9"};
    rig.api.runbooksChecked = std::vector{checked};
    rig.saving->check();
    QTRY_VERIFY(rig.saving->checked());
    QCOMPARE(rig.saving->missing().size(), 1);
    QVERIFY(rig.saving->checkText().startsWith("version 3 at "));
    RunbookSummary retired = rig.summary(3);
    retired.retired = true;
    rig.api.runbookRetired = retired;
    rig.saving->retire();
    QTRY_VERIFY(rig.editor->retired());
    QCOMPARE(rig.editor->whyNotSave(), QString());  // the same text brings it back
    QCOMPARE(rig.api.calls.back(), std::string("retire-runbook slow"));
  }

  void what_cannot_be_read_says_why() {
    EditorRig rig;
    rig.api.runbookDocument = Error{ErrorCode::NotFound, "no_runbook", "there is no runbook \"slow\""};
    rig.editor->open("slow");
    QTRY_COMPARE(rig.editor->state(), QString("failed"));
    QVERIFY(rig.editor->problem().contains("there is no runbook"));
    rig.editor->write("lost?");
    QCOMPARE(rig.editor->text(), QString());
    rig.serve(1, kGood);
    rig.editor->reload();
    rig.settle();
    QCOMPARE(rig.editor->text(), kGood);
  }

  void the_largest_text_is_examined_beside_the_window() {
    EditorRig rig;
    QString large = kGood;
    while (large.size() < 250 * 1024) large += "# " + QString(24, 'x') + "\n";
    rig.open();
    rig.write(large);
    QVERIFY(!*rig.onGui);
    QVERIFY(!rig.editor->tooLong() && rig.editor->errors() == 0);
    QVERIFY(rig.editor->size().contains(" of 256 KiB"));
    rig.write(large + large);
    QVERIFY(rig.editor->tooLong());
    QCOMPARE(rig.editor->whyNotSave(), QString("It is longer than 256 KiB"));
  }

 private:
  // What is left out of the longest common subsequence.
  static int fewestChanges(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::vector<std::vector<int>> best(a.size() + 1, std::vector<int>(b.size() + 1));
    for (std::size_t i = 1; i <= a.size(); ++i)
      for (std::size_t j = 1; j <= b.size(); ++j)
        best[i][j] = a[i - 1] == b[j - 1] ? best[i - 1][j - 1] + 1 : std::max(best[i - 1][j], best[i][j - 1]);
    return static_cast<int>(a.size() + b.size()) - 2 * best[a.size()][b.size()];
  }
};

QTEST_GUILESS_MAIN(TstRunbookEditor)
#include "tst_runbook_editor.moc"

// Documents of runbooks: what is read, and what is refused, with its line and what to do about it.
#include <QtTest>

#include <algorithm>

#include "services/documents/runbook_yaml.h"

using namespace flotilla;
using namespace std::chrono_literals;

namespace {

// Line numbers are those of the tests below.
const std::string kGood =
    "runbook: failing-deployment\n"                                                            // 1
    "title: A deployment fails\n"                                                              // 2
    "owner: platform\n"                                                                        // 3
    "match: [[alertname=RolloutFailed], [alertname=BudgetBurn, region!=\"\"]]\n"               // 4
    "inputs:\n"                                                                                // 5
    "  - {name: region, type: region, from: incident.region}\n"                                // 6
    "  - {name: rollout, type: rollout, from: incident.suspect}\n"                             // 7
    "stop: {after: 10m, escalate_to: on-call}\n"                                               // 8
    "steps:\n"                                                                                 // 9
    "  - key: scope\n"                                                                         // 10
    "    kind: read\n"                                                                         // 11
    "    title: See where it is\n"                                                             // 12
    "    show: [{nodes: {where: \"region:{region}\"}}]\n"                                      // 13
    "  - key: cause\n"                                                                         // 14
    "    kind: decide\n"                                                                       // 15
    "    title: Is it the rollout?\n"                                                          // 16
    "    choices: [{label: \"Yes\", next: back}, {label: \"No\", next: end}]\n"                // 17
    "  - key: back\n"                                                                          // 18
    "    kind: act\n"                                                                          // 19
    "    title: Take it back\n"                                                                // 20
    "    risk: reversible\n"                                                                   // 21
    "    action: {roll_back: {rollout: \"{rollout}\"}}\n"                                      // 22
    "    undo: {resume_rollout: {rollout: \"{rollout}\"}}\n"                                   // 23
    "    checks: [{title: some are well, nodes: {where: \"status:healthy\"}, is: \"> 0\"}]\n"  // 24
    "    approval: {count: 1}\n"                                                               // 25
    "    limits: {nodes: 50, regions: 1}\n"                                                    // 26
    "    verify: {title: it is quiet, alerts: {where: \"region:{region}\"}, is: \"= 0\", lasts: 1m, within: "
    "10m}\n"                      // 27
    "  - key: pause\n"            // 28
    "    kind: wait\n"            // 29
    "    title: Let it settle\n"  // 30
    "    wait: 30s\n";            // 31

std::string with(const std::string& from, const std::string& to) {
  std::string out = kGood;
  const auto at = out.find(from);
  if (at == std::string::npos) qFatal("nothing to replace: %s", from.c_str());
  return out.replace(at, from.size(), to);
}

void row(const char* name, const std::string& from, const std::string& to, const char* expected) {
  QTest::newRow(name) << QByteArray::fromStdString(with(from, to)) << QString(expected);
}

QString refusalOf(const std::string& yaml) {
  std::vector<RunbookFinding> notes;
  const auto read = readRunbook(yaml, notes);
  if (read) return "ok";
  const Error& error = read.error();
  return QString::fromStdString(error.reason + " | " + error.message + (error.fix.empty() ? "" : " | " + error.fix));
}

// "12 error step reason message | fix", in order.
QStringList examined(const std::string& yaml) {
  QStringList out;
  for (const RunbookFinding& f : examineRunbook(yaml).findings)
    out << QString("%1 %2 %3 %4 %5 | %6")
               .arg(f.line)
               .arg(f.isError ? "error" : "note", QString::fromStdString(f.step), QString::fromStdString(f.reason),
                    QString::fromStdString(f.message), QString::fromStdString(f.fix));
  return out;
}

}  // namespace

class TstRunbook : public QObject {
  Q_OBJECT

 private slots:
  void all_of_it_is_read() {
    std::vector<RunbookFinding> notes;
    const auto read = readRunbook(kGood, notes);
    QVERIFY2(read.ok(), qPrintable(refusalOf(kGood)));
    QVERIFY(notes.empty());
    QCOMPARE(read->name, RunbookName("failing-deployment"));
    QCOMPARE(read->match.size(), std::size_t{2});
    QVERIFY(read->inputs[1].type == InputType::Rollout && read->inputs[1].from == InputSource::Suspect);
    QVERIFY(read->stop.after == 10min && read->stop.escalateTo == "on-call");
    QCOMPARE(read->steps.size(), std::size_t{4});
    const RunbookStep& act = *read->find("back");
    QVERIFY(act.kind == StepKind::Act && act.risk == StepRisk::Reversible && act.line == 18);
    QCOMPARE(act.action->name, std::string("roll_back"));
    QVERIFY((act.action->arguments == Arguments{{"rollout", "{rollout}"}}));
    QVERIFY(act.verify->is == Comparison::Is && act.verify->value == "0" && act.verify->lasts == 1min);
    QVERIFY(act.limits.nodes == 50U && act.limits.regions == 1U && !act.limits.traffic && act.approval->count == 1);
    QVERIFY(!act.approval->breakGlass && allowsBreakGlass(act));
    RunbookStep other = act;
    other.risk = StepRisk::Irreversible;
    QVERIFY(!allowsBreakGlass(other));
    for (const bool allowed : {true, false}) {
      const std::string written = std::string("approval: {count: 1, break_glass: ") + (allowed ? "true}" : "false}");
      other.approval = readRunbook(with("approval: {count: 1}", written), notes)->steps[2].approval;
      QCOMPARE(allowsBreakGlass(other), allowed);
    }
    QVERIFY(!allowsBreakGlass(read->steps[0]));
    QCOMPARE(read->after(*read->find("cause")), std::vector<std::string>{"back"});
    QCOMPARE(read->after(act), std::vector<std::string>{"pause"});
  }

  void what_is_wrong_is_refused_by_its_line_data() {
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("expected");
    row("unknown step", "next: back}", "next: bakc}",
        "unknown_step | line 14: step \"cause\" goes to the step \"bakc\", which there is not | did you mean "
        "\"back\"?");
    row("unknown kind", "kind: wait", "kind: sleep",
        "bad_value | line 29: steps[3].kind: must be read, check, decide,");
    row("unknown action", "roll_back:", "rollback:",
        "unknown_key | line 22: steps[2].action.rollback: \"rollback\" is not a known key | did you mean "
        "\"roll_back\"?");
    row("missing target", "{roll_back: {rollout: \"{rollout}\"}}", "{roll_back: {}}",
        "missing_key | line 22: steps[2].action.roll_back.rollout: \"rollout\" is missing");
    row("two actions", "{roll_back: {rollout: \"{rollout}\"}}",
        "{roll_back: {rollout: a-1}, pause_rollout: {rollout: a-1}}",
        "bad_value | line 22: steps[2].action: must be one");
    row("acts without verify",
        "    verify: {title: it is quiet, alerts: {where: \"region:{region}\"}, is: \"= 0\", lasts: 1m, within: 10m}\n",
        "", "no_verify | line 18: step \"back\" acts, and nothing says whether it helped");
    row("verifies for ever", ", within: 10m", "", "no_deadline | line 18: step \"back\" waits for ever to be true");
    row("no way back", "    undo: {resume_rollout: {rollout: \"{rollout}\"}}\n", "",
        "no_undo | line 18: step \"back\" is called reversible");
    row("nobody agrees",
        "    risk: reversible\n    action: {roll_back: {rollout: \"{rollout}\"}}\n    undo: {resume_rollout: {rollout: "
        "\"{rollout}\"}}\n",
        "    risk: irreversible\n    action: {abort_rollout: {rollout: \"{rollout}\"}}\n", "ok");
    row("nobody has to agree to what cannot be undone",
        "    risk: reversible\n    action: {roll_back: {rollout: \"{rollout}\"}}\n    undo: {resume_rollout: {rollout: "
        "\"{rollout}\"}}\n    checks: [{title: some are well, nodes: {where: \"status:healthy\"}, is: \"> 0\"}]\n    "
        "approval: {count: 1}\n",
        "    risk: irreversible\n    action: {abort_rollout: {rollout: \"{rollout}\"}}\n",
        "no_approval | line 18: step \"back\" cannot be undone, and nobody has to agree");
    row("called less than it is",
        "{roll_back:", "{abort_rollout:", "risk_too_low | line 18: step \"back\" abort_rollout is irreversible");
    row("a cycle", "    wait: 30s\n", "    wait: 30s\n    next: scope\n",
        "cycle | line 28: step \"pause\" goes back to \"scope\", so that the run may never end");
    row("goes on with itself", "    wait: 30s\n", "    wait: 30s\n    next: pause\n",
        "cycle | line 28: step \"pause\" goes back to \"pause\"");
    row("unreachable", "next: back}", "next: pause}", "unreachable | line 18: step \"back\" is never come to");
    row("unknown input", "\"status:healthy\"", "\"site:{sight}\"",
        "unknown_input | line 18: step \"back\" uses {sight}, which is no input | declare it under inputs");
    row("a comparison of nothing", "is: \"> 0\"", "is: \"0\"",
        "bad_value | line 24: steps[2].checks[0].is: must be <, <=,");
    row("a condition without a question", ", nodes: {where: \"status:healthy\"}, is", ", is",
        "missing_key | line 24: steps[2].checks[0]: asks nothing");
    row("a key of another kind", "    wait: 30s\n", "    wait: 30s\n    show: []\n",
        "unknown_key | line 32: steps[3].show:");
    row("a step twice", "key: pause", "key: scope", "bad_value | line 28: steps[3].key: \"scope\" is there twice");
    row("a step that is the end", "key: pause", "key: end",
        "bad_value | line 28: steps[3].key: is what ends a runbook");
    row("an address with a password", "See where it is", "See https://ops:hunter22@example.com/",
        "secret | line 10: step \"scope\" holds what looks like a password in an address");
    row("a token", "See where it is", "curl -H 'Bearer abcdefghijklmnopqrstuvwx'", "secret | line 10: ");
    row("a key word", "Let it settle", "password=hunter22",
        "secret | line 28: step \"pause\" holds what looks like a secret");
    row("a token of ours", "See where it is", "flo1.0190d5b2-aaaa.QUJDREVGR0hJSktMTU5PUFFSU1RVVg",
        "secret | line 10: step \"scope\" holds what looks like a token of Flotilla");
    row("an unknown field", "region:{region}\"}}]", "regoin:{region}\"}}]",
        "bad_selector | line 10: step \"scope\" asks for \"regoin:{region}\": ");
    row("no selector", "\"status:healthy\"", "\"status:(healthy\"", "bad_selector | line 18: ");
    row("an unknown field of alerts", "alerts: {where: \"region:{region}\"}", "alerts: {where: \"identity:active\"}",
        "bad_selector | line 18: ");
    row("a number and a word", "is: \"> 0\"", "is: \"> none\"",
        "bad_comparison | line 18: step \"back\" compares a number with \"none\"");
    row("a state there is not", "nodes: {where: \"status:healthy\"}, is: \"> 0\"",
        "rollout: {rollout: \"{rollout}\"}, is: \"= runing\"",
        "bad_comparison | line 18: step \"back\" compares the state of a rollout with \"runing\" | did you mean "
        "\"running\"?");
    row("more than a state", "nodes: {where: \"status:healthy\"}, is: \"> 0\"",
        "rollout: {rollout: \"{rollout}\"}, is: \"> running\"", "bad_comparison | line 18: ");
    row("nodes answer with text", "nodes: {where: \"status:healthy\"}", "logs: {where: \"status:healthy\"}",
        "bad_value | line 24: steps[2].checks[0]: is answered by nodes with text");
    row("what does not last needs no way back",
        "    action: {roll_back: {rollout: \"{rollout}\"}}\n    undo: {resume_rollout: {rollout: \"{rollout}\"}}\n",
        "    action: {restart_workload: {workload: a, where: \"region:{region} label.rollout:{rollout}\"}}\n", "ok");
    row("escapes", "Let it settle", "\"a\\x1b[2J\"", "bad_value | line 30: steps[3].title: must be 1 to 80 characters");
  }
  void what_is_wrong_is_refused_by_its_line() {
    QFETCH(QByteArray, yaml);
    QFETCH(QString, expected);
    const QString refusal = refusalOf(yaml.toStdString());
    QVERIFY2(refusal.startsWith(expected), qPrintable(refusal));
    // Whoever is told everything is told that as well.
    const QStringList all = examined(yaml.toStdString());
    QVERIFY2(all.filter(" error ").isEmpty() == (expected == "ok"), qPrintable(all.join('\n')));
    if (expected == "ok") return;
    const QString line = refusal.section(" | ", 1).section(':', 0, 0).mid(5);
    QVERIFY2(!all.filter(QRegularExpression("^" + line + " error")).isEmpty(), qPrintable(all.join('\n')));
  }

  void everything_that_is_wrong_is_told_at_once() {
    std::string yaml = with("kind: read", "kind: reed");
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"title: A deployment fails\n", "titel: A deployment fails\n"},
             {"type: region", "type: planet"},
             {"next: back}", "next: bck}"},
             {"    verify: {title: it is quiet, alerts", "    verify: {title: it is quiet, metrics"},
             {"    wait: 30s\n",
              "    wait: 30s\n    next: back\n  - {key: lost, kind: note, title: Say it, next: end}\n  - {key: pause, "
              "kind: "
              "note, title: x}\n"}})
      yaml.replace(yaml.find(from), from.size(), to);
    const QStringList expected{
        "2 error  unknown_key titel: \"titel\" is not a known key | did you mean \"title\"?",
        "6 error  bad_value inputs[0].type: must be text, region, site, node, workload, rollout, version or number | ",
        "11 error scope bad_value kind: must be read, check, decide, act, wait, approve, verify or note | did you mean "
        "\"read\"?",
        "14 error cause unknown_step goes to the step \"bck\", which there is not | did you mean \"back\"?",
        "27 error back unknown_key verify.metrics: \"metrics\" is not a known key | write one of title, nodes, alerts, "
        "objective, rollout, logs, samples, is, lasts, within",
        "27 error back missing_key verify: asks nothing | write nodes, alerts, objective or rollout with its "
        "arguments; in "
        "a step that reads also logs or samples",
        "28 error pause cycle goes back to \"back\", so that the run may never end | a person can jump back in a run; "
        "write a way that goes on",
        "34 error pause bad_value key: \"pause\" is there twice | "};
    QCOMPARE(examined(yaml), expected);
  }

  void what_could_be_read_is_there_beside_what_is_wrong() {
    const RunbookExam exam = examineRunbook(with("    title: Take it back\n", "    title: []\n"));
    QVERIFY(exam.runbook && exam.runbook->steps.size() == 4);
    QVERIFY(exam.runbook->steps[2].title.empty() && exam.runbook->steps[2].approval && exam.runbook->steps[2].undo);
    QCOMPARE(exam.findings.size(), std::size_t{1});
    // A step that could not be read is no reason to call others unreachable.
    const RunbookExam ways = examineRunbook(with("choices: [", "choices: [{label: x}, "));
    QCOMPARE(ways.findings.size(), std::size_t{1});
    QCOMPARE(ways.findings[0].reason, std::string("missing_key"));
  }

  void what_is_no_yaml_is_told_alone() {
    const RunbookExam exam = examineRunbook(with("steps:\n", "steps: [\n"));
    QVERIFY(!exam.runbook);
    QCOMPARE(exam.findings.size(), std::size_t{1});
    QVERIFY(exam.findings[0].isError && exam.findings[0].line > 1);
    QVERIFY(!examineRunbook("").findings.empty() && !examineRunbook("- a\n- b\n").findings.empty());
  }

  void too_much_is_refused_at_once() {
    QVERIFY(refusalOf(std::string(10 * 1024 * 1024, '#')).contains("256 KiB"));
    std::string many = kGood;
    for (int i = 0; i < 100; ++i) many += "  - {key: s" + std::to_string(i) + ", kind: note, title: x}\n";
    QVERIFY(refusalOf(many).contains("must have 1 to 100 elements"));
    QVERIFY(!refusalOf("steps: &a [*a]").isEmpty() && refusalOf("").startsWith("missing_key"));
  }

  void what_is_probably_not_meant_is_noted() {
    std::vector<RunbookFinding> notes;
    std::string yaml = with("    limits: {nodes: 50, regions: 1}\n", "");
    yaml.replace(yaml.find("match: "), yaml.find("inputs:") - yaml.find("match: "), "");
    yaml.replace(yaml.find("  - {name: rollout"), 0, "  - {name: unused}\n");
    QVERIFY(readRunbook(yaml, notes).ok());
    std::vector<std::string> reasons;
    for (const RunbookFinding& note : notes) reasons.push_back(note.reason);
    std::sort(reasons.begin(), reasons.end());
    QCOMPARE(reasons, (std::vector<std::string>{"no_limits", "no_match", "unused_input"}));
  }

  void ours_are_right_data() {
    QTest::addColumn<QString>("file");
    const QDir folder(QStringLiteral(FLOTILLA_SOURCE_DIR "/resources/runbooks"));
    for (const QString& name : folder.entryList({"*.yaml"})) QTest::newRow(qPrintable(name)) << folder.filePath(name);
  }
  void ours_are_right() {
    QFETCH(QString, file);
    QFile yaml(file);
    QVERIFY(yaml.open(QIODevice::ReadOnly));
    std::vector<RunbookFinding> notes;
    const auto read = readRunbook(yaml.readAll().toStdString(), notes);
    QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
    QVERIFY2(std::none_of(notes.begin(), notes.end(),
                          [](const auto& note) { return note.reason != "no_checks" && note.reason != "no_limits"; }),
             notes.empty() ? "" : toText(notes.front()).c_str());
    QCOMPARE(QString::fromStdString(read->name.value) + ".yaml", QFileInfo(file).fileName());
  }
};

QTEST_GUILESS_MAIN(TstRunbook)
#include "tst_runbook.moc"

// Documents of playbooks: where answers lead, and what is refused, with its line and what to do about it.
#include <QDir>
#include <QFile>
#include <QtTest>

#include <set>

#include "services/documents/playbook_yaml.h"
#include "services/documents/runbook_yaml.h"

using namespace flotilla;

namespace {

// Line numbers are those of the tests below.
const std::string kGood =
    "playbook: triage\n"                                       // 1
    "title: Which runbook is it?\n"                            // 2
    "owner: platform\n"                                        // 3
    "questions:\n"                                             // 4
    "  - key: what\n"                                          // 5
    "    title: What is it?\n"                                 // 6
    "    choices:\n"                                           // 7
    "      - {label: Late answers, runbook: high-latency}\n"   // 8
    "      - {label: Wrong answers, next: changed}\n"          // 9
    "  - key: changed\n"                                       // 10
    "    title: Was something rolled out?\n"                   // 11
    "    choices:\n"                                           // 12
    "      - {label: \"Yes\", runbook: failing-deployment}\n"  // 13
    "      - {label: \"No\", runbook: high-latency}\n";        // 14

std::vector<RunbookName> known() {
  return {RunbookName("high-latency"), RunbookName("failing-deployment")};
}

std::string with(const std::string& from, const std::string& to) {
  std::string out = kGood;
  const auto at = out.find(from);
  if (at == std::string::npos) qFatal("nothing to replace: %s", from.c_str());
  return out.replace(at, from.size(), to);
}

void row(const char* name, const std::string& from, const std::string& to, const char* expected) {
  QTest::newRow(name) << QByteArray::fromStdString(with(from, to)) << QString(expected);
}

// "reason: line N: message", of the first.
QString refusalOf(const std::string& yaml) {
  const auto playbook = parsePlaybookYaml(yaml);
  if (!playbook) return QString::fromStdString(playbook.error().reason + ": " + playbook.error().message);
  const auto findings = lintPlaybook(*playbook, known());
  if (findings.empty()) return "none";
  if (findings[0].fix.empty()) return "no fix is told";
  return QString::fromStdString(findings[0].reason + ": " + toText(findings[0]));
}

QString placeOf(const std::vector<std::string>& answers) {
  const Playbook playbook = parsePlaybookYaml(kGood).value();
  const auto place = placeAfter(playbook, answers);
  if (!place) return QString::fromStdString(place.error().reason);
  return QString::fromStdString(place->question != nullptr ? "? " + place->question->key : place->runbook.value);
}

std::string contentOf(const QString& file) {
  QFile in(file);
  if (!in.open(QFile::ReadOnly)) qFatal("%s cannot be read", qPrintable(file));
  return in.readAll().toStdString();
}

}  // namespace

class TstPlaybook : public QObject {
  Q_OBJECT

 private slots:
  void answers_lead_to_a_question_or_a_runbook() {
    QCOMPARE(placeOf({}), QString("? what"));
    QCOMPARE(placeOf({"Late answers"}), QString("high-latency"));
    QCOMPARE(placeOf({"2"}), QString("? changed"));
    QCOMPARE(placeOf({"Wrong answers", "1"}), QString("failing-deployment"));
    QCOMPARE(placeOf({"3"}), QString("unknown_choice"));
    QCOMPARE(placeOf({""}), QString("unknown_choice"));
    QCOMPARE(placeOf({"1", "1"}), QString("too_many_answers"));
  }

  void what_is_wrong_is_told_with_its_line_data() {
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("expected");
    row("nothing", "owner", "owner", "none");
    row("unknown runbook", "runbook: failing-deployment", "runbook: failing-deploymnt", "unknown_runbook: line 13");
    row("unknown question", "next: changed", "next: chnged", "unknown_question: line 9");
    row("itself", "next: changed", "next: what", "cycle: line 9");
    row("back", "\"No\", runbook: high-latency", "\"No\", next: what", "cycle: line 14");
    row("never come to", "next: changed", "runbook: high-latency", "unreachable: line 10");
    row("the same answer", "label: \"No\"", "label: \"Yes\"", "same_label: line 14");
    row("no answers",
        "    choices:\n      - {label: Late answers, runbook: high-latency}\n      - {label: Wrong "
        "answers, next: changed}\n",
        "    choices: []\n", "bad_value: line 7");
    row("one answer", "      - {label: Late answers, runbook: high-latency}\n", "", "bad_value: line 7");
    row("nowhere", ", next: changed", "", "missing_key: line 9");
    row("two places", "next: changed", "next: changed, runbook: high-latency", "bad_value: line 9");
    row("an unknown key", "    title: What", "    titel: What", "unknown_key: line 6");
    row("two of one key", "key: changed", "key: what", "bad_value: line 10");
    row("no question", kGood.substr(kGood.find("questions:")), "questions: []\n", "bad_value: line 4");
    row("no YAML", "questions:", "questions: [", "yaml_syntax: line");
    row("too long", "owner: platform", "owner: platform #" + std::string(kMaxPlaybookBytes, 'x'),
        "yaml_syntax: line 1");
  }
  void what_is_wrong_is_told_with_its_line() {
    QFETCH(QByteArray, yaml);
    QFETCH(QString, expected);
    const QString refused = refusalOf(yaml.toStdString());
    QVERIFY2(refused.startsWith(expected), qPrintable(refused));
  }

  // Each runbook of ours is reached, and nothing else is.
  void the_one_that_comes_along_reaches_every_runbook() {
    const QDir folder(FLOTILLA_SOURCE_DIR "/resources/runbooks");
    std::vector<RunbookName> runbooks;
    std::set<std::string> names, reached;
    for (const QString& file : folder.entryList({"*.yaml"})) {
      runbooks.push_back(parseRunbookYaml(contentOf(folder.filePath(file))).value().name);
      names.insert(runbooks.back().value);
    }
    QVERIFY(names.size() >= 6);
    const auto playbook = parsePlaybookYaml(contentOf(FLOTILLA_SOURCE_DIR "/resources/playbooks/triage.yaml"));
    QVERIFY2(playbook.ok(), playbook.ok() ? "" : playbook.error().message.c_str());
    for (const PlaybookFinding& finding : lintPlaybook(*playbook, runbooks)) QFAIL(toText(finding).c_str());
    for (const PlaybookQuestion& question : playbook->questions)
      for (const PlaybookChoice& choice : question.choices)
        if (!choice.runbook.empty()) reached.insert(choice.runbook.value);
    QVERIFY(reached == names);
  }
};

QTEST_GUILESS_MAIN(TstPlaybook)
#include "tst_playbook.moc"

#include <QtTest>

#include <QFile>

#include "models/domain/policy_text.h"
#include "services/documents/policy_yaml.h"
#include "services/documents/signed_documents.h"
#include "tests/documents/documents_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

const std::string kGood =
    "version: 3\n"                                                                         // 1
    "rules:\n"                                                                             // 2
    "  - name: two-signers\n"                                                              // 3
    "    signatures: 2\n"                                                                  // 4
    "  - name: eu-data-stays\n"                                                            // 5
    "    where: region:(eu-west|us-east) not agent<0.2.0\n"                                // 6
    "    workloads: [meter-reader, checkout-vision]\n"                                     // 7
    "    residency: [eu-west, eu-north]\n"                                                 // 8
    "  - name: built-for\n"                                                                // 9
    "    hardware: [x86_64, aarch64]\n"                                                    // 10
    "  - name: nights\n"                                                                   // 11
    "    window: {zone: Europe/Amsterdam, days: [mon], from: \"22:00\", to: \"04:00\"}\n"  // 12
    "  - name: end-of-year\n"                                                              // 13
    "    freeze:\n"                                                                        // 14
    "      from: 2026-12-18T00:00\n"                                                       // 15
    "      to: 2027-01-04T06:00\n"                                                         // 16
    "      zone: Europe/Berlin\n"                                                          // 17
    "      reason: the shops are full\n"                                                   // 18
    "  - name: four-eyes\n"                                                                // 19
    "    approvals: {count: 2, role: approver}\n"                                          // 20
    "  - name: no-old-agents\n"                                                            // 21
    "    min_agent: 0.4.0\n";                                                              // 22

std::string with(const std::string& from, const std::string& to) {
  return replaced(kGood, from, to);
}

template <class T>
QString refusalOf(const Result<T>& read) {
  if (read.ok()) return "accepted";
  const Error& error = read.error();
  const bool named = error.field.empty() || error.message.find(error.field + ": ") != std::string::npos;
  if (error.code != ErrorCode::Invalid || !named)
    return "an error of another form: " + QString::fromStdString(error.message);
  return QString::fromStdString(error.fix.empty() ? error.message : error.message + " | " + error.fix);
}

void row(const char* name, const std::string& text, const std::string& expected) {
  QTest::newRow(name) << QByteArray::fromStdString(text) << QString::fromStdString(expected);
}

void columns() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("expected");
}

std::string signedForm() {
  return encodePolicy(parsePolicyYaml(kGood).value());
}

}  // namespace

class TstPolicyDocument : public QObject {
  Q_OBJECT

 private slots:
  void reads_every_rule() {
    const auto policy = parsePolicyYaml(kGood);
    QVERIFY2(policy.ok(), policy.ok() ? "" : policy.error().message.c_str());
    QCOMPARE(policy->version, std::uint64_t{3});
    QCOMPARE(policy->rules.size(), std::size_t{7});
    QCOMPARE(std::get<SignatureDemand>(policy->rules[0].demand).count, 2U);
    QCOMPARE(std::get<ResidencyDemand>(policy->rules[1].demand).regions.size(), std::size_t{2});
    QCOMPARE(policy->rules[1].workloads.back().value, std::string("checkout-vision"));
    QCOMPARE(std::get<HardwareDemand>(policy->rules[2].demand).classes.back(), std::string("aarch64"));
    QCOMPARE(std::get<TimeWindow>(policy->rules[3].demand).fromMinute, 22U * 60);
    QCOMPARE(std::get<ApprovalDemand>(policy->rules[5].demand).count, 2U);
    QCOMPARE(std::get<AgentDemand>(policy->rules[6].demand).least.toString(), std::string("0.4.0"));
  }

  void a_freeze_is_written_in_local_time() {
    const Policy policy = parsePolicyYaml(kGood).value();
    const auto& freeze = std::get<FreezeDemand>(policy.rules[4].demand);
    QCOMPARE(toRfc3339(freeze.from).substr(0, 19), std::string("2026-12-17T23:00:00"));
    QCOMPARE(toRfc3339(freeze.to).substr(0, 19), std::string("2027-01-04T05:00:00"));
    QCOMPARE(freeze.reason, std::string("the shops are full"));
  }

  void an_hour_that_clocks_skip_is_when_they_skip_it() {
    const Policy policy =
        parsePolicyYaml(with("2026-12-18T00:00", "2026-03-29T02:30")).value();  // 02:00 becomes 03:00 there
    const auto& freeze = std::get<FreezeDemand>(policy.rules[4].demand);
    QCOMPARE(toRfc3339(freeze.from).substr(0, 19), std::string("2026-03-29T01:00:00"));
  }

  void what_is_signed_says_the_same() {
    const Policy written = parsePolicyYaml(kGood).value();
    const auto read = parsePolicy(encodePolicy(written));
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QVERIFY(*read == written);
    QCOMPARE(encodePolicy(*read), encodePolicy(written));
    QVERIFY(matches(read->rules[1].scope, [](std::string_view field) -> std::vector<SelectorValue> {
      if (field == "region") return {std::string("us-east")};
      return {};
    }));
  }

  void every_rule_of_the_example_says_what_it_means() {
    QFile file(FLOTILLA_SOURCE_DIR "/resources/policies/careful.yaml");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto policy = parsePolicyYaml(file.readAll().toStdString());
    QVERIFY2(policy.ok(), policy.ok() ? "" : policy.error().message.c_str());
    QStringList meanings;
    for (const PolicyRule& rule : policy->rules) meanings << QString::fromStdString(meaningOf(rule));
    const QStringList expected{
        "everything: its release is signed by at least 2 different release keys",
        "checkout-vision: runs only in eu-west, eu-north",
        "everything: runs only on x86_64, aarch64",
        "everything on nodes with region:(eu-west|eu-north): begins only on mon, tue, wed, thu from 07:00 to 16:00 "
        "(Europe/Amsterdam)",
        "everything: nothing begins from 2026-12-17 23:00 UTC to 2027-01-04 05:00 UTC: the shops are full",
        "everything: the first wave that begins asks for at least 2 approvals by an approver",
        "everything: runs only under agent 0.4.0 or newer"};
    QCOMPARE(meanings, expected);
  }

  void refuses_what_people_write_wrong_data() {
    columns();
    row("empty", "", "line 1: version: \"version\" is missing");
    row("a list", "- a\n", "line 1: must be keys and values");
    row("no version", with("version: 3\n", ""), "line 1: version: \"version\" is missing");
    row("version zero", with("version: 3", "version: 0"),
        "line 1: version: must be a whole number from 1 to 9007199254740991");
    row("no rules", "version: 3\nrules: []\n",
        "line 2: rules: must have 1 to 100 elements | to lift all rules, leave one that always holds, such as "
        "signatures: 1");
    row("unknown key", with("signatures: 2", "signatuers: 2"),
        "line 4: rules[0].signatuers: \"signatuers\" is not a known key | did you mean \"signatures\"?");
    row("a rule without a name", with("- name: two-signers\n    signatures: 2", "- signatures: 2"),
        "line 3: rules[0].name: \"name\" is missing");
    row("a name twice", with("built-for", "two-signers"), "line 9: rules[2].name: \"two-signers\" is there twice");
    row("a name with blanks", with("two-signers", "two signers"),
        "line 3: rules[0].name: must be 1 to 63 of a-z, 0-9 and '-'");
    row("a rule that asks for nothing", with("    signatures: 2\n", ""),
        "line 3: rules[0]: a rule needs one of signatures, hardware, residency, window, freeze, approvals or "
        "min_agent");
    row("a rule that asks for two things", with("    signatures: 2\n", "    signatures: 2\n    min_agent: 1.0.0\n"),
        "line 5: rules[0].min_agent: a rule has one demand, and there is \"signatures\" already | make a rule of its "
        "own of it");
    row("no signature", with("signatures: 2", "signatures: 0"),
        "line 4: rules[0].signatures: must be a whole number from 1 to 16");
    row("a selector of what nodes do not know", with("region:(eu-west|us-east)", "label.tier:gold"),
        "line 6: rules[1].where: at character 1: there is no field \"label.tier\" | one of region, site, hardware, "
        "agent");
    row("a selector with a pattern", with("region:(eu-west|us-east)", "region~^eu"),
        "line 6: rules[1].where: at character 8: patterns are not possible here, because nodes judge it too | write "
        "values, for "
        "example region:(eu-west|eu-north)");
    row("a blank selector", with("region:(eu-west|us-east) not agent<0.2.0", "\"  \""),
        "line 6: rules[1].where: must not be blank | leave where out to mean every node");
    row("no workload", with("[meter-reader, checkout-vision]", "[]"),
        "line 7: rules[1].workloads: must have 1 to 200 elements | leave workloads out to mean all");
    row("no region", with("[eu-west, eu-north]", "[]"), "line 8: rules[1].residency: must have 1 to 200 elements");
    row("a region twice", with("[eu-west, eu-north]", "[eu-west, eu-west]"),
        "line 8: rules[1].residency[1]: \"eu-west\" is there twice");
    row("no machine", with("aarch64", "\"\""),
        "line 10: rules[2].hardware[1]: must be a machine as `uname -m` says it, for example x86_64 or aarch64");
    row("no such zone", with("Europe/Amsterdam", "Amsterdam"),
        "line 12: rules[3].window.zone: \"Amsterdam\" is not a time zone | did you mean \"Europe/Amsterdam\"?");
    row("a window of no length", with("to: \"04:00\"", "to: \"22:00\""),
        "line 12: rules[3].window.to: is the same time as from | write \"00:00\" to \"24:00\" for whole days");
    row("a freeze with a moment", with("2026-12-18T00:00", "2026-12-18T00:00:00Z"),
        "line 15: rules[4].freeze.from: must be a date and a time there, for example 2026-12-18T00:00");
    row("a freeze from no day", with("2026-12-18T00:00", "2026-02-30T00:00"),
        "line 15: rules[4].freeze.from: is no date or time that there is | write it as 2026-12-18T00:00");
    row("a freeze that ends before it begins", with("2027-01-04T06:00", "2026-12-18T00:00"),
        "line 16: rules[4].freeze.to: is not after from | write when something may begin again");
    row("a freeze without a zone", with("      zone: Europe/Berlin\n", ""),
        "line 14: rules[4].freeze.zone: \"zone\" is missing");
    row("approval by nobody", with("count: 2", "count: 0"),
        "line 20: rules[5].approvals.count: must be a whole number from 1 to 20");
    row("no such role", with("role: approver", "role: aprover"),
        "line 20: rules[5].approvals.role: must be viewer, operator, approver, security-admin, enroller, auditor or "
        "administrator | did you mean \"approver\"?");
    row("no version of an agent", with("0.4.0", "0.4"),
        "line 22: rules[6].min_agent: \"0.4\" is not a version | write MAJOR.MINOR.PATCH, for example 2.0.0");
    row("too long", kGood + std::string(64 * 1024, '#'), "line 1: a policy must not be longer than 64 KiB");
  }
  void refuses_what_people_write_wrong() {
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    QCOMPARE(refusalOf(parsePolicyYaml(text.toStdString())), expected);
  }

  void more_than_a_hundred_rules_are_refused() {
    std::string yaml = "version: 1\nrules:\n";
    for (int i = 0; i < 101; ++i) yaml += "  - {name: r" + std::to_string(i) + ", signatures: 1}\n";
    QVERIFY(refusalOf(parsePolicyYaml(yaml)).startsWith("line 2: rules: must have 1 to 100 elements"));
  }

  void refuses_what_was_not_written_by_us_data() {
    columns();
    const auto changed = [](const std::string& from, const std::string& to) {
      return replaced(signedForm(), from, to);
    };
    row("another type", changed("\"policy\"", "\"release\""), "type: must be \"policy\"");
    row("a later form", changed("\"spec\":1", "\"spec\":2"), "spec: must be a whole number from 1 to 1");
    row("a rule of a later form", changed("\"signatures\":2", "\"budget\":2"),
        "rules[0].budget: \"budget\" is not a known key");
    row("no demand", changed(",\"signatures\":2", ""), "rules[0]: must have exactly one demand");
    row("two demands", changed("\"signatures\":2", "\"signatures\":2,\"min_agent\":\"1.0.0\""),
        "rules[0]: must have exactly one demand");
    row("a broken selector", changed("not agent<0.2.0", "not ("),
        "rules[1].where: at character 31: a term is missing at the end");
    row("no such day", changed("\"mon\"", "\"day\""),
        "rules[3].window.days[0]: must be mon, tue, wed, thu, fri, sat or sun");
    row("a float", changed("\"version\":3", "\"version\":3.0"), "version: \"3.0\" is not a whole number");
  }
  void refuses_what_was_not_written_by_us() {
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    const QString refusal = refusalOf(parsePolicy(text.toStdString()));
    QVERIFY2(refusal.startsWith(expected), qPrintable(refusal));
  }

  void damaged_documents_are_refused_or_say_something_valid() {
    auto random = seededRandom();
    const std::string good = signedForm();
    for (int i = 0; i < 3000; ++i) {
      std::string text = good;
      for (std::uint64_t left = 1 + below(random, 4); left > 0; --left)
        text[below(random, text.size())] = static_cast<char>(below(random, 256));
      const auto policy = parsePolicy(text);
      if (policy) QVERIFY(parsePolicy(encodePolicy(*policy)).ok());
    }
  }
};

QTEST_GUILESS_MAIN(TstPolicyDocument)
#include "tst_policy_document.moc"

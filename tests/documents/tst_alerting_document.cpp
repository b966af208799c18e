#include <QtTest>

#include <QFile>

#include "services/documents/alerting.h"
#include "services/documents/matcher_text.h"
#include "tests/documents/documents_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;
using namespace std::chrono_literals;

namespace {

const std::string kGood =
    "rotations:\n"                                                                              // 1
    "  - name: first-line\n"                                                                    // 2
    "    zone: Europe/Amsterdam\n"                                                              // 3
    "    start: 2026-07-06T09:00\n"                                                             // 4
    "    turn_days: 7\n"                                                                        // 5
    "    members:\n"                                                                            // 6
    "      - name: ops-1\n"                                                                     // 7
    "        notifiers: [{kind: desktop}]\n"                                                    // 8
    "      - {name: ops-2, notifiers: [{kind: desktop}]}\n"                                     // 9
    "    overrides: [{member: ops-2, from: 2026-12-24T09:00, to: \"2026-12-27T08:00:00Z\"}]\n"  // 10
    "receivers:\n"                                                                              // 11
    "  - name: on-call\n"                                                                       // 12
    "    rotation: first-line\n"                                                                // 13
    "  - name: mail\n"                                                                          // 14
    "    notifiers:\n"                                                                          // 15
    "      - kind: smtp\n"                                                                      // 16
    "        settings: {server: \"smtp.example.com:587\", port: 587}\n"                         // 17
    "        secrets: {password_file: smtp}\n"                                                  // 18
    "        send_resolved: false\n"                                                            // 19
    "windows:\n"                                                                                // 20
    "  - name: sundays\n"                                                                       // 21
    "    matchers: ['region=~\"eu-.*\"']\n"                                                     // 22
    "    hours: {zone: Europe/Amsterdam, days: [sun], from: \"22:00\", to: \"04:00\"}\n"        // 23
    "    from: 2026-01-01T00:00\n"                                                              // 24
    "    reason: updates\n"                                                                     // 25
    "inhibitions:\n"                                                                            // 26
    "  - {name: pages, source: ['severity=\"page\"'], target: ['severity=ticket'], equal: [region], lasts: "
    "10m}\n"                                                                              // 27
    "hold_resolved: 2m\n"                                                                 // 28
    "route:\n"                                                                            // 29
    "  receiver: mail\n"                                                                  // 30
    "  group_by: [region, objective]\n"                                                   // 31
    "  group_wait: 30s\n"                                                                 // 32
    "  routes:\n"                                                                         // 33
    "    - matchers: ['severity=\"page\"', 'site!~\"test-.*\"']\n"                        // 34
    "      receiver: on-call\n"                                                           // 35
    "      escalation: [{after: 15m, receiver: mail}, {after: 1h, receiver: on-call}]\n"  // 36
    "      continue: true\n"                                                              // 37
    "      routes:\n"                                                                     // 38
    "        - {matchers: [region=us-east], group_by: [\"...\"], mute_in: [sundays]}\n"   // 39
    "    - {matchers: ['owner!=\"\"'], repeat_interval: 12h, escalation: []}\n";          // 40

std::string with(const std::string& from, const std::string& to) {
  return replaced(kGood, from, to);
}

template <class T>
QString refusalOf(const Result<T>& read) {
  if (read.ok()) return "accepted";
  const Error& error = read.error();
  if (error.code != ErrorCode::Invalid || !QString::fromStdString(error.message).startsWith("line "))
    return "an error of another form: " + QString::fromStdString(error.message);
  return QString::fromStdString(error.fix.empty() ? error.message : error.message + " | " + error.fix);
}

void row(const char* name, const std::string& from, const std::string& to, const std::string& expected) {
  QTest::newRow(name) << QByteArray::fromStdString(with(from, to)) << QString::fromStdString(expected);
}

Alerting good() {
  return parseAlertingYaml(kGood).value();
}

QStringList lintOf(const std::string& yaml) {
  const auto read = parseAlertingYaml(yaml);
  if (!read) return {QString::fromStdString(read.error().message)};
  QStringList out;
  for (const std::string& note : lintAlerting(*read)) out << QString::fromStdString(note);
  return out;
}

}  // namespace

class TstAlertingDocument : public QObject {
  Q_OBJECT

 private slots:
  void reads_every_part() {
    const auto read = parseAlertingYaml(kGood);
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QCOMPARE(read->receivers.size(), std::size_t{2});
    QCOMPARE(read->receivers[0].rotation, std::string("first-line"));
    const Notifier& mail = read->receivers[1].notifiers[0];
    QCOMPARE(mail.kind, std::string("smtp"));
    QCOMPARE(mail.settings.at("port"), std::string("587"));
    QCOMPARE(mail.secretFiles.at("password"), std::string("smtp"));
    QVERIFY(!mail.sendResolved);
    const AlertRoute& pages = read->route.routes[0];
    QVERIFY((pages.matchers[0] == Matcher{"severity", "page", false, true}));
    QVERIFY((pages.matchers[1] == Matcher{"site", "test-.*", true, false}));
    QVERIFY(pages.goesOn);
    QVERIFY(!pages.groupBy);
    QCOMPARE(pages.escalation->at(1).after, Duration(1h));
    QCOMPARE(pages.routes[0].groupBy->front(), std::string("..."));
    QCOMPARE(pages.routes[0].muteIn.front(), std::string("sundays"));
    QVERIFY(read->route.routes[1].escalation && read->route.routes[1].escalation->empty());
    QCOMPARE(*read->route.groupWait, Duration(30s));
    QCOMPARE(read->inhibitions[0].equal.front(), std::string("region"));
    QCOMPARE(read->inhibitions[0].lasts, Duration(std::chrono::minutes(10)));
    QCOMPARE(read->windows[0].hours.fromMinute, 22U * 60);
    QCOMPARE(read->holdResolved, Duration(2min));
    QCOMPARE(read->resolveAfter, Duration(5min));
  }

  void moments_are_local_to_their_zone_or_rfc_3339() {
    const Rotation rotation = good().rotations[0];
    QVERIFY(rotation.start == at("2026-07-06T07:00:00Z"));              // summer time
    QVERIFY(rotation.overrides[0].from == at("2026-12-24T08:00:00Z"));  // winter time
    QVERIFY(rotation.overrides[0].to == at("2026-12-27T08:00:00Z"));
    QVERIFY(*good().windows[0].from == at("2025-12-31T23:00:00Z"));
  }

  void what_is_written_reads_back_the_same() {
    const Alerting once = good();
    const auto twice = parseAlertingYaml(toYaml(once));
    QVERIFY2(twice.ok(), twice.ok() ? "" : (twice.error().message + "\n" + toYaml(once)).c_str());
    QVERIFY2(*twice == once, toYaml(*twice).c_str());
    QCOMPARE(toYaml(*twice), toYaml(once));
    const auto plain = parseAlertingYaml(toYaml(builtInAlerting()));
    QVERIFY2(plain.ok(), plain.ok() ? "" : plain.error().message.c_str());
    QVERIFY(*plain == builtInAlerting());
  }

  void odd_text_reads_back_the_same() {
    Alerting odd = good();
    odd.receivers[1].notifiers[0].settings["subject"] = "quotes \" and \\ and # : {} é 漢 \xE2\x80\xAE";
    odd.route.routes[0].matchers.push_back({"summary", "a \"b\" \\d+\nnext, {x} é", false, false});
    odd.route.routes[0].matchers.push_back({"path", "\\d+\\.\"x\"", true, true});
    odd.windows[0].reason = "'it' is: # not a comment";
    odd.route.routes[1] = {};  // a route without anything
    const auto read = parseAlertingYaml(toYaml(odd));
    QVERIFY2(read.ok(), read.ok() ? "" : (read.error().message + "\n" + toYaml(odd)).c_str());
    QVERIFY2(*read == odd, toYaml(*read).c_str());
  }

  void refuses_what_is_wrong_by_its_path_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << QByteArray() << "line 1: route: \"route\" is missing";
    QTest::newRow("not YAML") << QByteArray("route: [") << "line 1: ";
    QTest::newRow("too long") << QByteArray(kMaxAlertingBytes + 1, '#')
                              << "line 1: an alerting document must not be longer than 256 KiB";
    row("a key that is not known", "hold_resolved", "hold_resolve",
        "line 28: hold_resolve: \"hold_resolve\" is not a known key | did you mean \"hold_resolved\"?");
    row("a misspelt key before what follows from it", "receivers:\n", "recievers:\n",
        "line 11: recievers: \"recievers\" is not a known key | did you mean \"receivers\"?");
    row("a receiver that is not there", "receiver: mail\n", "receiver: mial\n",
        "line 30: route.receiver: no receiver \"mial\" is declared here | did you mean \"mail\"?");
    row("a root without a receiver", "receiver: mail\n", "group_interval: 1m\n",
        "line 29: route.receiver: \"receiver\" is missing | name who hears of what no route takes");
    row("a receiver of a route below that is not there", "receiver: on-call\n      esc", "receiver: nobody\n      esc",
        "line 35: route.routes[0].receiver: no receiver \"nobody\" is declared here | declare it under receivers");
    row("a receiver of a step that is not there", "after: 15m, receiver: mail", "after: 15m, receiver: post",
        "line 36: route.routes[0].escalation[0].receiver: no receiver \"post\"");
    row("a window that is not there", "mute_in: [sundays]", "mute_in: [sunday]",
        "line 39: route.routes[0].routes[0].mute_in[0]: no window \"sunday\" is declared here | did you mean "
        "\"sundays\"?");
    row("a rotation that is not there", "rotation: first-line", "rotation: first",
        "line 13: receivers[0].rotation: no rotation \"first\"");
    row("a turn of somebody else", "{member: ops-2, from: 2026-12-24", "{member: ops-9, from: 2026-12-24",
        "line 10: rotations[0].overrides[0].member: no member \"ops-9\"");
    row("two receivers of a name", "name: mail", "name: on-call",
        "line 14: receivers[1].name: \"on-call\" is there twice");
    row("two members of a name", "{name: ops-2, not", "{name: ops-1, not",
        "line 9: rotations[0].members[1].name: \"ops-1\" is there twice");
    row("a receiver without a name", "  - name: mail\n    notifiers", "  - notifiers",
        "line 14: receivers[1].name: \"name\" is missing");
    row("a name that is none", "name: sundays", "name: Sundays", "line 21: windows[0].name: ");
    row("a secret that is written down", "port: 587}", "password: hunter2}",
        "line 17: receivers[1].notifiers[0].settings.password: secrets are not written down here | put it into a file "
        "of the folder of secrets, with mode 0600, and write secrets: {password_file: its-name}");
    row("a token that is written down", "port: 587}", "bearer_token: hunter2}",
        "line 17: receivers[1].notifiers[0].settings.bearer_token: secrets are not written down here");
    row("a password in an address", "\"smtp.example.com:587\"", "\"https://me:hunter2@example.com/\"",
        "line 17: receivers[1].notifiers[0].settings.server: an address must not hold a name or password");
    row("a secret that is no file", "password_file: smtp", "password: hunter2",
        "line 18: receivers[1].notifiers[0].secrets.password: secrets are not written down here, only the files that "
        "hold them | put it into a file of the folder of secrets, with mode 0600, and write password_file: its-name");
    row("a secret's file that is elsewhere", "password_file: smtp", "password_file: /etc/passwd",
        "line 18: receivers[1].notifiers[0].secrets.password_file: must be the name of a file in the folder of");
    row("a setting that is a list", "port: 587", "port: [587]", "line 17: receivers[1].notifiers[0].settings.port: ");
    row("a setting of an odd name", "port: 587", "Port: 587",
        "line 17: receivers[1].notifiers[0].settings.Port: is not the name of a setting");
    row("a notifier without a kind", "kind: smtp\n        settings", "settings",
        "line 16: receivers[1].notifiers[0].kind: \"kind\" is missing");
    row("a matcher that is none", "'severity=ticket'", "'severity'",
        "line 27: inhibitions[0].target[0]: \"severity\" is not a matcher | write name=\"value\"");
    row("an operator that is none", "'severity=ticket'", "'severity!ticket'", "line 27: inhibitions[0].target[0]: ");
    row("a quote that is not closed", "'severity=ticket'", "'severity=\"ticket'",
        "line 27: inhibitions[0].target[0]: the value has to end with its quote");
    row("a label of an odd name", "'severity=ticket'", "'sever-ity=ticket'",
        "line 27: inhibitions[0].target[0]: \"sever-ity\" is not the name of a label");
    row("a pattern that is none", "eu-.*", "eu-(", "line 22: windows[0].matchers[0]: not a regular expression");
    row("a pattern that is too long", "eu-.*", std::string(257, 'x'),
        "line 22: windows[0].matchers[0]: the regular expression is longer than 256 bytes");
    row("an inhibition of nothing", "source: ['severity=\"page\"']", "source: []",
        "line 27: inhibitions[0].source: must have 1 to 32 elements");
    row("a group by an odd label", "[region, objective]", "[region, a-b]",
        "line 31: route.group_by[1]: \"a-b\" is not the name of a label");
    row("a group by the same label twice", "[region, objective]", "[region, region]",
        "line 31: route.group_by[1]: \"region\" is there twice");
    row("all labels and another", "[\"...\"]", "[\"...\", region]",
        "line 39: route.routes[0].routes[0].group_by: \"...\" means all labels and stands alone");
    row("a length that is too long", "group_wait: 30s", "group_wait: 2h",
        "line 32: route.group_wait: must be a duration from 0s to 1h");
    row("a length that is none", "repeat_interval: 12h", "repeat_interval: soon",
        "line 40: route.routes[1].repeat_interval: must be a duration");
    row("steps out of order", "after: 1h", "after: 15m",
        "line 36: route.routes[0].escalation: each step has to come after the one before");
    row("matchers of the root", "route:\n", "route:\n  matchers: [a=b]\n",
        "line 30: route.matchers: every alert comes to this route, so it cannot have matchers");
    row("a window of the root", "route:\n", "route:\n  mute_in: [sundays]\n", "line 30: route.mute_in: ");
    row("a root that goes on", "route:\n", "route:\n  continue: true\n", "line 30: route.continue: ");
    row("a window without hours", "    hours: {zone: Europe/Amsterdam, days: [sun], from: \"22:00\", to: \"04:00\"}\n",
        "", "line 21: windows[0].hours: \"hours\" is missing");
    row("a zone that is not there", "days: [sun]", "days: [sonntag]", "line 23: windows[0].hours.days[0]: must be mon");
    row("a rotation in a zone that is not there", "zone: Europe/Amsterdam\n", "zone: Europe/Atlantis\n",
        "line 3: rotations[0].zone: ");
    row("a window that ends before it begins", "    reason: updates", "    to: 2025-01-01T00:00",
        "line 25: windows[0].to: is not after from");
    row("a moment that is none", "start: 2026-07-06T09:00", "start: 2026-02-30T09:00",
        "line 4: rotations[0].start: is no date or time that there is");
    row("a turn that ends before it begins", "2026-12-27T08", "2026-12-20T08",
        "line 10: rotations[0].overrides[0].to: is not after from");
    row("a rotation of nobody", "turn_days: 7", "turn_days: 0", "line 5: rotations[0].turn_days: ");
  }
  void refuses_what_is_wrong_by_its_path() {
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    const QString refusal = refusalOf(parseAlertingYaml(text.toStdString()));
    QVERIFY2(refusal.startsWith(expected), qPrintable(refusal));
  }

  void there_are_limits_to_depth_and_number() {
    std::string deep = "route:\n";
    for (int level = 0; level < 9; ++level)
      deep += std::string(2 + 4 * level, ' ') + "routes:\n" + std::string(4 + 4 * level, ' ') + "- continue: true\n";
    QVERIFY2(refusalOf(parseAlertingYaml(deep)).contains("routes are nested more than 8 deep"),
             qPrintable(refusalOf(parseAlertingYaml(deep))));
    std::string many = "route:\n  routes:\n";
    for (int i = 0; i < 201; ++i) many += "    - {matchers: [a=b]}\n";
    QVERIFY(refusalOf(parseAlertingYaml(many)).startsWith("line 2: route.routes: must have 0 to 200 elements"));
    std::string wide = "route:\n  routes:\n";
    for (int i = 0; i < 10; ++i) {
      wide += "    - routes:\n";
      for (int j = 0; j < 100; ++j) wide += "        - {matchers: [a=b]}\n";
    }
    QVERIFY(refusalOf(parseAlertingYaml(wide)).contains("there are more than 1000 routes"));
    std::string receivers = "route: {}\nreceivers:\n";
    for (int i = 0; i < 201; ++i) receivers += "  - name: r" + std::to_string(i) + "\n";
    QVERIFY(refusalOf(parseAlertingYaml(receivers)).startsWith("line 2: receivers: must have 0 to 200 elements"));
  }

  void notes_say_what_is_probably_not_meant() {
    QCOMPARE(lintOf(kGood), QStringList());
    const auto note = [](const std::string& yaml) { return lintOf(yaml).join('\n'); };
    QCOMPARE(note(with("[region=us-east]", "['severity=\"ticket\"']")),
             "route.routes[0].routes[0] can never be reached: its matchers and those above it exclude each other");
    QCOMPARE(note(with("      continue: true\n", "") + "    - {matchers: ['severity=page', 'site!~\"test-.*\"', "
                                                       "region=eu], escalation: [{after: 1m, receiver: mail}]}\n"),
             "route.routes[2] can never be reached: route.routes[0] takes all of its alerts and does not continue");
    QCOMPARE(
        note(with("escalation: [{after: 15m, receiver: mail}, {after: 1h, receiver: on-call}]", "escalation: []")),
        "route.routes[0] is for pages and has no escalation: a page that nobody acknowledges is told to nobody else");
    QCOMPARE(note(with(", equal: [region]", "")),
             "inhibition pages has no equal: one alert of its source holds back all targets, everywhere");
    QCOMPARE(
        note(with("  - name: on-call\n", "  - name: spare\n    notifiers: [{kind: desktop}]\n  - name: on-call\n")),
        "receiver spare is used by no route");
    QCOMPARE(note(replaced(with("    matchers: ['region=~\"eu-.*\"']\n", ""), ", mute_in: [sundays]", "")),
             "window sundays holds back nothing: it has no matchers and no route names it");
    QCOMPARE(note(with("    rotation: first-line\n", "")),
             "receiver on-call tells nobody: it has no notifiers and no rotation\n"
             "rotation first-line is used by no receiver");
  }

  void differences_are_told_by_name() {
    const auto between = [](const std::string& yaml) {
      QStringList out;
      for (const std::string& line : differencesOf(good(), parseAlertingYaml(yaml).value()))
        out << QString::fromStdString(line);
      return out.join('|');
    };
    QCOMPARE(between(kGood), "");
    QCOMPARE(between(with("reason: updates", "reason: others")), "~ window sundays");
    QCOMPARE(between(with("hold_resolved: 2m", "hold_resolved: 0s")), "~ hold_resolved 2m -> 0s");
    QCOMPARE(between(with("name: pages", "name: page")), "+ inhibition page|- inhibition pages");
    QCOMPARE(between(with("group_wait: 30s", "group_wait: 31s")), "~ route");
  }

  void matchers_are_read_as_alertmanager_writes_them() {
    const auto all = parseMatchers(R"x({ severity="page" , region=~"eu-(west|north)", a!=b,c!~"x, y" })x");
    QVERIFY2(all.ok(), all.ok() ? "" : all.error().message.c_str());
    QCOMPARE(all->size(), std::size_t{4});
    QVERIFY((all->at(3) == Matcher{"c", "x, y", true, false}));
    for (const Matcher& matcher : *all) QVERIFY(parseMatcher(toText(matcher)).value() == matcher);
    QVERIFY(parseMatcher(R"(a=~"\d+\.")").value().value == "\\d+\\.");  // as there: other escapes stay
    QVERIFY(parseMatchers("")->empty());
    QVERIFY(!parseMatchers("{a=b").ok());
    QVERIFY(!parseMatchers("a=\"b").ok());
    QVERIFY(!parseMatchers("a=b c=d").ok());
    QVERIFY(!parseMatcher("=b").ok());
    QVERIFY(!parseMatcher(std::string("a=") + std::string(1025, 'x')).ok());
    QVERIFY(!parseMatcher("a=\xFF").ok());
  }

  void whether_a_matcher_holds_without_the_label() {
    QVERIFY(matchesEmpty({"a", "", false, true}));
    QVERIFY(matchesEmpty({"a", "x", false, false}));
    QVERIFY(matchesEmpty({"a", ".*", true, true}));
    QVERIFY(matchesEmpty({"a", ".+", true, false}));
    QVERIFY(!matchesEmpty({"a", "x", false, true}));
    QVERIFY(!matchesEmpty({"a", "x|", true, false}));
  }

  void the_sample_is_read_and_has_nothing_to_note() {
    QFile file(QStringLiteral(FLOTILLA_SOURCE_DIR "/resources/alerting/owners-and-regions.yaml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string text = file.readAll().toStdString();
    const auto sample = parseAlertingYaml(text);
    QVERIFY2(sample.ok(), sample.ok() ? "" : sample.error().message.c_str());
    QCOMPARE(lintOf(text), QStringList());
    QCOMPARE(sample->rotations.size(), std::size_t{1});
    QCOMPARE(sample->windows.size(), std::size_t{1});
    QVERIFY(parseAlertingYaml(toYaml(*sample)).value() == *sample);
  }

  // Lines cut, doubled and swapped: an answer or an error, and what is taken can be written again.
  void damaged_documents_are_read_or_refused() {
    auto random = seededRandom();
    int taken = 0;
    for (int round = 0; round < 2000; ++round) {
      std::string text = kGood;
      for (std::uint64_t damage = below(random, 4) + 1; damage > 0; --damage) {
        const std::size_t at = below(random, text.size());
        const std::size_t length = std::min<std::size_t>(below(random, 12) + 1, text.size() - at);
        if (below(random, 2) == 0)
          text.erase(at, length);
        else
          text.insert(below(random, text.size()), text.substr(at, length));
      }
      const auto read = parseAlertingYaml(text);
      if (!read) continue;
      ++taken;
      const auto again = parseAlertingYaml(toYaml(*read));
      QVERIFY2(again && *again == *read, text.c_str());
    }
    QVERIFY(taken > 0);
  }
};

QTEST_GUILESS_MAIN(TstAlertingDocument)
#include "tst_alerting_document.moc"

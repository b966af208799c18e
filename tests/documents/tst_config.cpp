#include <QtTest>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "models/domain/nearest_name.h"
#include "services/documents/config.h"
#include "tests/documents/documents_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

const std::vector<ConfigKey> kKeys = {
    {"data", ConfigType::Text, "/var/lib/flotilla", "data directory"},
    {"agents.listen", ConfigType::Text, "127.0.0.1:7443", "address for agents"},
    {"agents.max", ConfigType::Integer, "10000", "most connections"},
    {"scale", ConfigType::Number, "0.5", "of the picture"},
    {"web.enabled", ConfigType::Boolean, "true", "serve the web UI"},
    {"report.interval", ConfigType::Length, "10s", "between reports"},
    {"web.names", ConfigType::TextList, "localhost,127.0.0.1", "names in the certificate"}};

const std::string kFile =
    "data: /srv\n"             // 1
    "agents:\n"                // 2
    "  listen: '[::]:7443'\n"  // 3
    "  max: 5\n"               // 4
    "web:\n"                   // 5
    "  enabled: false\n"       // 6
    "  names: [a, b]\n"        // 7
    "report.interval: 2s\n";   // 8

Result<Config> load(const std::string& yaml, const std::vector<std::string>& sets = {}) {
  return Config::load(kKeys, yaml, "flotillad.yaml", sets);
}

// Whether `action` ends the process with SIGABRT; it runs in a child of its own, without Qt's handler, which would
// start a debugger.
template <class Action>
bool aborts(Action action) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit noCore{0, 0};
    setrlimit(RLIMIT_CORE, &noCore);
    std::signal(SIGABRT, SIG_DFL);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(0);
    action();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

}  // namespace

class TstConfig : public QObject {
  Q_OBJECT

 private slots:
  void has_defaults_without_a_file();
  void reads_nested_and_dotted_keys();
  void lets_set_win_over_the_file_and_the_file_over_the_default();
  void prints_every_value_with_its_source();
  void reads_what_it_prints_data();
  void reads_what_it_prints();
  void leaves_out_sections_without_content();
  void reads_lists_in_both_forms();
  void refuses_with_message_reason_and_field_data();
  void refuses_with_message_reason_and_field();
  void refuses_sets_data();
  void refuses_sets();
  void says_which_key_was_meant();
  void finds_the_nearest_name_data();
  void finds_the_nearest_name();
  void aborts_on_keys_that_are_not_declared_so();
  void survives_damage();
};

void TstConfig::has_defaults_without_a_file() {
  const auto config = load("");
  QVERIFY(config.ok());
  QCOMPARE(config->text("data"), std::string("/var/lib/flotilla"));
  QCOMPARE(config->integer("agents.max"), std::int64_t{10'000});
  QVERIFY(config->boolean("web.enabled"));
  QCOMPARE(config->length("report.interval"), Duration(10'000'000));
  QCOMPARE(config->list("web.names"), (std::vector<std::string>{"localhost", "127.0.0.1"}));
}

void TstConfig::reads_nested_and_dotted_keys() {
  const auto config = load(kFile);
  QVERIFY2(config.ok(), config.ok() ? "" : config.error().message.c_str());
  QCOMPARE(config->text("agents.listen"), std::string("[::]:7443"));
  QCOMPARE(config->integer("agents.max"), std::int64_t{5});
  QCOMPARE(config->number("scale"), 0.5);
  QVERIFY(!config->boolean("web.enabled"));
  QCOMPARE(config->length("report.interval"), Duration(2'000'000));
  QCOMPARE(config->list("web.names"), (std::vector<std::string>{"a", "b"}));
}

void TstConfig::lets_set_win_over_the_file_and_the_file_over_the_default() {
  const auto config = load("agents: {max: 5}\ndata: /srv\n", {"agents.max=6", "agents.max=7", "data=a=b"});
  QVERIFY(config.ok());
  QCOMPARE(config->integer("agents.max"), std::int64_t{7});
  QCOMPARE(load("scale: -1.25e2")->number("scale"), -125.0);
  QCOMPARE(config->text("data"), std::string("a=b"));
  QCOMPARE(config->text("agents.listen"), std::string("127.0.0.1:7443"));
}

void TstConfig::prints_every_value_with_its_source() {
  const auto config = load("agents:\n  max: 5\n", {"data=/srv"});
  QVERIFY(config.ok());
  QCOMPARE(config->print(), std::string("# data directory\n"
                                        "data: \"/srv\"  # --set\n"
                                        "# address for agents\n"
                                        "agents.listen: \"127.0.0.1:7443\"  # default\n"
                                        "# most connections\n"
                                        "agents.max: 5  # flotillad.yaml\n"
                                        "# of the picture\n"
                                        "scale: 0.5  # default\n"
                                        "# serve the web UI\n"
                                        "web.enabled: true  # default\n"
                                        "# between reports\n"
                                        "report.interval: 10s  # default\n"
                                        "# names in the certificate\n"
                                        "web.names: [\"localhost\", \"127.0.0.1\"]  # default\n"));
}

void TstConfig::reads_what_it_prints_data() {
  QTest::addColumn<QString>("text");
  for (const char* text :
       {"", "plain", "a \"b\" \\ c", "# no comment", "{a: b}", "true", "null", "5", "é: - x", "a: b #c"})
    QTest::newRow(text) << QString::fromUtf8(text);
}

void TstConfig::reads_what_it_prints() {
  QFETCH(QString, text);
  const auto first = load("", {"data=" + text.toStdString(), "web.names=a,b c", "agents.max=-3", "report.interval=2h"});
  QVERIFY(first.ok());
  const auto again = load(first->print());
  QVERIFY2(again.ok(), again.ok() ? "" : again.error().message.c_str());
  for (const ConfigKey& key : kKeys) QCOMPARE(again->written(key.name), first->written(key.name));
}

void TstConfig::leaves_out_sections_without_content() {
  QVERIFY(load("agents:\n  # listen: x\nweb: {}\n").ok());
  QVERIFY(load("# nothing\n").ok());
}

void TstConfig::reads_lists_in_both_forms() {
  QCOMPARE(load("web: {names: 'a, b,'}")->list("web.names"), (std::vector<std::string>{"a", "b"}));
  QCOMPARE(load("web: {names: []}")->list("web.names"), std::vector<std::string>{});
  QCOMPARE(load("", {"web.names="})->list("web.names"), std::vector<std::string>{});
}

void TstConfig::refuses_with_message_reason_and_field_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("place");
  QTest::addColumn<QString>("reason");
  QTest::addColumn<QString>("field");
  const auto row = [](const char* name, const std::string& text, const char* place, const char* reason,
                      const char* field) {
    QTest::newRow(name) << QString::fromStdString(text) << place << reason << field;
  };
  row("unknown key", replaced(kFile, "max", "maxx"), "line 4", "unknown_key", "agents.maxx");
  row("unknown section", "agnets: {}\n", "line 1", "unknown_key", "agnets");
  row("unknown section without content", "\nagnets:\n", "line 2", "unknown_key", "agnets");
  row("include", kFile + "include: flotillad.yaml\n", "line 9", "unknown_key", "include");
  row("duplicate key", replaced(kFile, "  max: 5", "  listen: x"), "line 4", "duplicate_key", "agents.listen");
  row("duplicate in another form", kFile + "agents.max: 6\n", "line 9", "duplicate_key", "agents.max");
  row("section where a value belongs", replaced(kFile, "/srv", "{a: b}"), "line 1", "unknown_key", "data.a");
  row("no value", replaced(kFile, " /srv", ""), "line 1", "bad_value", "data");
  row("list where text belongs", replaced(kFile, "/srv", "[a]"), "line 1", "bad_value", "data");
  row("word for an integer", replaced(kFile, "max: 5", "max: five"), "line 4", "bad_value", "agents.max");
  row("fraction for an integer", replaced(kFile, "max: 5", "max: 5.0"), "line 4", "bad_value", "agents.max");
  row("quoted integer", replaced(kFile, "max: 5", "max: '5'"), "line 4", "bad_value", "agents.max");
  row("integer of 2^64", replaced(kFile, "max: 5", "max: 18446744073709551616"), "line 4", "bad_value", "agents.max");
  row("word for a number", "scale: half", "line 1", "bad_value", "scale");
  row("no number", "scale: nan", "line 1", "bad_value", "scale");
  row("number that is too large", "scale: 1e999", "line 1", "bad_value", "scale");
  row("quoted number", "scale: '1'", "line 1", "bad_value", "scale");
  row("yes for a truth value", replaced(kFile, "false", "yes"), "line 6", "bad_value", "web.enabled");
  row("duration without unit", replaced(kFile, "2s", "2"), "line 8", "bad_value", "report.interval");
  row("text on two lines", replaced(kFile, "/srv", "\"a\\nb = c\""), "line 1", "bad_value", "data");
  row("comma inside an element", replaced(kFile, "[a, b]", "['a,b']"), "line 7", "bad_value", "web.names");
  row("map inside a list", replaced(kFile, "[a, b]", "[{a: b}]"), "line 7", "bad_value", "web.names");
  row("alias", kFile + "x: *y\n", "line 9", "yaml_syntax", "");
  row("a list of keys", "- data\n", "line 1", "bad_value", "");
  row("text only", "data", "line 1", "bad_value", "");
  row("bad syntax", "data: [\n", "line", "yaml_syntax", "");
}

void TstConfig::refuses_with_message_reason_and_field() {
  QFETCH(QString, text);
  QFETCH(QString, place);
  const auto config = load(text.toStdString());
  QVERIFY(!config.ok());
  QVERIFY2(config.error().message.starts_with("flotillad.yaml: " + place.toStdString()),
           config.error().message.c_str());
  QTEST(QString::fromStdString(config.error().reason), "reason");
  QTEST(QString::fromStdString(config.error().field), "field");
}

void TstConfig::refuses_sets_data() {
  QTest::addColumn<QString>("set");
  QTest::addColumn<QString>("reason");
  QTest::addColumn<QString>("field");
  QTest::newRow("no value") << "data"
                            << "bad_value"
                            << "--set";
  QTest::newRow("empty") << ""
                         << "bad_value"
                         << "--set";
  QTest::newRow("no name") << "=x"
                           << "bad_value"
                           << "--set";
  QTest::newRow("unknown") << "agents.lisen=x"
                           << "unknown_key"
                           << "agents.lisen";
  QTest::newRow("section") << "agents=x"
                           << "unknown_key"
                           << "agents";
  QTest::newRow("wrong type") << "agents.max=x"
                              << "bad_value"
                              << "agents.max";
  QTest::newRow("two lines") << "data=x\ny"
                             << "bad_value"
                             << "data";
}

void TstConfig::refuses_sets() {
  QFETCH(QString, set);
  const auto config = load("", {set.toStdString()});
  QVERIFY(!config.ok());
  QVERIFY(config.error().message.starts_with("--set: "));
  QTEST(QString::fromStdString(config.error().reason), "reason");
  QTEST(QString::fromStdString(config.error().field), "field");
}

void TstConfig::says_which_key_was_meant() {
  QCOMPARE(load("", {"agents.lisen=x"}).error().fix, std::string("did you mean \"agents.listen\"?"));
  QCOMPARE(load("agnets: {listen: x}").error().fix, std::string("did you mean \"agents.listen\"?"));
  QCOMPARE(load("colour: red").error().fix, std::string("`config print` shows all keys"));
}

void TstConfig::finds_the_nearest_name_data() {
  QTest::addColumn<QString>("word");
  QTest::addColumn<QString>("nearest");
  QTest::newRow("the same") << "digest"
                            << "digest";
  QTest::newRow("two letters swapped") << "digset"
                                       << "digest";
  QTest::newRow("one missing") << "digst"
                               << "digest";
  QTest::newRow("whatever the case") << "LENGTH"
                                     << "length";
  QTest::newRow("first of two as near") << "lengtx"
                                        << "length";
  QTest::newRow("a third of nine") << "hardwxyze"
                                   << "hardware";
  QTest::newRow("more than a third") << "hxydwzzz"
                                     << "";
  QTest::newRow("short words may differ by two") << "xit"
                                                 << "bit";
  QTest::newRow("nothing near") << "zzzzzz"
                                << "";
  QTest::newRow("empty") << ""
                         << "";
}

void TstConfig::finds_the_nearest_name() {
  QFETCH(QString, word);
  QTEST(QString::fromStdString(nearestName(word.toStdString(), {"digest", "length", "lengty", "hardware", "bit"})),
        "nearest");
}

void TstConfig::aborts_on_keys_that_are_not_declared_so() {
  const auto config = load("");
  QVERIFY(config.ok());
  QVERIFY(aborts([&] { (void)config->text("dta"); }));
  QVERIFY(aborts([&] { (void)config->integer("data"); }));
  QVERIFY(aborts([&] { (void)config->list("data"); }));
  QVERIFY(aborts([] { (void)Config::load({{"a", ConfigType::Integer, "x", ""}}, "", "", {}); }));
  QVERIFY(!aborts([&] { (void)config->text("data"); }));
}

void TstConfig::survives_damage() {
  auto random = seededRandom();
  for (std::size_t length = 0; length < kFile.size(); ++length) (void)load(kFile.substr(0, length));
  for (int i = 0; i < 4'000; ++i) {
    const auto config = load(damaged(kFile, random), {damaged("agents.max=5", random)});
    if (config.ok()) (void)config->print();
  }
}

QTEST_GUILESS_MAIN(TstConfig)
#include "tst_config.moc"

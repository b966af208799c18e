#include <QtTest>

#include "services/runtime/command_line.h"

using namespace flotilla;

namespace {

CommandLineSpec spec() {
  return {"shipd", {"", "config print"}, {{"--data", "DIR"}, {"--token-file", "FILE"}}};
}

std::vector<std::string> words(const QStringList& list) {
  std::vector<std::string> out;
  for (const QString& word : list) out.push_back(word.toStdString());
  return out;
}

}  // namespace

class TstCommandLine : public QObject {
  Q_OBJECT

 private slots:
  void reads_a_command_options_and_sets() {
    const auto line = readCommandLine(
        spec(), {"config", "print", "--data", "a", "--set", "x=1", "--data=b", "--set=y=2", "--token-file", "-"});
    QVERIFY(line.ok());
    QCOMPARE(line->command, std::string("config print"));
    QCOMPARE(line->option("--data"), std::string("b"));
    QCOMPARE(line->option("--token-file"), std::string("-"));
    QCOMPARE(line->option("--config"), std::string());
    QVERIFY((line->sets == std::vector<std::string>{"x=1", "y=2"}));
  }

  void helps_wherever_it_is_asked_to_data() {
    QTest::addColumn<QStringList>("words");
    QTest::newRow("alone") << QStringList{"--help"};
    QTest::newRow("short") << QStringList{"-h"};
    QTest::newRow("after a command") << QStringList{"config", "--help"};
    QTest::newRow("in place of a value") << QStringList{"--data", "--help"};
    QTest::newRow("beside what is wrong") << QStringList{"--wrong", "--help"};
  }
  void helps_wherever_it_is_asked_to() {
    QFETCH(QStringList, words);
    const auto line = readCommandLine(spec(), ::words(words));
    QVERIFY(line.ok() && line->help);
  }

  void says_what_is_wrong_and_what_to_write_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("fix");
    const auto row = [](const char* name, const QStringList& words, const char* message, const char* fix) {
      QTest::newRow(name) << words << message << fix;
    };
    row("value missing", {"--data"}, "--data: its value is missing", "write --data DIR");
    row("value empty", {"--data", ""}, "--data: its value is missing", "write --data DIR");
    row("an option as value", {"--data", "--set", "x=1"}, "--data: its value is missing", "write --data DIR");
    row("set without value", {"--set"}, "--set: its value is missing", "write --set NAME=VALUE");
    row("unknown option", {"--port", "1"}, "\"--port\" is not an option of shipd", "shipd --help");
    row("nearly an option", {"--date", "1"}, "\"--date\" is not an option of shipd", "did you mean --data?");
    row("unknown word", {"serve"}, "\"serve\" is not an option of shipd", "shipd --help");
    row("half a command", {"config"}, "shipd config needs \"print\"", "shipd config print");
    row("half a command and more", {"config", "show"}, "shipd config needs \"print\"", "shipd config print");
  }
  void says_what_is_wrong_and_what_to_write() {
    QFETCH(QStringList, words);
    const auto line = readCommandLine(spec(), ::words(words));
    QVERIFY(!line.ok());
    QTEST(QString::fromStdString(line.error().message), "message");
    QTEST(QString::fromStdString(line.error().fix), "fix");
  }

  void asks_for_a_command_where_there_is_no_usual_one() {
    const CommandLineSpec agent{"agent", {"run", "config print"}, {}};
    QCOMPARE(readCommandLine(agent, {}).error().message, std::string("agent needs a command"));
    QCOMPARE(readCommandLine(agent, {"serve"}).error().message, std::string("\"serve\" is not a command of agent"));
  }
};

QTEST_GUILESS_MAIN(TstCommandLine)
#include "tst_command_line.moc"

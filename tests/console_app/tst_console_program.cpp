// The program flotilla from outside: what it says about its options, and that it comes up.
#include <QImage>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;

namespace {

constexpr int kLimitMs = 90'000;

struct Outcome {
  int code = -1;
  QString out;
  QString err;
};

}  // namespace

class TestConsoleProgram : public QObject {
  Q_OBJECT

 private slots:
  void a_wrong_option_is_named_with_the_fix_data();
  void a_wrong_option_is_named_with_the_fix();
  void help_and_version_need_no_screen();
  void without_a_display_it_says_so_data();
  void without_a_display_it_says_so();
  void a_picture_of_a_fleet_that_is_not_there_ends_with_the_reason();
  void a_picture_without_a_log_in_ends_with_the_way_to_one();
  void an_open_session_file_is_refused();
  void an_open_token_file_is_refused();
  void shows_the_demonstration_in_a_picture();
  void shows_a_large_demonstration_in_a_picture();
  void a_picture_that_cannot_be_written_is_an_error();
  void shows_the_fleet_of_a_control_plane_that_runs_already();

 private:
  Outcome run(const QStringList& arguments, const char* platform = "offscreen") const {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HOME", folder_.path());
    environment.remove("XDG_DATA_HOME");
    environment.remove("XDG_CONFIG_HOME");
    environment.remove("XDG_RUNTIME_DIR");
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
    environment.remove("QT_QPA_PLATFORM");
    if (*platform != '\0') environment.insert("QT_QPA_PLATFORM", platform);
    process.setProcessEnvironment(environment);
    process.start(FLOTILLA_BINARY_DIR "/bin/flotilla", arguments);
    if (!process.waitForFinished(kLimitMs)) {
      process.kill();
      process.waitForFinished();
      return {-1, process.readAllStandardOutput(), process.readAllStandardError()};
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
  }
  QString path(const char* name) const { return folder_.filePath(name); }
  // Whether there is something to see: a window of one colour is none.
  static bool showsSomething(const QImage& picture) {
    QSet<QRgb> colours;
    for (int y = 0; y < picture.height(); y += 7)
      for (int x = 0; x < picture.width(); x += 7) colours.insert(picture.pixel(x, y));
    return colours.size() > 20;
  }
  QTemporaryDir folder_;
};

void TestConsoleProgram::a_wrong_option_is_named_with_the_fix_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QString>("named");
  QTest::addColumn<QString>("fix");
  const auto row = [](const char* name, const QStringList& arguments, const char* named, const char* fix) {
    QTest::newRow(name) << arguments << named << fix;
  };
  row("unknown", {"--dmo", "3"}, "--dmo", "--demo");
  row("a word", {"overview"}, "overview", "--help");
  row("no value", {"--demo"}, "demo", "--help");
  row("no number", {"--demo", "many"}, "--demo", "100000");
  row("too many", {"--demo", "100001"}, "--demo", "100000");
  row("negative", {"--demo", "-1"}, "--demo", "100000");
  row("negative rate", {"--demo", "1", "--demo-updates", "-1"}, "--demo-updates", "5000");
  row("rate without demo", {"--demo-updates", "1"}, "--demo-updates", "add --demo");
  row("demo with server", {"--demo", "1", "--server", "a:1"}, "--server", "leave one");
  row("demo with data", {"--demo", "1", "--data", "x"}, "--data", "leave one");
  row("server without ca", {"--server", "a:1", "--token-file", "t"}, "--ca", "add --ca FILE");
  row("token and session", {"--server", "a:1", "--ca", "c", "--token-file", "t", "--session-file", "s"},
      "--session-file", "leave one");
  row("session without server", {"--session-file", "s"}, "--session-file", "add --server");
  row("ca without server", {"--ca", "c"}, "--ca", "add --server");
  row("token that is not there", {"--server", "a:1", "--ca", "c", "--token-file", "nowhere"}, "--token-file", "");
  row("theme", {"--theme", "blue"}, "--theme", "system, dark or light");
  row("page", {"--page", "start"}, "--page", "overview");
  row("address", {"--open", "http://x"}, "--open", "flotilla:///");
  row("page and address", {"--page", "nodes", "--open", "flotilla:///nodes"}, "--page", "names its page");
  row("environment", {"--environment", "THE WHOLE FLEET"}, "--environment", "1 to 12");
  row("a picture of another kind", {"--demo", "1", "--screenshot", "x.jpg"}, "does not end in .png", "for example");
  row("empty data", {"--data", ""}, "--data", "for example");
}

void TestConsoleProgram::a_wrong_option_is_named_with_the_fix() {
  QFETCH(QStringList, arguments);
  QFETCH(QString, named);
  QFETCH(QString, fix);
  const Outcome outcome = run(arguments);
  QCOMPARE(outcome.code, 2);
  QVERIFY2(outcome.err.contains("error: "), qPrintable(outcome.err));
  QVERIFY2(outcome.err.contains(named), qPrintable(outcome.err));
  QVERIFY2(outcome.err.contains(fix), qPrintable(outcome.err));
  QVERIFY(outcome.out.isEmpty());
}

void TestConsoleProgram::help_and_version_need_no_screen() {
  const Outcome help = run({"--help"}, "none-of-these");
  QCOMPARE(help.code, 0);
  for (const char* option : {"--server", "--demo", "--screenshot", "--theme"}) QVERIFY(help.out.contains(option));
  const Outcome version = run({"--version"}, "none-of-these");
  QCOMPARE(version.code, 0);
  QVERIFY(version.out.startsWith("flotilla "));
}

void TestConsoleProgram::without_a_display_it_says_so_data() {
  QTest::addColumn<QByteArray>("platform");
  for (const char* platform : {"", "xcb", "wayland", "xcb:arguments"}) QTest::newRow(platform) << QByteArray(platform);
}

void TestConsoleProgram::without_a_display_it_says_so() {
  QFETCH(QByteArray, platform);
  const Outcome outcome = run({"--demo", "1"}, platform.constData());
  QCOMPARE(outcome.code, 1);
  QVERIFY2(outcome.err.startsWith("error: there is no display\n  fix: set DISPLAY, or "), qPrintable(outcome.err));
}

void TestConsoleProgram::a_picture_of_a_fleet_that_is_not_there_ends_with_the_reason() {
  QVERIFY(writeFile(path("ca"), "x") && writeFile(path("secret"), "x"));
  const Outcome outcome = run({"--server", "localhost:1", "--ca", path("ca"), "--token-file", path("secret"),
                               "--screenshot", path("none.png")});
  QCOMPARE(outcome.code, 1);
  QVERIFY2(outcome.err.contains("error: no picture of the fleet: cannot reach localhost:1"), qPrintable(outcome.err));
  QVERIFY(!QFile::exists(path("none.png")));
}

void TestConsoleProgram::a_picture_without_a_log_in_ends_with_the_way_to_one() {
  QVERIFY(writeFile(path("ca"), "x"));
  const Outcome outcome = run({"--server", "localhost:1", "--ca", path("ca"), "--session-file", path("session"),
                               "--screenshot", path("none.png")});
  QCOMPARE(outcome.code, 1);
  QVERIFY2(outcome.err.contains("nobody is logged in at localhost:1; flotillactl login"), qPrintable(outcome.err));
  QVERIFY(!QFile::exists(path("none.png")));
}

void TestConsoleProgram::an_open_session_file_is_refused() {
  QVERIFY(writeFile(path("ca"), "x") && writeFile(path("session"), "fls1.a.b"));
  QFile::setPermissions(path("session"), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
  const Outcome outcome = run({"--server", "localhost:1", "--ca", path("ca"), "--session-file", path("session")});
  QCOMPARE(outcome.code, 2);
  QVERIFY2(outcome.err.contains("--session-file") && outcome.err.contains("chmod 600"), qPrintable(outcome.err));
}

void TestConsoleProgram::an_open_token_file_is_refused() {
  QVERIFY(writeFile(path("ca"), "x") && writeFile(path("token"), "x"));
  QFile::setPermissions(path("token"), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
  const Outcome outcome = run({"--server", "localhost:1", "--ca", path("ca"), "--token-file", path("token")});
  QCOMPARE(outcome.code, 2);
  QVERIFY2(outcome.err.contains("--token-file"), qPrintable(outcome.err));
}

void TestConsoleProgram::shows_the_demonstration_in_a_picture() {
  const Outcome outcome = run({"--demo", "200", "--theme", "dark", "--screenshot", path("small.png")});
  QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
  QCOMPARE(outcome.err, QString());
  QVERIFY(showsSomething(QImage(path("small.png"))));
}

void TestConsoleProgram::shows_a_large_demonstration_in_a_picture() {
  const Outcome outcome =
      run({"--demo", "100000", "--open", "flotilla:///nodes?q=status:failed", "--screenshot", path("large.png")});
  QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
  QVERIFY(showsSomething(QImage(path("large.png"))));
}

void TestConsoleProgram::a_picture_that_cannot_be_written_is_an_error() {
  const Outcome outcome = run({"--demo", "1", "--screenshot", path("no/such/folder.png")});
  QCOMPARE(outcome.code, 1);
  QVERIFY2(outcome.err.contains("no/such/folder.png cannot be written"), qPrintable(outcome.err));
  QVERIFY2(outcome.err.contains("fix: name a file in a directory that exists"), qPrintable(outcome.err));
}

void TestConsoleProgram::shows_the_fleet_of_a_control_plane_that_runs_already() {
  // With the cluster's flotillad on the directory, because the usual ports may be taken on this machine.
  ClusterOptions options;
  options.serverData = path("data");
  Cluster cluster(options);
  QVERIFY2(cluster.startServer() && cluster.declareFleet(), cluster.lastProblem());
  const Outcome outcome = run({"--data", path("data"), "--screenshot", path("own.png")});
  QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
  QVERIFY(showsSomething(QImage(path("own.png"))));
  QVERIFY(cluster.server().running());
}

QTEST_GUILESS_MAIN(TestConsoleProgram)
#include "tst_console_program.moc"

// What flotillactl does without a control plane: help, wrong usage, keys, signing.
#include <QtTest>

#include "services/crypto/dsse.h"
#include "services/documents/signed_documents.h"
#include "services/publisher/key_ceremony.h"
#include "services/runtime/clock.h"
#include "tests/cli/cli_process.h"

using namespace flotilla;
using test::Cli;
using test::CliResult;

namespace {

QByteArray assignmentPem() {
  return QByteArray::fromStdString(publicKeyToPem(SigningKey::generate().publicKey()));
}

CliResult createKeys(Cli& cli) {
  const QString pem = cli.write("assignment.pem", assignmentPem());
  return cli.run({"keys", "create", "--out", "keys", "--assignment-key", pem});
}

QStringList signArguments(const QStringList& more) {
  return QStringList{"release",   "sign", "--artifact", "meter-reader", "--version", "2.0.0",
                     "--counter", "7",    "--expires",  "365d",         "--layout",  "layout"} +
         more;
}

void writeBundle(Cli& cli) {
  (void)QDir(cli.path(".")).mkdir("bundle");
  cli.write("bundle/model.onnx", QByteArray(5000, 'm'));
  cli.write("bundle/bundle.json", "{}");
}

Envelope readEnvelope(const Cli& cli) {
  SystemFiles files;
  return parseEnvelope(files.readAll(cli.path("layout/release.json").toStdString(), 1 << 20).value()).value();
}

}  // namespace

class TstCliLocal : public QObject {
  Q_OBJECT

 private slots:
  void help_names_every_command_in_groups_with_examples() {
    const CliResult help = Cli().run({"--help"});
    QCOMPARE(help.exitCode, 0);
    for (const char* word :
         {"Fleet", "Releases and rollouts", "Access and audit", "Examples:", "status", "apply", "nodes", "workload",
          "keys", "release", "deploy", "rollback", "rollouts", "token", "operator", "audit", "call", "--server"})
      QVERIFY2(help.out.contains(word), word);
    QVERIFY(help.err.isEmpty());
    for (const QString& line : help.out.split('\n')) QVERIFY2(line.size() <= 120, qPrintable(line));
    QVERIFY(Cli().run({"release", "sign", "--help"}).out.contains("--raise-floor"));
    QVERIFY(Cli().run({"--version"}).out.startsWith("flotillactl "));
  }

  void wrong_usage_is_told_with_a_fix_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("nothing") << QStringList{} << "subcommand";
    QTest::newRow("mistyped") << QStringList{"deply", "a", "1.0.0"} << "did you mean \"deploy\"";
    QTest::newRow("mistyped below") << QStringList{"nodes", "lst"} << "did you mean \"list\"";
    QTest::newRow("not a command") << QStringList{"nodes", "lst"} << "\"lst\" is not a command of nodes";
    QTest::newRow("unknown option") << QStringList{"nodes", "list", "--fliter", "x"} << "did you mean \"--filter\"";
    QTest::newRow("missing argument") << QStringList{"deploy", "meter-reader"} << "version";
    QTest::newRow("bad version") << QStringList{"deploy", "meter-reader", "2"} << "is not a version";
    QTest::newRow("bad name") << QStringList{"deploy", "Meter", "2.0.0"} << "is not a name";
    QTest::newRow("bad duration") << QStringList{"status", "--timeout", "5"} << "is not a duration";
    QTest::newRow("bad role") << QStringList{"operator", "add", "ann", "--role", "king"} << "is not a role";
    QTest::newRow("bad limit") << QStringList{"nodes", "list", "--limit", "1001"} << "limit";
    QTest::newRow("bad output") << QStringList{"status", "-o", "xml"} << "write json or text";
    QTest::newRow("no confirmation") << QStringList{"nodes", "revoke", "a"} << "--yes";
    QTest::newRow("server without token") << QStringList{"status", "--server", "a:1", "--ca", "f"} << "--token-file";
    QTest::newRow("two floors") << signArguments({"--floor", "1", "--raise-floor", "--key", "k", "d"}) << "--floor";
  }
  void wrong_usage_is_told_with_a_fix() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, sentence);
    const CliResult result = Cli().run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.startsWith("error: "), qPrintable(result.err));
    QVERIFY2(result.err.contains(sentence), qPrintable(result.err));
    QVERIFY2(result.err.contains("see flotillactl"), qPrintable(result.err));
    QVERIFY(result.out.isEmpty());
  }

  void without_a_control_plane_it_says_how_to_name_one() {
    Cli cli;
    for (const QStringList& arguments : {QStringList{"status"}, QStringList{"status", "--data", cli.path("home")}}) {
      const CliResult result = cli.run(arguments);
      QCOMPARE(result.exitCode, 3);
      QVERIFY2(result.err.contains("fix: start flotillad"), qPrintable(result.err));
    }
  }

  void a_token_file_that_others_can_read_is_refused() {
    Cli cli;
    const QString ca = cli.write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
    const QString open = cli.write("token", "t", QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
    const CliResult result = cli.run({"status", "--server", "127.0.0.1:1", "--ca", ca, "--token-file", open});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains(open), qPrintable(result.err));
    const QString closed = cli.write("closed", "t");
    QCOMPARE(cli.run({"status", "--server", "127.0.0.1:1", "--ca", ca, "--token-file", closed}).exitCode, 3);
  }

  void a_ca_file_without_a_certificate_is_named() {
    Cli cli;
    const QString ca = cli.write("README.md", "# not a certificate");
    const QString token = cli.write("token", "t");
    const CliResult result = cli.run({"status", "--server", "127.0.0.1:1", "--ca", ca, "--token-file", token});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("README.md holds no certificate"), qPrintable(result.err));
  }

  void a_blank_selector_is_not_the_whole_fleet() {
    const Cli cli;
    for (const char* blank : {"", "  "}) {
      const CliResult result = cli.run({"deploy", "meter-reader", "1.0.0", "--selector", blank});
      QCOMPARE(result.exitCode, 2);
      QVERIFY2(result.err.contains("leave it out for every node"), qPrintable(result.err));
    }
  }

  void keys_are_created_and_explained() {
    Cli cli;
    const CliResult result = createKeys(cli);
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(QDir(cli.path("keys")).entryList(QDir::Files),
             (QStringList{"release-1.pem", "release-2.pem", "release-3.pem", "root-1.pem", "root.json"}));
    for (const char* word : {"keys/root-1.pem", "keys/release-3.pem", "keys/root.json", "2 of 3"})
      QVERIFY2(result.out.contains(word), word);
    SystemFiles files;
    const auto root = publisher::readRoot(files, cli.path("keys/root.json").toStdString(), SystemClock().now());
    QVERIFY(root.ok());
    QCOMPARE(root->roles.at(TrustRole::Release).threshold, 2U);
    const CliResult again = createKeys(cli);
    QCOMPARE(again.exitCode, 1);
    QVERIFY(again.err.contains("exists"));
  }

  void an_assignment_key_that_is_none_is_refused_with_the_way_to_get_one() {
    Cli cli;
    const QString pem = cli.write("assignment.pem", "nonsense");
    const CliResult result = cli.run({"keys", "create", "--out", "keys", "--assignment-key", pem});
    QCOMPARE(result.exitCode, 1);
    QVERIFY(result.err.contains("field: assignment-key"));
    QVERIFY(result.err.contains("fix: write it with"));
    QVERIFY(!QFile::exists(cli.path("keys")));
  }

  void a_release_is_signed_by_two_keys_and_verifies() {
    Cli cli;
    QCOMPARE(createKeys(cli).exitCode, 0);
    writeBundle(cli);
    const CliResult result =
        cli.run(signArguments({"--key", "keys/release-1.pem", "--key", "keys/release-3.pem", "x86_64=bundle"}));
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QVERIFY(QFile::exists(cli.path("layout/oci-layout")));
    SystemFiles files;
    const auto root = publisher::readRoot(files, cli.path("keys/root.json").toStdString(), SystemClock().now());
    const Envelope envelope = readEnvelope(cli);
    QVERIFY(verifyEnvelope(envelope, kReleasePayloadType, *root, TrustRole::Release).ok());
    const Release release = parseRelease(envelope.payload).value();
    QCOMPARE(release.artifact.value, std::string("meter-reader"));
    QCOMPARE(release.releaseCounter, std::uint64_t{7});
    QCOMPARE(release.floor, std::uint64_t{0});
    QCOMPARE(release.variants.at(0).hardware, std::string("x86_64"));
    QVERIFY(result.out.contains(QString::fromStdString(release.variants.at(0).digest.toString())));
    const auto days = (release.expires - SystemClock().now()) / std::chrono::hours(24);
    QVERIFY(days == 364 || days == 365);
  }

  void raising_the_floor_sets_it_to_the_counter() {
    Cli cli;
    QCOMPARE(createKeys(cli).exitCode, 0);
    writeBundle(cli);
    const CliResult result = cli.run(
        signArguments({"--raise-floor", "--key", "keys/release-1.pem", "--key", "keys/release-2.pem", "bundle"}));
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    const Release release = parseRelease(readEnvelope(cli).payload).value();
    QCOMPARE(release.floor, std::uint64_t{7});
    QCOMPARE(release.variants.at(0).hardware, std::string("any"));
  }

  void the_same_key_twice_is_refused_before_anything_is_written() {
    Cli cli;
    QCOMPARE(createKeys(cli).exitCode, 0);
    writeBundle(cli);
    (void)QFile::copy(cli.path("keys/release-1.pem"), cli.path("copy.pem"));
    const CliResult result = cli.run(signArguments({"--key", "keys/release-1.pem", "--key", "copy.pem", "bundle"}));
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("given before"), qPrintable(result.err));
    QVERIFY(!QFile::exists(cli.path("layout")));
  }
};

QTEST_GUILESS_MAIN(TstCliLocal)
#include "tst_cli_local.moc"

// What flotillactl does without a control plane: help, wrong usage, keys, signing.
#include <QtTest>

#include "services/crypto/dsse.h"
#include "services/crypto/x509.h"
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

QByteArray authorityPem() {
  const auto authority = CertificateAuthority::create("fleet", SystemClock().now());
  return QByteArray::fromStdString(authority.certificatePem());
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
  cli.write("bundle/golden.bin", "FLG1");
  cli.write("bundle/warmup.bin", "FLW1");
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
    for (const char* word : {"Fleet",
                             "Releases and rollouts",
                             "Access and audit",
                             "Examples:",
                             "status",
                             "apply",
                             "nodes",
                             "workload",
                             "keys",
                             "release",
                             "deploy",
                             "rollback",
                             "rollouts",
                             "token",
                             "operator",
                             "login",
                             "api-token",
                             "audit",
                             "call",
                             "--server"})
      QVERIFY2(help.out.contains(word), word);
    QVERIFY(help.err.isEmpty());
    for (const QString& line : help.out.split('\n')) QVERIFY2(line.size() <= 120, qPrintable(line));
    for (const QString& line : Cli().run({"deploy", "--help"}).out.split('\n'))
      QVERIFY2(line.size() <= 120, qPrintable(line));
    QVERIFY(Cli().run({"release", "sign", "--help"}).out.contains("--raise-floor"));
    QVERIFY(Cli().run({"--version"}).out.startsWith("flotillactl "));
  }

  void wrong_usage_is_told_with_a_fix_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("nothing") << QStringList{} << "error: a command is missing";
    QTest::newRow("mistyped") << QStringList{"deply", "a", "1.0.0"} << "did you mean \"deploy\"";
    QTest::newRow("mistyped below") << QStringList{"nodes", "lst"} << "did you mean \"list\"";
    QTest::newRow("not a command") << QStringList{"nodes", "lst"} << "\"lst\" is not a command of flotillactl nodes";
    QTest::newRow("help of no command") << QStringList{"nodes", "rename", "--help"} << "is not a command";
    QTest::newRow("extra") << QStringList{"status", "extra"} << "error: \"extra\" is not expected here";
    QTest::newRow("no value") << QStringList{"nodes", "list", "--limit"} << "error: --limit: its value is missing";
    QTest::newRow("twice") << QStringList{"apply", "-f", "a", "-f", "b"} << "error: --file is given more than once";
    QTest::newRow("not json") << QStringList{"nodes", "list", "--json"} << "write -o json";
    QTest::newRow("swallowed") << QStringList{"--output", "nodes", "list"} << "error: --output: \"nodes\" is not";
    QTest::newRow("unknown option") << QStringList{"nodes", "list", "--fliter", "x"} << "did you mean \"--filter\"";
    QTest::newRow("missing argument") << QStringList{"deploy", "meter-reader"} << "version";
    QTest::newRow("bad version") << QStringList{"deploy", "meter-reader", "2"} << "is not a version";
    QTest::newRow("bad name") << QStringList{"deploy", "Meter", "2.0.0"} << "is not a name";
    QTest::newRow("bad duration") << QStringList{"status", "--timeout", "5"} << "is not a duration";
    QTest::newRow("bad role") << QStringList{"operator", "add", "ann", "--role", "king"} << "is not a role";
    QTest::newRow("bad limit") << QStringList{"nodes", "list", "--limit", "1001"} << "limit";
    QTest::newRow("bad output") << QStringList{"status", "-o", "xml"} << "write json or text";
    QTest::newRow("limit in words") << QStringList{"nodes", "list", "--limit", "abc"}
                                    << "--limit: \"abc\" is not a whole number from 1 to 1000";
    QTest::newRow("no keys") << QStringList{"keys", "create", "--release-keys=-1"}
                             << "--release-keys: \"-1\" is not a whole number from 1 to 16";
    QTest::newRow("no time") << QStringList{"status", "--timeout", "0s"} << "--timeout: \"0s\" is not from 1ms to 1d";
    QTest::newRow("too long") << QStringList{"token", "create", "--ttl", "90000d"} << "is not from 1m to 7d";
    QTest::newRow("too short") << QStringList{"deploy", "a", "1.0.0", "--deadline", "1s"}
                               << "error: --deadline: \"1s\" is not from 10s to 30d";
    QTest::newRow("short life") << QStringList{"keys", "create", "--lifetime", "1s"} << "is not from 1d to 3650d";
    QTest::newRow("no port") << QStringList{"status", "--server", "a"} << "--server: \"a\" is not an address";
    QTest::newRow("port") << QStringList{"status", "--server", "127.0.0.1:99999"}
                          << "write HOST:PORT, port 1 to 65535; see flotillactl status --help";
    QTest::newRow("bad operator") << QStringList{"operator", "add", "Ann B", "--role", "viewer"} << "is not a name";
    QTest::newRow("no node") << QStringList{"nodes", "show", ""} << "nothing is given";
    QTest::newRow("bad region") << QStringList{"deploy", "a", "1.0.0", "--region", "EU"}
                                << "error: --region: \"EU\" is not a name";
    QTest::newRow("token and session") << QStringList{"status", "--server",       "a:1", "--ca", "f", "--token-file",
                                                      "f",      "--session-file", "f"}
                                       << "cannot stand beside";
    QTest::newRow("nobody's login") << QStringList{"login", "--server", "a:1", "--ca", "f"} << "your name is missing";
    QTest::newRow("two ways in") << QStringList{"login", "ann", "--password-file", "f", "--invitation-file", "g"}
                                 << "cannot stand beside";
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

  void a_service_is_signed_as_one_and_checked_before() {
    Cli cli;
    QCOMPARE(createKeys(cli).exitCode, 0);
    (void)QDir(cli.path(".")).mkdir("service");
    const QStringList keys{"--key", cli.path("keys/release-1.pem"), "--key", cli.path("keys/release-2.pem"), "service"};
    const auto sign = [&](const QStringList& more) { return cli.run(signArguments(more + keys)); };
    CliResult refused = sign({"--kind", "service"});
    QVERIFY2(refused.err.contains("has no service.json"), qPrintable(refused.err));
    cli.write("service/service.json", R"({"command":["run"],"readiness":{"tcp":{}},"livenes":{"tcp":{}}})");
    refused = sign({"--kind", "service"});
    QVERIFY2(
        refused.err.contains("\"livenes\" is not a known key") && refused.err.contains("did you mean \"liveness\"?"),
        qPrintable(refused.err));
    cli.write("service/service.json", R"({"command":["run"],"readiness":{"tcp":{}},"liveness":{"exec":["check"]}})");
    cli.write("service/run", "#!/bin/sh\n");
    refused = sign({"--kind", "service"});
    QVERIFY2(refused.err.contains("starts check, which is not there"), qPrintable(refused.err));
    cli.write("service/check", "#!/bin/sh\n");
    refused = sign({});
    QVERIFY2(refused.err.contains("holds a service") && refused.err.contains("--kind service"),
             qPrintable(refused.err));
    QVERIFY(!QDir(cli.path("layout")).exists());
    refused = sign({"--kind", "kernel"});
    QVERIFY2(refused.err.contains("must be model or service"), qPrintable(refused.err));
    const CliResult done = sign({"--kind", "service"});
    QVERIFY2(done.exitCode == 0, qPrintable(done.err));
    QVERIFY(parseRelease(readEnvelope(cli).payload)->kind == ArtifactKind::Service);
  }

  void a_command_that_cannot_be_undone_wants_to_be_confirmed_data() {
    QTest::addColumn<QString>("verb");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("revoke") << "revoke"
                            << "a revoked node has to enrol again; nothing brings this identity back";
    QTest::newRow("reject") << "reject"
                            << "a rejected node has to enrol again; nothing brings this identity back";
    QTest::newRow("retire") << "retire"
                            << "a retired node never comes back, and its name stays taken";
  }
  void a_command_that_cannot_be_undone_wants_to_be_confirmed() {
    QFETCH(QString, verb);
    QFETCH(QString, sentence);
    const CliResult result = Cli().run({"nodes", verb, "rotterdam-1"});
    QCOMPARE(result.exitCode, 2);
    QCOMPARE(result.err, "error: " + sentence + "\n  fix: add --yes\n");
  }

  void an_argument_that_is_not_utf8_is_named() {
    const CliResult result = Cli().runRaw("nodes list --filter $'name:\\xff'");
    QCOMPARE(result.exitCode, 2);
    QCOMPARE(result.err, QString("error: --filter: is not valid UTF-8\n"));
  }

  void help_that_cannot_be_written_is_a_failure() {
    const CliResult result = Cli().runRaw("--help > /dev/full");
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("could not be written"), qPrintable(result.err));
  }

  void help_of_a_list_names_its_fields_and_where_global_options_stand() {
    const QString help = Cli().run({"rollouts", "list", "--help"}).out;
    for (const char* word : {"id, number, workload, version, state, author, created_at, ended_at", "went_back", "N=100",
                             "(1 to 1000)", "may stand anywhere", "workload:meter-reader state:failed"})
      QVERIFY2(help.contains(word), word);
    QVERIFY(Cli().run({"nodes", "list", "--help"}).out.contains("label.NAME"));
    QVERIFY(Cli().run({"call", "--help"}).out.contains("\n  NodeService/ListNodes\n"));
  }

  void without_a_control_plane_it_says_how_to_name_one() {
    Cli cli;
    const CliResult none = cli.run({"status"});
    QCOMPARE(none.exitCode, 3);
    QVERIFY2(none.err.contains("fix: start flotillad"), qPrintable(none.err));
    const CliResult named = cli.run({"status", "--data", cli.path("home")});
    QCOMPARE(named.exitCode, 3);
    QCOMPARE(named.err, "error: no flotillad runs on " + cli.path("home") +
                            "\n  fix: start it with: flotillad --data " + cli.path("home") + "\n");
  }

  void a_file_that_is_none_is_told_with_its_option() {
    Cli cli;
    const QString ca = cli.write("ca.pem", authorityPem());
    const auto status = [&](const QString& token, const QString& authority) {
      return cli.run({"status", "--server", "127.0.0.1:1", "--ca", authority, "--token-file", token}).err;
    };
    QCOMPARE(status("nope", ca), QString("error: --token-file: there is no file nope\n"));
    QCOMPARE(status(".", ca), QString("error: --token-file: . is a directory, not a file\n"));
    QCOMPARE(status(cli.write("token", "t"), "nope"), QString("error: --ca: there is no file nope\n"));
    QCOMPARE(cli.run({"apply", "-f", "nope"}).err, QString("error: --file: there is no file nope\n"));
    cli.write("fleet.yaml", "regions: [a]");
    QCOMPARE(cli.run({"apply", "-f", "fleet.yaml"}).err,
             QString("error: fleet.yaml: line 1: regions[0]: must be keys and values\n  field: regions[0]\n"));
    const CliResult layout = cli.run({"release", "publish", "nope"});
    QCOMPARE(layout.err, QString("error: nope is not a signed layout\n"
                                 "  fix: make one with: flotillactl release sign ... --layout nope\n"));
  }

  void without_a_log_in_the_way_to_one_is_told() {
    Cli cli;
    const QString ca = cli.write("ca.pem", authorityPem());
    const CliResult result = cli.run({"status", "--server", "127.0.0.1:1", "--ca", ca});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.err,
             "error: nobody is logged in at 127.0.0.1:1\n  fix: flotillactl login NAME --server 127.0.0.1:1 "
             "--ca " +
                 ca + ", or name the token of a program with --token-file FILE\n");
    const CliResult here = cli.run({"login", "ann", "--data", cli.path("home")});
    QCOMPARE(here.exitCode, 1);
    QVERIFY2(here.err.contains("no login is needed"), qPrintable(here.err));
  }

  void a_session_file_that_others_can_read_is_refused() {
    Cli cli;
    const QString ca = cli.write("ca.pem", authorityPem());
    const QString open = cli.write("session", "fls1.a.b", QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
    const CliResult result = cli.run({"status", "--server", "127.0.0.1:1", "--ca", ca, "--session-file", open});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.startsWith("error: --session-file: ") && result.err.contains("chmod 600"),
             qPrintable(result.err));
  }

  void a_token_file_that_others_can_read_is_refused() {
    Cli cli;
    const QString ca = cli.write("ca.pem", authorityPem());
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
    const QString cut = cli.write("cut.pem", authorityPem().left(100));
    const CliResult half = cli.run({"status", "--server", "127.0.0.1:1", "--ca", cut, "--token-file", token});
    QVERIFY2(half.err.contains("cut.pem holds no certificate"), qPrintable(half.err));
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

  void an_assignment_key_that_is_none_is_refused_and_the_way_to_get_one_destroys_nothing() {
    Cli cli;
    const QString pem = cli.write("secret.pem", "nonsense");
    const CliResult result = cli.run({"keys", "create", "--out", "keys", "--assignment-key", pem});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.err, "error: --assignment-key: " + pem +
                             " is not a public Ed25519 key in PEM\n"
                             "  fix: make one with: flotillactl keys assignment-key > assignment.pem\n");
    QVERIFY(!QFile::exists(cli.path("keys")));
  }

  void more_signatures_than_keys_are_refused() {
    Cli cli;
    const QString pem = cli.write("assignment.pem", assignmentPem());
    const CliResult result = cli.run({"keys", "create", "--out", "keys", "--assignment-key", pem, "--release-keys", "2",
                                      "--release-threshold", "3"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.startsWith("error: --release-threshold 3 is more than --release-keys 2\n"),
             qPrintable(result.err));
  }

  void what_no_node_would_take_is_not_signed_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("error");
    QTest::addColumn<int>("exitCode");
    const QStringList keys{"--key", "keys/release-1.pem", "--key", "keys/release-2.pem"};
    QTest::newRow("floor") << keys + QStringList{"--floor", "8", "bundle"}
                           << "error: --floor: 8 is higher than --counter 7\n  fix: a floor is at most the counter\n"
                           << 2;
    QTest::newRow("bundle") << keys + QStringList{"keys"} << "error: the bundle keys has no model.onnx\n" << 1;
    QTest::newRow("no bundle") << keys + QStringList{"nope"} << "error: there is no folder nope\n" << 1;
    QTest::newRow("hardware") << keys + QStringList{"x86-64=bundle"}
                              << "error: hardware \"x86-64\" is not known\n  field: bundle\n"
                                 "  fix: did you mean \"x86_64\"?\n"
                              << 2;
    QTest::newRow("root key") << QStringList{"--key",  "keys/release-1.pem", "--key", "keys/root-1.pem",
                                             "--root", "keys/root.json",     "bundle"}
                              << "error: --key: keys/root-1.pem is not a release key of keys/root.json\n"
                              << 1;
    QTest::newRow("one key") << QStringList{"--key", "keys/release-1.pem", "--root", "keys/root.json", "bundle"}
                             << "error: --key: 1 of the 2 required release keys signed\n  fix: add --key\n"
                             << 1;
    QTest::newRow("no key") << QStringList{"--key", "keys/root.json", "bundle"}
                            << "error: --key: keys/root.json: " << 1;
  }
  void what_no_node_would_take_is_not_signed() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, error);
    QFETCH(int, exitCode);
    Cli cli;
    QCOMPARE(createKeys(cli).exitCode, 0);
    writeBundle(cli);
    const CliResult result = cli.run(signArguments(arguments));
    QCOMPARE(result.exitCode, exitCode);
    QVERIFY2(result.err.startsWith(error), qPrintable(result.err));
    QVERIFY(!QFile::exists(cli.path("layout")));
  }

  void a_release_is_signed_by_two_keys_and_verifies() {
    Cli cli;
    QCOMPARE(createKeys(cli).exitCode, 0);
    writeBundle(cli);
    const CliResult result = cli.run(signArguments(
        {"--key", "keys/release-1.pem", "--key", "keys/release-3.pem", "--root", "keys/root.json", "x86_64=bundle"}));
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

  void a_playbook_leads_to_a_runbook_by_answers() {
    Cli cli;
    const CliResult first = cli.run({"playbooks", "choose"});
    QVERIFY2(first.exitCode == 0 && first.out.contains("1  Answers fail or are wrong"),
             qPrintable(first.out + first.err));
    const CliResult last = cli.run({"playbooks", "choose", "--answer", "2", "--incident", "INC-7"});
    QVERIFY2(last.out.contains("flotillactl runs start high-latency --incident INC-7"), qPrintable(last.out));
    const CliResult wrong = cli.run({"playbooks", "choose", "--answer", "Answers come lat"});
    QVERIFY(wrong.exitCode != 0 && wrong.err.contains("Answers come late"));
    QVERIFY(cli.run({"playbooks", "show"}).out.contains("No, they cannot be reached -> runbook agents-offline"));
    const CliResult json = cli.run({"-o", "json", "playbooks", "choose", "--answer", "1"});
    QCOMPARE(QJsonDocument::fromJson(json.out.toUtf8())["question"]["key"].toString(), QString("changed"));
  }

  // On a terminal, until it is settled; what is no answer is asked again.
  void a_playbook_asks_whoever_sits_there() {
    QProcess terminal;
    terminal.start("python3", {"-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))",
                               FLOTILLA_BINARY_DIR "/bin/flotillactl", "playbooks", "choose", "--incident", "INC-7"});
    terminal.write("9\n1\nNo\n1\n");
    terminal.closeWriteChannel();
    QVERIFY(terminal.waitForFinished(30'000));
    const QString out = terminal.readAllStandardOutput();
    QVERIFY2(out.contains("\"9\" is no answer to") && out.contains("Are the inputs as they were?"), qPrintable(out));
    QVERIFY2(out.contains("flotillactl runs start inputs-drift --incident INC-7"), qPrintable(out));
  }

  void what_is_wrong_with_a_playbook_is_told_with_its_line() {
    Cli cli;
    const QString ours = FLOTILLA_SOURCE_DIR "/resources/playbooks/triage.yaml";
    const CliResult good = cli.run({"playbooks", "check", ours});
    QVERIFY2(good.exitCode == 0 && good.out.contains("triage: 5 questions"), qPrintable(good.out + good.err));
    QFile file(ours);
    QVERIFY(file.open(QFile::ReadOnly));
    QByteArray yaml = file.readAll();
    yaml.replace("runbook: high-latency}\n      - {label: Nobody suffers",
                 "runbook: high-latence}\n      - {label: Nobody suffers");
    const QString bad = cli.write("bad.yaml", yaml);
    const QStringList there{"--runbooks", FLOTILLA_SOURCE_DIR "/resources/runbooks"};
    const CliResult refused = cli.run(QStringList{"playbooks", "check", bad} + there);
    QVERIFY2(refused.exitCode != 0 &&
                 refused.out.contains("line 12: question \"what\" leads to the runbook \"high-latence\""),
             qPrintable(refused.out + refused.err));
    QVERIFY(refused.out.contains("high-latency"));
    QVERIFY(cli.run({"playbooks", "check", bad}).err.contains("--runbooks"));
  }
};

QTEST_GUILESS_MAIN(TstCliLocal)
#include "tst_cli_local.moc"

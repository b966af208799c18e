// flotillactl objectives import and export.
#include <QtTest>

#include "services/documents/fleet_yaml.h"
#include "services/documents/openslo.h"
#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using test::Cli;
using test::CliResult;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;

namespace {

QByteArray example(const QString& name) {
  QFile file(FLOTILLA_SOURCE_DIR "/tests/documents/openslo/" + name);
  if (!file.open(QFile::ReadOnly)) qFatal("no example %s", qPrintable(name));
  return file.readAll();
}

Objective declaredObjective() {
  Objective out{ObjectiveName("meter-fast"),
                "Within: \"20\" ms \xE2\x80\xAE",
                Indicator::Latency,
                WorkloadName("meter-reader"),
                20,
                0.995};
  out.owner = "metering";
  return out;
}

v1::WatchResponse snapshotEnd() {
  v1::WatchResponse out;
  out.mutable_snapshot_end()->set_revision(7);
  return out;
}

FakeAnswer answer(const FakeRequest& request) {
  if (request.method.find("Watch") == std::string::npos)
    return FakeAnswer::of(internalError("unexpected", request.method));
  v1::WatchResponse out;
  auto* things = out.mutable_snapshot()->mutable_things();
  *things->Add()->mutable_region() = wire::toProto(Region{RegionName("eu-west"), "Western Europe"});
  *things->Add()->mutable_objective() = wire::toProto(declaredObjective());
  return FakeAnswer::streamOf({out, snapshotEnd()}, true);
}

}  // namespace

class TstCliOpenSlo final : public QObject {
  Q_OBJECT

 private slots:
  void import_prints_the_section_for_the_file_of_the_fleet();
  void import_reads_standard_input_and_says_json();
  void checking_only_reports();
  void errors_are_on_stderr_with_their_path_and_the_exit_code_is_not_zero();
  void a_secret_is_never_printed();
  void a_file_that_is_not_there_is_an_error_about_the_argument();
  void export_is_what_import_takes();
  void export_writes_a_file();
  void export_by_region_has_an_slo_for_each();
  void export_of_nothing_says_so();
};

void TstCliOpenSlo::import_prints_the_section_for_the_file_of_the_fleet() {
  Cli cli;
  const CliResult result = cli.run({"objectives", "import", cli.write("slo.yaml", example("inlined.yaml"))});
  QCOMPARE(result.exitCode, 0);
  QVERIFY2(result.err.contains("warning: ") && result.err.contains("slo.yaml: line 22: SLO meter-fast: "),
           qPrintable(result.err));
  const auto fleet = parseFleetYaml(result.out.toStdString());
  QVERIFY2(fleet.ok(), qPrintable(result.out));
  QVERIFY(fleet->objectives == importOpenSlo(example("inlined.yaml").toStdString()).objectives);
}

void TstCliOpenSlo::import_reads_standard_input_and_says_json() {
  Cli cli;
  const CliResult result = cli.run({"objectives", "import", "-", "-o", "json"}, example("inference.yaml"));
  QCOMPARE(result.exitCode, 0);
  QCOMPARE(result.err, QString());
  const QJsonObject json = QJsonDocument::fromJson(result.out.toUtf8()).object();
  QCOMPARE(json.keys(), QStringList{"objectives"});
  QCOMPARE(json["objectives"].toArray()[0].toObject()["name"].toString(), QString("infer-eu"));
}

void TstCliOpenSlo::checking_only_reports() {
  Cli cli;
  const CliResult result = cli.run({"objectives", "import", "--check", "-"}, example("regions.yaml"));
  QCOMPARE(result.exitCode, 0);
  QCOMPARE(result.out, QString("1 objective, no errors, 1 warning\n"));
  QVERIFY2(result.err.startsWith("warning: standard input: line "), qPrintable(result.err));
}

void TstCliOpenSlo::errors_are_on_stderr_with_their_path_and_the_exit_code_is_not_zero() {
  Cli cli;
  QByteArray text = example("inference.yaml");
  text.replace("target: 0.999", "target: 99.9").replace("op: gte", "op: more");
  for (const QStringList& arguments : {QStringList{}, QStringList{"--check"}}) {
    const CliResult result = cli.run(QStringList{"objectives", "import", "-"} + arguments, text);
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.out, QString());
    QVERIFY2(result.err.contains("SLO infer-eu: spec.objectives[0].target: must be from 0 to below 1; did you mean "
                                 "targetPercent?\n"),
             qPrintable(result.err));
    QVERIFY2(result.err.contains("AlertCondition burn-14x-1h: spec.condition.op: must be"), qPrintable(result.err));
    QVERIFY2(result.err.contains("standard input has 2 errors; nothing was imported"), qPrintable(result.err));
  }
}

void TstCliOpenSlo::a_secret_is_never_printed() {
  Cli cli;
  QByteArray text = example("inference.yaml");
  QVERIFY(text.contains("hunter2"));
  for (const QByteArray& input : {text, QByteArray(text).replace("type: Flotilla", "type: [x]")}) {
    const CliResult result = cli.run({"objectives", "import", "-"}, input);
    QVERIFY(!(result.out + result.err).contains("hunter2"));
  }
}

void TstCliOpenSlo::a_file_that_is_not_there_is_an_error_about_the_argument() {
  Cli cli;
  const CliResult result = cli.run({"objectives", "import", "nothing.yaml"});
  QVERIFY(result.exitCode != 0);
  QVERIFY2(result.err.contains("there is no file nothing.yaml"), qPrintable(result.err));
}

void TstCliOpenSlo::export_is_what_import_takes() {
  Fleet fleet(answer);
  const CliResult result = fleet.run({"objectives", "export"});
  QVERIFY2(result.exitCode == 0, qPrintable(result.err));
  QVERIFY(!result.out.contains(QChar(0x202E)));  // a terminal would turn the line round
  const auto read = importOpenSlo(result.out.toStdString());
  QCOMPARE(read.errors, std::size_t{0});
  QVERIFY(read.objectives == std::vector<Objective>{declaredObjective()});
}

void TstCliOpenSlo::export_writes_a_file() {
  Fleet fleet(answer);
  const CliResult result = fleet.run({"objectives", "export", "--file", "out.yaml"});
  QVERIFY2(result.exitCode == 0, qPrintable(result.err));
  QFile file(fleet.cli.path("out.yaml"));
  QVERIFY(file.open(QFile::ReadOnly));
  QVERIFY(importOpenSlo(file.readAll().toStdString()).objectives == std::vector<Objective>{declaredObjective()});
  const CliResult refused = fleet.run({"objectives", "export", "--file", "no/folder/out.yaml"});
  QCOMPARE(refused.exitCode, 1);
  QVERIFY2(refused.err.contains("--file"), qPrintable(refused.err));
}

void TstCliOpenSlo::export_by_region_has_an_slo_for_each() {
  Fleet fleet(answer);
  const CliResult result = fleet.run({"objectives", "export", "--by-region"});
  QVERIFY2(result.exitCode == 0, qPrintable(result.err));
  QVERIFY(result.out.contains("name: meter-fast-eu-west\n"));
  QVERIFY(result.out.contains("region: eu-west\n"));
  QVERIFY(importOpenSlo(result.out.toStdString()).objectives == std::vector<Objective>{declaredObjective()});
}

void TstCliOpenSlo::export_of_nothing_says_so() {
  Fleet fleet([](const FakeRequest&) { return FakeAnswer::streamOf({snapshotEnd()}, true); });
  const CliResult result = fleet.run({"objectives", "export"});
  QCOMPARE(result.exitCode, 1);
  QVERIFY2(result.err.contains("no objective is declared"), qPrintable(result.err));
}

QTEST_GUILESS_MAIN(TstCliOpenSlo)
#include "tst_cli_openslo.moc"

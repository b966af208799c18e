// flotillactl report against a control plane that says what each test needs.
#include <sys/stat.h>

#include <QtTest>

#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using test::CliResult;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();

ObjectiveStanding standing(const char* region, std::optional<double> left) {
  ObjectiveStanding out;
  out.objective = ObjectiveName("answers");
  out.region = RegionName(region);
  out.tally = {100'000, 40};
  out.budgetLeft = left;
  out.state = budgetStateOf(left);
  return out;
}

struct Past {
  std::vector<ObjectiveStanding> standings{standing("", 0.6), standing("eu-west", 0.9), standing("us-east", 0.8)};
  std::string version = "1.0.0";

  FakeAnswer operator()(const FakeRequest& request) const {
    if (request.method.ends_with("ServerService/GetServer")) {
      v1::ServerInfo info;
      info.set_version(version);
      info.set_nodes(12);
      info.set_connected(11);
      *info.mutable_now() = wire::toProto(kAt);
      return FakeAnswer::of(info);
    }
    if (request.method.ends_with("ListObjectives")) {
      v1::ListObjectivesResponse out;
      Objective objective{.name = ObjectiveName("answers"), .title = "Answers", .workload = WorkloadName("reader")};
      objective.target = 0.999;
      objective.period = std::chrono::hours(24 * 30);
      if (!standings.empty()) *out.add_objectives() = wire::toProto(objective);
      for (const ObjectiveStanding& one : standings) *out.add_standings() = wire::toProto(one);
      return FakeAnswer::of(out);
    }
    if (request.method.ends_with("GetBudget")) {
      BudgetReport report;
      report.objective = ObjectiveName("answers");
      report.tally = {100'000, 40};
      report.allowed = 100;
      report.causes = {{DebitCause::Rollout, "reader-1", 30}, {DebitCause::Unexplained, "", 10}};
      return FakeAnswer::of(wire::toProto(report));
    }
    if (request.method.ends_with("ListAlertHistory")) {
      v1::ListAlertHistoryResponse out;
      const Labels labels{{"alertname", "<script>alert(1)</script>"}, {"severity", "page"}, {"region", "us-east"}};
      *out.add_firings() = wire::toProto(
          AlertFiring{alertIdOf(labels), kAt - std::chrono::hours(3), kAt - std::chrono::hours(2), labels, {}, {}});
      *out.add_firings() = wire::toProto(AlertFiring{
          alertIdOf(labels), kAt - std::chrono::hours(24 * 60), kAt - std::chrono::hours(2), labels, {}, {}});
      return FakeAnswer::of(out);
    }
    if (request.method.ends_with("ListRollouts")) return FakeAnswer::of(v1::ListRolloutsResponse());
    if (request.method.ends_with("GetIndicators")) return FakeAnswer::of(v1::GetIndicatorsResponse());
    return FakeAnswer::of(Error{ErrorCode::NotFound, "unknown", request.method});
  }
};

}  // namespace

class TstCliReport : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString file_ = folder_.filePath("report.html");

  QByteArray page() const {
    QFile file(file_);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  CliResult report(const Past& past) {
    Fleet fleet(past);
    return fleet.run({"report", "--html", file_});
  }

 private slots:
  void the_sentence_on_top_names_what_is_worst() {
    Past past;
    past.standings[2] = standing("us-east", -0.2);
    const CliResult result = report(past);
    QVERIFY2(
        result.out.contains("1 of 2 regions has error budget left. us-east has used up its error budget of answers."),
        qPrintable(result.out + result.err));
    QVERIFY(page().contains("1 of 2 regions has error budget left.") && page().contains("used up</td>"));
  }

  void a_good_month_says_so() {
    const CliResult result = report({});
    QVERIFY2(result.out.contains("All 2 regions have error budget left.\n"), qPrintable(result.out + result.err));
    QVERIFY(page().contains("99.96") && page().contains("goal 99.9 %"));
    QVERIFY(page().contains("rollout reader-1") && page().contains("30.0 %") && page().contains("60.0 %"));
  }

  void only_a_file_is_replaced_and_a_link_stays_one() {
    Fleet fleet(Past{});
    const QString pipe = fleet.cli.path("pipe"), link = fleet.cli.path("link.html");
    QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
    for (const QString& name : {pipe, QString("/dev/full"), QString("-"), fleet.cli.path(".")}) {
      const CliResult refused = fleet.run({"report", "--html", name});
      QVERIFY2(refused.exitCode == 1 && refused.err.contains("--html"), qPrintable(name + ": " + refused.err));
    }
    QVERIFY(!QFile::exists("-") && QFileInfo(pipe).exists() && !QFileInfo(pipe).isFile());
    QVERIFY(QFile::link(fleet.cli.path("page.html"), link));
    for (int time = 0; time < 2; ++time) {
      QCOMPARE(fleet.run({"report", "--html", link}).exitCode, 0);
      QVERIFY(QFileInfo(link).isSymLink() && QFileInfo(fleet.cli.path("page.html")).size() > 1000);
    }
  }

  void what_is_older_than_the_report_is_left_out() {
    report({});
    QVERIFY2(page().contains("1 page, over after 1h (median)"), page().mid(page().indexOf("woken"), 400).constData());
  }

  void text_of_others_stays_text() {
    Past past;
    past.version = "1.0.0\"><img src=x>";
    report(past);
    QVERIFY(page().contains("&lt;script&gt;alert(1)"));
    QVERIFY(!page().contains("<script") && !page().contains("<img"));
  }

  void nothing_from_elsewhere_is_loaded() {
    report({});
    for (const char* word : {"http:", "https:", "src=", "@import", "url("}) QVERIFY2(!page().contains(word), word);
  }

  void a_fleet_without_objectives_says_so() {
    Past past;
    past.standings.clear();
    const CliResult result = report(past);
    QVERIFY2(result.out.contains("No objective is declared."), qPrintable(result.out + result.err));
  }

  void a_file_that_cannot_be_written_is_named() {
    Fleet fleet{Past()};
    const CliResult result = fleet.run({"report", "--html", folder_.filePath("no/such/folder.html")});
    QVERIFY2(result.exitCode != 0 && result.err.contains("--html"), qPrintable(result.err));
  }
};

QTEST_GUILESS_MAIN(TstCliReport)
#include "tst_cli_report.moc"

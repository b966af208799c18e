// Summaries and business indicators as callers get them: who may see and do what, and what is counted how often.
#include "services/controlplane/core/summary/summary.h"
#include "services/controlplane/storage/sqlite_business_store.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"
#include "services/wire/summary_wire.h"
#include "tests/controlplane/budget_rig.h"
#include "tests/controlplane/plane_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstSummaryHandlers : public QObject {
  Q_OBJECT

  std::unique_ptr<PlaneRig> rig_;
  std::unique_ptr<SqliteTelemetryStore> file_;
  std::unique_ptr<SqliteBusinessStore> store_;
  std::unique_ptr<BusinessBook> book_;
  int countedObjectives_ = 0;

  void countOnTheSameThread() {
    ControlPlane& plane = rig_->plane;
    plane.reportBusiness = [this](const std::vector<BusinessPoint>& points) { return book_->report(points); };
    plane.businessHistory = [this](const BusinessIndicator& indicator, const BusinessPlace& place,
                                   const BusinessSpan& span) {
      return book_->history(indicator, place, span.from, span.to, span.step);
    };
    plane.businessStandings = [this](const std::vector<BusinessIndicator>& indicators, const BusinessPlace& place) {
      std::vector<BusinessStanding> out;
      for (const BusinessIndicator& one : indicators) out.push_back(book_->standing(one, place));
      return out;
    };
    plane.countSummary = [this](const SummaryJob& job, const std::function<void(SummaryCounts)>& done) {
      const SummaryPorts ports{
          [](const ObjectiveName&, const RegionName& region, TimePoint from, TimePoint to, Duration step) {
            return std::vector<Tally>(static_cast<std::size_t>((to - from) / step),
                                      Tally{100, region == kEast ? 2U : 1U});
          },
          [](const ObjectiveName&, const RegionName& region, TimePoint from) {
            return std::vector<SeriesPart>{{from, 1h, {1'000, region == kEast ? 20U : 10U}}};
          }};
      SummaryCounts counts;
      countedObjectives_ += static_cast<int>(job.objectives.size());
      for (const Objective& one : job.objectives) countObjective(job, one, ports, counts);
      countBusiness(job, *book_, counts);
      rig_->loop.post([done, counts] { done(counts); });
    };
  }
  template <class Response, class Request>
  Response ask(const std::string& method, const Request& request, const Credentials& who = {true, {}}) {
    const auto answer = rig_->call("flotilla.v1." + method, request.SerializeAsString(), who);
    if (!answer) qFatal("%s", answer.error().message.c_str());
    Response response;
    response.ParseFromString(*answer);
    return response;
  }
  template <class Request>
  Error refused(const std::string& method, const Request& request, const Credentials& who = {true, {}}) {
    const auto answer = rig_->call("flotilla.v1." + method, request.SerializeAsString(), who);
    return answer ? Error{} : answer.error();
  }
  v1::Summary summary(const Credentials& who = {true, {}}, const v1::GetSummaryRequest& request = {}) {
    return ask<v1::Summary>("SummaryService/GetSummary", request, who);
  }
  static v1::ApplyBusinessIndicatorsRequest declaring(const std::string& id) {
    v1::ApplyBusinessIndicatorsRequest request;
    request.set_request_id(id);
    v1::BusinessIndicator& one = *request.add_indicators();
    one.set_name("orders");
    one.set_title("Orders");
    one.set_aggregation(v1::BUSINESS_AGGREGATION_SUM);
    return request;
  }
  static v1::ReportBusinessRequest reporting(const std::string& id, const std::string& region, double value) {
    v1::ReportBusinessRequest request;
    request.set_request_id(id);
    v1::BusinessPoint& point = *request.add_points();
    point.set_indicator("orders");
    point.set_region(region);
    point.set_value(value);
    *point.mutable_at() = wire::toProto(kNow);
    return request;
  }

 private slots:
  void init() {
    rig_ = std::make_unique<PlaneRig>();
    file_ = SqliteTelemetryStore::open((rig_->folder.path() + "/telemetry.db").toStdString()).value();
    store_ = std::make_unique<SqliteBusinessStore>(file_->database());
    book_ = std::make_unique<BusinessBook>(*store_);
    QVERIFY(book_->open(kNow));
    countedObjectives_ = 0;
    countOnTheSameThread();
    rig_->commit({{objectiveOf("answers")}, {}});
    rig_->plane.objectives.at = kNow;
    rig_->plane.objectives.standings = {standingOf("answers", {}, 0.4), standingOf("answers", kWest, 0.9),
                                        standingOf("answers", kEast, -0.5)};
  }

  void the_local_administrator_sees_the_whole_fleet() {
    const v1::Summary all = summary();
    QVERIFY(all.whole_fleet());
    QCOMPARE(all.rows_size(), 3);
    QCOMPARE(all.rows(2).region(), std::string());
    QCOMPARE(all.fleet().nodes().value(), std::uint64_t{2});
    QVERIFY(all.has_as_of());
    QVERIFY(!all.headline().sentences(0).text().empty());
  }

  void a_viewer_of_a_region_gets_nothing_of_another() {
    (void)ask<v1::ApplyBusinessIndicatorsResponse>("BusinessService/ApplyBusinessIndicators",
                                                   declaring("request-number-one"));
    for (const auto& [region, value] : std::map<std::string, double>{{"us-east", 77}, {"eu-west", 5}, {"", 1000}})
      (void)ask<v1::ReportBusinessResponse>("BusinessService/ReportBusiness",
                                            reporting("request-of-" + region + "-region", region, value));
    Incident incident;
    incident.id = IncidentId("INC-1");
    incident.title = "boston burns";
    incident.region = kEast;
    incident.openedAt = kNow - 1h;
    rig_->commit({{incident}, {}});
    const Credentials vera = rig_->operatorWith("vera", Role::Viewer, {kWest});
    const v1::Summary west = summary(vera);
    QVERIFY(!west.whole_fleet());
    QCOMPARE(west.regions_size(), 1);
    QCOMPARE(west.rows_size(), 1);
    QCOMPARE(west.fleet().nodes().value(), std::uint64_t{1});
    QCOMPARE(west.service().tally().bad(), std::uint64_t{30});  // one of each step, and not the fleet's
    QVERIFY(west.business(0).value() == 5);
    QCOMPARE(west.incidents().all().value(), std::uint64_t{0});
    const std::string text = west.DebugString();
    for (const char* other : {"us-east", "US East", "boston", "INC-1"})
      QVERIFY2(text.find(other) == std::string::npos, other);
    QVERIFY(summary().DebugString().find("us-east") != std::string::npos);
    v1::GetSummaryRequest request;
    request.add_regions("us-east");
    QCOMPARE(refused("SummaryService/GetSummary", request, vera).reason, std::string("not_yours"));
    request.set_regions(0, "");
    QCOMPARE(refused("SummaryService/GetSummary", request, vera).reason, std::string("not_yours"));
  }

  void who_may_not_look_is_denied() {
    const Error error = refused("SummaryService/GetSummary", v1::GetSummaryRequest(), {false, "Bearer nobody"});
    QVERIFY(error.code == ErrorCode::Unauthenticated);
  }

  void everything_is_counted_once_in_a_slot_of_time_whoever_asks() {
    (void)summary();
    QCOMPARE(countedObjectives_, 1);
    (void)summary(rig_->operatorWith("vera", Role::Viewer, {kWest}));
    QCOMPARE(countedObjectives_, 1);
    v1::GetSummaryRequest week;
    week.mutable_period()->set_seconds(7 * 24 * 3600);
    (void)summary({true, {}}, week);
    QCOMPARE(countedObjectives_, 2);
    rig_->clock.advance(61s);
    (void)summary();
    QCOMPARE(countedObjectives_, 3);
    rig_->plane.objectives.at += 1s;  // somebody has looked anew
    (void)summary();
    QCOMPARE(countedObjectives_, 4);
  }

  void who_asks_while_it_is_counted_waits_for_that_count() {
    std::vector<std::function<void()>> later;
    const auto count = rig_->plane.countSummary;
    rig_->plane.countSummary = [&](const SummaryJob& job, const std::function<void(SummaryCounts)>& done) {
      later.push_back([count, job, done] { count(job, done); });
    };
    int answers = 0;
    const auto request = v1::GetSummaryRequest().SerializeAsString();
    for (int i = 0; i < 3; ++i)
      rig_->dispatcher.call("flotilla.v1.SummaryService/GetSummary", request, {true, {}},
                            [&](const Result<std::string>& answer) { answers += answer.ok() ? 1 : 0; });
    rig_->loop.advance(5ms);
    QCOMPARE(later.size(), std::size_t{1});
    for (std::size_t i = 0; i < later.size(); ++i) {  // those who waited ask for business only
      const auto next = later[i];
      next();
      rig_->loop.advance(5ms);
    }
    QCOMPARE(answers, 3);
    QCOMPARE(countedObjectives_, 1);
  }

  void what_crosses_the_wire_is_read_back_the_same() {
    (void)ask<v1::ApplyBusinessIndicatorsResponse>("BusinessService/ApplyBusinessIndicators",
                                                   declaring("request-number-one"));
    (void)ask<v1::ReportBusinessResponse>("BusinessService/ReportBusiness",
                                          reporting("request-number-two", "us-east", 77));
    const v1::Summary sent = summary();
    const auto read = wire::fromProto(sent);
    QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
    QCOMPARE(wire::toProto(*read).SerializeAsString().size(), sent.SerializeAsString().size());
    QCOMPARE(wire::toProto(*read).DebugString(), sent.DebugString());
  }

  void an_operator_of_the_fleet_declares_and_it_is_audited_once() {
    const Credentials otto = rig_->operatorWith("otto", Role::Operator, {});
    const auto made = ask<v1::ApplyBusinessIndicatorsResponse>("BusinessService/ApplyBusinessIndicators",
                                                               declaring("request-number-one"), otto);
    QCOMPARE(made.created_size(), 1);
    const auto again = ask<v1::ApplyBusinessIndicatorsResponse>("BusinessService/ApplyBusinessIndicators",
                                                                declaring("request-number-two"), otto);
    QCOMPARE(again.unchanged(), 1U);
    const auto entries = rig_->store->auditEntries(1, 100).value();
    QCOMPARE(std::count_if(entries.begin(), entries.end(), [](const auto& one) { return one.object == "business"; }),
             1);
    const Credentials olga = rig_->operatorWith("olga", Role::Operator, {kWest});
    QVERIFY(refused("BusinessService/ApplyBusinessIndicators", declaring("request-number-three"), olga).code ==
            ErrorCode::Denied);
    const FleetState stored = rig_->store->load().value();
    QCOMPARE(stored.business.size(), std::size_t{1});
  }

  void a_report_is_stored_once_and_only_where_its_sender_may() {
    (void)ask<v1::ApplyBusinessIndicatorsResponse>("BusinessService/ApplyBusinessIndicators",
                                                   declaring("request-number-one"));
    const Credentials till = rig_->operatorWith("till", Role::Enroller, {kWest});
    const std::uint64_t revision = rig_->fleet.state().revision;
    const auto first = ask<v1::ReportBusinessResponse>("BusinessService/ReportBusiness",
                                                       reporting("request-number-two", "eu-west", 5), till);
    QCOMPARE(first.stored(), 1U);
    const auto second = ask<v1::ReportBusinessResponse>("BusinessService/ReportBusiness",
                                                        reporting("request-number-three", "eu-west", 5), till);
    QCOMPARE(second.stored(), 0U);
    QCOMPARE(second.unchanged(), 1U);
    QCOMPARE(rig_->fleet.state().revision, revision);  // telemetry, and no decision
    for (const char* region : {"us-east", ""})
      QCOMPARE(refused("BusinessService/ReportBusiness", reporting("request-number-four", region, 5), till).reason,
               std::string("out_of_scope"));
    const Credentials vera = rig_->operatorWith("vera", Role::Viewer, {});
    QVERIFY(refused("BusinessService/ReportBusiness", reporting("request-number-five", "eu-west", 5), vera).code ==
            ErrorCode::Denied);
    v1::ReportBusinessRequest many = reporting("request-number-six", "eu-west", 5);
    for (int i = 0; i < 1000; ++i) *many.add_points() = many.points(0);
    QCOMPARE(refused("BusinessService/ReportBusiness", many, till).reason, std::string("too_many"));
    v1::ReportBusinessRequest mixed = reporting("request-number-seven", "eu-west", 6);
    *mixed.add_points() = mixed.points(0);
    mixed.mutable_points(1)->set_value(std::nan(""));
    QCOMPARE(refused("BusinessService/ReportBusiness", mixed, till).field, std::string("points[1].value"));
    QVERIFY(summary().business(0).value() == 5);  // all of a report or none
  }

  void histories_are_of_what_the_caller_may_see() {
    (void)ask<v1::ApplyBusinessIndicatorsResponse>("BusinessService/ApplyBusinessIndicators",
                                                   declaring("request-number-one"));
    (void)ask<v1::ReportBusinessResponse>("BusinessService/ReportBusiness",
                                          reporting("request-number-two", "us-east", 77));
    v1::GetBusinessHistoryRequest request;
    request.set_indicator("orders");
    request.set_region("us-east");
    *request.mutable_from() = wire::toProto(kNow - 1h);
    *request.mutable_to() = wire::toProto(kNow + 1h);
    request.mutable_step()->set_seconds(3600);
    const auto history = ask<v1::GetBusinessHistoryResponse>("BusinessService/GetBusinessHistory", request);
    QCOMPARE(history.steps_size(), 2);
    QVERIFY(!history.steps(0).has_value());
    QCOMPARE(history.steps(1).value(), 77.0);
    const Credentials vera = rig_->operatorWith("vera", Role::Viewer, {kWest});
    QCOMPARE(refused("BusinessService/GetBusinessHistory", request, vera).reason, std::string("not_yours"));
    request.clear_region();
    QCOMPARE(refused("BusinessService/GetBusinessHistory", request, vera).reason, std::string("not_yours"));
    request.set_indicator("ordres");
    QCOMPARE(refused("BusinessService/GetBusinessHistory", request).reason, std::string("no_indicator"));
    const auto seen = ask<v1::ListBusinessIndicatorsResponse>("BusinessService/ListBusinessIndicators",
                                                              v1::ListBusinessIndicatorsRequest(), vera);
    QCOMPARE(seen.indicators(0).regions_size(), 0);
    QVERIFY(!seen.indicators(0).has_last_point());
    const auto all = ask<v1::ListBusinessIndicatorsResponse>("BusinessService/ListBusinessIndicators",
                                                             v1::ListBusinessIndicatorsRequest());
    QCOMPARE(all.indicators(0).regions(0), std::string("us-east"));
  }
};

QTEST_GUILESS_MAIN(TstSummaryHandlers)
#include "tst_summary_handlers.moc"

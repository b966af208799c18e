// Business indicators: what may be declared and reported, what is kept of it, and how values become one.
#include <QtTest>

#include <cmath>
#include <limits>

#include "services/controlplane/core/business/business.h"
#include "services/controlplane/storage/sqlite_business_store.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"
#include "services/documents/business_yaml.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

BusinessIndicator indicatorOf(const char* name, BusinessAggregation aggregation = BusinessAggregation::Sum) {
  BusinessIndicator out;
  out.name = BusinessName(name);
  out.title = name;
  out.aggregation = aggregation;
  return out;
}

BusinessPoint point(double value, TimePoint at = kNow, const char* region = "", const char* site = "",
                    const char* indicator = "orders") {
  return {BusinessName(indicator), RegionName(region), SiteName(site), at, value};
}

}  // namespace

class TstBusiness : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<SqliteTelemetryStore> file_;
  std::unique_ptr<SqliteBusinessStore> store_;
  std::unique_ptr<BusinessBook> book_;
  const TimePoint midnight_ = kNow - 12h;

  void open() {
    book_.reset();
    store_.reset();
    file_.reset();
    file_ = SqliteTelemetryStore::open((folder_->path() + "/telemetry.db").toStdString()).value();
    store_ = std::make_unique<SqliteBusinessStore>(file_->database());
    book_ = std::make_unique<BusinessBook>(*store_);
    QVERIFY(book_->open(kNow));
  }
  void report(const std::vector<BusinessPoint>& points) { QVERIFY(book_->report(points)); }
  std::vector<std::optional<double>> day(BusinessAggregation aggregation, const BusinessPlace& place,
                                         Duration step = 24h) const {
    return book_->history(indicatorOf("orders", aggregation), place, midnight_, midnight_ + 24h, step);
  }
  std::optional<double> one(BusinessAggregation aggregation, const BusinessPlace& place) const {
    return day(aggregation, place).front();
  }

  static FleetState declaredState() {
    FleetState state;
    apply(state, declared());
    state.apply(Row(indicatorOf("orders")));
    return state;
  }
  static QString refused(const BusinessPoint& wrong, const Caller& caller = callerWith(Role::Enroller)) {
    const auto checked = checkPoints(declaredState(), {point(1), wrong}, caller, kNow);
    if (checked) return "ok";
    return QString::fromStdString(checked.error().reason + " " + checked.error().field);
  }

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    open();
  }

  void values_of_a_place_become_one_as_the_indicator_says() {
    report({point(2, kNow, "eu-west"), point(4, kNow + 1min, "eu-west"), point(9, kNow - 1h, "eu-west")});
    const BusinessPlace west{false, {kWest}};
    QCOMPARE(one(BusinessAggregation::Sum, west), std::optional(15.0));
    QCOMPARE(one(BusinessAggregation::Mean, west), std::optional(5.0));
    QCOMPARE(one(BusinessAggregation::Last, west), std::optional(4.0));
  }

  void a_fleet_is_made_of_its_regions_unless_it_has_values_of_its_own() {
    report({point(2, kNow, "eu-west"), point(10, kNow - 1h, "us-east"), point(6, kNow - 2h, "us-east")});
    const BusinessPlace fleet{true, {kWest, kEast}};
    QCOMPARE(one(BusinessAggregation::Sum, fleet), std::optional(18.0));
    QCOMPARE(one(BusinessAggregation::Mean, fleet), std::optional(6.0));
    QCOMPARE(one(BusinessAggregation::Last, fleet), std::optional(6.0));  // 2 and 10
    report({point(100)});
    QCOMPARE(one(BusinessAggregation::Sum, fleet), std::optional(100.0));
    QCOMPARE(one(BusinessAggregation::Sum, {false, {kWest, kEast}}), std::optional(18.0));  // who sees no fleet
  }

  void a_region_is_made_of_its_sites_likewise() {
    report({point(3, kNow, "eu-west", "rotterdam"), point(5, kNow, "eu-west", "antwerp"),
            point(7, kNow, "us-east", "boston")});
    QCOMPARE(one(BusinessAggregation::Sum, {false, {kWest}}), std::optional(8.0));
    report({point(50, kNow, "eu-west")});
    QCOMPARE(one(BusinessAggregation::Sum, {false, {kWest}}), std::optional(50.0));
    QCOMPARE(one(BusinessAggregation::Sum, {true, {kWest, kEast}}), std::optional(57.0));
  }

  void where_nobody_reported_there_is_no_value() {
    report({point(0, midnight_ + 3h)});
    const auto hours = day(BusinessAggregation::Sum, {true, {}}, 1h);
    QCOMPARE(hours.size(), std::size_t{24});
    QCOMPARE(hours[3], std::optional(0.0));  // it was reported that there was none
    QVERIFY(!hours[2] && !hours[4]);
    QVERIFY(!one(BusinessAggregation::Sum, {false, {kWest}}));
  }

  void the_same_again_changes_nothing_and_another_value_takes_its_place() {
    const std::vector<BusinessPoint> points{point(2), point(3, kNow + 1s)};
    QCOMPARE(book_->report(points)->stored, 2U);
    const BusinessStored again = book_->report(points).value();
    QCOMPARE(again.stored, 0U);
    QCOMPARE(again.unchanged, 2U);
    QCOMPARE(one(BusinessAggregation::Sum, {true, {}}), std::optional(5.0));
    QCOMPARE(book_->report(std::vector{point(10)})->stored, 1U);
    QCOMPARE(one(BusinessAggregation::Sum, {true, {}}), std::optional(13.0));
  }

  void an_hour_is_one_row_and_is_there_after_a_start() {
    std::vector<BusinessPoint> points;
    for (int second = 0; second < 1000; ++second) points.push_back(point(0.5, kNow + std::chrono::seconds(second)));
    report(points);
    QCOMPARE(*file_->database().integer("SELECT count(*) FROM business_hours"), std::int64_t{1});
    open();
    QCOMPARE(one(BusinessAggregation::Sum, {true, {}}), std::optional(500.0));
    report({point(0.5, kNow + 1000s)});  // joins what is there
    QCOMPARE(one(BusinessAggregation::Sum, {true, {}}), std::optional(500.5));
    QCOMPARE(book_->standing(indicatorOf("orders"), {true, {}}).lastPoint, std::optional(kNow + 1000s));
  }

  void what_is_too_old_goes() {
    report({point(1, kNow - 24h), point(2)});
    QVERIFY(book_->prune(kNow + kBusinessKept - 1h));
    QCOMPARE(*file_->database().integer("SELECT count(*) FROM business_hours"), std::int64_t{1});
    QVERIFY(!book_->history(indicatorOf("orders"), {true, {}}, kNow - 24h, kNow - 23h, 1h).front());
    QCOMPARE(one(BusinessAggregation::Sum, {true, {}}), std::optional(2.0));
  }

  void a_disk_that_is_full_stores_nothing_and_counts_nothing() {
    struct FullStore final : BusinessStore {
      Status write(const std::vector<BusinessHour>&) override {
        return Error{ErrorCode::Exhausted, "disk_full", "no space"};
      }
      Result<BusinessHour> read(const BusinessSeries& series, std::int64_t hour) override {
        return BusinessHour{series, hour, {}};
      }
      Status each(std::int64_t, const std::function<void(const BusinessHour&)>&) override { return okStatus(); }
      Status remove(std::int64_t) override { return okStatus(); }
    } full;
    BusinessBook book(full);
    QCOMPARE(reasonOf(book.report(std::vector{point(1)})), QString("disk_full"));
    QVERIFY(!book.history(indicatorOf("orders"), {true, {}}, midnight_, midnight_ + 24h, 24h).front());
  }

  void a_damaged_hour_is_an_error() {
    report({point(1)});
    QVERIFY(file_->database().execute("UPDATE business_hours SET points = x'0102'"));
    QCOMPARE(reasonOf(book_->report(std::vector{point(2)})), QString("bad_hour"));
  }

  void points_that_are_wrong_are_refused_with_their_place() {
    QCOMPARE(refused(point(std::nan(""))), QString("bad_value points[1].value"));
    QCOMPARE(refused(point(std::numeric_limits<double>::infinity())), QString("bad_value points[1].value"));
    QCOMPARE(refused(point(1, kNow, "", "", "order")), QString("no_indicator points[1].indicator"));
    QCOMPARE(refused(point(1, kNow, "eu-wst")), QString("no_region points[1].region"));
    QCOMPARE(refused(point(1, kNow, "", "rotterdm")), QString("no_site points[1].site"));
    QCOMPARE(refused(point(1, kNow, "us-east", "rotterdam")), QString("conflicting_places points[1].site"));
    QCOMPARE(refused(point(1, kNow + 6min)), QString("bad_time points[1].at"));
    QCOMPARE(refused(point(1, kNow - 24h * 91)), QString("bad_time points[1].at"));
    QCOMPARE(refused(point(1, kNow + 4min)), QString("ok"));
    const auto inEast = callerWith(Role::Enroller, {kEast});
    const auto checked = checkPoints(declaredState(), {point(1, kNow, "", "rotterdam")}, inEast, kNow);
    QCOMPARE(reasonOf(checked), QString("out_of_scope"));
    QCOMPARE(reasonOf(checkPoints(declaredState(), {point(1)}, inEast, kNow)), QString("out_of_scope"));
    QCOMPARE(reasonOf(checkPoints(declaredState(), {}, inEast, kNow)), QString("no_points"));
    QCOMPARE(reasonOf(checkPoints(declaredState(), std::vector(1001, point(1)), inEast, kNow)), QString("too_many"));
  }

  void a_point_gets_its_region_and_whole_seconds() {
    const auto good =
        checkPoints(declaredState(), {point(1, kNow + 1500ms, "", "boston"), point(2, TimePoint{}, "us-east")},
                    callerWith(Role::Enroller, {kEast}), kNow)
            .value();
    QCOMPARE(good[0].region, kEast);
    QCOMPARE(good[0].at, kNow + 1s);
    QCOMPARE(good[1].at, kNow);
  }

  void declaring_says_what_changes_and_the_same_again_changes_nothing() {
    FleetState state = declaredState();
    BusinessIndicator other = indicatorOf("orders");
    other.goal = 12;
    const auto dry = applyBusiness(state, {other, indicatorOf("cost")}, true).value();
    QCOMPARE(dry.answer.updated, std::vector<BusinessName>{BusinessName("orders")});
    QCOMPARE(dry.answer.created, std::vector<BusinessName>{BusinessName("cost")});
    QVERIFY(dry.mutation.empty());
    apply(state, applyBusiness(state, {other, indicatorOf("cost")}, false)->mutation);
    QCOMPARE(state.business.at(BusinessName("orders")).goal, std::optional(12.0));
    const auto again = applyBusiness(state, {other, indicatorOf("cost")}, false).value();
    QCOMPARE(again.answer.unchanged, 2U);
    QVERIFY(again.mutation.empty());
    apply(state, applyBusiness(state, {}, false)->mutation);
    QVERIFY(state.business.empty());
  }

  void indicators_that_are_wrong_are_refused() {
    const auto refusal = [](const std::vector<BusinessIndicator>& all) {
      return reasonOf(applyBusiness(FleetState(), all, false));
    };
    QCOMPARE(refusal({indicatorOf("Orders")}), QString("bad_name"));
    QCOMPARE(refusal({indicatorOf("a"), indicatorOf("a")}), QString("duplicate_name"));
    QCOMPARE(refusal(std::vector(65, indicatorOf("a"))), QString("too_many"));
    BusinessIndicator wrong = indicatorOf("a");
    wrong.title = "";
    QCOMPARE(refusal({wrong}), QString("bad_title"));
    wrong = indicatorOf("a");
    wrong.unit = "\x1b[31m";
    QCOMPARE(refusal({wrong}), QString("bad_unit"));
    wrong = indicatorOf("a");
    wrong.goal = std::nan("");
    QCOMPARE(refusal({wrong}), QString("bad_goal"));
  }

  void the_sample_document_can_be_read() {
    QFile sample(QStringLiteral(FLOTILLA_SOURCE_DIR "/resources/business/shop.yaml"));
    QVERIFY(sample.open(QIODevice::ReadOnly));
    const auto all = parseBusinessYaml(sample.readAll().toStdString());
    QVERIFY2(all.ok(), all ? "" : all.error().message.c_str());
    QCOMPARE(all->size(), std::size_t{3});
    QCOMPARE((*all)[0].goal, std::optional(96.5));
    QVERIFY((*all)[1].lessIsBetter && !(*all)[2].goal);
    QCOMPARE(reasonOf(applyBusiness(FleetState(), *all, false)), QString("ok"));
  }

  void documents_and_lines_that_are_wrong_are_told_with_their_line() {
    const auto wrong = parseBusinessYaml("business:\n  - {name: a, title: A, aggregation: median}\n");
    QVERIFY(!wrong && wrong.error().message.starts_with("line 2:"));
    QVERIFY(!parseBusinessYaml("business:\n  - {name: a, title: A}\n"));
    QVERIFY(!parseBusinessYaml("business:\n  - {name: a, title: A, aggregation: sum, gaol: 1}\n"));
    const auto good =
        parseBusinessCsv("indicator,region,site,at,value\r\norders,eu-west,,2026-03-01T12:00:00Z,1.5\n\n");
    QVERIFY(good && good->size() == 1 && (*good)[0] == point(1.5, kNow, "eu-west"));
    for (const char* csv :
         {"orders,eu-west,,,1\n", "indicator,region,site,at,value\norders,,,,nan\n",
          "indicator,region,site,at,value\norders,,,,1,2\n", "indicator,region,site,at,value\norders,,,yesterday,1\n"})
      QCOMPARE(reasonOf(parseBusinessCsv(csv)), QString("csv_syntax"));
  }

  void a_span_has_whole_hours_and_at_most_a_thousand_steps() {
    const BusinessSpan good{BusinessName("orders"), {}, kNow, kNow + 1000h, 1h};
    QVERIFY(checkSpan(good));
    for (const auto& [from, to, step] :
         std::vector<std::tuple<TimePoint, TimePoint, Duration>>{{kNow, kNow + 1001h, 1h},
                                                                 {kNow, kNow, 1h},
                                                                 {kNow, kNow + 2h, 0h},
                                                                 {kNow + 1s, kNow + 2h, 1h},
                                                                 {kNow, kNow + 2h, 90min},
                                                                 {kNow + 2h, kNow, 1h}})
      QCOMPARE(reasonOf(checkSpan({good.indicator, {}, from, to, step})), QString("out_of_range"));
  }
};

QTEST_APPLESS_MAIN(TstBusiness)
#include "tst_business.moc"

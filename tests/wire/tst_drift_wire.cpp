// Windows on their way upstream, and drift on its way to operators.
#include <QtTest>

#include <cmath>
#include <limits>

#include "services/telemetry/input_window.h"
#include "services/wire/agent_wire.h"
#include "services/wire/operator_wire.h"
#include "tests/wire/random_domain.h"

using namespace flotilla;

namespace {

class RandomDrift : public test::RandomDomain {
 public:
  using test::RandomDomain::RandomDomain;

  DriftMeasure measure() {
    return {pick(DriftVerdict::Drifted),
            real(),
            real(),
            real(),
            real(),
            real(),
            number(),
            small(),
            real(),
            real(),
            small()};
  }
  FeatureHistogram histogram(bool category) {
    FeatureHistogram out;
    out.bins.kind = category ? FeatureKind::Category : FeatureKind::Number;
    if (category) out.bins.top = {1, 2, 5};
    for (float& edge : out.bins.edges) edge = category ? 0 : static_cast<float>(real());
    for (std::size_t i = 0; i < kBins; ++i) out.counts.push_back(number()), out.training.push_back(real());
    if (category) out.own = out.training;
    out.under = number(), out.over = number(), out.missing = number();
    out.mean = real(), out.sd = real(), out.min = real(), out.max = real();
    out.bins.min = static_cast<float>(real()), out.bins.max = static_cast<float>(real());
    return out;
  }
  DriftStanding standing() {
    DriftStanding out;
    out.region = RegionName(text()), out.site = SiteName(text()), out.node = text();
    out.workload = WorkloadName(text()), out.version = text();
    out.verdict = pick(DriftVerdict::Drifted), out.cause = pick(DriftCause::Sensor);
    out.since = time(), out.began = time(), out.ended = time();
    out.records = number(), out.partial = true, out.profiled = true, out.learnt = true;
    out.nodes = small(), out.driftedNodes = small();
    out.features = {{text(), measure(), measure(), histogram(false)},
                    {text(), measure(), std::nullopt, histogram(true)},
                    {text(), std::nullopt, measure(), std::nullopt}};
    return out;
  }
};

InputSamples someSamples() {
  InputSamples out{WorkloadName("meter-reader"), "2.0.0", {}, "the time was over"};
  out.samples.push_back({fromMicros(1'700'000'000'000'001), {0.5F, -1}, {0.25F, 0.75F}, 3, {}});
  out.samples.push_back({fromMicros(1'700'000'000'000'002), {1}, {}, -1, "model_failed"});
  return out;
}

NodeReport reportWith(const std::string& window) {
  NodeReport out;
  out.seq = 7;
  out.bootId = "boot";
  out.at = fromMicros(1'700'000'000'000'000);
  ArmReport arm{WorkloadName("reader"), Arm::Stable, Version{1, 2, 3}, {}};
  arm.counts.requests = 1000;
  for (int i = 1; i <= 1000; ++i) arm.counts.latencyUs.add(40 + i % 30);
  arm.counts.latencyUs.add(0);
  out.arms = {arm};
  out.windows = {{WorkloadName("reader"), Arm::Candidate, Version{1, 2, 3}, window}};
  return out;
}

std::string aWindow() {
  InputWindow window;
  window.records = 5;
  window.confidence.emplace();
  window.confidence->bins[3] = 5;
  return encodeWindow(window);
}

}  // namespace

class TstDriftWire : public QObject {
  Q_OBJECT

 private slots:
  void captured_inputs_come_back_as_they_were() {
    const InputSamples samples = someSamples();
    const auto read = wire::fromProto(wire::toProto(samples));
    QVERIFY(read && *read == samples);
    const SampleQuery query{WorkloadName("meter-reader"), 7, std::chrono::seconds(3)};
    QVERIFY(wire::fromProto(wire::toProto(query)).value() == query);
  }

  void more_than_was_ever_asked_for_is_refused() {
    v1::InputSamples many = wire::toProto(someSamples());
    for (std::uint32_t i = 0; i < kMaxSamples; ++i) *many.add_samples() = many.samples(0);
    QCOMPARE(wire::fromProto(many).error().field, std::string("samples"));
    v1::InputSamples large = wire::toProto(someSamples());
    for (std::size_t i = 0; i < kMaxSampleFloats; ++i) large.mutable_samples(1)->add_input(0);
    QCOMPARE(wire::fromProto(large).error().field, std::string("samples[1].input"));
  }

  void standings_and_questions_survive_there_and_back() {
    RandomDrift random(std::random_device{}());
    for (int i = 0; i < 100; ++i) {
      const DriftStanding standing = random.standing();
      const auto back = wire::fromProto(wire::toProto(standing));
      QVERIFY(back.ok());
      QVERIFY(*back == standing);
    }
    const DriftQuery query{RegionName("a"), SiteName("b"), "c", WorkloadName("d"), "e", true, Duration(7)};
    const DriftQuery back = wire::fromProto(wire::toProto(query));
    QVERIFY(back.region == query.region && back.site == query.site && back.node == query.node);
    QVERIFY(back.workload == query.workload && back.version == query.version);
    QVERIFY(back.histograms && back.since == query.since);
  }

  void a_histogram_of_another_shape_is_refused() {
    RandomDrift random(1);
    auto message = wire::toProto(random.standing());
    message.mutable_features(1)->mutable_histogram()->mutable_counts()->RemoveLast();
    QCOMPARE(wire::fromProto(message).error().field, std::string("features[1].histogram"));
  }

  void windows_travel_with_reports() {
    const NodeReport report = reportWith(aWindow());
    QVERIFY(wire::fromProto(wire::toProto(report)).value() == report);
    QVERIFY(decodeReport(encodeReport(report)).value() == report);
    auto damaged = wire::toProto(report);
    damaged.mutable_windows(0)->mutable_window()->pop_back();
    QCOMPARE(wire::fromProto(damaged).error().field, std::string("windows.window"));
    NodeReport without = report;
    without.windows.clear();
    QVERIFY(wire::newsBytes(wire::toProto(report)) >
            wire::newsBytes(wire::toProto(without)) + report.windows[0].window.size());
  }

  void stages_travel_with_reports() {
    NodeReport report = reportWith(aWindow());
    StageReport stage;
    stage.workload = WorkloadName("reader");
    stage.generation = 4;
    stage.stage = StageKind::Weights;
    stage.percent = 25;
    stage.startedAt = fromMicros(1'700'000'000'000'001);
    stage.compared = 300, stage.differ = 9, stage.errors = 2, stage.drops = 1;
    stage.logE = -1.5, stage.logEErrors = 2.5, stage.llr = -0.25, stage.meanShift = -0.125, stage.slower = 0.5;
    stage.peakRssKb = 12'345;
    stage.classes = 2;
    stage.flips = {200, 4, 5, 91};
    report.stages = {stage};
    QVERIFY(wire::fromProto(wire::toProto(report)).value() == report);
    QVERIFY(decodeReport(encodeReport(report)).value() == report);
    NodeReport without = report;
    without.stages.clear();
    QVERIFY(encodeReport(without)[0] < encodeReport(report)[0]);  // an agent from before reads what has no stages
  }

  void a_stage_that_makes_no_sense_is_refused() {
    NodeReport report = reportWith(aWindow());
    StageReport stage;
    stage.workload = WorkloadName("reader");
    report.stages = {stage};
    const auto refusal = [&](const auto& spoil) {
      auto message = wire::toProto(report);
      spoil(*message.mutable_stages(0));
      const auto read = wire::fromProto(message);
      return read ? std::string("nothing") : read.error().field;
    };
    QCOMPARE(refusal([](auto&) {}), std::string("nothing"));
    QCOMPARE(refusal([](auto& s) { s.clear_stage(); }), std::string("stages.stage"));
    QCOMPARE(refusal([](auto& s) { s.set_percent(101); }), std::string("stages.percent"));
    QCOMPARE(refusal([](auto& s) { s.set_differ(1); }), std::string("stages.differ"));
    QCOMPARE(refusal([](auto& s) { s.set_log_e(std::numeric_limits<double>::infinity()); }),
             std::string("stages.log_e"));
    QCOMPARE(refusal([](auto& s) { s.set_llr(std::nan("")); }), std::string("stages.log_e"));
    QCOMPARE(refusal([](auto& s) { s.set_mean_shift(std::nan("")); }), std::string("stages.slower"));
    QCOMPARE(refusal([](auto& s) { s.set_slower(1.5); }), std::string("stages.slower"));
    QCOMPARE(refusal([](auto& s) { s.set_classes(17); }), std::string("stages.flips"));
    QCOMPARE(refusal([](auto& s) { s.add_flips(1); }), std::string("stages.flips"));
    QCOMPARE(refusal([](auto& s) { s.set_workload("../x"); }), std::string("stages.workload"));
  }

  void the_saturation_of_a_report_travels_and_makes_sense() {
    NodeReport report;
    report.seq = 7;
    report.saturation.any = {60, 12};
    report.saturation.each = {SlotCounts{59, 0}, SlotCounts{60, 12}, SlotCounts{}};
    report.saturation.permille = {0, 905, std::nullopt};  // idle is not unknown
    QVERIFY(wire::fromProto(wire::toProto(report)).value() == report);
    QVERIFY(!wire::toProto(NodeReport{}).has_saturation());
    for (const bool whole : {true, false}) {
      v1::NodeReport wrong = wire::toProto(report);
      if (whole)
        wrong.mutable_saturation()->set_over(61);
      else
        wrong.mutable_saturation()->mutable_disk()->set_over(1);
      const auto refused = wire::fromProto(wrong);
      QVERIFY(!refused);
      QCOMPARE(refused.error().field, std::string("saturation"));
    }
    v1::NodeReport full = wire::toProto(report);
    full.mutable_saturation()->mutable_memory()->set_permille(1001);
    QVERIFY(!wire::fromProto(full));
  }

  void packed_latencies_say_the_same_in_fewer_bytes() {
    const NodeReport report = reportWith(aWindow());
    const auto packed = wire::toProto(report, true);
    QVERIFY(wire::fromProto(packed).value() == report);
    QVERIFY(packed.arms(0).latency_us().empty());
    const std::string& bytes = packed.arms(0).latency_packed();
    QVERIFY(bytes.size() * 2 < wire::toProto(report).arms(0).latency_us().size());
    for (std::size_t cut = 0; cut + 1 < bytes.size(); ++cut) {
      const auto read = Histogram::decodePacked(bytes.substr(0, cut));
      QVERIFY(!read || read->count() < report.arms[0].counts.latencyUs.count());
    }
    QVERIFY(!Histogram::decodePacked(bytes + std::string("\x80", 1)));
  }
};

QTEST_GUILESS_MAIN(TstDriftWire)
#include "tst_drift_wire.moc"

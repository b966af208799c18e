// Rollout plans for the tests of their document: a file of resources/plans, and random ones with every value in range.
#pragma once

#include <QFile>

#include "services/documents/rollout_plan.h"
#include "tests/documents/documents_under_test.h"

namespace flotilla::testing {

inline std::string planFile(const QString& name) {
  QFile file(FLOTILLA_SOURCE_DIR "/resources/plans/" + name);
  if (!file.open(QIODevice::ReadOnly)) qFatal("resources/plans/%s cannot be opened", qPrintable(name));
  return file.readAll().toStdString();
}

class RandomPlans {
 public:
  explicit RandomPlans(std::mt19937_64& random) : random_(random) {}

  RolloutPlan plan() {
    RolloutPlan plan;
    plan.workload = WorkloadName("w" + std::to_string(below(random_, 1000)));
    if (sometimes()) plan.from = Version{1, 0, static_cast<std::uint32_t>(below(random_, 100)), "rc.1"};
    plan.to = {2, static_cast<std::uint32_t>(below(random_, 100)), 0};
    if (sometimes()) plan.regions = {RegionName("eu-west"), RegionName("x"), RegionName("eu-north")};
    if (sometimes()) plan.selector = selector();
    plan.deadline = length(std::chrono::seconds(10), kLongest);
    plan.updateLate = sometimes();
    plan.onFailure = static_cast<OnFailure>(below(random_, kOnFailureNames.size()));
    plan.maxUnavailable = {number(1'000'001), number(1'000'001)};
    plan.gates = gates();
    if (sometimes()) plan.stages.shadow = shadow();
    if (sometimes()) plan.stages.weights = weights();
    // A deadline leaves room for them.
    plan.deadline = std::max<Duration>(plan.deadline, longest(plan.stages) + std::chrono::minutes(1));
    plan.waves = waves(!plan.regions.empty());
    return plan;
  }

 private:
  static constexpr Duration kLongest = std::chrono::hours(24 * 30);

  bool sometimes() { return below(random_, 2) == 0; }
  std::uint32_t number(std::uint64_t limit) {
    return sometimes() ? 0 : static_cast<std::uint32_t>(below(random_, limit));
  }
  Duration length(Duration min, Duration max) {
    const auto unit = std::array<std::int64_t, 3>{1'000, 1'000'000, 3'600'000'000}[below(random_, 3)];
    const auto steps = static_cast<std::uint64_t>((max - min).count() / unit) + 1;
    return min + Duration(unit * static_cast<std::int64_t>(below(random_, steps)));
  }
  double fraction(double min, double max, double scale) {
    const auto low = std::llround(min * scale), high = std::llround(max * scale);
    return static_cast<double>(low + static_cast<std::int64_t>(below(random_, high - low + 1))) / scale;
  }

  std::string selector() {
    const std::vector<std::string> selectors{
        "label.tier:gold", "label.a:\"\\\"q\\\\ \xE2\x80\xA8\xEF\xBB\xBF\xF0\x9F\x9A\xA2 #: {}\" or not site~^r.*$",
        "region:(eu-west|us-east) version<2.0.0", "label.long:" + std::string(4000, 'x')};
    return selectors[below(random_, selectors.size())];
  }

  Gates gates() {
    Gates gates;
    gates.compare = sometimes();
    gates.badEvent = static_cast<BadEvent>(below(random_, kBadEventNames.size()));
    gates.interval = length(std::chrono::seconds(1), std::chrono::hours(1));
    gates.warmUp = length(Duration(0), std::chrono::hours(1));
    gates.alpha = fraction(0.0001, 0.2, 1e6);
    gates.tolerance = fraction(1, 10, 1e6);
    gates.minRequests = number(1'000'000'001);
    gates.minReporting = fraction(0, 1, 1e6);
    if (sometimes()) gates.slowMs = fraction(0.001, 3'600'000, 1e3);
    if (sometimes()) gates.minSuccessRatio = fraction(0, 1, 1e6);
    if (sometimes()) gates.maxP95Ms = fraction(0.001, 3'600'000, 1e3);
    if (sometimes()) gates.maxMemoryMb = 1 + number(65'536);
    if (sometimes()) gates.maxMemoryRatio = fraction(1, 10, 1e6);
    gates.maxRestarts = 1 + number(1'000);
    gates.maxFailedNodes = number(1'000'001);
    return gates;
  }

  ShadowStage shadow() {
    ShadowStage stage;
    stage.limit = length(std::chrono::seconds(1), kLongest / 3);
    stage.minTime = length(Duration(0), stage.limit - std::chrono::milliseconds(1));
    if (stage.minTime >= stage.limit) stage.minTime = Duration(0);
    stage.good = fraction(0.000001, 0.5, 1e6);
    stage.bad = fraction(stage.good + 0.000001, 1, 1e6);
    stage.maxErrors = fraction(0.000001, 0.999999, 1e6);
    if (sometimes()) stage.memoryMb = 32 + static_cast<std::uint32_t>(below(random_, 65'505));
    if (sometimes()) stage.cpuPercent = 1 + static_cast<std::uint32_t>(below(random_, 6'400));
    return stage;
  }

  WeightStage weights() {
    WeightStage stage;
    stage.steps.clear();
    for (std::uint32_t step = 1 + static_cast<std::uint32_t>(below(random_, 30)); step < 100;
         step += 10 + static_cast<std::uint32_t>(below(random_, 30)))
      stage.steps.push_back(step);
    stage.steps.push_back(100);
    stage.limit = length(std::chrono::hours(1), kLongest / 3);
    stage.minTime = length(Duration(0), std::chrono::minutes(5));
    stage.minRequests = 1 + below(random_, 1'000'000'000);
    stage.differ = fraction(0.000001, 0.599999, 1e6);
    stage.maxErrors = fraction(0.000001, 0.999999, 1e6);
    return stage;
  }

  // Ends with the rest, or with the share that is missing from 100 %.
  std::vector<PlanWave> waves(bool inRegions) {
    std::vector<PlanWave> waves;
    double share = 0;
    for (std::uint64_t left = below(random_, 6); left > 0; --left) {
      waves.push_back(wave());
      WaveSize& size = waves.back().size;
      size.kind = static_cast<WaveSize::Kind>(below(random_, 4));
      const std::string place = inRegions ? "x" : "place-" + std::to_string(left);
      const bool again = inRegions && regionTaken_;
      if (size.kind == WaveSize::Kind::Regions && again) size.kind = WaveSize::Kind::Count;
      if (size.kind == WaveSize::Kind::Percent) share += size.percent = fraction(0.001, 15, 1e3);
      if (size.kind == WaveSize::Kind::Count) size.count = 1 + below(random_, 1'000'000);
      if (size.kind == WaveSize::Kind::Regions) size.regions = {RegionName(place)}, regionTaken_ = true;
      if (size.kind == WaveSize::Kind::Sites)
        size.sites = {SiteName("s" + std::to_string(left)), SiteName("t" + std::to_string(left))};
    }
    waves.push_back(wave());
    if (sometimes())
      waves.back().size = {.kind = WaveSize::Kind::Percent, .percent = std::round((100 - share) * 1e3) / 1e3};
    for (std::size_t i = 0; i < waves.size(); ++i) waves[i].name = "wave-" + std::to_string(i);
    regionTaken_ = false;
    return waves;
  }

  PlanWave wave() {
    PlanWave wave;
    wave.soak = length(Duration(0), kLongest);
    wave.limit = length(std::max<Duration>(wave.soak, std::chrono::seconds(1)), kLongest);
    wave.approvals = {static_cast<std::uint32_t>(below(random_, 21)),
                      static_cast<Role>(below(random_, kRoleNames.size())), length(std::chrono::minutes(1), kLongest)};
    if (sometimes()) wave.window = window();
    if (sometimes())
      wave.rate = {1 + number(1'000'000), length(std::chrono::seconds(1), std::chrono::hours(24)),
                   fraction(1, 10, 1e6)};
    return wave;
  }

  TimeWindow window() {
    const std::vector<std::string> zones{"UTC", "Europe/Amsterdam", "America/Argentina/Buenos_Aires", "Etc/GMT+5"};
    TimeWindow window{.zone = zones[below(random_, zones.size())]};
    for (bool& day : window.days) day = sometimes();
    window.days[below(random_, 7)] = true;
    window.fromMinute = static_cast<std::uint32_t>(below(random_, 1440));
    window.toMinute = static_cast<std::uint32_t>(1 + below(random_, 1440));
    if (window.fromMinute == window.toMinute) window.toMinute = 1440;
    return window;
  }

  std::mt19937_64& random_;
  bool regionTaken_ = false;
};

}  // namespace flotilla::testing

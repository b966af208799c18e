// What counting costs: `bench_drift [NODES]`. An answer and an input on the node, bytes upstream, a window on the
// control plane. Prints "value unit, limit"; asserts nothing.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>

#include "services/controlplane/core/drift/drift_book.h"
#include "services/controlplane/storage/sqlite_drift_store.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"
#include "services/crypto/hash.h"
#include "services/wire/agent_wire.h"
#include "tests/bench/measure.h"
#include "tests/drift/book_rig.h"

using namespace flotilla;
using namespace flotilla::bench;
using namespace flotilla::controlplane;
using namespace flotilla::test;

namespace {

constexpr std::size_t kFeatures = 30;
constexpr std::size_t kOutputs = 2;

std::vector<FeatureBins> thirtyBins() {
  return std::vector<FeatureBins>(kFeatures, normalProfile(10'000, 1).bins);
}

std::vector<float> drawnInputs(std::size_t requests) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> out(requests * kFeatures);
  for (float& x : out) x = normal(random);
  return out;
}

void latencies() {
  constexpr std::size_t kValues = 4096, kRounds = 5000;
  std::mt19937 random(1);
  std::lognormal_distribution<double> latency(4, 0.5);
  std::vector<double> values(kValues);
  for (double& value : values) value = latency(random);
  Histogram histogram;
  const double began = cpuSeconds();
  for (std::size_t round = 0; round < kRounds; ++round)
    for (const double value : values) histogram.add(value);
  const double each = (cpuSeconds() - began) / (kValues * kRounds) * 1e9;
  if (histogram.count() != kValues * kRounds) std::abort();
  printAtMost("inserting a latency into its histogram", each, "ns", 10);
}

void insertion() {
  constexpr std::size_t kRequests = 4096, kRounds = 500;
  const auto inputs = drawnInputs(kRequests);
  WindowCounter counter({}, thirtyBins(), {}, true, 0);
  const double began = cpuSeconds();
  for (std::size_t round = 0; round < kRounds; ++round)
    for (std::size_t i = 0; i < kRequests; ++i) counter.add(&inputs[i * kFeatures], 0.9F);
  const double each = (cpuSeconds() - began) / (kRequests * kRounds) * 1e6;
  printAtMost("counting a request of 30 features and its confidence", each, "us", 0.5);
}

// Inputs of an hour, against what goes upstream of them: windows, and the counts that every report carries.
void reduction(double perSecond, double limit) {
  constexpr int kHours = 4, kReportSeconds = 10;
  std::mt19937 random(2);
  std::normal_distribution<float> normal;
  std::lognormal_distribution<double> latency(4, 0.3);  // around 55 us
  WindowCounter counter({}, thirtyBins(), Digest{{1}}, true, 0);
  double raw = 0, windows = 0, counts = 0;
  std::uint64_t served = 0, seq = 0;
  for (int second = 0; second < kHours * 3600; second += kReportSeconds) {
    NodeReport report;
    report.seq = ++seq;
    ArmReport arm{WorkloadName("meter-reader"), Arm::Stable, Version{1, 0, 0}, {}};
    for (; static_cast<double>(served) < perSecond * (second + kReportSeconds); ++served) {
      float input[kFeatures];
      for (float& x : input) x = normal(random);
      counter.add(input, 0.9F + 0.01F * normal(random));
      ++arm.counts.requests;
      arm.counts.rawBytes += sizeof(float) * (kFeatures + kOutputs) + 16;
      arm.counts.latencyUs.add(latency(random));
      const auto now = SteadyPoint{} + std::chrono::milliseconds(
                                           static_cast<std::int64_t>(1000.0 * static_cast<double>(served) / perSecond));
      if (counter.full(now))
        report.windows.push_back({arm.workload, arm.arm, arm.version, encodeWindow(counter.take(now, TimePoint{}))});
    }
    raw += static_cast<double>(arm.counts.rawBytes);
    if (!arm.counts.empty()) report.arms.push_back(arm);
    NodeReport withoutWindows = report;
    withoutWindows.windows.clear();
    const auto all = static_cast<double>(wire::newsBytes(wire::toProto(report, true)));
    const auto rest = static_cast<double>(wire::newsBytes(wire::toProto(withoutWindows, true)));
    counts += rest;
    windows += all - rest;
  }
  char what[80];
  std::snprintf(what, sizeof what, "reduction at %g requests/s, everything that is no liveness", perSecond);
  const double times = raw / (windows + counts);
  if (limit > 0)
    printAtLeast(what, times, "x", limit);
  else
    print(what, times, "x");
  print("  of windows alone", raw / windows, "x");
  print("  windows, bytes a minute", windows / kHours / 60, "B");
  print("  counts and latencies, bytes a minute", counts / kHours / 60, "B");
}

// Every node sends one window, as they do once in three minutes or more.
void controlPlane(int nodes) {
  const auto folder = std::filesystem::temp_directory_path() / ("flotilla-bench-" + std::to_string(std::time(nullptr)));
  std::filesystem::create_directory(folder);
  auto store = SqliteTelemetryStore::open((folder / "telemetry.db").string());
  if (!store) std::abort();
  SqliteDriftStore drifts((*store)->database());
  std::string text = "{\"features\":[";
  const std::string feature = profileText().substr(13);  // that of a
  for (std::size_t i = 0; i < kFeatures; ++i) {
    std::string one = feature.substr(0, feature.find('}') + 1);
    one.replace(one.find("\"a\""), 3, "\"f" + std::to_string(i) + "\"");
    text += (i == 0 ? "" : ",") + one;
  }
  text += "]}";
  const Digest digest = sha256(text);
  drift::DriftBook book({drifts, [&](const Digest&) { return Result<std::string>(text); }}, {});
  const auto inputs = drawnInputs(1000);
  std::vector<std::string> windows;
  TimePoint now(std::chrono::hours(24 * 20'000));
  for (std::size_t k = 0; k < 16; ++k) {
    WindowCounter counter({}, std::vector<FeatureBins>(kFeatures, normalProfile(10'000, 11).bins), digest, true, 0);
    for (std::size_t i = k * 10; i < 840 + k * 10; ++i) counter.add(&inputs[i * kFeatures], 0.9F);
    (void)counter.full(SteadyPoint{});
    windows.push_back(encodeWindow(counter.take(SteadyPoint{} + std::chrono::minutes(3), now)));
  }
  const double before = residentMb();
  constexpr int kRounds = 3;
  double worst = 0;
  for (int round = 0; round < kRounds; ++round) {
    const double began = cpuSeconds();
    for (int node = 0; node < nodes; ++node)
      book.take({NodeId("0192f0c1-0000-7000-8000-" + std::to_string(100'000'000'000 + node)), "node",
                 RegionName("region-" + std::to_string(node % 20)), SiteName("site")},
                static_cast<std::uint64_t>(round) + 1,
                {{WorkloadName("meter-reader"), Arm::Stable, Version{1, 0, 0},
                  windows[static_cast<std::size_t>(node + round) % windows.size()]}},
                now);
    book.judge(now);
    if (!book.flush(now)) std::abort();
    worst = std::max(worst, cpuSeconds() - began);
  }
  print("windows of the control plane, each from a node of its own", nodes, "");
  print("taking, judging and writing one", worst / nodes * 1e6, "us");
  print("of a core, if each node sends one in three minutes", worst / 180 * 100, "%");
  print("resident for them", residentMb() - before, "MB");
  print("telemetry.db", static_cast<double>(std::filesystem::file_size(folder / "telemetry.db")) / 1e6, "MB");
  std::filesystem::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
  latencies();
  insertion();
  reduction(0.05, 0);
  reduction(1, 10);
  reduction(50, 300);
  controlPlane(argc > 1 ? std::atoi(argv[1]) : 1000);
  return 0;
}

// What a fleet's objectives cost the control plane: `bench_telemetry [NODES [MINUTES]]`. The ledger on a real
// telemetry.db; every node reports six times a minute (report_interval 10 s), and a look at all nodes and a judgement
// every minute. Prints "value unit, limit"; asserts nothing.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "services/controlplane/core/objectives/ledger.h"
#include "services/controlplane/core/objectives/observe.h"
#include "services/controlplane/core/objectives/readings.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"
#include "tests/bench/measure.h"

using namespace flotilla;
using namespace flotilla::bench;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

constexpr int kReports = 6;
constexpr int kRegions = 20;
const WorkloadName kReader("meter-reader");

template <class T>
T must(Result<T> result) {
  if (!result) std::abort();
  return std::move(*result);
}
void must(const Status& status) {
  if (!status) std::abort();
}

FleetState fleetOf(int nodes, TimePoint now) {
  FleetState state;
  for (int i = 0; i < nodes; ++i) {
    NodeEntry node;
    node.record.id = NodeId("0192f0c1-0000-7000-8000-" + std::to_string(100'000'000'000 + i));
    node.record.region = RegionName("region-" + std::to_string(i % kRegions));
    node.record.identity = NodeIdentity::Active;
    node.status.lastSeen = now;
    state.regions[node.record.region].name = node.record.region;
    state.nodes[node.record.id] = std::move(node);
  }
  return state;
}

// One for each of ten indicators, with the ones about answers.
std::vector<Objective> tenObjectives() {
  std::vector<Objective> out;
  for (std::size_t i = 0; i < 10; ++i) {
    Objective objective;
    objective.name = ObjectiveName("objective-" + std::to_string(i));
    objective.indicator = static_cast<Indicator>(i % kIndicatorNames.size());
    if (isOfWorkload(objective.indicator)) objective.workload = kReader;
    if (hasLimit(objective.indicator)) objective.limit = 20 + static_cast<double>(i);
    objective.target = 0.99;
    objective.period = 30 * 24h;
    out.push_back(objective);
  }
  return out;
}

ArmCounts answers(std::mt19937& random) {
  ArmCounts counts;
  counts.requests = 100;
  counts.errors = random() % 100 == 0 ? 1 : 0;
  counts.labelled = 50;
  counts.correct = 49;
  counts.rawBytes = 100 * 260;
  std::lognormal_distribution<double> latency(9, 0.4);
  for (std::uint64_t i = 0; i < counts.requests - counts.errors; ++i) counts.latencyUs.add(latency(random));
  return counts;
}

}  // namespace

int main(int argc, char** argv) {
  const int nodes = argc > 1 ? std::atoi(argv[1]) : 10'000;
  const int minutes = argc > 2 ? std::atoi(argv[2]) : 10;  // over the end of an hour
  const auto folder = std::filesystem::temp_directory_path() / ("flotilla-bench-" + std::to_string(std::time(nullptr)));
  std::filesystem::create_directory(folder);
  const auto store = must(SqliteTelemetryStore::open((folder / "telemetry.db").string()));
  TimePoint now(24h * 20000 + 55min);
  FleetState state = fleetOf(nodes, now);
  Ledger ledger(*store, LedgerConfig{});
  must(ledger.open(tenObjectives(), now));
  StateObserver observer;
  std::mt19937 random(1);
  std::array<ArmCounts, 64> samples;  // drawn beforehand: drawing is not what is measured
  for (ArmCounts& sample : samples) sample = answers(random);
  print("nodes", nodes, "");
  print("resident before the first report", residentMb(), "MB");

  double worst = 0;
  const double began = cpuSeconds(), wroteBefore = writtenMb();
  std::uint64_t seq = 0;
  for (int minute = 0; minute < minutes; ++minute) {
    const double before = cpuSeconds();
    for (int report = 0; report < kReports; ++report) {
      ++seq;
      now += 60s / kReports;
      for (auto& [id, node] : state.nodes) {
        NodeReport said;
        said.seq = seq;
        said.at = now;
        said.arms = {{kReader, Arm::Stable, Version{1, 0, 0}, samples[random() % samples.size()]}};
        node.status.lastSeen = now;
        must(ledger.take(id, seq, observationsOf(node.record, said, 300), now));
      }
      must(ledger.flush());  // the program does so every second, which writes the same rows ten times as often
    }
    for (Observation& seen : observer.look(state, now, 10s)) must(ledger.add(std::move(seen), now));
    must(ledger.flush());
    (void)ledger.judge({}, now);
    must(ledger.prune(now));
    worst = std::max(worst, cpuSeconds() - before);
  }
  const double perMinute = (cpuSeconds() - began) / minutes;
  printAtMost("processor, mean of a minute", perMinute / 60 * 100, "% of a core", 50);
  printAtMost("processor, worst minute", worst / 60 * 100, "% of a core", 50);
  printAtMost("resident after it", residentMb(), "MB", 1000);
  const double size = static_cast<double>(std::filesystem::file_size(folder / "telemetry.db")) / 1e6;
  print("telemetry.db after it", size, "MB");
  print("written to disk a minute", (writtenMb() - wroteBefore) / minutes, "MB");
  const double asked = cpuSeconds();
  ReadingScope fleet{.fleet = true, .fromHour = hourOf(now) - 24, .toHour = hourOf(now)};
  for (const auto& [name, region] : state.regions) fleet.regions.push_back(name.value);
  if (must(readIndicators(*store, fleet)).empty()) std::abort();
  print("indicators of the fleet, a day", (cpuSeconds() - asked) * 1000, "ms");
  std::filesystem::remove_all(folder);
  return 0;
}

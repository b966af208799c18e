// The figures of rollouts over a large fleet: `bench_rollouts [NODES]`. The core alone, without disk and network.
// Prints "value unit, limit"; asserts nothing.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "services/controlplane/core/inventory/node_report.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "tests/bench/measure.h"
#include "tests/controlplane/rollout_rig.h"

using namespace flotilla;
using namespace flotilla::bench;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

namespace {

double millisecondsOf(const std::function<void()>& act) {
  const auto begin = std::chrono::steady_clock::now();
  act();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

const char* const kPlan =
    "workload: meter-reader\nto: 2.0.0\ndeadline: 2m\n"
    "gates: {interval: 10s, warm_up: 10s, min_requests: 2000}\n"
    "waves:\n"
    "  - {name: canary, size: 5%, soak: 10m, limit: 1h}\n"
    "  - {name: west, size: {regions: [eu-west]}, soak: 10m, limit: 1h}\n"
    "  - {name: all, size: rest, soak: 10m, limit: 1h}\n";

}  // namespace

int main(int argc, char** argv) {
  const int nodes = argc > 1 ? std::atoi(argv[1]) : 10'000;
  RolloutRig rig(nodes / 2);
  rig.everything.clear();
  rig.everything.shrink_to_fit();
  print("nodes", nodes, "");
  print("resident memory of the fleet", residentMb(), "MB");

  NewRollout wanted;
  wanted.plan = kPlan;
  const double preview = millisecondsOf([&] {
    if (!prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval)) std::abort();
  });
  printAtMost("preview of a plan", preview, "ms", 1000);
  const double draft = millisecondsOf([&] {
    if (!rig.create(kPlan)) std::abort();
  });
  print("draft of it: nodes drawn, rows made", draft, "ms");
  const double start = millisecondsOf([&] {
    if (!rig.say(RolloutVerb::Start)) std::abort();
  });
  print("start: the canaries' assignments signed", start, "ms");
  if (!rig.passUntil([&] { return rig.wave(0).looks >= 6; }, 60)) std::abort();

  // One tick of the engine with a look at every node and its judgement.
  double look = 0;
  std::size_t readings = 0;
  for (int i = 0; i < 5; ++i) {
    rig.now += kTick;
    look += millisecondsOf([&] { rig.engine(); }) / 5;
    readings = rig.looks.back().readings.size();
  }
  print("a look: every node read, summed and judged", look, "ms");
  print("nodes judged per second", nodes / (look / 1000), "/s");
  print("a look in the database", static_cast<double>(readings) / 1024, "KiB");

  // Reports between looks: taken, and the rollout followed where the node has an assignment.
  const NodeEntry& entry = rig.state.nodes.begin()->second;
  constexpr int kReports = 20'000;
  const double reports = millisecondsOf([&] {
    for (int i = 1; i <= kReports; ++i) {
      NodeReport report;
      report.seq = static_cast<std::uint64_t>(i);
      report.bootId = "boot";
      report.at = rig.now;
      ArmReport arm{kWorkload, Arm::Stable, {1, 0, 0}, {}};
      arm.counts.requests = 600;
      report.arms = {arm};
      auto taken = takeReport(rig.state, entry, report, 300, rig.now);
      if (!taken) std::abort();
      rig.state.apply(*taken);
    }
  });
  if (entry.status.lastSeq != kReports) std::abort();
  print("reports taken per second", kReports / (reports / 1000), "/s");
  const double tick = millisecondsOf([&] { rig.engine(); });
  print("a tick of the engine without a look", tick, "ms");
  print("resident memory with the rollout", residentMb(), "MB");
  return 0;
}

// What the executive page costs the control plane: `bench_summary [NODES]`. Twelve regions, eight objectives over 30
// days on a real telemetry.db, twenty rollouts to every node, three business indicators. Prints "value unit, limit";
// asserts nothing.
#include <google/protobuf/io/gzip_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>

#include <chrono>
#include <filesystem>
#include <optional>

#include "services/controlplane/core/objectives/ledger.h"
#include "services/controlplane/core/summary/summary.h"
#include "services/controlplane/storage/sqlite_business_store.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"
#include "services/wire/summary_wire.h"
#include "tests/bench/measure.h"

using namespace flotilla;
using namespace flotilla::bench;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

constexpr int kRegions = 12, kRollouts = 20, kDays = 30;
const WorkloadName kReader("meter-reader");
const TimePoint kNow(24h * 20000 + 12h + 30min);

RegionName regionOf(int i) {
  return RegionName("region-" + std::to_string(i % kRegions));
}
NodeId nodeOf(int i) {
  return NodeId("0192f0c1-0000-7000-8000-" + std::to_string(100'000'000'000 + i));
}

void must(const Status& status) {
  if (!status) std::abort();
}

std::vector<Objective> eightObjectives() {
  std::vector<Objective> out;
  for (std::size_t i = 0; i < 8; ++i) {
    Objective objective;
    objective.name = ObjectiveName("objective-" + std::to_string(i));
    objective.title = "Objective number " + std::to_string(i);
    objective.indicator = static_cast<Indicator>(i % 5);
    if (isOfWorkload(objective.indicator)) objective.workload = kReader;
    if (hasLimit(objective.indicator)) objective.limit = 20;
    objective.target = 0.995;
    out.push_back(objective);
  }
  return out;
}

void addRollout(FleetState& state, int number, int nodes) {
  Rollout rollout;
  rollout.id = RolloutId("meter-reader-" + std::to_string(number));
  rollout.workload = kReader;
  rollout.to = {2, static_cast<std::uint32_t>(number), 0};
  rollout.state = number % 4 == 0 ? RolloutState::RolledBack : RolloutState::Succeeded;
  rollout.reason = number % 4 == 0 ? "grid_test" : "";
  rollout.createdAt = kNow - std::chrono::hours(24 * (kRollouts - number) + 5);
  rollout.endedAt = rollout.createdAt + 4h;
  if (number == kRollouts) {
    rollout.state = RolloutState::Running;
    rollout.endedAt = {};
  }
  state.apply(Row(RolloutRecord{rollout}));
  RolloutWave wave;
  wave.rollout = rollout.id;
  wave.startedAt = rollout.createdAt;
  wave.endedAt = rollout.endedAt;
  state.apply(Row(wave));
  for (int i = 0; i < nodes; ++i) {
    RolloutNode row;
    row.rollout = rollout.id;
    row.node = nodeOf(i);
    row.generation = static_cast<std::uint64_t>(number);
    row.outcome = NodeOutcome::Proven;
    row.assignedAt = rollout.createdAt;
    row.provenAt = rollout.createdAt + 10min;
    state.apply(Row(row));
  }
}

FleetState fleetOf(int nodes) {
  FleetState state;
  for (int i = 0; i < kRegions; ++i) state.apply(Row(Region{regionOf(i), "Region " + std::to_string(i)}));
  for (const Objective& objective : eightObjectives()) state.apply(Row(objective));
  for (int i = 0; i < nodes; ++i) {
    NodeEntry node;
    node.record.id = nodeOf(i);
    node.record.name = "site-" + std::to_string(i);
    node.record.region = regionOf(i);
    node.record.site = SiteName("site-" + std::to_string(i / 10));
    node.record.identity = NodeIdentity::Active;
    node.status.lastSeen = i % 100 == 0 ? kNow - 2h : kNow;
    WorkloadReport report;
    report.workload = kReader;
    report.proven = true;
    report.version = {2, static_cast<std::uint32_t>(i % 3), 0};
    node.workloads[kReader] = report;
    state.nodes[node.record.id] = std::move(node);
  }
  for (int number = 1; number <= kRollouts; ++number) addRollout(state, number, nodes);
  return state;
}

// An hour of the past is one record; the last three days are minutes. A tenth of them has bad events.
void fill(Ledger& ledger) {
  const auto add = [&](TimePoint at, int i, std::uint64_t total) {
    ArmCounts counts;
    counts.requests = total;
    counts.errors = i % 10 == 0 ? total / 200 : 0;
    counts.latencyUs.add(9'000, total);
    for (int region = 0; region < kRegions; ++region) {
      must(ledger.add({RawKind::Served, regionOf(region).value, kReader, "2.0.0", at, counts}, at));
      must(ledger.add({RawKind::States, regionOf(region).value, {}, {}, at, counts}, at));
    }
  };
  int i = 0;
  for (TimePoint at = kNow - 24h * kDays; at < kNow - 72h; at += 1h) add(at, ++i, 60'000);
  for (TimePoint at = kNow - 72h; at < kNow; at += 1min) add(at, ++i, 1'000);
  must(ledger.flush());
}

class Watch {
 public:
  double ms() {
    const auto now = std::chrono::steady_clock::now();
    const double out = std::chrono::duration<double, std::milli>(now - from_).count();
    from_ = now;
    return out;
  }

 private:
  std::chrono::steady_clock::time_point from_ = std::chrono::steady_clock::now();
};

std::size_t gzipped(const std::string& text) {
  std::string out;
  google::protobuf::io::StringOutputStream file(&out);
  google::protobuf::io::GzipOutputStream gzip(&file);
  void* block = nullptr;
  int size = 0;
  for (std::size_t at = 0; at < text.size() && gzip.Next(&block, &size);) {
    const std::size_t some = std::min(text.size() - at, static_cast<std::size_t>(size));
    text.copy(static_cast<char*>(block), some, at);
    at += some;
    gzip.BackUp(size - static_cast<int>(some));
  }
  gzip.Close();
  return out.size();
}

void report(const FleetState& state, Ledger& ledger, const BusinessBook& book) {
  const SummaryTimes times = summaryTimes(24h * kDays, kNow);
  SummaryBasis basis;
  basis.times = times;
  basis.at = kNow;
  basis.objectives = eightObjectives();
  basis.standings = ledger.judge({}, kNow).standings;
  RolloutDigests digests;
  Watch watch;
  basis.rollouts = digests.look(state);
  print("fleet loop: rollouts, the first time after a start", watch.ms(), "ms");
  basis.rollouts = digests.look(state);
  print("fleet loop: rollouts, of which one is under way", watch.ms(), "ms");
  basis.nodes = nodeDigests(state, kNow, 10s);
  print("fleet loop: nodes", watch.ms(), "ms");
  SummaryJob job = summaryJob(state, times, basis.objectives);
  print("fleet loop: causes of spending", watch.ms(), "ms");
  SummaryCounts counts;
  const SummaryPorts ports{[&](const ObjectiveName& name, const RegionName& region, TimePoint from, TimePoint to,
                               Duration step) { return ledger.history(name, region, from, to, step); },
                           [&](const ObjectiveName& name, const RegionName& region, TimePoint from) {
                             return ledger.parts(name, region, from);
                           }};
  double longest = 0, all = 0;
  for (const Objective& objective : basis.objectives) {
    Watch one;
    countObjective(job, objective, ports, counts);
    const double took = one.ms();
    longest = std::max(longest, took);
    all += took;
  }
  print("telemetry loop: all objectives, once a minute and period", all, "ms");
  print("telemetry loop: the longest of them at a stretch", longest, "ms");
  job.business = {{BusinessName("orders"), "Orders"}, {BusinessName("cost"), "Cost"}, {BusinessName("help"), "Help"}};
  job.place = {true, job.regions};
  Watch business;
  countBusiness(job, book, counts);
  print("telemetry loop: business, each time", business.ms(), "ms");
  basis.places = counts.places;
  const Caller caller{"bench", {{Role::Viewer, {}}}};
  Watch answer;
  const Summary summary = summaryOf({state, caller, basis, {true, job.regions}, 0.1, job.business, counts.business});
  const v1::Summary message = wire::toProto(summary);
  printAtMost("fleet loop: an answer from what is known, each time", answer.ms(), "ms", 5);
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(message, &json);
  print("answer", static_cast<double>(message.ByteSizeLong()) / 1024, "KiB");
  printAtMost("answer, gzip", static_cast<double>(gzipped(message.SerializeAsString())) / 1024, "KiB", 30);
  printAtMost("answer as JSON, gzip", static_cast<double>(gzipped(json)) / 1024, "KiB", 30);
}

}  // namespace

int main(int argc, char** argv) {
  const int nodes = argc > 1 ? std::atoi(argv[1]) : 10'000;
  const std::string folder = std::filesystem::temp_directory_path() / "bench_summary";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  {
    auto store = std::move(SqliteTelemetryStore::open(folder + "/telemetry.db").value());
    Ledger ledger(*store, LedgerConfig{.slot = 60s, .lag = 30s});
    must(ledger.open(eightObjectives(), kNow - 24h * kDays));
    fill(ledger);
    SqliteBusinessStore businessStore(store->database());
    BusinessBook book(businessStore);
    must(book.open(kNow));
    for (int hour = 0; hour < 24 * kDays; ++hour) {
      std::vector<BusinessPoint> points;
      for (int region = 0; region < kRegions; ++region)
        points.push_back({BusinessName("orders"), regionOf(region), {}, kNow - std::chrono::hours(hour), 10});
      if (!book.report(points)) std::abort();
    }
    report(fleetOf(nodes), ledger, book);
  }
  std::filesystem::remove_all(folder);
  return 0;
}

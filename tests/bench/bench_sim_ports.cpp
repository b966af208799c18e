// What the disks and databases of the simulator cost, in nanoseconds of one core.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "services/agent/core/install/boot_record.h"
#include "services/agent/storage/telemetry_queue.h"
#include "tests/simulation/sim_agent_store.h"
#include "tests/simulation/sim_disk.h"
#include "tests/simulation/sim_fleet_store.h"

using namespace flotilla;
using namespace flotilla::simulation;
using agent::FileTelemetryQueue;

namespace {

template <class F>
void measure(const char* what, std::uint64_t times, const F& once) {
  for (std::uint64_t i = 0; i < times / 10; ++i) once(i);
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < times; ++i) once(i);
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  std::printf("%-60s %9.0f ns\n", what, took.count() / static_cast<double>(times));
}

void check(const Status& status) {
  if (status) return;
  std::printf("%s\n", status.error().message.c_str());
  std::exit(1);
}

NodeReport reportOf(std::uint64_t i) {
  NodeReport report;
  report.bootId = "01890000-0000-7000-8000-000000000001";
  report.at = fromMicros(static_cast<std::int64_t>(i));
  WorkloadReport workload;
  workload.workload = WorkloadName("meter-reader");
  workload.version = Version{1, 0, 0, ""};
  report.workloads = {workload};
  ArmReport arm;
  arm.workload = workload.workload;
  arm.version = workload.version;
  arm.counts.requests = 1500;
  for (int bucket = 0; bucket < 20; ++bucket) arm.counts.latencyUs.add(1000 + 100 * bucket, 75);
  report.arms = {arm};
  return report;
}

void measureDisk(FaultCounts& counts) {
  SimDisk disk(Dice(1), counts);
  check(disk.createDirectories("/data/telemetry"));
  const std::string record(200, 'r'), kilobyte(1024, 'k');
  auto file = disk.open("/data/telemetry/a", OpenMode::Create).value();
  std::uint64_t at = 0;
  measure("append and sync of 200 bytes", 1'000'000, [&](std::uint64_t i) {
    if (i % 10'000 == 0) check(file->truncate(at = 0));
    check(file->write(at, record));
    check(file->sync());
    at += record.size();
  });
  measure("open, read of 200 bytes", 1'000'000,
          [&](std::uint64_t) { (void)disk.open("/data/telemetry/a", OpenMode::Read).value()->read(0, 200).value(); });
  const Path path("/data/boot");
  measure("replace of 1 KB", 300'000, [&](std::uint64_t) { check(disk.replace(path, kilobyte)); });
}

void measureAgent(FaultCounts& counts) {
  SimDisk disk(Dice(1), counts);
  check(disk.createDirectories("/data"));
  auto queue = FileTelemetryQueue::open(disk, "/data/telemetry", {{}, "queue-1", 1, false}).value();
  const NodeReport report = reportOf(1);
  measure("FileTelemetryQueue: append, sync, pending, acknowledge", 50'000, [&](std::uint64_t) {
    check(queue->append(report));
    check(queue->sync());
    check(queue->acknowledge(queue->pending(8).value().back().seq));
  });
  measure("of that: append, sync", 50'000, [&](std::uint64_t) {
    check(queue->append(report));
    check(queue->sync());
  });
  agent::BootRecordFile boot(disk, "/data");
  boot.read();
  measure("BootRecordFile::write", 50'000, [&](std::uint64_t) { check(boot.write(boot.record())); });
  SimAgentStore store(Dice(1), counts);
  agent::StateChange change;
  change.workloads.emplace_back().workload = WorkloadName("meter-reader");
  change.workloads.front().installId = "01890000-0000-7000-8000-000000000001";
  measure("SimAgentStore::apply of a workload", 1'000'000, [&](std::uint64_t) { check(store.apply(change)); });
}

void measureFleet(FaultCounts& counts) {
  SimFleetDisk disk(Dice(1), counts);
  SimFleetStore store(disk);
  std::vector<controlplane::Mutation> fleet(1), report(1);
  std::vector<NodeId> nodes;
  for (int i = 0; i < 50; ++i) {
    controlplane::NodeRecord node;
    node.id = nodes.emplace_back("01890000-0000-7000-8000-0000000000" + std::to_string(10 + i));
    node.name = "node-" + std::to_string(i);
    fleet[0].rows.emplace_back(node);
  }
  check(store.commit(fleet, 0, 1));
  const NodeReport said = reportOf(1);
  controlplane::NodeStatus status;
  status.bootId = said.bootId;
  status.queue = "01890000-0000-7000-8000-000000000002";
  measure("SimFleetStore::commit of a report", 300'000, [&](std::uint64_t i) {
    const NodeId& node = nodes[i % nodes.size()];
    status.node = node;
    report[0].rows.clear();
    report[0].rows.emplace_back(status);
    report[0].rows.emplace_back(controlplane::WorkloadStatus{node, said.workloads[0]});
    report[0].rows.emplace_back(
        controlplane::ArmTotals{node, said.arms[0].workload, said.arms[0].version, said.arms[0].counts});
    check(store.commit(report, 0, i));
  });
  measure("of that: making the rows", 300'000, [&](std::uint64_t i) {
    const NodeId& node = nodes[i % nodes.size()];
    status.node = node;
    report[0].rows.clear();
    report[0].rows.emplace_back(status);
    report[0].rows.emplace_back(controlplane::WorkloadStatus{node, said.workloads[0]});
    report[0].rows.emplace_back(
        controlplane::ArmTotals{node, said.arms[0].workload, said.arms[0].version, said.arms[0].counts});
  });
}

}  // namespace

int main() {
  FaultCounts counts;
  measureDisk(counts);
  measureAgent(counts);
  measureFleet(counts);
}

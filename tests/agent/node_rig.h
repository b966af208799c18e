// One agent on fakes over a real folder and a real state.db, and the control plane's half of the talk: assigns,
// collects, acknowledges.
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/agent/core/agent.h"
#include "services/agent/core/install/boot_record.h"
#include "services/agent/core/verify/content_check.h"
#include "services/agent/storage/sqlite_agent_store.h"
#include "services/agent/storage/telemetry_queue.h"
#include "tests/support/agent_fakes.h"

namespace flotilla::agent::fakes {

inline const std::string kNodeId = "01890000-0000-7000-8000-000000000001";
inline const std::string kFingerprint = std::string(64, 'a');
inline const std::string kWorkload = "checkout-vision";

class NodeRig {
 public:
  explicit NodeRig(const FleetKeys& fleet, std::uint64_t seed = 1) : keys(fleet), random(seed) {}

  // Opens state.db and starts an agent, as after a boot.
  void boot() {
    auto opened = SqliteAgentStore::open(disk, data() / "state.db");
    if (!opened) qFatal("%s", opened.error().message.c_str());
    sql = std::move(*opened);
    store.use(sql.get());
    QueueOptions options;
    options.quota = quota;
    options.incarnation = makeUuid(loop.now(), random);
    auto openedQueue = FileTelemetryQueue::open(files, data() / "telemetry", options);
    if (!openedQueue) {
      started = openedQueue.error();
      return;
    }
    queue = std::move(*openedQueue);
    launcher.log = &plan.log;
    AgentConfig config;
    config.node = NodeId(kNodeId);
    config.hardware = "x86_64";
    config.version = *parseVersion("1.0.0");
    config.data = data();
    config.plugins = "/plugins";
    config.root = keys.root();
    config.reportInterval = reportInterval;
    config.paused = paused;
    config.sensor = sensor;
    config.region = region;
    config.drills = drills;
    config.restart = restart;
    agent = std::make_unique<Agent>(config, AgentPorts{loop, clock != nullptr ? *clock : loop, random, files, store,
                                                       *queue, downloader, launcher, gauge});
    agent->setKeyFingerprint(kFingerprint);
    started = agent->start();
  }
  // The process is gone; nothing of it runs any more.
  void kill() {
    agent.reset();
    loop.clear();
    queue.reset();
    sql.reset();
    files.losePower();
  }
  // Runs `work`; false if the power went meanwhile. Then the agent is gone.
  template <class F>
  bool survives(F work) {
    try {
      work();
      return true;
    } catch (const PowerCut&) {
      kill();
      return false;
    }
  }

  Path data() const { return folder.path().toStdString(); }
  Assignment assignmentOf(std::uint64_t generation, std::vector<AssignmentTarget> targets) const {
    Assignment assignment;
    assignment.node = NodeId(kNodeId);
    assignment.keyFingerprint = kFingerprint;
    assignment.epoch = 1;
    assignment.generation = generation;
    assignment.notBefore = loop.now() - std::chrono::hours(1);
    assignment.expires = loop.now() + std::chrono::hours(24);
    assignment.rollout = kWorkload + "-1";
    assignment.targets = std::move(targets);
    return assignment;
  }
  void assign(std::uint64_t generation, const Published& published) {
    assign(generation, published, keys.target(published, kWorkload));
  }
  void assign(std::uint64_t generation, const Published& published, const AssignmentTarget& target) {
    downloader.serve(published);
    lastEnvelope = keys.assign(assignmentOf(generation, {target}));
    agent->onAssignment(lastEnvelope, {published.envelope});
  }

  // What the control plane has stored of this node: every report once.
  void collect() {
    const auto reports = agent->pendingReports(1000);
    for (const NodeReport& report : *reports) {
      if (report.seq <= lastSeq) continue;
      lastSeq = report.seq;
      delivered.push_back(report);
    }
    if (!reports->empty()) agent->ackReport(lastSeq);
  }
  std::optional<WorkloadReport> reported() const {
    if (delivered.empty() || delivered.back().workloads.empty()) return std::nullopt;
    return delivered.back().workloads.front();
  }
  std::vector<NodeEvent> events() const {
    std::vector<NodeEvent> all;
    for (const NodeReport& report : delivered) all.insert(all.end(), report.events.begin(), report.events.end());
    return all;
  }
  long countEvents(InstallState state, std::uint64_t generation) const {
    const auto all = events();
    return std::count_if(all.begin(), all.end(),
                         [&](const NodeEvent& e) { return e.state == state && e.generation == generation; });
  }
  WorkloadRecord record() { return sql->load()->workloads[WorkloadName(kWorkload)]; }
  bool reaches(InstallState state, std::uint64_t generation, Duration within = std::chrono::minutes(20)) {
    const auto there = [&] {
      const auto now = agent->pendingReports(1000);
      return std::any_of(now->begin(), now->end(), [&](const NodeReport& report) {
        return std::any_of(report.workloads.begin(), report.workloads.end(),
                           [&](const WorkloadReport& w) { return w.state == state && w.generation == generation; });
      });
    };
    const bool reached = loop.runUntil(there, within);
    loop.runFor(std::chrono::seconds(1));
    collect();
    return reached;
  }
  BootEntry bootEntry() {
    BootRecordFile file(disk, data());
    const BootEntry* entry = file.read().find(WorkloadName(kWorkload));
    return entry == nullptr ? BootEntry{} : *entry;
  }
  Path slotFolder(Slot slot) const { return data() / "workloads" / kWorkload / (slot == 0 ? "a" : "b"); }
  std::vector<std::string> serving() const { return launcher.serving(kWorkload); }
  // Everything this node holds, as a starting point for others.
  void copyFrom(const NodeRig& other) {
    std::filesystem::copy(other.data(), data(), std::filesystem::copy_options::recursive);
  }

  // In memory where there is such a place: power cuts are played by FaultyFiles, so waiting for a real disk proves
  // nothing.
  static QString place() {
    const QFileInfo memory("/dev/shm");
    return (memory.isWritable() ? memory.filePath() : QDir::tempPath()) + "/flotilla-agent-XXXXXX";
  }

  RegionName region{"us-east"};
  const FleetKeys& keys;
  QTemporaryDir folder{place()};
  VirtualLoop loop;
  Clock* clock = nullptr;  // another one than the loop's
  MachineGauge* gauge = nullptr;
  SeededRandom random;
  FaultPlan plan;
  SystemFiles disk;
  FaultyFiles files{plan};
  FaultyStore store{plan};
  std::unique_ptr<SqliteAgentStore> sql;
  QueueQuota quota;
  std::unique_ptr<FileTelemetryQueue> queue;
  FakeDownloader downloader{loop, files};
  FakeLauncher launcher{loop};
  std::unique_ptr<Agent> agent;
  Status started = okStatus();
  Sensor sensor;
  bool paused = false;
  DrillRules drills;
  std::function<Status()> restart;
  Duration reportInterval = std::chrono::seconds(10);
  std::uint64_t lastSeq = 0;
  std::string lastEnvelope;
  std::vector<NodeReport> delivered;
};

}  // namespace flotilla::agent::fakes

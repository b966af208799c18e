// A telemetry queue over a real folder and a disk that fails on demand, and the control plane's half of the talk: what
// was stored, each number once. Thread: the test's.
#pragma once

#include <QTemporaryDir>
#include <QtTest>

#include <map>
#include <memory>

#include "services/agent/storage/telemetry_queue.h"
#include "tests/agent/node_rig.h"

namespace flotilla::agent::fakes {

inline NodeReport countsOf(std::uint64_t requests, const std::string& boot = "boot") {
  NodeReport report;
  report.bootId = boot;
  ArmReport arm;
  arm.workload = WorkloadName("checkout-vision");
  arm.version = *parseVersion("1.0.0");
  arm.counts.requests = requests;
  arm.counts.latencyUs.add(1000, requests);
  report.arms = {arm};
  return report;
}

inline News newsOf(std::uint64_t id, NewsLane lane = NewsLane::Ordinary, std::size_t padding = 0) {
  News news{lane, id, {}};
  NodeEvent event;
  event.generation = id;
  event.message = std::string(padding, 'x');
  news.holder.events = {event};
  return news;
}

struct QueueRig {
  QTemporaryDir folder{NodeRig::place()};
  FaultPlan plan;
  FaultyFiles files{plan};
  QueueOptions options{{}, "queue-1", 1, false};
  std::unique_ptr<FileTelemetryQueue> queue;

  Path directory() const { return Path(folder.path().toStdString()) / "telemetry"; }
  Status open() {
    queue.reset();
    auto opened = FileTelemetryQueue::open(files, directory(), options);
    if (!opened) return opened.error();
    queue = std::move(*opened);
    return okStatus();
  }
  void losePower() {
    queue.reset();
    files.losePower();
  }
  std::vector<std::string> segments(const std::string& prefix) {
    std::vector<std::string> out;
    const auto names = files.list(directory());
    for (const std::string& name : *names)
      if (name.starts_with(prefix)) out.push_back(name);
    return out;
  }
};

// The oracle: takes what a node sends as the control plane does, and knows afterwards what came, once, and what did
// not.
struct Stored {
  std::uint64_t newest = 0;
  std::uint64_t requests = 0;
  std::uint64_t missing = 0;            // numbers that were left out
  std::map<std::uint64_t, int> events;  // by generation: how often

  void take(const NodeReport& report) {
    if (report.seq <= newest) return;
    const std::uint64_t first = report.firstSeq == 0 ? report.seq : report.firstSeq;
    if (first > newest + 1) missing += first - newest - 1;
    newest = report.seq;
    for (const ArmReport& arm : report.arms) requests += arm.counts.requests;
    for (const NodeEvent& event : report.events) ++events[event.generation];
  }
  void takeAll(FileTelemetryQueue& queue) {
    for (;;) {
      const auto reports = queue.pending(8);
      if (!reports || reports->empty()) return;
      for (const NodeReport& report : *reports) take(report);
      if (!queue.acknowledge(newest)) return;
    }
  }
};

}  // namespace flotilla::agent::fakes

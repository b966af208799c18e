// A node that serves 1.0.0 and is told to take 2.0.0 in stages.
#pragma once

#include "tests/agent/node_rig.h"

namespace flotilla::agent::fakes {

inline Stages shortShadow() {
  Stages stages;
  stages.shadow.emplace();
  return stages;
}

inline Stages bothStages() {
  Stages stages = shortShadow();
  stages.weights.emplace().salt = kWorkload + "-2";
  return stages;
}

inline Stages onlyWeights() {
  Stages stages = bothStages();
  stages.shadow.reset();
  return stages;
}

class StageRig {
 public:
  explicit StageRig(Stages wanted = bothStages()) : stages(std::move(wanted)) {
    node.boot();
    node.assign(1, v1);
    if (!node.reaches(InstallState::Committed, 1)) qFatal("1.0.0 is not committed");
  }

  AssignmentTarget target() const {
    AssignmentTarget target = keys.target(v2, kWorkload);
    target.stages = stages;
    target.config.memoryMb = 200;
    return target;
  }
  void assign(std::uint64_t generation = 2) { node.assign(generation, v2, target()); }
  WorkerScript& candidate() { return node.launcher.scripts["2.0.0"]; }

  // Runs until a report says that the candidate is in that stage; false after a day.
  bool enters(StageKind stage, std::uint32_t percent = 0) {
    return runUntil([&] {
      const auto now = newest();
      return now && now->stage == stage && now->percent == percent;
    });
  }
  bool ends(InstallState state, std::uint64_t generation = 2) {
    const bool ended = runUntil([&] {
      const auto now = node.reported();
      return now && now->state == state && now->generation == generation;
    });
    node.loop.runFor(std::chrono::seconds(1));
    node.collect();
    return ended;
  }

  // What the control plane knows of the stages, newest first.
  std::optional<StageReport> newest() const {
    for (auto report = node.delivered.rbegin(); report != node.delivered.rend(); ++report)
      if (!report->stages.empty()) return report->stages.front();
    return std::nullopt;
  }
  std::vector<std::string> stagesTold() const {
    std::vector<std::string> told;
    for (const NodeReport& report : node.delivered)
      for (const StageReport& stage : report.stages) {
        const std::string name = std::string(toText(stage.stage)) + " " + std::to_string(stage.percent);
        if (told.empty() || told.back() != name) told.push_back(name);
      }
    return told;
  }
  // Of one version, as an arm, over all reports.
  ArmCounts counted(Arm arm, const std::string& version) const {
    ArmCounts sum;
    for (const NodeReport& report : node.delivered)
      for (const ArmReport& each : report.arms)
        if (each.arm == arm && each.version.toString() == version) sum.merge(each.counts);
    return sum;
  }
  std::string reason() const { return node.reported() ? node.reported()->reason : "nothing"; }

  // False after a day. It looks only when there is a report, because a stage takes many thousand requests.
  template <class F>
  bool runUntil(F there) {
    bool fresh = true;
    node.agent->setReportListener([&] { fresh = true; });
    const auto look = [&] {
      if (!std::exchange(fresh, false)) return false;
      node.collect();
      return there();
    };
    const bool reached = node.loop.runUntil(look, std::chrono::hours(24));
    node.agent->setReportListener({});
    return reached;
  }

  const FleetKeys keys;
  const Published v1 = keys.publish("1.0.0", 1);
  const Published v2 = keys.publish("2.0.0", 2, 1);
  const Published v3 = keys.publish("3.0.0", 3);
  NodeRig node{keys};
  Stages stages;
};

}  // namespace flotilla::agent::fakes

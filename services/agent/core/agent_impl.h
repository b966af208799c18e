// Private to the agent: what it is made of. Thread and lifetime: those of the Agent.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "services/agent/core/agent.h"
#include "services/agent/core/desired.h"
#include "services/agent/core/input_capture.h"
#include "services/agent/core/linked_downloads.h"
#include "services/agent/core/node_workload.h"
#include "services/agent/core/order_keeper.h"
#include "services/agent/core/policy_keeper.h"
#include "services/agent/core/reporter.h"
#include "services/agent/core/saturation_watch.h"

namespace flotilla::agent {

struct Agent::Impl {
  Impl(AgentConfig agentConfig, AgentPorts agentPorts);

  Status start();
  void readClock(NodeReport& report) const;
  void nameStoredRollout();
  void recoverWorkloads(const Result<DesiredMap>& reopened);
  NodeWorkload& add(const WorkloadRecord& record);
  void onAssignment(std::string envelope, std::vector<std::string> releases);
  NodeFacts facts() const;
  Status checkCapacity(const Assignment& assignment) const;
  void accept(StoredAssignment stored, const CheckedAssignment& checked);
  void reject(const std::string& envelope, const Error& why);
  void describeRefusal(const Assignment& content, const Error& why, StateChange& change) const;
  std::optional<WorkloadRecord> attemptAt(const Desired& desired);
  void doOrders(const NodeOrders& given, std::uint64_t before);
  DrillActs drillActs();
  void onSettled(const WorkloadName& workload);
  bool mayRepair(const NodeWorkload& workload, const Desired& wanted) const;
  void startNewer(const WorkloadName& workload);
  void cleanWhenIdle();
  void lookAtMachine();
  NodeReport collect() const;

  AgentConfig config;
  AgentPorts ports;
  NodeState node;
  PolicyKeeper policy;
  LinkedDownloads linked;
  DownloadQueue downloads;
  Reporter reporter;
  WorkloadContext context;
  std::map<WorkloadName, std::unique_ptr<NodeWorkload>> workloads;
  InputCapture capture{ports.loop};
  DesiredMap desired;
  std::string keyFingerprint;
  std::string bootId;
  ClockFilter clockFilter;
  SaturationWatch saturation;
  OrderKeeper orders;
  DrillKeeper drills;
  std::pair<Digest, std::string> lastRefusal;  // the same bytes refused for the same reason are told once
  Guard guard;
};

}  // namespace flotilla::agent

// The node agent without its surroundings: takes assignments, installs, supervises, reports. Pure of clocks, threads,
// sockets and processes; those are ports. Thread: the agent's loop. Lifetime: the destructor ends workers; pending
// callbacks become no-ops.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/domain/input_samples.h"
#include "models/domain/node_orders.h"
#include "models/domain/page.h"
#include "models/domain/saturation.h"
#include "models/domain/trust.h"
#include "models/domain/version.h"
#include "services/agent/core/clock_offset.h"
#include "services/agent/core/drill_keeper.h"
#include "services/agent/core/ports.h"
#include "services/agent/core/sensor.h"
#include "services/runtime/clock.h"
#include "services/runtime/random.h"
#include "services/runtime/serial_loop.h"
#include "services/telemetry/window_counter.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::agent {

struct AgentConfig {
  NodeId node;
  std::string hardware;  // machine architecture, for example "x86_64"
  Version version;       // of the agent, for `min_agent`
  RegionName region;     // where it stands; empty = not known, and then no rule about places can be kept
  SiteName site;
  Path data;     // data directory: boot0, boot1, dl/, workloads/<name>/{a,b}
  Path plugins;  // folder of plugins
  RootDocument root;
  Duration reportInterval = std::chrono::seconds(10);
  Duration trialDeadline =
      std::chrono::minutes(5);              // from the start of a try to the end of its health window, at the latest
  std::uint64_t diskReserve = 64ULL << 20;  // bytes that must stay free
  Sensor sensor;                            // of this node
  WindowRule windows;                       // of what its models see
  worker::TraceRule traces;                 // of the requests of its workloads
  bool paused = false;                      // install, but do not feed workloads (for measuring idle cost)
  std::function<std::uint32_t()> ownRssKb;  // resident memory of the agent; reported as 0 if not given
  DrillRules drills;
  std::function<Status()> restart;  // ends this process in good order and starts another; empty = it cannot
  PerResource<std::uint32_t> saturatedPercent{90, 90, 90};  // more than so much in use is too much
};

struct AgentPorts {
  Executor& loop;
  Clock& clock;
  Random& random;
  Files& files;
  AgentStore& store;
  TelemetryQueue& queue;
  Downloader& downloader;
  WorkerLauncher& launcher;
  MachineGauge* gauge = nullptr;  // without it nothing is measured
};

class Agent {
 public:
  Agent(AgentConfig config, AgentPorts ports);
  ~Agent();

  // Loads state, recovers every workload as the boot record says, starts reporting. An error means the data directory
  // cannot be used.
  Status start();

  // The fingerprint (hex) of the certificate in use; assignments are bound to it. Set before the first assignment and
  // after renewal.
  void setKeyFingerprint(std::string fingerprint);

  // Whether the lines and inputs of a workload may leave this node, as the policy stands now; asked from any thread.
  std::function<bool(const WorkloadName&)> dataMayLeave() const;

  // The next inputs of a workload; `done` comes once, on the loop. Errors: those of InputCapture,
  // NotFound/"no_workload", Precondition/"residency" where the policy keeps its data in other places.
  void captureInputs(const SampleQuery& query, Done<InputSamples> done);

  // Bytes from the control plane. Refusals become events and reports, never errors here.
  void onAssignment(std::string envelope, std::vector<std::string> releaseEnvelopes);

  // A policy from the control plane: kept if it is newer than all before and the release keys signed it. Refusals
  // become events.
  void onPolicy(std::string envelope);

  // What the control plane wants besides: a number that was seen already says nothing new. It is durable before
  // anything is done, so that a workload is not started anew twice.
  void onOrders(const NodeOrders& orders);
  // A new certificate is wanted, until onRenewed().
  bool wantsRenewal() const;
  void onRenewed();

  // Faults for practice.
  DrillKeeper& drills();

  // Reports waiting for delivery, oldest first; ackReport drops them. `onReport` is called when a new one is there.
  Result<std::vector<NodeReport>> pendingReports(std::size_t limit);
  void ackReport(std::uint64_t seq);
  void setReportListener(std::function<void()> onReport);
  // Whose numbers reports have.
  const QueueIdentity& queue() const;
  // The control plane answered a message; from that the offset of the clock is known.
  void onExchange(const ClockExchange& exchange);

  // For the hello message.
  std::uint64_t highestEpoch() const;
  std::uint64_t lastGeneration() const;
  // The envelope of the newest accepted assignment, which proves both to whoever signed it. Empty if there is none, or
  // if it is larger than kMaxEvidenceBytes.
  std::string newestAssignment() const;
  const std::string& bootId() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flotilla::agent

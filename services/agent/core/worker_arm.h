// One worker process of a workload: loads a slot, checks it if asked, serves at a rate. It is not restarted here.
// Thread: the agent's loop. Lifetime: the destructor ends the process; no callback comes afterwards.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "models/domain/assignment.h"
#include "services/agent/core/guard.h"
#include "services/agent/core/ports.h"
#include "services/agent/core/sensor.h"
#include "services/runtime/clock.h"
#include "services/runtime/serial_loop.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::agent {

// What is the same for every worker of a node.
struct WorkerSetting {
  WorkerLauncher& launcher;
  Executor& loop;
  const Clock& clock;
  Path plugins;
  std::string seed;
  Sensor sensor;
  Duration readyWithin{};  // a worker that takes longer to load and check hangs
  Files& files;
  WindowRule windows = {};
  worker::TraceRule traces = {};
};

// What the worker that has the source does for a candidate; worker::Serve says what it means.
struct FrontOrder {
  worker::FrontMode mode = worker::FrontMode::Off;
  std::uint32_t round = 0;
  std::uint32_t percent = 0;
  std::string salt = {};
  friend bool operator==(const FrontOrder&, const FrontOrder&) = default;
};

// How an arm is started.
struct ArmStart {
  bool check = false;       // the golden inputs have to pass
  bool background = false;  // behind all others
};

// The file of a plugin. Names come from outside, so anything but a plain name is refused ("bad_plugin_name").
Result<Path> pluginPath(const Path& plugins, const std::string& name);

class WorkerArm {
 public:
  struct Listener {
    std::function<void()> onReady;  // loaded, and checked if asked; serving may begin
    std::function<void(const ArmCounts&)> onCounts;
    std::function<void(std::string window)> onWindow;  // of inputs; encodeWindow
    std::function<void(const worker::Traced&)> onTrace;
    std::function<void(const worker::Sampled&)> onSample;
    std::function<void(worker::Ask)> onAsk;        // as the front
    std::function<void(worker::Answer)> onAnswer;  // as the candidate
    std::function<void(const worker::Compared&)> onCompared;
    std::function<void(const Error&)> onEnded;  // once, for whatever reason; the arm may be destroyed in it
  };

  WorkerArm(const WorkerSetting& setting, Path slot, AssignmentTarget target, ArmStart start, Listener listener);
  ~WorkerArm();

  void start();
  // Requests per second from now on, 0 = pause, with the threshold of the target; kept until the worker is ready.
  void serve(double ratePerSecond, const FrontOrder& front = {});
  // To the candidate, and back to the front. Of one that is not ready they are lost.
  void ask(worker::Ask ask);
  void answer(worker::Answer answer);
  // The next inputs come as samples.
  void capture(std::uint32_t samples) { send(worker::Capture{samples}); }
  // SIGKILL; onEnded follows. False if there is no process.
  bool kill();
  // Asks for the last counts and an exit; onEnded follows.
  void stop();

  bool ready() const { return ready_; }
  const Path& slot() const { return slot_; }
  const AssignmentTarget& target() const { return target_; }
  // For changes that need no new load.
  void setTarget(AssignmentTarget target) { target_ = std::move(target); }
  std::uint64_t rssKb() const { return process_ ? process_->rssKb() : 0; }

 private:
  Status launch();
  void onFrame(const std::string& bytes);
  void onLoaded();
  void onChecked(const worker::Checked& checked);
  void becomeReady();
  void sendServe();
  void end(Error why);
  void send(const worker::Frame& frame);

  WorkerSetting setting_;
  Path slot_;
  AssignmentTarget target_;
  ArmStart start_;
  Listener listener_;
  std::unique_ptr<WorkerProcess> process_;
  bool ready_ = false;
  bool ended_ = false;
  double rate_ = 0;
  double holdBelow_ = 0;
  FrontOrder front_;
  Guard guard_;
};

}  // namespace flotilla::agent

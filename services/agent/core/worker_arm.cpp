#include "services/agent/core/worker_arm.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "services/agent/core/input_bins.h"
#include "services/runtime/log.h"

namespace flotilla::agent {

Result<Path> pluginPath(const Path& plugins, const std::string& name) {
  if (!checkName("plugin", name))
    return invalid("bad_plugin_name", "a plugin cannot be named '" + name + "'", "plugin",
                   "lower-case letters, digits and hyphens");
  return plugins / (name + ".so");
}

WorkerArm::WorkerArm(const WorkerSetting& setting, Path slot, AssignmentTarget target, ArmStart start,
                     Listener listener)
    : setting_(setting),
      slot_(std::move(slot)),
      target_(std::move(target)),
      start_(start),
      listener_(std::move(listener)) {}

WorkerArm::~WorkerArm() = default;

void WorkerArm::start() {
  if (const Status launched = launch(); !launched) return end(launched.error());
  setting_.loop.postAfter(setting_.readyWithin, guard_.wrap([this] {
    if (!ready_) end(precondition("worker_hung", "the worker did not become ready in " + toText(setting_.readyWithin)));
  }));
}

Status WorkerArm::launch() {
  const WorkloadConfig& config = target_.config;
  FLOTILLA_TRY(const Path runtime, pluginPath(setting_.plugins, config.runtime));
  FLOTILLA_TRY(const Path source, pluginPath(setting_.plugins, config.source));
  WorkerEvents events;
  events.onFrame = guard_.wrap([this](const std::string& frame) { onFrame(frame); });
  events.onExit =
      guard_.wrap([this](const std::string& why) { end(precondition("worker_exited", "the worker ended: " + why)); });
  events.onOutput = [workload = target_.workload.value, version = target_.version.toString()](std::string_view line) {
    log::info(line, {{"workload", workload}, {"version", version}, {kStreamField, "output"}});
  };
  FLOTILLA_TRY(process_, setting_.launcher.start({target_.workload.value, config.memoryMb, config.cpuPercent,
                                                  config.maxProcesses, start_.background},
                                                 std::move(events)));
  // An answer that takes longer than those of a healthy version is slow.
  worker::TraceRule traces = setting_.traces;
  traces.slow = std::min(traces.slow, Duration(static_cast<std::int64_t>(config.maxP95Ms * 1000)));
  const Sensor seen = throughSensor(setting_.sensor, config);
  const InputBins inputs = inputBins(setting_.files, slot_);
  send(worker::Load{slot_.string(), runtime.string(), source.string(), setting_.seed, seen.gain, seen.offset,
                    seen.noise, inputs.bins, inputs.profile, setting_.windows, traces});
  return okStatus();
}

void WorkerArm::serve(double ratePerSecond, const FrontOrder& front) {
  const double holdBelow = target_.config.minConfidence;
  const bool same = rate_ == ratePerSecond && front_ == front && (ratePerSecond == 0 || holdBelow_ == holdBelow);
  rate_ = ratePerSecond;
  holdBelow_ = holdBelow;
  front_ = front;
  if (ready_ && !same) sendServe();
}

void WorkerArm::sendServe() {
  send(worker::Serve{rate_, holdBelow_, front_.mode, front_.round, front_.percent, front_.salt});
}

void WorkerArm::ask(worker::Ask ask) {
  if (ready_) send(std::move(ask));
}

void WorkerArm::answer(worker::Answer answer) {
  if (ready_) send(std::move(answer));
}

void WorkerArm::stop() {
  send(worker::Stop{});
}

bool WorkerArm::kill() {
  if (!process_ || ended_) return false;
  process_->kill();
  return true;
}

void WorkerArm::onFrame(const std::string& bytes) {
  const auto frame = worker::decode(bytes);
  if (!frame) return end(frame.error());
  if (std::holds_alternative<worker::Loaded>(*frame)) return onLoaded();
  if (const auto* checked = std::get_if<worker::Checked>(&*frame)) return onChecked(*checked);
  if (const auto* counts = std::get_if<worker::Counts>(&*frame)) return listener_.onCounts(counts->delta);
  if (const auto* closed = std::get_if<worker::WindowClosed>(&*frame)) return listener_.onWindow(closed->window);
  if (const auto* traced = std::get_if<worker::Traced>(&*frame)) return listener_.onTrace(*traced);
  if (const auto* sampled = std::get_if<worker::Sampled>(&*frame)) return listener_.onSample(*sampled);
  if (const auto* ask = std::get_if<worker::Ask>(&*frame)) return listener_.onAsk(*ask);
  if (const auto* answer = std::get_if<worker::Answer>(&*frame)) return listener_.onAnswer(*answer);
  if (const auto* compared = std::get_if<worker::Compared>(&*frame)) return listener_.onCompared(*compared);
  if (const auto* failed = std::get_if<worker::Failed>(&*frame))
    return end(precondition(failed->reason, failed->message));
  end(invalid("bad_frame", "the worker sent a frame that only the agent sends"));
}

void WorkerArm::onLoaded() {
  if (start_.check) return send(worker::Check{});
  becomeReady();
}

void WorkerArm::onChecked(const worker::Checked& checked) {
  if (checked.ok) return becomeReady();
  end(precondition(checked.reason, checked.message));
}

void WorkerArm::becomeReady() {
  if (ready_ || ended_) return;
  ready_ = true;
  if (rate_ != 0) sendServe();
  setting_.loop.post(guard_.wrap([this] { listener_.onReady(); }));
}

// Posted, because the listener may destroy this object, and with it the process in whose callback this runs.
void WorkerArm::end(Error why) {
  if (ended_) return;
  ended_ = true;
  if (process_ && process_->outOfMemory())
    why = precondition("out_of_memory", "killed: out of memory, limit " + std::to_string(target_.config.memoryMb) +
                                            " MB (" + why.message + ")");
  setting_.loop.post(guard_.wrap([this, why = std::move(why)] {
    const auto onEnded = listener_.onEnded;
    onEnded(why);
  }));
}

void WorkerArm::send(const worker::Frame& frame) {
  if (process_ && !ended_) process_->send(worker::encode(frame));
}

}  // namespace flotilla::agent

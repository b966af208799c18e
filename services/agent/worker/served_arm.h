// One loaded bundle: makes requests from its source and counts what came of them. While a candidate is judged it is the
// front of both versions (front.h); that of a candidate answers what the front asks.
// Thread: one. Lifetime: holds the plugins and their libraries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/domain/result.h"
#include "services/agent/worker/front.h"
#include "services/agent/worker/plugin_object.h"
#include "services/agent/worker/tracer.h"
#include "services/runtime/clock.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::worker {

class ServedArm {
 public:
  // Loads the bundle into the runtime and opens the source, unless the runtime feeds itself. Errors: those of
  // openRuntime and openSource, and what the plugins complain about (Precondition with their reason); "bad_model" if
  // the runtime announces an empty or absurd size.
  static Result<ServedArm> load(const Load& request);

  plugin::Runtime& runtime() { return *runtime_; }

  // The runtime is its own source (plugins/api/runtime.h): a service.
  bool feedsItself() const { return !source_; }

  // One input through the runtime. Latency is that of the runtime alone. A failure of either plugin is a request with
  // an error. Error: that of a runtime which has ended, after which nothing more can be served.
  // A request that is the candidate's is counted when it is answered.
  Status serveOne(const Clock& clock, ArmCounts& counts);

  // As the front. What was handed back is answered here, and counts as answered by this version.
  Status setFront(const Serve& request, const Clock& clock, ArmCounts& counts);
  // What the last request gave to the candidate, once. To be sent after the answer is given.
  std::optional<Ask> takeAsk() { return std::exchange(ask_, std::nullopt); }
  // Of the candidate. What is out no more, or never was, means nothing. Errors as above.
  Status takeAnswer(const Answer& answer, const Clock& clock, ArmCounts& counts);
  // Answers the requests for which the candidate took too long.
  Status answerOverdue(const Clock& clock, ArmCounts& counts);
  Front& front() { return front_; }
  const Front& front() const { return front_; }

  // As the candidate: answers an input of another worker. Nothing is counted here. Error as above.
  Result<Answer> answerAsked(const Ask& ask, const Clock& clock);
  // Answers of a classifier that is less sure than this are counted as held back from now on; 0 = none.
  void holdBelow(double confidence) { holdBelow_ = confidence; }
  // What the last request did, once, if it is to be told.
  std::optional<Traced> takeTrace() { return std::exchange(trace_, std::nullopt); }
  // Keeps what the next `samples` requests were and answered, each until it is taken. 0 keeps none any more. A refusal
  // is what takeSample() gives next.
  void capture(std::uint32_t samples);
  std::optional<Sampled> takeSample() { return std::exchange(sample_, std::nullopt); }
  // The window of inputs that is open, if it is full, or `now` at all; nothing if nothing was counted.
  std::optional<WindowClosed> closeWindow(const Clock& clock, bool atOnce);
  // Whether what feeds itself still runs. Error as above.
  Status look();

 private:
  ServedArm(RuntimePlugin runtime, std::optional<SourcePlugin> source);
  void countInputs(const Load& request);
  Status answer(const Clock& clock, ArmCounts& counts, std::int32_t label);
  Status answerInstead(const Out& out, const Clock& clock, ArmCounts& counts);
  Status compareOwn(const Out& out, const Answer& answer, const Clock& clock);
  bool run(const Clock& clock, plugin::Complaint& complaint);
  bool handOver(std::int32_t label, const Clock& clock);
  void copy(const Clock& clock);
  void countAnswer(ArmCounts& counts, const std::vector<float>& output, std::int32_t label) const;
  void seeInput();
  void keepSample(TimePoint at, std::int32_t label, std::string failure);

  RuntimePlugin runtime_;
  std::optional<SourcePlugin> source_;
  std::vector<float> input_;
  std::vector<float> output_;
  std::optional<double> latencyUs_;  // of the last run, if it was answered
  std::string seed_;
  std::uint64_t number_ = 0;  // of inputs that the source was asked for
  Front front_;
  std::optional<Ask> ask_;
  Tracer tracer_;
  std::optional<Traced> trace_;
  std::uint32_t capturing_ = 0;
  std::optional<Sampled> sample_;
  double holdBelow_ = 0;
  std::optional<WindowCounter> window_;  // none of what feeds itself: it has no inputs
};

}  // namespace flotilla::worker

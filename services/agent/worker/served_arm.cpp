#include "services/agent/worker/served_arm.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "services/agent/worker/outputs.h"

namespace flotilla::worker {
namespace {

constexpr std::size_t kMaxFloats = 16 * 1024 * 1024;
constexpr std::uint64_t kRequestOverheadBytes = 16;

Error refusedBy(const plugin::Complaint& complaint) {
  return precondition(complaint.reason, complaint.message);
}

bool hasEnded(const plugin::Complaint& complaint) {
  const std::string_view reason = complaint.reason;
  return reason == plugin::kServiceExited || reason == plugin::kServiceHangs;
}

// A request of the candidate that it did not answer; the caller gets the answer of stable.
void failedByCandidate(Front& front) {
  ++front.comparison().errors;
  ++front.candidate().requests;
  ++front.candidate().errors;
}

bool plausible(std::size_t size) {
  return size > 0 && size <= kMaxFloats;
}

}  // namespace

ServedArm::ServedArm(RuntimePlugin runtime, std::optional<SourcePlugin> source)
    : runtime_(std::move(runtime)),
      source_(std::move(source)),
      input_(runtime_->inputSize()),
      output_(runtime_->outputSize()) {}

Result<ServedArm> ServedArm::load(const Load& request) {
  plugin::Complaint complaint{};
  FLOTILLA_TRY(RuntimePlugin runtime, openRuntime(request.runtimePlugin));
  if (!runtime->load(request.slot.c_str(), complaint)) return refusedBy(complaint);
  const Tracer tracer(request.traces, request.seed + request.slot);
  if (runtime->inputSize() == 0 && runtime->outputSize() == 0) {
    ServedArm service(std::move(runtime), std::nullopt);
    service.tracer_ = tracer;
    return service;
  }
  if (!plausible(runtime->inputSize()) || !plausible(runtime->outputSize()))
    return precondition("bad_model", "the model has no input or output of a usable size");

  FLOTILLA_TRY(SourcePlugin source, openSource(request.sourcePlugin));
  const plugin::SourceSettings settings{.folder = request.slot.c_str(),
                                        .seed = request.seed.c_str(),
                                        .inputSize = runtime->inputSize(),
                                        .gain = request.gain,
                                        .offset = request.offset,
                                        .noise = request.noise};
  if (!source->open(settings, complaint)) return refusedBy(complaint);
  ServedArm arm(std::move(runtime), std::optional<SourcePlugin>(std::move(source)));
  arm.tracer_ = tracer;
  arm.seed_ = request.seed;
  arm.countInputs(request);
  return arm;
}

// A profile of another model would count the wrong things; the confidence counts without one.
void ServedArm::countInputs(const Load& request) {
  std::vector<FeatureBins> bins;
  if (auto known = decodeBins(request.bins); known && known->size() <= input_.size()) bins = std::move(*known);
  const bool classifies = output_.size() > 1;
  if (bins.empty() && !classifies) return;
  const std::uint64_t period = (*source_)->period();
  window_.emplace(request.windows, bins, request.profile, classifies,
                  static_cast<std::uint32_t>(std::min<std::uint64_t>(period, UINT32_MAX)));
}

std::optional<WindowClosed> ServedArm::closeWindow(const Clock& clock, bool atOnce) {
  if (!window_ || window_->empty()) return std::nullopt;
  const SteadyPoint now = clock.steady();
  if (!window_->full(now) && !atOnce) return std::nullopt;
  return WindowClosed{encodeWindow(window_->take(now, clock.now()))};
}

void ServedArm::capture(std::uint32_t samples) {
  capturing_ = 0;
  sample_.reset();
  if (samples == 0) return;
  if (feedsItself()) {
    sample_ = Sampled{{}, "no_inputs", "a service has no inputs that could be captured"};
  } else if (input_.size() > kMaxSampleFloats) {
    sample_ = Sampled{{},
                      "input_too_large",
                      "an input has " + std::to_string(input_.size()) + " values, at most " +
                          std::to_string(kMaxSampleFloats) + " are captured"};
  } else {
    capturing_ = samples;
  }
}

void ServedArm::keepSample(TimePoint at, std::int32_t label, std::string failure) {
  if (capturing_ == 0) return;
  --capturing_;
  Sampled kept;
  kept.sample.at = at;
  kept.sample.input = input_;
  if (failure.empty())
    kept.sample.output.assign(
        output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(std::min(output_.size(), kMaxOutputFloats)));
  kept.sample.label = label;
  kept.sample.failure = std::move(failure);
  sample_ = std::move(kept);
}

Status ServedArm::serveOne(const Clock& clock, ArmCounts& counts) {
  std::int32_t label = -1;
  plugin::Complaint complaint{};
  tracer_.begin(clock.now(), clock.steady());
  Status served = okStatus();
  ++number_;
  const bool hasInput = !source_ || (*source_)->next(input_.data(), label, complaint);
  if (source_) tracer_.part("source", clock.steady());
  if (hasInput && handOver(label, clock)) return okStatus();
  ++counts.requests;
  if (hasInput) {
    served = answer(clock, counts, label);
    if (latencyUs_ && front_.mode() == FrontMode::Shadow) copy(clock);
  } else {
    ++counts.errors;
    tracer_.failed(complaint.reason, complaint.message);
  }
  trace_ = tracer_.end();
  return served;
}

// False if it failed; otherwise it is known how long it took.
bool ServedArm::run(const Clock& clock, plugin::Complaint& complaint) {
  static constexpr float kNoInput = 0;  // what feeds itself is told by an address that something is asked
  const SteadyPoint begin = clock.steady();
  const bool answered = runtime_->run(source_ ? input_.data() : &kNoInput, output_.data(), complaint);
  latencyUs_.reset();
  if (answered) latencyUs_ = std::chrono::duration<double, std::micro>(clock.steady() - begin).count();
  return answered;
}

Status ServedArm::answer(const Clock& clock, ArmCounts& counts, std::int32_t label) {
  plugin::Complaint complaint{};
  const bool answered = run(clock, complaint);
  tracer_.part("infer", clock.steady());
  keepSample(clock.now(), label, answered ? std::string() : std::string(complaint.reason));
  if (!answered) {
    ++counts.errors;
    tracer_.failed(complaint.reason, complaint.message);
    return hasEnded(complaint) ? Status(refusedBy(complaint)) : okStatus();
  }
  counts.latencyUs.add(*latencyUs_);
  seeInput();
  countAnswer(counts, output_, label);
  if (source_) tracer_.part("count", clock.steady());
  return okStatus();
}

// Whether the request is the candidate's now. When it cannot keep up, that is its failure, and not the caller's.
bool ServedArm::handOver(std::int32_t label, const Clock& clock) {
  if (front_.mode() != FrontMode::Weights || !source_) return false;
  if (!front_.isCandidates(seed_ + "/" + std::to_string(number_))) return false;
  Out out;
  out.since = clock.steady();
  out.own = true;
  out.input = input_;
  out.label = label;
  ask_ = front_.send(std::move(out));
  if (ask_) return true;
  if (front_.isBehind(clock.steady()))
    failedByCandidate(front_);
  else
    ++front_.comparison().drops;
  return false;
}

void ServedArm::copy(const Clock& clock) {
  Out out;
  out.since = clock.steady();
  out.input = input_;
  out.output = output_;
  out.latencyUs = *latencyUs_;
  ask_ = front_.send(std::move(out));
  if (!ask_) ++front_.comparison().drops;
}

Status ServedArm::setFront(const Serve& request, const Clock& clock, ArmCounts& counts) {
  for (const Out& out : front_.set(request)) FLOTILLA_CHECK(answerInstead(out, clock, counts));
  return okStatus();
}

Status ServedArm::takeAnswer(const Answer& answer, const Clock& clock, ArmCounts& counts) {
  const std::optional<Out> out = front_.take(answer.id);
  if (!out) return okStatus();
  const bool failed = !answer.error.empty() || answer.output.empty() || !allFinite(answer.output);
  if (failed && out->own) {
    failedByCandidate(front_);
    return answerInstead(*out, clock, counts);
  }
  if (failed) {
    ++front_.comparison().errors;
    return okStatus();
  }
  if (out->own) return compareOwn(*out, answer, clock);
  compareAnswers({out->output, out->latencyUs}, {answer.output, answer.latencyUs}, front_.comparison());
  return okStatus();
}

Status ServedArm::answerOverdue(const Clock& clock, ArmCounts& counts) {
  while (const auto out = front_.takeOverdue(clock.steady())) {
    failedByCandidate(front_);
    FLOTILLA_CHECK(answerInstead(*out, clock, counts));
  }
  return okStatus();
}

Status ServedArm::answerInstead(const Out& out, const Clock& clock, ArmCounts& counts) {
  input_ = out.input;
  ++counts.requests;
  tracer_.begin(clock.now(), clock.steady());
  const Status answered = answer(clock, counts, out.label);
  trace_ = tracer_.end();
  return answered;
}

// The candidate's answer was given; what stable says to the same input is only there to be compared.
Status ServedArm::compareOwn(const Out& out, const Answer& answer, const Clock& clock) {
  ArmCounts& candidate = front_.candidate();
  ++candidate.requests;
  candidate.latencyUs.add(answer.latencyUs);
  countAnswer(candidate, answer.output, out.label);
  input_ = out.input;
  plugin::Complaint complaint{};
  if (!run(clock, complaint)) return hasEnded(complaint) ? Status(refusedBy(complaint)) : okStatus();
  seeInput();
  compareAnswers({output_, *latencyUs_}, {answer.output, answer.latencyUs}, front_.comparison());
  return okStatus();
}

Result<Answer> ServedArm::answerAsked(const Ask& ask, const Clock& clock) {
  Answer answer;
  answer.id = ask.id;
  if (!source_ || ask.input.size() != input_.size()) {
    answer.error = "input_size";
    return answer;
  }
  input_ = ask.input;
  plugin::Complaint complaint{};
  if (!run(clock, complaint)) {
    if (hasEnded(complaint)) return refusedBy(complaint);
    answer.error = complaint.reason[0] != 0 ? complaint.reason : "failed";
    return answer;
  }
  answer.latencyUs = *latencyUs_;
  answer.output.assign(output_.begin(),
                       output_.begin() + static_cast<std::ptrdiff_t>(std::min(output_.size(), kMaxAskFloats)));
  return answer;
}

void ServedArm::seeInput() {
  if (window_) window_->add(input_.data(), output_.size() > 1 ? confidenceOf(output_) : 0);
}

void ServedArm::countAnswer(ArmCounts& counts, const std::vector<float>& output, std::int32_t label) const {
  counts.rawBytes += sizeof(float) * (input_.size() + output.size()) + kRequestOverheadBytes;
  // What is no number is not sure of anything.
  if (output.size() > 1 && holdBelow_ > 0 && !(confidenceOf(output) >= holdBelow_)) {
    ++counts.held;
    return;
  }
  if (label < 0) return;
  ++counts.labelled;
  if (largest(output) == label) ++counts.correct;
}

Status ServedArm::look() {
  plugin::Complaint complaint{};
  if (!feedsItself() || runtime_->run(nullptr, nullptr, complaint)) return okStatus();
  return refusedBy(complaint);
}

}  // namespace flotilla::worker

#include "services/agent/worker/served_arm.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

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
  ++counts.requests;
  tracer_.begin(clock.now(), clock.steady());
  Status served = okStatus();
  const bool hasInput = !source_ || (*source_)->next(input_.data(), label, complaint);
  if (source_) tracer_.part("source", clock.steady());
  if (hasInput) {
    served = answer(clock, counts, label);
  } else {
    ++counts.errors;
    tracer_.failed(complaint.reason, complaint.message);
  }
  trace_ = tracer_.end();
  return served;
}

Status ServedArm::answer(const Clock& clock, ArmCounts& counts, std::int32_t label) {
  plugin::Complaint complaint{};
  static constexpr float kNoInput = 0;  // what feeds itself is told by an address that something is asked
  const SteadyPoint begin = clock.steady();
  const bool answered = runtime_->run(source_ ? input_.data() : &kNoInput, output_.data(), complaint);
  const SteadyPoint end = clock.steady();
  tracer_.part("infer", end);
  keepSample(clock.now(), label, answered ? std::string() : std::string(complaint.reason));
  if (!answered) {
    ++counts.errors;
    tracer_.failed(complaint.reason, complaint.message);
    return hasEnded(complaint) ? Status(refusedBy(complaint)) : okStatus();
  }
  counts.latencyUs.add(std::chrono::duration<double, std::micro>(end - begin).count());
  countAnswer(counts, label);
  if (source_) tracer_.part("count", clock.steady());
  return okStatus();
}

void ServedArm::countAnswer(ArmCounts& counts, std::int32_t label) {
  counts.rawBytes += sizeof(float) * (input_.size() + output_.size()) + kRequestOverheadBytes;
  const bool classifies = output_.size() > 1;
  const bool asksHowSure = classifies && (window_ || holdBelow_ > 0);
  const float confidence = asksHowSure ? confidenceOf(output_) : 0;
  if (window_) window_->add(input_.data(), confidence);
  // What is no number is not sure of anything.
  if (classifies && holdBelow_ > 0 && !(confidence >= holdBelow_)) {
    ++counts.held;
    return;
  }
  if (label < 0) return;
  ++counts.labelled;
  if (largest(output_) == label) ++counts.correct;
}

Status ServedArm::look() {
  plugin::Complaint complaint{};
  if (!feedsItself() || runtime_->run(nullptr, nullptr, complaint)) return okStatus();
  return refusedBy(complaint);
}

float confidenceOf(const std::vector<float>& outputs) {
  float most = -std::numeric_limits<float>::infinity(), least = -most, sum = 0;
  for (const float x : outputs) {
    if (!std::isfinite(x)) return std::numeric_limits<float>::quiet_NaN();
    most = std::max(most, x);
    least = std::min(least, x);
    sum += x;
  }
  constexpr float kRounding = 1e-3F;
  if (least >= 0 && std::fabs(sum - 1) < kRounding) return most;
  float parts = 0;
  for (const float x : outputs) parts += std::exp(x - most);
  return 1 / parts;
}

std::int32_t largest(const std::vector<float>& values) {
  const bool blind = std::any_of(values.begin(), values.end(), [](float x) { return std::isnan(x); });
  if (values.empty() || blind) return -1;
  return static_cast<std::int32_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

}  // namespace flotilla::worker

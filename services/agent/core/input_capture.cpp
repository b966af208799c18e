#include "services/agent/core/input_capture.h"

#include <utility>

namespace flotilla::agent {

void InputCapture::begin(const SampleQuery& query, WorkloadArms& arms, Done<InputSamples> done) {
  if (running_)
    return done(Error{ErrorCode::Exhausted, "busy", "inputs of this node are being captured already", "node",
                      "try again in a moment"});
  guard_.renew();
  const auto begun =
      arms.capture(query.samples, guard_.wrap([this](Result<InputSample> sample) { take(std::move(sample)); }));
  if (!begun) return done(begun.error());
  running_ = Running{query, {query.workload, begun->toString(), {}, {}}, 0, std::move(done)};
  loop_.postAfter(query.within, guard_.wrap([this] { finish("the time was over"); }));
}

void InputCapture::take(Result<InputSample> sample) {
  if (!running_) return;
  Running& now = *running_;
  if (!sample) {
    if (!now.captured.samples.empty()) return finish(sample.error().message);
    const auto done = std::move(now.done);
    running_.reset();
    guard_.renew();
    return done(sample.error());
  }
  now.bytes += bytesOf(*sample);
  now.captured.samples.push_back(std::move(*sample));
  if (now.captured.samples.size() >= now.query.samples) return finish({});
  if (now.bytes >= kMaxSampleBytes) finish("that is as much as one answer holds");
}

void InputCapture::finish(std::string endedEarly) {
  if (!running_) return;
  Running over = std::move(*running_);
  running_.reset();
  guard_.renew();
  over.captured.endedEarly = std::move(endedEarly);
  over.done(std::move(over.captured));
}

}  // namespace flotilla::agent

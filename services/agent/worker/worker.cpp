#include "services/agent/worker/worker.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "services/agent/worker/bundle_check.h"
#include "services/agent/worker/frame_channel.h"
#include "services/agent/worker/pacer.h"
#include "services/agent/worker/served_arm.h"
#include "services/runtime/clock.h"
#include "services/runtime/files.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla {
namespace worker {
namespace {

constexpr std::chrono::seconds kReportInterval{1};
constexpr std::chrono::milliseconds kNewsInterval{250};  // of what is compared
constexpr std::chrono::seconds kLookInterval{1};         // at what feeds itself, also while it is paused
constexpr std::size_t kMaxText = 1000;

std::string shortened(std::string text) {
  text.resize(std::min(text.size(), kMaxText));
  return text;
}

class Session {
 public:
  explicit Session(int descriptor) : channel_(descriptor) {}

  // Until Stop or the end of the channel; an error is what the agent must hear.
  Status serve() {
    while (!stopped_) {
      Frame frame;
      FLOTILLA_TRY(const auto input, channel_.receive(untilNextAction(), frame));
      if (input == FrameChannel::Input::Closed) return okStatus();
      if (input == FrameChannel::Input::Arrived)
        FLOTILLA_CHECK(std::visit([this](const auto& f) { return handle(f); }, frame));
      else
        FLOTILLA_CHECK(act());
    }
    return okStatus();
  }

  void sendFailed(const Error& error) {
    // Nobody is left to tell if this fails too.
    (void)channel_.send(Failed{shortened(error.reason), shortened(error.message)});
  }

 private:
  Status handle(const Load& request) {
    if (arm_) return unexpected("a bundle is loaded already");
    slot_ = request.slot;
    FLOTILLA_TRY(ServedArm arm, ServedArm::load(request));
    arm_.emplace(std::move(arm));
    if (arm_->feedsItself()) lookAt_ = clock_.steady() + kLookInterval;
    return channel_.send(Loaded{});
  }

  Status handle(const Check&) {
    if (!arm_) return unexpected("no bundle is loaded");
    Checked answer = arm_->feedsItself() ? checkSelfFed(arm_->runtime()) : checkBundle(arm_->runtime(), files_, slot_);
    answer.message = shortened(std::move(answer.message));
    return channel_.send(answer);
  }

  Status handle(const Serve& request) {
    if (!arm_) return unexpected("no bundle is loaded");
    if (!std::isfinite(request.ratePerSecond) || request.ratePerSecond < 0)
      return invalid("bad_rate", "a rate must be finite and not negative");
    if (!(request.minConfidence >= 0 && request.minConfidence <= 1))
      return invalid("bad_threshold", "a threshold must be from 0 to 1");
    if (request.percent > 100) return invalid("bad_front", "a share of the requests must be from 0 to 100 percent");
    arm_->holdBelow(request.minConfidence);
    FLOTILLA_CHECK(sendNews());
    FLOTILLA_CHECK(tell(arm_->setFront(request, clock_, counts_)));
    const SteadyPoint now = clock_.steady();
    if (!pacer_.deadline()) reportAt_ = now + kReportInterval;
    pacer_.setRate(request.ratePerSecond, now);
    return request.ratePerSecond > 0 ? okStatus() : sendCounts(now);
  }

  Status handle(const Capture& request) {
    if (!arm_) return unexpected("no bundle is loaded");
    arm_->capture(request.samples);
    return sendSample();
  }

  Status handle(const Ask& ask) {
    if (!arm_) return unexpected("no bundle is loaded");
    const auto answer = arm_->answerAsked(ask, clock_);
    return answer ? channel_.send(*answer) : orLastCounts(answer.error());
  }

  Status handle(const Answer& answer) {
    if (!arm_) return unexpected("no bundle is loaded");
    return tell(arm_->takeAnswer(answer, clock_, counts_));
  }

  // What the candidate still has is answered here, so that nobody is left without an answer.
  Status handle(const Stop&) {
    stopped_ = true;
    if (arm_) {
      FLOTILLA_CHECK(sendNews());
      FLOTILLA_CHECK(arm_->setFront({}, clock_, counts_));
    }
    FLOTILLA_CHECK(sendCounts(clock_.steady()));
    return sendWindow(true);
  }

  // Frames that only a worker sends.
  template <class Other>
  Status handle(const Other&) {
    return unexpected("the agent sent an answer");
  }

  static Error unexpected(const char* why) { return invalid("unexpected_frame", why); }

  // Frames come first, one request or report at a time in between, so that a high rate cannot shut out a pause.
  Status act() {
    SteadyPoint now = clock_.steady();
    if (pacer_.due(now)) {
      const Status served = arm_->serveOne(clock_, counts_);
      FLOTILLA_CHECK(tell(served));
      if (const auto ask = arm_->takeAsk()) FLOTILLA_CHECK(channel_.send(*ask));
      now = clock_.steady();
      pacer_.advance(now);
      FLOTILLA_CHECK(sendWindow(false));
    }
    if (arm_) FLOTILLA_CHECK(tell(arm_->answerOverdue(clock_, counts_)));
    if (hasNews() && newsAt_ <= now) FLOTILLA_CHECK(sendNews());
    if (lookAt_ && *lookAt_ <= now) {
      lookAt_ = now + kLookInterval;
      FLOTILLA_CHECK(orLastCounts(arm_->look()));
    }
    return !counts_.empty() && reportAt_ <= now ? sendCounts(now) : okStatus();
  }

  // What an answer leaves to be told.
  Status tell(const Status& served) {
    FLOTILLA_CHECK(sendTrace());
    FLOTILLA_CHECK(sendSample());
    return orLastCounts(served);
  }

  // What was counted belongs to the version that has just ended, so it is told before the end is.
  Status orLastCounts(Status status) {
    if (!status && !counts_.empty()) FLOTILLA_CHECK(sendCounts(clock_.steady()));
    return status;
  }

  Status sendTrace() {
    auto trace = arm_->takeTrace();
    if (!trace) return okStatus();
    trace->message = shortened(std::move(trace->message));
    return channel_.send(*trace);
  }

  Status sendSample() {
    auto sample = arm_->takeSample();
    return sample ? channel_.send(std::move(*sample)) : okStatus();
  }

  Status sendWindow(bool atOnce) {
    if (!arm_) return okStatus();
    const auto window = arm_->closeWindow(clock_, atOnce);
    return window ? channel_.send(*window) : okStatus();
  }

  bool hasNews() const { return arm_ && arm_->front().hasNews(); }

  Status sendNews() {
    if (!hasNews()) return okStatus();
    newsAt_ = clock_.steady() + kNewsInterval;
    return channel_.send(arm_->front().takeNews());
  }

  Status sendCounts(SteadyPoint now) {
    reportAt_ = now + kReportInterval;
    return channel_.send(Counts{std::exchange(counts_, ArmCounts{})});
  }

  // Nothing to do means waiting for ever, which costs a paused worker no processor time.
  std::optional<std::chrono::nanoseconds> untilNextAction() const {
    std::optional<SteadyPoint> next = pacer_.deadline();
    const auto also = [&next](SteadyPoint at) { next = next ? std::min(*next, at) : at; };
    if (!counts_.empty()) also(reportAt_);
    if (lookAt_) also(*lookAt_);
    if (hasNews()) also(newsAt_);
    if (const auto overdue = arm_ ? arm_->front().overdueAt() : std::nullopt) also(*overdue);
    if (!next) return std::nullopt;
    return *next - clock_.steady();
  }

  FrameChannel channel_;
  SystemClock clock_;
  SystemFiles files_;
  std::optional<ServedArm> arm_;
  Path slot_;
  Pacer pacer_;
  ArmCounts counts_;
  SteadyPoint reportAt_{};
  SteadyPoint newsAt_{};
  std::optional<SteadyPoint> lookAt_;
  bool stopped_ = false;
};

}  // namespace
}  // namespace worker

int runWorker(int descriptor) {
  worker::Session session(descriptor);
  const Status status = session.serve();
  // An agent that has gone away is a normal end: it was stopped or replaced, and takes its workers with it.
  if (status.ok() || status.error().reason == "peer_gone") return 0;
  session.sendFailed(status.error());
  return 1;
}

}  // namespace flotilla

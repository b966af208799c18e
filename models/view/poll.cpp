#include "models/view/poll.h"

#include "models/view/text.h"

namespace flotilla::view {

Poll::Poll(std::chrono::milliseconds every, std::function<void()> ask) : ask_(std::move(ask)) {
  turn_.setSingleShot(true);
  turn_.setInterval(every);
  turn_.callOnTimeout([this] { ask_(); });
}

void Poll::setActive(bool active) {
  if (active == active_) return;
  active_ = active;
  if (!active_) return turn_.stop();
  if (!awaited_) ask_();
}

void Poll::anew() {
  ++asked_;
  awaited_ = false;
  turn_.stop();
  if (active_) ask_();
}

std::uint64_t Poll::begin() {
  awaited_ = true;
  if (state_ == State::Idle) state_ = State::Loading;
  return ++asked_;
}

bool Poll::took(std::uint64_t number, const Error* error, TimePoint now) {
  if (number != asked_) return false;
  awaited_ = false;
  if (active_) turn_.start();
  if (error == nullptr) {
    state_ = State::Ready;
    problem_.clear();
    heardAt_ = now;
  } else {
    state_ = error->code == ErrorCode::Denied ? State::Denied : State::Failed;
    problem_ = text(error->message.empty() ? error->reason : error->message);
  }
  return true;
}

QString Poll::state() const {
  switch (state_) {
    case State::Idle:
      return QStringLiteral("idle");
    case State::Loading:
      return QStringLiteral("loading");
    case State::Ready:
      return QStringLiteral("ready");
    case State::Denied:
      return QStringLiteral("denied");
    case State::Failed:
      break;
  }
  return QStringLiteral("failed");
}

QString Poll::freshness(TimePoint now) const {
  constexpr int kTurns = 3;
  if (!known()) return problem_.isEmpty() ? QString() : QStringLiteral("failed");
  const bool late = now - heardAt_ > turn_.intervalAsDuration() * kTurns;
  return late || !problem_.isEmpty() ? QStringLiteral("stale") : QStringLiteral("live");
}

QString Poll::freshnessText(TimePoint now) const {
  const QString word = freshness(now);
  if (!known()) return word;
  const QString since = age(heardAt_, now);
  return since == QStringLiteral("now") ? word : word + QLatin1Char(' ') + since;
}

}  // namespace flotilla::view

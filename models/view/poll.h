// Asks the same question again and again while somebody looks, one at a time, and knows how old the answer is. An
// answer to a question that is not the newest is dropped. Thread: GUI. Lifetime: a member of whoever asks, before its
// Guard.
#pragma once

#include <QString>
#include <QTimer>
#include <functional>

#include "models/domain/result.h"
#include "models/domain/time.h"

namespace flotilla::view {

class Poll {
 public:
  // Not while an answer is awaited: as long after it.
  Poll(std::chrono::milliseconds every, std::function<void()> ask);

  bool active() const { return active_; }
  void setActive(bool active);               // asks at once
  void anew();                               // likewise, if somebody looks; what is under way is void
  void forget() { heardAt_ = TimePoint{}; }  // what is known is of something else now

  // For `ask`: the number of the question that begins now.
  std::uint64_t begin();
  // Of its answer: false if that is to be dropped. `error` is null if it went well.
  bool took(std::uint64_t number, const Error* error, TimePoint now);

  QString state() const;  // idle, loading, ready, failed, denied
  QString problem() const { return problem_; }
  // Whether there is something to show, however old.
  bool known() const { return heardAt_ != TimePoint{}; }
  // As FreshnessChip takes them. What was not heard anew for three turns is stale.
  QString freshness(TimePoint now) const;
  QString freshnessText(TimePoint now) const;

 private:
  enum class State { Idle, Loading, Ready, Failed, Denied };

  std::function<void()> ask_;
  QTimer turn_;
  bool active_ = false;
  bool awaited_ = false;
  std::uint64_t asked_ = 0;
  State state_ = State::Idle;
  QString problem_;
  TimePoint heardAt_{};
};

}  // namespace flotilla::view

#include "services/agent/worker/pacer.h"

#include <algorithm>

namespace flotilla::worker {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::seconds kMaxLag{1};

nanoseconds intervalOf(double perSecond) {
  constexpr double kShortest = 1e3;
  constexpr double kLongest = 86400e9;
  return nanoseconds(static_cast<nanoseconds::rep>(std::clamp(1e9 / perSecond, kShortest, kLongest)));
}

}  // namespace

void Pacer::setRate(double perSecond, SteadyPoint now) {
  if (perSecond == perSecond_) return;
  perSecond_ = perSecond;
  deadline_.reset();
  if (perSecond <= 0) return;
  interval_ = intervalOf(perSecond);
  deadline_ = now;
}

void Pacer::advance(SteadyPoint now) {
  if (!deadline_) return;
  *deadline_ += interval_;
  if (now - *deadline_ > kMaxLag) *deadline_ = now;
}

}  // namespace flotilla::worker

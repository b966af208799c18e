#include "services/agent/core/clock_offset.h"

namespace flotilla::agent {
namespace {

constexpr std::size_t kSamples = 8;
constexpr double kDrift = 15e-6;  // of a clock that nobody corrects

Duration uncertaintyAt(Duration roundTrip, SteadyPoint measured, SteadyPoint now) {
  const auto age = std::chrono::duration<double>(now > measured ? now - measured : SteadyPoint::duration(0));
  return roundTrip / 2 + std::chrono::duration_cast<Duration>(age * kDrift);
}

}  // namespace

Duration sinceEpoch(SteadyPoint at) {
  return std::chrono::duration_cast<Duration>(at.time_since_epoch());
}

void ClockFilter::add(const ClockExchange& exchange) {
  const Duration t1 = sinceEpoch(exchange.sent), t4 = sinceEpoch(exchange.answered);
  const Duration t2 = exchange.received.time_since_epoch(), t3 = exchange.replied.time_since_epoch();
  if (t2 <= Duration(0) || t3 < t2 || t4 < t1) return;
  const Duration roundTrip = (t4 - t1) - (t3 - t2);
  if (roundTrip < Duration(0)) return;
  samples_.push_back({((t2 - t1) + (t3 - t4)) / 2, roundTrip, exchange.answered});
  if (samples_.size() > kSamples) samples_.pop_front();
}

ClockReading ClockFilter::read(TimePoint wall, Duration steady, SteadyPoint now) const {
  ClockReading best;
  for (const Sample& sample : samples_) {
    const Duration uncertainty = uncertaintyAt(sample.roundTrip, sample.at, now);
    if (best.state == ClockState::Measured && uncertainty > best.uncertainty) continue;
    best = {ClockState::Measured, sample.ahead + steady - wall.time_since_epoch(), uncertainty};
  }
  return best;
}

}  // namespace flotilla::agent

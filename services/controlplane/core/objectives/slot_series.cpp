#include "services/controlplane/core/objectives/slot_series.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

std::int64_t part(TimePoint at, Duration length) {
  const std::int64_t us = at.time_since_epoch().count();
  return us >= 0 ? us / length.count() : -((-us + length.count() - 1) / length.count());
}

}  // namespace

SlotSeries::SlotSeries(SlotGrain grain, double goodSlot) : grain_(grain), goodSlot_(goodSlot) {}

std::int64_t SlotSeries::slotOf(TimePoint at) const {
  return part(at, grain_.slot);
}

Tally SlotSeries::counted(const Tally& events) const {
  if (goodSlot_ <= 0) return events;
  if (events.total == 0) return {};
  const double good = 1 - static_cast<double>(events.bad) / static_cast<double>(events.total);
  return {1, good < goodSlot_ ? 1U : 0U};
}

// The fine slots end with this one; what falls out at the other end is in the hours already.
void SlotSeries::moveTo(std::int64_t newest) {
  const std::int64_t most = std::max<std::int64_t>(grain_.fine / grain_.slot, 1);
  if (fine_.empty()) first_ = newest;
  if (newest - first_ >= static_cast<std::int64_t>(fine_.size()) + most) {  // nothing of it stays
    fine_.clear();
    first_ = newest - most + 1;
    forgot_ = true;
  }
  while (first_ + static_cast<std::int64_t>(fine_.size()) <= newest) fine_.emplace_back();
  while (static_cast<std::int64_t>(fine_.size()) > most) {
    fine_.pop_front();
    ++first_;
    forgot_ = true;
  }
  const std::int64_t oldest = part(TimePoint(newest * grain_.slot) - grain_.keep, kHour);
  hours_.erase(hours_.begin(), hours_.lower_bound(oldest));
}

bool SlotSeries::add(TimePoint at, const Tally& events) {
  if (events.total == 0) return true;
  const std::int64_t number = slotOf(at);
  const std::int64_t end = first_ + static_cast<std::int64_t>(fine_.size());
  if (fine_.empty() || number >= end) moveTo(number);
  // A little late on an empty series: the fine slots may begin earlier.
  const std::int64_t most = std::max<std::int64_t>(grain_.fine / grain_.slot, 1);
  while (number < first_ && static_cast<std::int64_t>(fine_.size()) < most) {
    fine_.emplace_front();
    --first_;
  }
  const TimePoint slotEnd((number + 1) * grain_.slot);
  const TimePoint newest((first_ + static_cast<std::int64_t>(fine_.size())) * grain_.slot);
  if (slotEnd <= newest - grain_.keep) return false;
  Tally& hour = hours_[part(at, kHour)];
  if (number < first_) {
    if (goodSlot_ > 0) return false;
    forgot_ = true;
    hour += events;
  } else {
    Tally& slot = fine_[static_cast<std::size_t>(number - first_)];
    const Tally before = counted(slot);
    slot += events;
    const Tally after = counted(slot);
    hour.total += after.total - before.total;
    hour.bad += after.bad - before.bad;  // may fall: a late good half makes a slot good
  }
  lastObserved_ = std::max(lastObserved_.value_or(slotEnd), slotEnd);
  firstObserved_ = std::min(firstObserved_.value_or(slotEnd), slotEnd - grain_.slot);
  return true;
}

std::vector<SeriesPart> SlotSeries::parts(TimePoint from) const {
  std::vector<SeriesPart> out;
  for (auto at = hours_.lower_bound(part(from, kHour)); at != hours_.end(); ++at) {
    const TimePoint begin(at->first * kHour);
    std::vector<SeriesPart> slots;
    Tally known;
    const bool forgotten = fine_.empty() || slotOf(begin + kHour) <= first_;
    for (TimePoint slot = begin; !forgotten && slot < begin + kHour; slot += grain_.slot) {
      const std::int64_t place = slotOf(slot) - first_;
      if (place < 0 || place >= static_cast<std::int64_t>(fine_.size())) continue;
      const Tally tally = counted(fine_[static_cast<std::size_t>(place)]);
      known += tally;
      if (tally.total > 0) slots.push_back({slot, grain_.slot, tally});
    }
    // The slots of an hour that they do not all remember are not told apart from it.
    if (known == at->second)
      out.insert(out.end(), slots.begin(), slots.end());
    else
      out.push_back({begin, kHour, at->second});
  }
  return out;
}

Tally SlotSeries::sum(TimePoint from, TimePoint to) const {
  Tally out;
  const std::int64_t end = slotOf(to);
  const std::int64_t begin = forgot_ ? slotOf(from) : std::max(slotOf(from), first_);
  if (begin < first_) {
    const auto last = hours_.lower_bound(part(to - Duration(1), kHour) + 1);
    for (auto at = hours_.lower_bound(part(from, kHour)); at != last; ++at) out += at->second;
    return out;
  }
  const std::int64_t last = std::min(end, first_ + static_cast<std::int64_t>(fine_.size()));
  for (std::int64_t slot = begin; slot < last; ++slot) out += counted(fine_[static_cast<std::size_t>(slot - first_)]);
  return out;
}

}  // namespace flotilla::controlplane

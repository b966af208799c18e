// What one objective counts in one region, by slots of time: fine for as far back as its alerts look, by the hour for
// as long as its budget lasts. What comes late is counted where it belongs. Thread: values.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "models/domain/objective.h"

namespace flotilla::controlplane {

inline constexpr Duration kHour = std::chrono::hours(1);

struct SlotGrain {
  Duration slot = std::chrono::seconds(60);  // a divisor of an hour
  Duration fine = std::chrono::hours(73);    // kept by the slot
  Duration keep = std::chrono::hours(720);   // kept by the hour
};

// A slot, or an hour where slots are not known any more.
struct SeriesPart {
  TimePoint from{};
  Duration length{};
  Tally tally;
};

class SlotSeries {
 public:
  // With a `goodSlot` above 0 a slot counts once, if it saw anything: bad when the share of good is below it.
  explicit SlotSeries(SlotGrain grain, double goodSlot = 0);

  // Adds events of the slot that holds `at`. False if that is too long ago to be counted. With `goodSlot` that is what
  // the fine slots do not reach, because a slot whose events are not known any more cannot be judged anew.
  bool add(TimePoint at, const Tally& events);

  // What the slots in [from, to) count; both are rounded down to slots. Before the fine slots begin, whole hours.
  Tally sum(TimePoint from, TimePoint to) const;
  // The end of the newest slot that saw anything.
  std::optional<TimePoint> lastObserved() const { return lastObserved_; }
  // The beginning of the oldest slot that saw anything; of one that is not kept any more, a time before what is.
  std::optional<TimePoint> firstObserved() const { return firstObserved_; }
  // Everything that was counted from the hour of `from` on, oldest first, as fine as it is known and each event once.
  std::vector<SeriesPart> parts(TimePoint from) const;

  Duration slot() const { return grain_.slot; }

 private:
  Tally counted(const Tally& events) const;
  std::int64_t slotOf(TimePoint at) const;
  void moveTo(std::int64_t newest);

  SlotGrain grain_;
  double goodSlot_;
  std::deque<Tally> fine_;               // events; the first is slot first_
  std::int64_t first_ = 0;               // number of the slot since the epoch
  bool forgot_ = false;                  // something was counted before first_
  std::map<std::int64_t, Tally> hours_;  // as counted, by hours since the epoch
  std::optional<TimePoint> lastObserved_, firstObserved_;
};

}  // namespace flotilla::controlplane

// Local time in time zones, for the hours in which a rollout may change nodes. Behind it is Abseil: the standard
// library of GCC 12 has no time zones yet. The zones are those of the package tzdata, whatever the environment says.
// Thread: any.
#pragma once

#include <optional>
#include <string>

#include "models/domain/result.h"
#include "models/domain/rollout_plan.h"
#include "models/domain/time.h"

namespace flotilla {

// Whether this is the IANA name of a time zone that this machine knows. Errors: Invalid/"unknown_zone", with the
// nearest name as fix. Looks at the disk; what is installed later is found without a restart.
Status checkZone(const std::string& zone);

// By the clock on the wall there: an hour that clocks repeat is in the window twice, one that they skip is not there. A
// zone that is not known is closed, because nobody can say that nodes may be changed now; the log says so once a zone.
bool isOpen(const TimeWindow& window, TimePoint at);

// The first moment from `now` on, which may be `now` itself, at which the window is open; none if there is none within
// 15 days or the zone is not known. (Eight days are not enough: clocks may skip a window of one night a week.)
std::optional<TimePoint> nextOpening(const TimeWindow& window, TimePoint now);

// A moment as clocks there show it.
struct LocalMinute {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
};

// When clocks there first show it; an hour that they skip is when they skip it. None if there is no such date or the
// zone is not known.
std::optional<TimePoint> momentOf(const std::string& zone, const LocalMinute& local);
// What clocks there show; none if the zone is not known.
std::optional<LocalMinute> localOf(const std::string& zone, TimePoint at);

}  // namespace flotilla

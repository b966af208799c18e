// Why an alert reaches somebody, or does not: a sentence from rule, value and source. Pure. Thread: the fleet loop.
#pragma once

#include <string>
#include <vector>

#include "services/controlplane/core/alerts/group_book.h"
#include "services/controlplane/core/alerts/silencing.h"

namespace flotilla::controlplane {

// "RegionUnreachable in eu-west"
std::string nameOf(const Labels& labels);
// Seconds are enough for people: "2026-01-31T12:00:00Z".
std::string secondsOf(TimePoint at);

// What holds it back, or how it stands with each of its groups.
std::string whyOf(const KnownAlert& alert, const GroupBook& groups, const SilenceBook& silences, TimePoint now);

}  // namespace flotilla::controlplane

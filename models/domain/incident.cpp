#include "models/domain/incident.h"

#include <algorithm>

namespace flotilla {
namespace {

using S = IncidentState;

struct Move {
  IncidentState from, to;
};
constexpr std::array kMoves{
    Move{S::Triage, S::Active},    Move{S::Triage, S::Mitigated},   Move{S::Triage, S::Cancelled},
    Move{S::Active, S::Mitigated}, Move{S::Active, S::Resolved},    Move{S::Active, S::Cancelled},
    Move{S::Mitigated, S::Active}, Move{S::Mitigated, S::Resolved}, Move{S::Mitigated, S::Cancelled},
    Move{S::Resolved, S::Active},  Move{S::Resolved, S::Review},    Move{S::Resolved, S::Closed},
    Move{S::Review, S::Closed},
};

std::optional<Duration> between(TimePoint from, TimePoint to) {
  if (from == TimePoint{} || to == TimePoint{} || to < from) return std::nullopt;
  return to - from;
}

}  // namespace

bool mayBecome(IncidentState from, IncidentState to) {
  return std::any_of(kMoves.begin(), kMoves.end(),
                     [&](const Move& move) { return move.from == from && move.to == to; });
}

std::string nextStatesText(IncidentState from) {
  std::vector<std::string_view> next;
  for (const Move& move : kMoves)
    if (move.from == from) next.push_back(toText(move.to));
  std::string out;
  for (std::size_t i = 0; i < next.size(); ++i)
    out += (i == 0 ? "" : i + 1 == next.size() ? " or " : ", ") + std::string(next[i]);
  return out;
}

IncidentDurations durationsOf(const IncidentTimes& times) {
  const TimePoint began = times.firstBad == TimePoint{} ? times.detected : times.firstBad;
  return {between(times.firstBad, times.detected), between(times.paged, times.acknowledged),
          between(began, times.mitigated), between(began, times.resolved)};
}

bool Incident::fires() const {
  return std::any_of(alerts.begin(), alerts.end(), [](const IncidentAlert& a) { return a.ended == TimePoint{}; });
}

const IncidentAlert* Incident::find(const IncidentAlert& firing) const {
  const auto at = std::find_if(alerts.begin(), alerts.end(), [&](const IncidentAlert& a) {
    return a.alert == firing.alert && a.began == firing.began;
  });
  return at == alerts.end() ? nullptr : &*at;
}

}  // namespace flotilla

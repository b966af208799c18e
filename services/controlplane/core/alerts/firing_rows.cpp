#include "services/controlplane/core/alerts/firing_rows.h"

namespace flotilla::controlplane {

Mutation firingRows(const FleetState& state, const std::vector<Alert>& began, const std::vector<Alert>& ended) {
  Mutation out;
  for (const Alert& alert : began)
    out.rows.emplace_back(
        AlertFiring{alertIdOf(alert.labels), alert.startsAt, {}, alert.labels, alert.annotations, alert.generatorUrl});
  for (const Alert& alert : ended) {
    const AlertId id = alertIdOf(alert.labels);
    const auto firing = state.firings.find(id);
    const TimePoint since = firing == state.firings.end() ? alert.startsAt : firing->second.began;
    out.rows.emplace_back(AlertFiring{id, since, alert.endsAt, alert.labels, alert.annotations, alert.generatorUrl});
    if (state.acknowledgements.contains(id)) out.removals.push_back({id});
  }
  return out;
}

}  // namespace flotilla::controlplane

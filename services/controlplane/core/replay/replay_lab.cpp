#include "services/controlplane/core/replay/replay_lab.h"

#include <algorithm>

#include "services/controlplane/core/alerts/apply_alerting.h"
#include "services/controlplane/core/alerts/matching.h"
#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/documents/fleet_yaml.h"

namespace flotilla::controlplane {
namespace {

bool burnsBudget(const AlertFiring& firing) {
  static const std::string kName(label::kAlert), kObjective(label::kObjective);
  return valueOf(firing.labels, kName) == kBudgetBurn && !valueOf(firing.labels, kObjective).empty();
}

AlertFiring firingOf(const Alert& alert) {
  return {alertIdOf(alert.labels), alert.startsAt, alert.endsAt, alert.labels, alert.annotations, alert.generatorUrl};
}

// One that still fires is known to do so until the end of the replay, and a little longer.
Alert saidOf(const AlertFiring& firing, TimePoint to) {
  const TimePoint ends = firing.hasEnded() ? firing.ended : to + std::chrono::hours(1);
  return {firing.labels, firing.annotations, firing.began, ends, firing.began, firing.generatorUrl};
}

}  // namespace

Result<ReplayJob> replayJobOf(const FleetState& state, const ReplayQuery& query, TimePoint now) {
  if (query.to > now)
    return invalid("out_of_range", "what is to come cannot be replayed", "to", "write a time that has passed");
  if (query.from >= query.to) return invalid("out_of_range", "the time ends before it begins", "to");
  ReplayJob job{.from = query.from, .to = query.to, .objectives = state.objectives, .regions = state.regions.size()};
  if (!query.fleet.empty()) {
    FLOTILLA_TRY(const FleetDeclaration declared, parseFleetYaml(query.fleet));
    job.objectives.clear();
    for (const Objective& objective : declared.objectives) job.objectives.emplace(objective.name, objective);
  }
  FLOTILLA_TRY(job.alerting, alertingOf(state, query.alerting));
  for (const auto& [id, silence] : state.silences) job.silences.push_back(silence);
  return job;
}

Result<ReplayOutcome> runReplay(const ReplayJob& job, const std::vector<ObjectiveAlert>& burning) {
  ReplayOutcome out;
  for (const ObjectiveAlert& alert : burning) out.firings.push_back(firingOf(alertOf(alert, job.objectives)));
  for (const AlertFiring& firing : job.recorded)
    if (!burnsBudget(firing)) out.firings.push_back(firing);
  std::erase_if(out.firings, [&](const AlertFiring& firing) {
    return firing.began > job.to || (firing.hasEnded() && firing.ended < job.from);
  });
  std::stable_sort(out.firings.begin(), out.firings.end(),
                   [](const AlertFiring& a, const AlertFiring& b) { return a.began < b.began; });
  ReplayInput input{{}, job.alerting, job.silences, {}, job.regions, job.to};
  for (const AlertFiring& firing : out.firings) input.alerts.emplace_back(firing.began, saidOf(firing, job.to));
  FLOTILLA_TRY(out.messages, replay(std::move(input)));
  std::erase_if(out.messages, [&](const Notification& one) { return one.at < job.from || one.at > job.to; });
  return out;
}

}  // namespace flotilla::controlplane

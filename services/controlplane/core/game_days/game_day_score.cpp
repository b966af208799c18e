#include "services/controlplane/core/game_days/game_day_score.h"

#include <algorithm>

#include "services/controlplane/core/alerts/game_day_alerts.h"
#include "services/controlplane/core/incidents/incident_words.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kAcknowledged = "AcknowledgeAlert";  // as the audit log calls it

void sooner(TimePoint& known, TimePoint found) {
  if (found != TimePoint{} && (known == TimePoint{} || found < known)) known = found;
}

TimePoint lastMoment(const GameDay& gameDay, std::uint32_t fault) {
  TimePoint out{};
  for (const NodeFault& one : gameDay.nodes)
    if (one.fault == fault && one.began != TimePoint{})
      out = std::max(out, one.ended == TimePoint{} ? gameDay.endsBy : one.ended);
  return out + kEchoes;
}

// When somebody said that they look after it.
TimePoint acknowledgedAt(const FleetState& state, const AlertFiring& firing, const Incident* incident,
                         std::span<const AuditEntry> audit) {
  TimePoint out{};
  const auto counts = [&](TimePoint at) { return at >= firing.began && (!firing.hasEnded() || at <= firing.ended); };
  if (const auto at = state.acknowledgements.find(firing.alert); at != state.acknowledgements.end())
    if (counts(at->second.at)) sooner(out, at->second.at);
  for (const AuditEntry& entry : audit)
    if (entry.action == kAcknowledged && entry.object == "alert/" + firing.alert.value && counts(entry.at))
      sooner(out, entry.at);
  if (incident != nullptr && incident->times.acknowledged >= firing.began) sooner(out, incident->times.acknowledged);
  return out;
}

const Incident* incidentOf(const FleetState& state, const AlertFiring& firing) {
  for (const auto& [id, incident] : state.incidents)
    if (incident.find({{}, firing.alert, firing.began}) != nullptr) return &incident;
  return nullptr;
}

FaultScore scoreOf(const FleetState& state, const GameDay& gameDay, std::uint32_t fault, TimePoint began,
                   std::span<const AlertFiring> firings, std::span<const AuditEntry> audit) {
  FaultScore out;
  out.fault = fault;
  out.began = began;
  const TimePoint until = lastMoment(gameDay, fault);
  const AlertFiring* first = nullptr;
  bool fires = false;
  TimePoint ended{};
  for (const AlertFiring& firing : firings) {
    if (firing.began < began || firing.began > until || !mayDetect(state, gameDay, fault, firing.labels)) continue;
    if (first == nullptr || firing.began < first->began) first = &firing;
    fires |= !firing.hasEnded();
    ended = std::max(ended, firing.ended);
  }
  if (first == nullptr) return out;
  const Incident* incident = incidentOf(state, *first);
  out.detected = first->began;
  out.acknowledged = acknowledgedAt(state, *first, incident, audit);
  if (!fires) out.mitigated = ended;
  out.alert = first->alert;
  out.alertTitle = titleOf(first->labels);
  if (incident != nullptr) out.incident = incident->id;
  return out;
}

}  // namespace

std::vector<FaultScore> scoresOf(const FleetState& state, const GameDay& gameDay, std::span<const AlertFiring> firings,
                                 std::span<const AuditEntry> audit) {
  std::vector<FaultScore> out;
  for (std::uint32_t fault = 0; fault < gameDay.faults.size(); ++fault) {
    TimePoint began{};
    for (const NodeFault& one : gameDay.nodes)
      if (one.fault == fault) sooner(began, one.began);
    if (began != TimePoint{}) out.push_back(scoreOf(state, gameDay, fault, began, firings, audit));
  }
  return out;
}

}  // namespace flotilla::controlplane

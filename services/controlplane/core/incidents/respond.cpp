#include "services/controlplane/core/incidents/respond.h"

#include <algorithm>
#include <utility>

#include "models/domain/alert_fields.h"
#include "models/domain/utf8.h"
#include "services/controlplane/core/alerts/change_words.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/incidents/incident_words.h"
#include "services/documents/text_checks.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxReason = 500;

// One that the caller may change.
Result<IncidentEdit> editable(const FleetState& state, const IncidentId& id, const Caller& caller, TimePoint now) {
  FLOTILLA_TRY(Incident incident, findIncident(state, id, caller));
  FLOTILLA_CHECK(checkOperates(caller, incident.region));
  if (incident.events >= kMaxIncidentEvents)
    return precondition("timeline_full", "its timeline has 2000 entries", "id", "go on in a new incident");
  return IncidentEdit(std::move(incident), now);
}

Decision<Incident> decided(const IncidentEdit& edit, std::string detail) {
  Decision<Incident> out;
  out.mutation.rows = edit.rows();
  out.answer = edit.incident();
  out.fact.object = "incident/" + out.answer.id.value;
  out.fact.detail = std::move(detail);
  return out;
}

// Changes one of the roles, and says so.
void assign(IncidentEdit& edit, std::string Incident::*role, const char* name, const std::optional<std::string>& to,
            const std::string& by, TimePoint now) {
  if (!to || edit.incident().*role == *to) return;
  edit.change().*role = *to;
  edit.tell({IncidentEventKind::Role, now, to->empty() ? "nobody is " + std::string(name) : *to + " is " + name, by});
}

// Whoever takes it, looks after it.
void acknowledge(IncidentEdit& edit, const std::string& by, TimePoint now) {
  Incident& incident = edit.change();
  if (incident.times.acknowledged == TimePoint{}) incident.times.acknowledged = now;
  if (incident.commander.empty()) incident.commander = by;
}

std::string stateText(const IncidentMove& move) {
  return std::string(toText(move.to)) + (move.reason.empty() ? "" : ": " + move.reason);
}

Status checkMove(const Incident& incident, const IncidentMove& move) {
  if (!mayBecome(incident.state, move.to)) {
    const std::string next = nextStatesText(incident.state);
    return precondition("no_such_step",
                        incident.id.value + " is " + std::string(toText(incident.state)) + " and cannot become " +
                            std::string(toText(move.to)),
                        "to", next.empty() ? "it is over; open a new one" : "it can become " + next);
  }
  if (move.to == IncidentState::Resolved && incident.fires())
    return precondition("alerts_fire", "an alert of it fires still", "to",
                        "mitigate it first; flotillactl incidents show " + incident.id.value + " names the alert");
  if (move.to == IncidentState::Cancelled && move.reason.empty())
    return invalid("no_reason", "what was no incident needs a reason: false alarms are counted", "reason",
                   "say why it was none");
  return checkWords(move.reason, 0, kMaxReason, "reason");
}

void noteTime(IncidentTimes& times, IncidentState to, TimePoint now) {
  if (to == IncidentState::Active) times.mitigated = times.resolved = {};
  const bool over = to == IncidentState::Mitigated || to == IncidentState::Resolved;
  if (over && times.mitigated == TimePoint{}) times.mitigated = now;
  if (to == IncidentState::Resolved) times.resolved = now;
}

Result<const AlertFiring*> firingOf(const FleetState& state, const AlertId& alert, const Caller& caller) {
  if (alert.empty()) return nullptr;
  const auto at = state.firings.find(alert);
  const RegionName region(at == state.firings.end() ? std::string() : labelOf(at->second.labels, label::kRegion));
  if (at == state.firings.end() || !mayAt(caller, Role::Viewer, region))
    return notFound("no_alert", "no alert " + excerpt(alert.value, 64) + " fires", "alert",
                    "flotillactl alerts list shows them");
  for (const auto& [id, incident] : state.incidents)
    if (const IncidentAlert* known = incident.find({{}, alert, at->second.began}); known != nullptr)
      return precondition("has_incident", "this alert belongs to " + id.value, "alert",
                          "flotillactl incidents show " + id.value);
  return &at->second;
}

}  // namespace

bool maySeeIncident(const Incident& incident, const Caller& caller) {
  return mayAt(caller, Role::Viewer, incident.region);
}

Result<Incident> findIncident(const FleetState& state, const IncidentId& id, const Caller& caller) {
  const auto at = state.incidents.find(id);
  if (at != state.incidents.end() && maySeeIncident(at->second, caller)) return at->second;
  return notFound("no_incident", "there is no incident " + excerpt(id.value, 64), "id",
                  "flotillactl incidents list shows them");
}

Result<Decision<Incident>> openIncident(const FleetState& state, const NewIncident& wanted, const Caller& caller,
                                        const IncidentInput& input) {
  FLOTILLA_TRY(const AlertFiring* alert, firingOf(state, wanted.alert, caller));
  FLOTILLA_CHECK(checkWords(wanted.title, alert == nullptr ? 1 : 0, kMaxIncidentTitle, "title"));
  if (!wanted.region.empty() && !state.regions.contains(wanted.region)) return noRegion(state, wanted.region, "region");
  const auto open = std::count_if(state.incidents.begin(), state.incidents.end(),
                                  [](const auto& entry) { return isOpen(entry.second.state); });
  if (static_cast<std::size_t>(open) >= kMaxOpenIncidents)
    return Error{ErrorCode::Exhausted,
                 "too_many_incidents",
                 "500 incidents are open",
                 {},
                 "merge or close some: flotillactl incidents list --filter state:open"};
  IncidentEdit edit =
      openIncident(state, {wanted.title, wanted.severity, wanted.region, wanted.workload, caller.name, wanted.drill},
                   alert, nextIncidentNumber(state), input);
  FLOTILLA_CHECK(checkOperates(caller, edit.incident().region));
  acknowledge(edit, caller.name, input.now);
  edit.change().state = IncidentState::Active;
  return decided(edit, edit.incident().title);
}

Result<Decision<Incident>> editIncident(const FleetState& state, const IncidentChange& change, const Caller& caller,
                                        TimePoint now) {
  FLOTILLA_TRY(IncidentEdit edit, editable(state, change.id, caller, now));
  const auto tell = [&](const std::string& text) { edit.tell({IncidentEventKind::Field, now, text, caller.name}); };
  if (change.title) FLOTILLA_CHECK(checkWords(*change.title, 1, kMaxIncidentTitle, "title"));
  if (change.title && *change.title != edit.incident().title) {
    edit.change().title = *change.title;
    tell("is called \"" + *change.title + "\"");
  }
  if (change.severity && *change.severity != edit.incident().severity) {
    edit.change().severity = *change.severity;
    tell("is " + std::string(toText(*change.severity)));
  }
  if (change.suspect && *change.suspect != edit.incident().suspect) {
    if (!change.suspect->empty() && !state.rollouts.contains(*change.suspect))
      return notFound("no_rollout", "there is no rollout " + excerpt(change.suspect->value, 80), "suspect",
                      "flotillactl rollouts list shows them");
    edit.change().suspect = *change.suspect;
    tell(change.suspect->empty() ? "no rollout is suspected" : change.suspect->value + " is suspected");
  }
  FLOTILLA_CHECK(checkOperatorName(state, change.commander.value_or(""), "commander", caller));
  FLOTILLA_CHECK(checkOperatorName(state, change.scribe.value_or(""), "scribe", caller));
  FLOTILLA_CHECK(checkOperatorName(state, change.liaison.value_or(""), "liaison", caller));
  assign(edit, &Incident::commander, "commander", change.commander, caller.name, now);
  assign(edit, &Incident::scribe, "scribe", change.scribe, caller.name, now);
  assign(edit, &Incident::liaison, "liaison", change.liaison, caller.name, now);
  return decided(edit, edit.incident().title);
}

Result<Decision<Incident>> moveIncident(const FleetState& state, const IncidentMove& move, const Caller& caller,
                                        TimePoint now) {
  FLOTILLA_TRY(IncidentEdit edit, editable(state, move.id, caller, now));
  if (edit.incident().state == move.to) return decided(edit, {});
  FLOTILLA_CHECK(checkMove(edit.incident(), move));
  if (move.to == IncidentState::Active) acknowledge(edit, caller.name, now);
  noteTime(edit.change().times, move.to, now);
  edit.change().state = move.to;
  if (move.to == IncidentState::Cancelled) edit.change().reason = move.reason;
  edit.tell({IncidentEventKind::State, now, stateText(move), caller.name, {}, true});
  return decided(edit, stateText(move));
}

Result<Decision<Incident>> mergeIncident(const FleetState& state, const IncidentId& id, const IncidentId& into,
                                         const Caller& caller, TimePoint now) {
  if (id == into) return invalid("same_incident", "an incident is not merged into itself", "into", "name another one");
  FLOTILLA_TRY(IncidentEdit from, editable(state, id, caller, now));
  FLOTILLA_TRY(IncidentEdit target, editable(state, into, caller, now));
  if (from.incident().mergedInto == into) return decided(from, {});
  for (const IncidentEdit* edit : {&from, &target})
    if (!isOpen(edit->incident().state))
      return precondition("not_open", edit->incident().id.value + " is " + std::string(toText(edit->incident().state)),
                          edit == &from ? "id" : "into", "only open incidents are merged");
  if (from.incident().region != target.incident().region) FLOTILLA_CHECK(checkOperates(caller, {}));
  for (IncidentAlert alert : from.incident().alerts) {
    alert.incident = into;
    target.put(alert);
  }
  IncidentTimes& times = target.change().times;
  const IncidentTimes& others = from.incident().times;
  for (TimePoint IncidentTimes::*time : {&IncidentTimes::firstBad, &IncidentTimes::detected, &IncidentTimes::paged,
                                         &IncidentTimes::acknowledged, &IncidentTimes::firstAction})
    if (others.*time != TimePoint{} && (times.*time == TimePoint{} || others.*time < times.*time))
      times.*time = others.*time;
  target.change().severity = std::min(target.incident().severity, from.incident().severity);
  if (target.incident().suspect.empty()) target.change().suspect = from.incident().suspect;
  const RegionName& region = from.incident().region;
  if (target.incident().region != region) target.change().region = {};
  target.tell({IncidentEventKind::Merged, now, "has taken in " + id.value + ": " + from.incident().title, caller.name,
               "incident/" + id.value, true});
  from.change().state = IncidentState::Merged;
  from.change().mergedInto = into;
  from.tell({IncidentEventKind::Merged, now, "goes on as " + into.value, caller.name, "incident/" + into.value, true});
  Decision<Incident> out = decided(from, "into " + into.value);
  for (Row& row : target.rows()) out.mutation.rows.push_back(std::move(row));
  return out;
}

Result<Decision<Incident>> noteIncident(const FleetState& state, const IncidentNote& note, const Caller& caller,
                                        TimePoint now) {
  FLOTILLA_CHECK(checkNote(note.text));
  FLOTILLA_TRY(IncidentEdit edit, editable(state, note.id, caller, now));
  edit.tell({IncidentEventKind::Note, now, note.text, caller.name, {}, note.pinned});
  return decided(edit, "a note");
}

}  // namespace flotilla::controlplane

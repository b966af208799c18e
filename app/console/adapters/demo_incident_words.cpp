// What people say about the incidents of the demonstration.
#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_incidents.h"
#include "app/console/adapters/demo_response.h"

namespace flotilla::console {
namespace {

template <class Response>
auto detailIn(Response& response, const IncidentId& id) -> Result<decltype(response.incidents.data())> {
  const auto found = std::find_if(response.incidents.begin(), response.incidents.end(),
                                  [&](const IncidentDetail& one) { return one.incident.id == id; });
  if (found == response.incidents.end())
    return notFound("no_incident", "there is no incident " + id.value.substr(0, 80), "incident",
                    "see flotillactl incidents list");
  return &*found;
}

void say(const DemoState& state, IncidentDetail& detail, IncidentEventKind kind, const std::string& text, bool pinned) {
  IncidentEvent event;
  event.at = event.writtenAt = state.now;
  event.kind = kind;
  event.actor = kDemoCaller;
  event.text = text;
  event.pinned = pinned;
  addDemoEvent(detail, std::move(event));
}

}  // namespace

Result<IncidentDetail> demoIncident(const DemoResponse& response, const IncidentId& id) {
  FLOTILLA_TRY(const IncidentDetail* found, detailIn(response, id));
  return *found;
}

Result<Incident> editDemoIncident(const DemoState& state, DemoResponse& response, const IncidentChange& change) {
  FLOTILLA_TRY(IncidentDetail * detail, detailIn(response, change.id));
  Incident& one = detail->incident;
  if (change.title) one.title = *change.title;
  if (change.severity) one.severity = *change.severity;
  if (change.scribe) one.scribe = *change.scribe;
  if (change.liaison) one.liaison = *change.liaison;
  if (change.suspect) one.suspect = *change.suspect;
  if (change.commander && *change.commander != one.commander) {
    one.commander = *change.commander;
    say(state, *detail, IncidentEventKind::Role,
        one.commander.empty() ? "nobody leads any more" : one.commander + " leads", false);
  }
  return one;
}

Result<Incident> moveDemoIncident(const DemoState& state, DemoResponse& response, const IncidentMove& move) {
  FLOTILLA_TRY(IncidentDetail * detail, detailIn(response, move.id));
  Incident& one = detail->incident;
  const std::string was(toText(one.state)), to(toText(move.to));
  if (!mayBecome(one.state, move.to))
    return precondition("wrong_state", one.id.value + " is " + was, "state",
                        "it may become " + nextStatesText(one.state));
  if (move.to == IncidentState::Cancelled && move.reason.empty())
    return invalid("no_reason", "cancelling needs a reason", "reason", "say why");
  if (move.to == IncidentState::Resolved && one.fires())
    return precondition("still_fires", "an alert of " + one.id.value + " still fires", "state",
                        "say that it is mitigated until it has ended");
  one.state = move.to;
  if (move.to == IncidentState::Mitigated) one.times.mitigated = state.now;
  if (move.to == IncidentState::Resolved) one.times.resolved = state.now;
  if (move.to == IncidentState::Active) one.times.mitigated = one.times.resolved = {};
  if (move.to == IncidentState::Cancelled) one.reason = move.reason;
  detail->durations = durationsOf(one.times);
  say(state, *detail, IncidentEventKind::State, was + " became " + to + (move.reason.empty() ? "" : ": " + move.reason),
      true);
  return one;
}

Result<Incident> noteDemoIncident(const DemoState& state, DemoResponse& response, const IncidentNote& note) {
  FLOTILLA_TRY(IncidentDetail * detail, detailIn(response, note.id));
  if (note.text.empty()) return invalid("no_text", "a note has 1 to 8000 characters", "text", "write it");
  say(state, *detail, IncidentEventKind::Note, note.text, note.pinned);
  return detail->incident;
}

void tellDemoIncident(DemoResponse& response, const IncidentId& id, IncidentEvent event) {
  if (auto detail = detailIn(response, id)) addDemoEvent(**detail, std::move(event));
}

}  // namespace flotilla::console

#include "app/console/adapters/demo_incidents.h"

#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_objectives.h"
#include "app/console/adapters/demo_response.h"
#include "app/console/adapters/demo_run_steps.h"
#include "services/crypto/hash.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

IncidentEvent eventOf(TimePoint at, IncidentEventKind kind, const std::string& actor, const std::string& text,
                      bool pinned, const std::string& reference = {}) {
  IncidentEvent out;
  out.at = out.writtenAt = at;
  out.kind = kind;
  out.actor = actor;
  out.text = text;
  out.pinned = pinned;
  out.reference = reference;
  return out;
}

// Where something burns, or where the rollout is.
RegionName troubledRegion(const DemoState& state, const DemoPlanned& planned) {
  for (const ObjectiveAlert& alert : demoAlerts(state))
    if (alert.state == AlertState::Firing && !alert.key.region.empty()) return alert.key.region;
  return planned.seats.empty() ? RegionName() : regionOf(state.nodes[planned.seats.front().node]);
}

IncidentAlert alertOf(const IncidentId& id, const RegionName& region, TimePoint began, TimePoint ended) {
  IncidentAlert out;
  out.incident = id;
  out.labels = {{"alertname", "BudgetBurn"}, {"region", region.value}, {"severity", "page"}};
  out.alert = alertIdOf(out.labels);
  out.began = began;
  out.ended = ended;
  out.paged = began + 20s;
  out.summary = "answers in " + region.value + " burn their budget faster than lasts";
  return out;
}

IncidentDetail burningNow(const DemoState& state, const DemoPlanned& planned) {
  const TimePoint t = state.startedAt - 14min;
  const RegionName region = troubledRegion(state, planned);
  IncidentDetail out;
  Incident& one = out.incident;
  one.id = IncidentId("INC-204");
  one.title = planned.rollout.workload.value + " answers badly in " + region.value;
  one.severity = IncidentSeverity::Sev2;
  one.state = IncidentState::Active;
  one.region = region;
  one.workload = planned.rollout.workload;
  one.openedAt = t + 20s;
  one.changedAt = t + 5min;
  one.times = {t - 3min, t, t + 20s, t + 95s, {}, {}, {}};
  one.commander = kDemoCaller;
  one.suspect = planned.rollout.id;
  one.alerts = {alertOf(one.id, region, t, {})};
  out.durations = durationsOf(one.times);
  const std::string rollout = "rollout/" + planned.rollout.id.value;
  out.changes = {
      {planned.rollout.createdAt, rollout,
       planned.rollout.id.value + " brought " + planned.rollout.workload.value + " " + planned.rollout.to.toString() +
           " to " + region.value,
       planned.rollout.author, true, false},
      {t - 55min, "audit/7", "+ site kochi, ~ region ap-south", kDemoCaller, false, false},
      {t + 4min, "audit/11", "BudgetBurn in " + region.value + " was acknowledged", kDemoCaller, false, true}};
  out.runbooks = {kDemoRunbook};
  addDemoEvent(out, eventOf(t - 3min, IncidentEventKind::Change, planned.rollout.author,
                            planned.rollout.id.value + " gave " + region.value + " its next wave", true, rollout));
  addDemoEvent(out, eventOf(t, IncidentEventKind::Alert, "", "BudgetBurn began in " + region.value, true));
  addDemoEvent(out, eventOf(t + 20s, IncidentEventKind::Opened, "", "opened because of a page", true));
  addDemoEvent(out, eventOf(t + 20s, IncidentEventKind::Paged, "", "on-call was told", false));
  addDemoEvent(out, eventOf(t + 95s, IncidentEventKind::Role, kDemoCaller, std::string(kDemoCaller) + " leads", false));
  addDemoEvent(out, eventOf(t + 95s, IncidentEventKind::State, kDemoCaller, "triage became active", true));
  addDemoEvent(out, eventOf(t + 5min, IncidentEventKind::Note, kDemoCaller,
                            "Other regions are well. Nodes answer in time; the answers are wrong.", false));
  return out;
}

IncidentDetail overYesterday(const DemoState& state) {
  const TimePoint t = state.startedAt - 26h;
  IncidentDetail out;
  Incident& one = out.incident;
  one.id = IncidentId("INC-203");
  one.title = "Nodes of lyon lost contact";
  one.severity = IncidentSeverity::Sev3;
  one.state = IncidentState::Review;
  one.region = RegionName("eu-west");
  one.openedAt = t + 30s;
  one.changedAt = t + 70min;
  one.times = {t - 50s, t, t + 30s, t + 4min, t + 9min, t + 31min, t + 52min};
  one.commander = kDemoApprover;
  one.alerts = {alertOf(one.id, one.region, t, t + 31min)};
  out.durations = durationsOf(one.times);
  addDemoEvent(out, eventOf(t, IncidentEventKind::Alert, "", "NodeOffline began at lyon, 18 nodes", true));
  addDemoEvent(out, eventOf(t + 30s, IncidentEventKind::Opened, "", "opened because of a page", true));
  addDemoEvent(out, eventOf(t + 9min, IncidentEventKind::Action, kDemoApprover, "the carrier was called", true));
  addDemoEvent(out,
               eventOf(t + 31min, IncidentEventKind::State, "", "active became mitigated: its last alert ended", true));
  addDemoEvent(out, eventOf(t + 52min, IncidentEventKind::State, kDemoApprover, "mitigated became resolved", true));
  return out;
}

}  // namespace

const DemoPlanned* suspectedDemoRollout(const DemoState& state) {
  const auto found = std::find_if(state.planned.rbegin(), state.planned.rend(), [](const DemoPlanned& planned) {
    return planned.rollout.state == RolloutState::Running;
  });
  return found == state.planned.rend() ? nullptr : &*found;
}

std::vector<IncidentDetail> buildDemoIncidents(const DemoState& state) {
  const DemoPlanned* planned = suspectedDemoRollout(state);
  if (planned == nullptr) return {};
  return {burningNow(state, *planned), overYesterday(state)};
}

void addDemoEvent(IncidentDetail& detail, IncidentEvent event) {
  Incident& incident = detail.incident;
  event.incident = incident.id;
  event.seq = ++incident.events;
  event.hash = sha256(incident.head.toString() + toRfc3339(event.at) + event.actor + event.text);
  incident.head = event.hash;
  incident.changedAt = std::max(incident.changedAt, event.writtenAt);
  const auto at = std::upper_bound(detail.events.begin(), detail.events.end(), event.at,
                                   [](TimePoint when, const IncidentEvent& one) { return when < one.at; });
  detail.events.insert(at, std::move(event));
}

}  // namespace flotilla::console

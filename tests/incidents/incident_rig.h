// What the tests of incidents share: the small fleet, pages that were told, and the follower of alerts on a state in
// memory. Thread: the test's. Lifetime: values.
#pragma once

#include <set>

#include "services/controlplane/core/incidents/from_alerts.h"
#include "services/controlplane/core/incidents/respond.h"
#include "tests/controlplane/fleet_rig.h"

namespace flotilla::controlplane::test {

inline Labels pageLabels(const std::string& objective, const std::string& region, const std::string& workload = {}) {
  Labels out{{"alertname", "BudgetBurn"}, {"severity", "page"}, {"objective", objective}};
  if (!region.empty()) out["region"] = region;
  if (!workload.empty()) out["workload"] = workload;
  return out;
}

struct IncidentRig {
  FleetState state;
  TimePoint now = kNow;
  std::map<AlertId, TimePoint> firstBad, ended;
  std::vector<AuditEntry> audit;
  std::set<AlertId> heldBack;
  std::map<IncidentId, std::vector<IncidentEvent>> timelines;

  IncidentRig() { apply(state, smallFleet({{"a", kWest}, {"b", kWest}, {"c", kEast}})); }

  IncidentInput input() const {
    const auto of = [](const std::map<AlertId, TimePoint>& times, const AlertId& id) {
      const auto at = times.find(id);
      return at == times.end() ? TimePoint{} : at->second;
    };
    return {now,
            std::chrono::seconds(60),
            audit.empty() ? 0 : audit.back().seq,
            [this, of](const IncidentAlert& alert) { return of(ended, alert.alert); },
            [this](const AlertId& alert) { return heldBack.contains(alert); },
            [this, of](const AlertFiring& alert) { return of(firstBad, alert.alert); },
            [this](TimePoint since) {
              std::vector<AuditEntry> out;
              for (const AuditEntry& entry : audit)
                if (entry.at >= since) out.push_back(entry);
              return out;
            }};
  }

  void keep(const Mutation& mutation) {
    apply(state, mutation);
    for (const Row& row : mutation.rows)
      if (const auto* event = std::get_if<IncidentEvent>(&row)) timelines[event->incident].push_back(*event);
  }
  // How many rows it changed.
  std::size_t follow() {
    const Mutation mutation = followAlerts(state, input());
    keep(mutation);
    return mutation.rows.size();
  }
  template <class T>
  T done(Result<Decision<T>> decided) {
    if (!decided) qFatal("%s", decided.error().message.c_str());
    keep(decided->mutation);
    return decided->answer;
  }

  AlertId fire(const Labels& labels, TimePoint began) {
    state.firings[alertIdOf(labels)] = {alertIdOf(labels), began, {}, labels, {{"summary", "it burns"}}};
    return alertIdOf(labels);
  }
  void tell(const std::vector<AlertId>& alerts, TimePoint at, const std::string& group = "group") {
    state.notifications[{group, "on-call"}] = {group, "on-call", alerts, {}, at, at};
  }
  AlertId page(const Labels& labels) {
    const AlertId id = fire(labels, now - std::chrono::seconds(30));
    tell({id}, now, "group of " + id.value);
    return id;
  }
  void end(const AlertId& id, TimePoint at) {
    ended[id] = at;
    state.firings.erase(id);
  }
  const Incident& incident(int number = 1) const {
    return state.incidents.at(IncidentId("INC-" + std::to_string(number)));
  }
  // The texts of a timeline's entries of a kind, in the order of writing.
  std::vector<std::string> told(IncidentEventKind kind, int number = 1) const {
    std::vector<std::string> out;
    for (const IncidentEvent& event : timelines.at(incident(number).id))
      if (event.kind == kind) out.push_back(event.text);
    return out;
  }
  bool isIntactNow(int number = 1) const { return isIntact(incident(number), timelines.at(incident(number).id)); }

  // A rollout of one wave that gave these nodes something.
  void roll(const std::string& id, const std::vector<std::string>& nodes, TimePoint from,
            const WorkloadName& workload = kWorkload) {
    Rollout rollout;
    rollout.id = RolloutId(id);
    rollout.workload = workload;
    rollout.to = parseVersion("2.0.0").value();
    rollout.author = "ops";
    rollout.startedAt = rollout.createdAt = from;
    state.apply(Row(RolloutRecord{rollout}));
    RolloutWave wave;
    wave.rollout = rollout.id;
    wave.startedAt = from;
    state.apply(Row(wave));
    for (const std::string& name : nodes) {
      RolloutNode node;
      node.rollout = rollout.id;
      node.node = nodeRecord(name, kWest).id;
      node.generation = 1;
      node.assignedAt = from;
      state.apply(Row(node));
    }
  }
};

}  // namespace flotilla::controlplane::test

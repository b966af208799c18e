#include "services/controlplane/core/incidents/from_alerts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "models/domain/alert_fields.h"
#include "models/domain/brief_text.h"
#include "services/controlplane/core/alerts/game_day_alerts.h"
#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/incidents/incident_words.h"

namespace flotilla::controlplane {
namespace {

class AlertFollower {
 public:
  AlertFollower(const FleetState& state, const IncidentInput& input) : state_(state), in_(input) {}

  Mutation take() {
    for (const auto& [id, incident] : state_.incidents) {
      open_ += isOpen(incident.state) ? 1 : 0;
      if (incident.fires() || isOpen(incident.state)) follow(edits_.try_emplace(id, incident, in_.now).first->second);
    }
    for (const auto& [id, firing] : state_.firings)
      if (isPageForPeople(firing) && !isKnown(firing)) place(firing);
    Mutation out;
    for (const auto& [id, edit] : edits_)
      for (Row& row : edit.rows()) out.rows.push_back(std::move(row));
    return out;
  }

 private:
  // That a run of a runbook does not get on is no trouble of its own; the timeline of its incident says so.
  bool isPageForPeople(const AlertFiring& firing) const {
    if (labelOf(firing.labels, label::kAlert) == kRunStuck) return false;
    if (labelOf(firing.labels, label::kSeverity) != toText(Severity::Page)) return false;
    if (toldAt(state_, firing.alert, firing.began) != TimePoint{}) return true;
    return in_.now - firing.began >= kUntoldPatience && !in_.isHeldBack(firing.alert);
  }

  bool isKnown(const AlertFiring& firing) const {
    return std::any_of(state_.incidents.begin(), state_.incidents.end(), [&](const auto& entry) {
      return entry.second.find({{}, firing.alert, firing.began}) != nullptr;
    });
  }

  bool stillFires(const IncidentAlert& alert) const {
    const auto at = state_.firings.find(alert.alert);
    return at != state_.firings.end() && at->second.began == alert.began;
  }

  void follow(IncidentEdit& edit) {
    const std::vector<IncidentAlert> alerts = edit.incident().alerts;
    for (const IncidentAlert& alert : alerts) {
      if (alert.ended != TimePoint{}) continue;
      if (alert.paged == TimePoint{}) notePage(edit, alert);
      if (!stillFires(alert)) end(edit, alert);
    }
    if (!isOpen(edit.incident().state)) return;
    noteWhoLooks(edit);
    const bool works = edit.incident().state != IncidentState::Mitigated;
    if (works && !alerts.empty() && !edit.incident().fires()) mitigate(edit);
  }

  // Of what was joined by hand, or before it was told.
  void notePage(IncidentEdit& edit, const IncidentAlert& alert) {
    if (labelOf(alert.labels, label::kSeverity) != toText(Severity::Page)) return;
    const TimePoint told = toldAt(state_, alert.alert, alert.began);
    if (told != TimePoint{}) tellPage(edit, alert, told);
  }

  void end(IncidentEdit& edit, const IncidentAlert& before) {
    const TimePoint told = in_.endOf(before);
    IncidentAlert alert = *edit.incident().find(before);
    alert.ended = told == TimePoint{} ? in_.now : told;
    edit.put(alert);
    edit.tell(
        {IncidentEventKind::Alert, alert.ended, titleOf(alert.labels) + ": ended", {}, "alert/" + alert.alert.value});
  }

  void mitigate(IncidentEdit& edit) {
    TimePoint last{};
    for (const IncidentAlert& alert : edit.incident().alerts) last = std::max(last, alert.ended);
    edit.change().state = IncidentState::Mitigated;
    edit.change().times.mitigated = last;
    edit.tell({IncidentEventKind::State, last, "mitigated: nothing of it fires any more", {}, {}, true});
  }

  void noteWhoLooks(IncidentEdit& edit) {
    if (edit.incident().times.acknowledged != TimePoint{}) return;
    for (const IncidentAlert& alert : edit.incident().alerts) {
      const auto at = state_.acknowledgements.find(alert.alert);
      if (at == state_.acknowledgements.end() || at->second.at < alert.began) continue;
      lookAfter(edit, at->second.by, at->second.at);
      return;
    }
  }

  void lookAfter(IncidentEdit& edit, const std::string& by, TimePoint at) {
    Incident& incident = edit.change();
    const TimePoint paged = incident.times.paged;
    const std::string late = paged == TimePoint{} || at < paged ? "" : ", " + briefText(at - paged) + " after the page";
    incident.times.acknowledged = at;
    if (incident.commander.empty()) incident.commander = by;
    if (incident.state == IncidentState::Triage) incident.state = IncidentState::Active;
    edit.tell({IncidentEventKind::State, at, "acknowledged" + late, by, {}, true});
  }

  // An open incident that this firing belongs to.
  IncidentEdit* openOneFor(const AlertFiring& firing) {
    const RolloutId suspect = suspectFor(firing);
    const bool practice = isOfGameDay(state_, firing.labels, firing.began);
    for (auto& [id, edit] : edits_) {
      const Incident& incident = edit.incident();
      if (!isOpen(incident.state) || incident.alerts.size() >= kMaxIncidentAlerts) continue;
      // What is practice hides nothing that is real, and the other way round.
      const bool before = std::any_of(incident.alerts.begin(), incident.alerts.end(),
                                      [&](const IncidentAlert& alert) { return alert.alert == firing.alert; });
      if (incident.drill != practice && !before) continue;
      const bool had = std::any_of(incident.alerts.begin(), incident.alerts.end(), [&](const IncidentAlert& alert) {
        return alert.alert == firing.alert ||
               (alert.ended == TimePoint{} && areToldTogether(alert.alert, firing.alert));
      });
      if (had || (!suspect.empty() && incident.suspect == suspect)) return &edit;
    }
    return nullptr;
  }

  RolloutId suspectFor(const AlertFiring& firing) const {
    Incident alone;
    alone.region = RegionName(labelOf(firing.labels, label::kRegion));
    alone.workload = WorkloadName(labelOf(firing.labels, label::kWorkload));
    alone.openedAt = firing.began;
    alone.times.firstBad = in_.firstBadOf(firing);
    alone.alerts.push_back({{}, firing.alert, firing.began, {}, {}, firing.labels});
    return suspectOf(state_, changesAround(alone, in_));
  }

  bool areToldTogether(const AlertId& a, const AlertId& b) const {
    const auto has = [](const std::vector<AlertId>& all, const AlertId& id) {
      return std::find(all.begin(), all.end(), id) != all.end();
    };
    return std::any_of(state_.notifications.begin(), state_.notifications.end(),
                       [&](const auto& entry) { return has(entry.second.firing, a) && has(entry.second.firing, b); });
  }

  void place(const AlertFiring& firing) {
    if (open_ >= kMaxOpenIncidents) return;  // as soon as another one is over
    IncidentEdit* joined = openOneFor(firing);
    if (joined == nullptr) {
      ++open_;
      opened_ = std::max(opened_ + 1, nextIncidentNumber(state_));
      IncidentOpening opening;
      opening.drill = isOfGameDay(state_, firing.labels, firing.began);
      IncidentEdit made = openIncident(state_, opening, &firing, opened_, in_);
      edits_.emplace(made.incident().id, std::move(made));
      return;
    }
    join(*joined, state_, firing, in_);
    if (joined->incident().state != IncidentState::Mitigated) return;
    joined->change().state = IncidentState::Active;
    joined->change().times.mitigated = {};
    joined->tell({IncidentEventKind::State, firing.began, "active again: it came back", {}, {}, true});
  }

  const FleetState& state_;
  const IncidentInput& in_;
  std::map<IncidentId, IncidentEdit> edits_;
  std::size_t open_ = 0;      // how many there are
  std::uint64_t opened_ = 0;  // number of the newest one
};

}  // namespace

Mutation followAlerts(const FleetState& state, const IncidentInput& input) {
  return AlertFollower(state, input).take();
}

}  // namespace flotilla::controlplane

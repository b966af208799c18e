#include "services/controlplane/core/alerts/acknowledge.h"

#include <algorithm>

#include "models/domain/utf8.h"
#include "services/controlplane/core/alerts/alert_scope.h"
#include "services/controlplane/core/alerts/change_words.h"

namespace flotilla::controlplane {
namespace {

using Statuses = std::vector<const AlertStatus*>;

Error outOfAlertScope(const Caller& caller, const char* field) {
  return {ErrorCode::Denied, "out_of_scope", caller.name + " is no operator where this alert is", field,
          "ask somebody who operates its region"};
}

Result<Statuses> findOneAlert(const AlertsView& view, const AlertId& id, const Caller& caller) {
  for (const AlertStatus& status : view.alerts) {
    if (alertIdOf(status.alert.labels) != id || !mayWithAlert(caller, Role::Viewer, status.alert.labels)) continue;
    if (!mayWithAlert(caller, Role::Operator, status.alert.labels)) return outOfAlertScope(caller, "alert");
    if (!status.fires) return precondition("alert_resolved", "the alert is over", "alert", "there is nothing to do");
    return Statuses{&status};
  }
  return notFound("no_alert", "there is no alert " + excerpt(id.value, 64), "alert",
                  "flotillactl alerts list shows their ids");
}

Result<Statuses> findGroupAlerts(const AlertsView& view, const std::string& key, const Caller& caller) {
  Statuses found;
  bool isThere = false;
  for (const AlertGroup& group : view.groups) {
    if (group.key != key) continue;
    for (const AlertStatus& status : group.alerts) {
      isThere |= mayWithAlert(caller, Role::Viewer, status.alert.labels);
      if (status.fires && mayWithAlert(caller, Role::Operator, status.alert.labels)) found.push_back(&status);
    }
  }
  if (!isThere)
    return notFound("no_group", "there is no group " + excerpt(key, 200), "group",
                    "flotillactl alerts groups shows their keys");
  if (found.empty()) return outOfAlertScope(caller, "group");
  return found;
}

Result<Statuses> chosenAlerts(const AlertsView& view, const AlertChoice& choice, const Caller& caller) {
  if (choice.alert.empty() == choice.group.empty())
    return invalid("no_choice", "name either an alert or a group", "alert", "write the id of one alert");
  return choice.alert.empty() ? findGroupAlerts(view, choice.group, caller) : findOneAlert(view, choice.alert, caller);
}

std::string objectOf(const AlertChoice& choice) {
  return choice.alert.empty() ? "alert-group/" + choice.group : "alert/" + choice.alert.value;
}

// The alerts as people know them, at most a few.
std::string alertsText(const std::vector<std::string>& names) {
  constexpr std::size_t kTold = 5;
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kTold; ++i) out += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kTold ? out + " and " + std::to_string(names.size() - kTold) + " more" : out;
}

}  // namespace

Result<Decision<std::vector<Acknowledgement>>> acknowledgeAlerts(const FleetState& state, const AlertsView& view,
                                                                 const AlertChoice& choice, const std::string& note,
                                                                 const Caller& caller, TimePoint now) {
  FLOTILLA_CHECK(checkWords(note, 0, kMaxNoteCharacters, "note"));
  FLOTILLA_TRY(const Statuses chosen, chosenAlerts(view, choice, caller));
  Decision<std::vector<Acknowledgement>> out;
  std::vector<std::string> names;
  for (const AlertStatus* status : chosen) {
    const Acknowledgement wanted{alertIdOf(status->alert.labels), caller.name, now, note};
    const auto known = state.acknowledgements.find(wanted.alert);
    const bool isNew =
        known == state.acknowledgements.end() || known->second.by != wanted.by || known->second.note != wanted.note;
    out.answer.push_back(isNew ? wanted : known->second);
    if (!isNew) continue;
    out.mutation.rows.emplace_back(wanted);
    names.push_back(alertName(status->alert.labels));
    if (known != state.acknowledgements.end()) out.fact.before += known->second.by + " ";
    out.fact.after += wanted.alert.value + " " + caller.name + "\n";
  }
  out.fact.object = objectOf(choice);
  out.fact.detail = alertsText(names) + (note.empty() ? "" : ": " + note);
  return out;
}

Result<Decision<std::vector<AlertId>>> unacknowledgeAlerts(const FleetState& state, const AlertsView& view,
                                                           const AlertChoice& choice, const Caller& caller) {
  FLOTILLA_TRY(const Statuses chosen, chosenAlerts(view, choice, caller));
  Decision<std::vector<AlertId>> out;
  std::vector<std::string> names;
  for (const AlertStatus* status : chosen) {
    const AlertId id = alertIdOf(status->alert.labels);
    const auto known = state.acknowledgements.find(id);
    if (known == state.acknowledgements.end()) continue;
    out.answer.push_back(id);
    out.mutation.removals.push_back({id});
    names.push_back(alertName(status->alert.labels));
    out.fact.before += id.value + " " + known->second.by + "\n";
  }
  out.fact.object = objectOf(choice);
  out.fact.detail = alertsText(names);
  return out;
}

}  // namespace flotilla::controlplane

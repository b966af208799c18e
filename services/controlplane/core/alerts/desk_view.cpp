// What the alert desk shows of itself.
#include <algorithm>
#include <unordered_map>

#include "services/controlplane/core/alerts/alert_desk.h"
#include "services/controlplane/core/alerts/alert_words.h"

namespace flotilla::controlplane {

AlertStatus AlertDesk::statusOf(const KnownAlert& alert, TimePoint now) const {
  AlertStatus out{.alert = alert.alert, .fires = alert.fires};
  out.silencedBy = alert.silencedBy;
  out.inhibitedBy = alert.inhibitedBy;
  out.mutedBy = alert.mutedBy;
  out.acknowledgedBy = alert.acknowledgedBy;
  out.acknowledgedAt = alert.acknowledgedAt;
  std::vector<std::string> muting;
  std::size_t muted = 0;
  for (const Group* group : alert.groups) {
    const std::string& receiver = groups_.routeOf(*group).receiver;
    if (std::find(out.receivers.begin(), out.receivers.end(), receiver) == out.receivers.end())
      out.receivers.push_back(receiver);
    muted += group->mutedBy.empty() ? 0 : 1;
    muting.insert(muting.end(), group->mutedBy.begin(), group->mutedBy.end());
  }
  // One route that tells of it is enough for it not to be muted.
  if (muted > 0 && muted == alert.groups.size())
    for (const std::string& window : muting)
      if (std::find(out.mutedBy.begin(), out.mutedBy.end(), window) == out.mutedBy.end()) out.mutedBy.push_back(window);
  out.why = whyOf(alert, groups_, silences_, now);
  return out;
}

AlertsView AlertDesk::view(TimePoint now) const {
  AlertsView out{.at = now, .alerts = {}, .groups = {}};
  std::vector<const KnownAlert*> known(alerts_.all().begin(), alerts_.all().end());
  std::erase_if(known, [](const KnownAlert* alert) { return alert->life == AlertLife::New; });
  std::sort(known.begin(), known.end(), [](const KnownAlert* a, const KnownAlert* b) {
    return a->alert.startsAt != b->alert.startsAt ? a->alert.startsAt > b->alert.startsAt : a->id < b->id;
  });
  std::unordered_map<const KnownAlert*, std::size_t> places;
  out.alerts.reserve(known.size());
  for (const KnownAlert* alert : known) {
    places.emplace(alert, out.alerts.size());
    out.alerts.push_back(statusOf(*alert, now));
  }
  for (const auto& [key, group] : groups_.all()) {
    AlertGroup shown{.key = key, .receiver = groups_.routeOf(group).receiver, .labels = group.labels, .alerts = {}};
    for (const KnownAlert* alert : group.members)
      if (const auto at = places.find(alert); at != places.end() && alert->fires)
        shown.alerts.push_back(out.alerts[at->second]);
    if (shown.alerts.empty()) continue;
    if (const auto at = group.tellers.find(shown.receiver); at != group.tellers.end() && at->second.entry) {
      shown.notifiedAt = at->second.entry->at;
      shown.escalations = at->second.entry->escalations;
    }
    out.groups.push_back(std::move(shown));
  }
  return out;
}

}  // namespace flotilla::controlplane

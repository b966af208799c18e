#include "services/controlplane/http/alert_select.h"

#include <algorithm>
#include <tuple>

namespace flotilla::controlplane {
namespace {

bool passes(const AlertStatus& status, const AlertFilter& filter) {
  if (!status.fires) return false;
  if (!filter.active && !status.isSuppressed()) return false;
  if (!filter.silenced && !status.silencedBy.empty()) return false;
  if (!filter.inhibited && !status.inhibitedBy.empty()) return false;
  return filter.labels(status.alert.labels);
}

bool isTold(const AlertFilter& filter, const std::string& receiver) {
  return filter.receiver({{"receiver", receiver}});
}

Labels asLabels(const Silence& silence) {
  Labels out;
  for (const Matcher& matcher : silence.matchers) out[matcher.name] = matcher.value;
  return out;
}

// Smaller comes first.
std::tuple<SilenceState, TimePoint> rankOf(const Silence& silence, TimePoint now) {
  const SilenceState state = silence.stateAt(now);
  if (state == SilenceState::Active) return {SilenceState::Pending, silence.endsAt};
  if (state == SilenceState::Pending) return {SilenceState::Active, silence.startsAt};
  return {SilenceState::Expired, TimePoint(-silence.endsAt.time_since_epoch())};
}

}  // namespace

std::vector<const AlertStatus*> chooseAlerts(const AlertsView& view, const AlertFilter& filter,
                                             const IdOfLabels& idOf) {
  std::vector<std::pair<AlertId, const AlertStatus*>> chosen;
  for (const AlertStatus& status : view.alerts) {
    const auto& receivers = status.receivers;
    if (passes(status, filter) &&
        std::any_of(receivers.begin(), receivers.end(), [&](const std::string& name) { return isTold(filter, name); }))
      chosen.emplace_back(idOf(status.alert.labels), &status);
  }
  std::sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const AlertStatus*> out;
  for (const auto& [id, status] : chosen) out.push_back(status);
  return out;
}

std::vector<ApiAlertGroup> chooseGroups(const AlertsView& view, const AlertFilter& filter) {
  std::vector<ApiAlertGroup> out;
  for (const AlertGroup& group : view.groups) {
    if (!isTold(filter, group.receiver)) continue;
    ApiAlertGroup chosen{group.receiver, group.labels, {}};
    for (const AlertStatus& status : group.alerts)
      if (passes(status, filter)) chosen.alerts.push_back(&status);
    if (!chosen.alerts.empty()) out.push_back(std::move(chosen));
  }
  std::sort(out.begin(), out.end(), [](const ApiAlertGroup& a, const ApiAlertGroup& b) {
    return std::tie(a.labels, a.receiver) < std::tie(b.labels, b.receiver);
  });
  return out;
}

std::vector<Silence> chooseSilences(std::vector<Silence> silences, const AlertQuery& query,
                                    const AlertFront::LabelTest& filter, TimePoint now) {
  std::erase_if(silences, [&](const Silence& silence) {
    const SilenceState state = silence.stateAt(now);
    const bool wanted = state == SilenceState::Active    ? query.active
                        : state == SilenceState::Pending ? query.pending
                                                         : query.expired;
    return !wanted || !filter(asLabels(silence));
  });
  std::sort(silences.begin(), silences.end(),
            [now](const Silence& a, const Silence& b) { return rankOf(a, now) < rankOf(b, now); });
  return silences;
}

}  // namespace flotilla::controlplane

#include "models/view/board_group.h"

#include <algorithm>

#include "models/domain/alert_fields.h"
#include "models/view/alert_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

void describe(BoardGroup& group) {
  group.owned = true;
  for (const AlertStatus& status : group.told.alerts) {
    group.ids.push_back(alertIdOf(status.alert.labels));
    group.since = std::max(group.since, status.alert.startsAt);
    group.pages = group.pages || (isPage(status) && !status.isSuppressed());
    group.owned = group.owned && (!status.acknowledgedBy.empty() || status.isSuppressed());
  }
}

// Whether the alert, while it fired, was one of the group.
bool belongs(const AlertStatus& status, const AlertGroup& group) {
  const bool told =
      std::find(status.receivers.begin(), status.receivers.end(), group.receiver) != status.receivers.end();
  return told && std::all_of(group.labels.begin(), group.labels.end(), [&](const auto& label) {
           return labelOf(status.alert.labels, label.first) == label.second;
         });
}

bool before(const BoardGroup& a, const BoardGroup& b) {
  if (a.pages != b.pages) return a.pages;
  if (a.owned != b.owned) return b.owned;
  return a.since != b.since ? a.since > b.since : a.told.key < b.told.key;
}

}  // namespace

std::vector<BoardGroup> boardGroups(std::vector<AlertGroup> told, const std::vector<AlertStatus>& resolved) {
  std::vector<BoardGroup> out;
  for (AlertGroup& one : told) {
    BoardGroup& group = out.emplace_back();
    group.told = std::move(one);
    describe(group);
    for (const AlertStatus& status : resolved) group.resolved += belongs(status, group.told) ? 1 : 0;
  }
  std::sort(out.begin(), out.end(), before);
  return out;
}

BoardGroup resolvedGroup(std::vector<AlertStatus> resolved) {
  BoardGroup out;
  std::erase_if(resolved, [](const AlertStatus& status) { return status.fires; });
  std::stable_sort(resolved.begin(), resolved.end(),
                   [](const AlertStatus& a, const AlertStatus& b) { return a.alert.endsAt > b.alert.endsAt; });
  for (const AlertStatus& status : resolved) out.ids.push_back(alertIdOf(status.alert.labels));
  out.told.alerts = std::move(resolved);
  return out;
}

QString statusOf(const BoardGroup& group) {
  if (!heldText(group).isEmpty()) return QStringLiteral("held");
  return group.pages ? QStringLiteral("failed") : QStringLiteral("warning");
}

QString heldText(const BoardGroup& group) {
  const auto& alerts = group.told.alerts;
  if (alerts.empty() || !std::all_of(alerts.begin(), alerts.end(), [](const auto& one) { return one.isSuppressed(); }))
    return {};
  return heldBack(alerts.front());
}

QString ownerText(const BoardGroup& group) {
  QString out;
  for (const AlertStatus& status : group.told.alerts) {
    if (status.acknowledgedBy.empty()) return {};
    if (out.isEmpty()) out = text(status.acknowledgedBy);
    if (out != text(status.acknowledgedBy)) return QStringLiteral("several");
  }
  return out;
}

QString tallyText(const BoardGroup& group) {
  const QString all = count(group.told.alerts.size());
  const bool some = group.shown.size() < group.told.alerts.size();
  const QString firing =
      (some ? QStringLiteral("%1 of %2").arg(count(group.shown.size()), all) : all) + QStringLiteral(" firing");
  return group.resolved == 0 ? firing : firing + QStringLiteral(", %1 resolved").arg(count(group.resolved));
}

}  // namespace flotilla::view

#include "services/controlplane/core/alerts/group_turn.h"

#include <algorithm>

#include "models/domain/objective.h"
#include "services/controlplane/core/alerts/escalation.h"

namespace flotilla::controlplane {
namespace {

bool isIn(const AlertId& id, const std::vector<AlertId>& sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), id);
}

bool isPage(const KnownAlert& alert) {
  static const std::string kSeverity(label::kSeverity);
  return valueOf(alert.alert.labels, kSeverity) == toText(Severity::Page);
}

std::vector<AlertId> idsOf(const std::vector<const KnownAlert*>& alerts) {
  std::vector<AlertId> out;
  out.reserve(alerts.size());
  for (const KnownAlert* alert : alerts) out.push_back(alert->id);
  std::sort(out.begin(), out.end());
  return out;
}

bool byStart(const KnownAlert* a, const KnownAlert* b) {
  return std::pair(a->alert.startsAt, a->id) < std::pair(b->alert.startsAt, b->id);
}

}  // namespace

void GroupTurn::take() {
  group_.next.reset();
  tellRoute(group_.tellers[route_.receiver]);
  for (auto& [receiver, teller] : group_.tellers)
    if (receiver != route_.receiver) tellFollower(receiver, teller);
}

GroupTurn::Sorted GroupTurn::sort(const Teller& teller) const {
  Sorted out;
  if (teller.entry) out.last = *teller.entry;
  out.now.newSince = TimePoint::max();
  out.now.anyUnacknowledged = false;
  for (const KnownAlert* alert : group_.members) {
    const bool inEntry = teller.entry && isIn(alert->id, teller.entry->firing);
    // What ended and fires again since was not told, although its name was.
    const bool wasTold = inEntry && alert->alert.startsAt <= teller.entry->at;
    if (inEntry && alert->fires && !wasTold) std::erase(out.last.firing, alert->id);
    if (alert->fires)
      sortFiring(*alert, wasTold, out);
    else if (inEntry)
      sortOver(*alert, out);
  }
  for (const AlertId& id : out.dropped) std::erase(out.last.firing, id);
  std::sort(out.firing.begin(), out.firing.end(), byStart);
  std::sort(out.resolved.begin(), out.resolved.end(), byStart);
  out.now.firing = idsOf(out.firing);
  out.now.resolved = idsOf(out.resolved);
  return out;
}

void GroupTurn::sortFiring(const KnownAlert& alert, bool wasTold, Sorted& out) const {
  if (alert.isHeld() || !group_.mutedBy.empty()) {
    if (wasTold) out.kept.push_back(alert.id);
    return;
  }
  if (!wasTold && !alert.raised) return;  // over before anybody was told
  const bool acknowledged = !alert.acknowledgedBy.empty();
  out.firing.push_back(&alert);
  out.now.anyUnacknowledged |= !acknowledged;
  if (wasTold) {
    out.wereAcknowledged &= acknowledged;
    out.anyPageUnacknowledged |= isPage(alert) && !acknowledged;
    return;
  }
  out.anyNewPage |= isPage(alert);
  out.anyNewPageUnacknowledged |= isPage(alert) && !acknowledged;
  out.now.newSince = std::min(out.now.newSince, std::max({alert.alert.startsAt, alert.freeSince, group_.freeSince}));
}

// A window or another alert only delays what there is to tell: whoever was told that it fires hears that it does not.
void GroupTurn::sortOver(const KnownAlert& alert, Sorted& out) const {
  if (!alert.silencedBy.empty())
    out.dropped.push_back(alert.id);
  else if (alert.isHeld() || !group_.mutedBy.empty())
    out.kept.push_back(alert.id);
  else
    out.resolved.push_back(&alert);
}

// A message that nobody answered for is one that failed: nothing else would ever be told.
bool GroupTurn::isBusy(Teller& teller) const {
  if (!teller.underWay || now_ < teller.underWay->until) return teller.underWay.has_value();
  teller.fail(now_, "nobody said whether it was delivered");
  return false;
}

void GroupTurn::tellRoute(Teller& teller) {
  const bool busy = isBusy(teller);
  const Sorted sorted = sort(teller);
  if (!busy) drop(teller, sorted);
  if (sorted.now.firing.empty()) {
    teller.attemptedAt = {};
    teller.stepsUntold = 0;
  }
  const Reach& reach = reachOf_(route_.receiver);
  const NotificationEntry* last = teller.entry ? &sorted.last : nullptr;
  const GroupTimes times{route_.groupWait, route_.groupInterval, route_.repeatInterval, reach.takesResolved};
  group_.next = nextMessage(last, sorted.now, times, now_, teller.failedAt);
  if (!busy && group_.next && group_.next->dueAt <= now_) {
    const bool afresh =
        group_.next->reason == NotificationReason::NewInGroup && sorted.anyNewPage && sorted.wereAcknowledged;
    send(teller, group_.next->reason, route_.receiver, sorted,
         group_.next->reason == NotificationReason::First || afresh);
  }
  escalate(teller, sorted);
}

void GroupTurn::drop(Teller& teller, const Sorted& sorted) {
  if (sorted.dropped.empty()) return;
  for (const AlertId& id : sorted.dropped) std::erase(teller.entry->firing, id);
  tick_.entries.push_back(*teller.entry);
}

NotificationEntry GroupTurn::entryOf(const std::string& receiver, const Sorted& sorted) const {
  NotificationEntry out{group_.key, receiver, sorted.now.firing, sorted.now.resolved, now_, now_, 0};
  out.firing.insert(out.firing.end(), sorted.kept.begin(), sorted.kept.end());
  std::sort(out.firing.begin(), out.firing.end());
  return out;
}

void GroupTurn::send(Teller& teller, NotificationReason reason, const std::string& receiver, const Sorted& sorted,
                     bool beginsSeries) {
  const Reach& reach = reachOf_(receiver);
  if (reach.notifiers.empty()) return;  // nobody can be told; somebody may be on call later
  NotificationEntry entry = entryOf(receiver, sorted);
  const bool onlyOver = reason == NotificationReason::AllResolved || reason == NotificationReason::SomeResolved;
  if (onlyOver && !reach.takesResolved) {
    entry.firstAt = teller.entry->firstAt;
    entry.escalations = teller.entry->escalations;
    teller.entry = entry;
    tick_.entries.push_back(std::move(entry));
    return;
  }
  Notification out{group_.key, receiver, reason, {}, reach.onCall, group_.labels, {}, now_};
  for (const Notifier& notifier : reach.notifiers)
    if (!onlyOver || notifier.sendResolved) out.notifiers.push_back(notifier);
  for (const KnownAlert* alert : sorted.firing) {
    out.alerts.push_back(alert->alert);
    // What is held as firing must not read as resolved.
    if (!alert->raised) out.alerts.back().endsAt = std::max(alert->heldUntil, now_ + Duration(1));
    if (alert->own) out.alerts.back().endsAt = std::max(out.alerts.back().endsAt, now_ + resolveAfter_);
  }
  for (const KnownAlert* alert : sorted.resolved) out.alerts.push_back(alert->alert);
  const TimePoint deadline = now_ + route_.groupInterval;
  teller.underWay = {std::move(entry), beginsSeries, reason, deadline + std::chrono::minutes(1)};
  tick_.due.push_back({std::move(out), deadline});
}

// What escalation counts from: the message that was told, or the first that could not be.
NotificationEntry GroupTurn::seriesOf(const Teller& teller, const Sorted& sorted) const {
  if (teller.inSeries()) return *teller.entry;
  NotificationEntry out = entryOf(route_.receiver, sorted);
  out.firstAt = teller.attemptedAt;
  out.escalations = teller.stepsUntold;
  return out;
}

void GroupTurn::escalate(Teller& teller, const Sorted& sorted) {
  if (!teller.inSeries() && teller.attemptedAt == TimePoint{}) return;
  const NotificationEntry series = seriesOf(teller, sorted);
  const bool needed = teller.inSeries() ? sorted.anyPageUnacknowledged : sorted.anyNewPageUnacknowledged;
  const auto step = nextStep(&series, route_.escalation, needed);
  if (!step || now_ < step->dueAt) return;
  const std::string& receiver = route_.escalation[step->step].receiver;
  if (reachOf_(receiver).notifiers.empty()) {
    if (!teller.inSeries()) {
      ++teller.stepsUntold;
      return;
    }
    ++teller.entry->escalations;
    tick_.entries.push_back(*teller.entry);
    return;
  }
  Teller& other = group_.tellers[receiver];
  if (isBusy(other) || now_ < other.failedAt + route_.groupInterval) return;
  send(other, NotificationReason::Escalation, receiver, sorted, false);
}

// Whoever was only told because nobody looked after it is told once more: that it is over.
void GroupTurn::tellFollower(const std::string& receiver, Teller& teller) {
  if (isBusy(teller) || !teller.entry || teller.entry->firing.empty()) return;
  Sorted sorted = sort(teller);
  drop(teller, sorted);
  const auto goesOn = [&](const KnownAlert* alert) { return alert->fires && isIn(alert->id, teller.entry->firing); };
  if (sorted.resolved.empty() || std::any_of(group_.members.begin(), group_.members.end(), goesOn)) return;
  if (teller.failedAt != TimePoint{} && now_ < teller.failedAt + route_.groupInterval) return;
  sorted.firing.clear();
  sorted.now.firing.clear();
  send(teller, NotificationReason::AllResolved, receiver, sorted, false);
}

}  // namespace flotilla::controlplane

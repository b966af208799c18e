#include "services/controlplane/core/alerts/group_book.h"

#include <algorithm>
#include <set>

#include "services/controlplane/core/alerts/group_turn.h"
#include "services/controlplane/core/alerts/rotation.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kKeepOrphans = std::chrono::hours(1);

}  // namespace

void Teller::fail(TimePoint at, std::string why) {
  if (underWay && underWay->reason == NotificationReason::First && attemptedAt == TimePoint{})
    attemptedAt = underWay->entry.at;
  underWay.reset();
  failedAt = at;
  error = std::move(why);
}

void GroupBook::setRules(const AlertRules& rules) {
  rules_ = &rules;
  for (auto& [key, group] : groups_) orphans_[key] = {std::move(group.tellers), lastTick_};
  groups_.clear();
}

void GroupBook::place(KnownAlert& alert) {
  alert.groups.clear();
  for (const std::size_t index : rules_->routes.match(alert.alert.labels)) {
    const Route& route = rules_->routes.at(index);
    Labels labels = groupLabelsOf(route, alert.alert.labels);
    const std::string key = groupKeyOf(route, labels);
    const auto [at, isNew] = groups_.try_emplace(key);
    Group& group = at->second;
    if (isNew) {
      group.key = key;
      group.route = index;
      group.labels = std::move(labels);
      if (const auto orphan = orphans_.find(key); orphan != orphans_.end()) {
        group.tellers = std::move(orphan->second.tellers);
        orphans_.erase(orphan);
      }
    }
    group.members.push_back(&alert);
    alert.groups.push_back(&group);
  }
}

void GroupBook::remove(const KnownAlert& alert) {
  for (Group* group : alert.groups) {
    std::erase(group->members, &alert);
    if (!group->members.empty()) continue;
    const std::string key = group->key;
    orphans_[key] = {std::move(group->tellers), lastTick_};
    groups_.erase(key);
  }
}

void GroupBook::restore(const std::vector<NotificationEntry>& entries, TimePoint now) {
  lastTick_ = now;
  for (const NotificationEntry& entry : entries) {
    Orphans& orphans = orphans_[entry.groupKey];
    orphans.since = now;
    Teller& teller = orphans.tellers[entry.receiver];
    teller.entry = entry;
    std::sort(teller.entry->firing.begin(), teller.entry->firing.end());
    std::sort(teller.entry->resolved.begin(), teller.entry->resolved.end());
  }
}

void GroupBook::decide(const std::vector<bool>& open, TimePoint now, DeskTick& tick) {
  lastTick_ = now;
  std::map<std::string, Reach> reaches;
  const ReachOf reachOf = [&](const std::string& receiver) -> const Reach& {
    const auto at = reaches.find(receiver);
    return at != reaches.end() ? at->second : reaches.emplace(receiver, this->reachOf(receiver, now)).first->second;
  };
  std::map<std::size_t, std::vector<std::string>> muted;
  for (auto& [key, group] : groups_) {
    const Route& route = routeOf(group);
    if (!route.muteIn.empty()) {
      const auto [at, isNew] = muted.try_emplace(group.route);
      if (isNew) at->second = rules_->windows.openAmong(route.muteIn, open);
      if (!group.mutedBy.empty() && at->second.empty()) group.freeSince = now;
      group.mutedBy = at->second;
    }
    GroupTurn(group, route, reachOf, rules_->declared.resolveAfter, now, tick).take();
  }
  forgetOrphans(now, tick);
}

void GroupBook::forgetOrphans(TimePoint now, DeskTick& tick) {
  for (auto at = orphans_.begin(); at != orphans_.end();) {
    if (now - at->second.since < kKeepOrphans) {
      ++at;
      continue;
    }
    for (const auto& [receiver, teller] : at->second.tellers)
      if (teller.entry) tick.forgotten.emplace_back(at->first, receiver);
    at = orphans_.erase(at);
  }
}

Teller* GroupBook::tellerOf(const std::string& key, const std::string& receiver) {
  std::map<std::string, Teller>* tellers = nullptr;
  if (const auto at = groups_.find(key); at != groups_.end())
    tellers = &at->second.tellers;
  else if (const auto orphan = orphans_.find(key); orphan != orphans_.end())
    tellers = &orphan->second.tellers;
  if (tellers == nullptr) return nullptr;
  const auto at = tellers->find(receiver);
  return at == tellers->end() ? nullptr : &at->second;
}

std::vector<NotificationEntry> GroupBook::delivered(const std::string& key, const std::string& receiver) {
  Teller* teller = tellerOf(key, receiver);
  if (teller == nullptr || !teller->underWay) return {};
  Teller::UnderWay told = std::move(*teller->underWay);
  teller->underWay.reset();
  teller->failedAt = {};
  teller->error.clear();
  const auto group = groups_.find(key);
  Teller* first = group == groups_.end() ? nullptr : tellerOf(key, routeOf(group->second).receiver);
  std::vector<NotificationEntry> out;
  const bool escalated = told.reason == NotificationReason::Escalation;
  if (!told.beginsSeries && teller->entry) {
    told.entry.firstAt = teller->entry->firstAt;
    told.entry.escalations = teller->entry->escalations;
  }
  // An escalation to the receiver that was told first is no news of the group.
  if (!escalated || first != teller) {
    teller->entry = told.entry;
    out.push_back(std::move(told.entry));
  }
  if (!escalated) {
    teller->attemptedAt = {};
    teller->stepsUntold = 0;
  } else if (first != nullptr && first->inSeries()) {
    ++first->entry->escalations;
    out.push_back(*first->entry);
  } else if (first != nullptr) {
    ++first->stepsUntold;
  }
  return out;
}

void GroupBook::failed(const std::string& key, const std::string& receiver, const std::string& error, TimePoint now) {
  Teller* teller = tellerOf(key, receiver);
  if (teller == nullptr || !teller->underWay) return;
  teller->fail(now, error);
}

Reach GroupBook::reachOf(const std::string& name, TimePoint now) const {
  Reach out;
  const Receiver* receiver = rules_->receiver(name);
  if (receiver == nullptr) return out;
  out.notifiers = receiver->notifiers;
  const Rotation* rotation = receiver->rotation.empty() ? nullptr : rules_->rotation(receiver->rotation);
  const auto onCall = rotation == nullptr ? std::nullopt : onCallAt(*rotation, now);
  if (onCall) {
    out.onCall = onCall->member->name;
    out.notifiers.insert(out.notifiers.end(), onCall->member->notifiers.begin(), onCall->member->notifiers.end());
  }
  out.takesResolved = std::any_of(out.notifiers.begin(), out.notifiers.end(),
                                  [](const Notifier& notifier) { return notifier.sendResolved; });
  return out;
}

}  // namespace flotilla::controlplane

#include "services/controlplane/core/alerts/known_alerts.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "services/controlplane/core/alerts/alert_limits.h"

namespace flotilla::controlplane {
namespace {

// Whether it fires by itself, and whether it counts as firing.
void weighAt(KnownAlert& known, Duration hold, TimePoint now) {
  known.raised = known.own ? known.said : known.alert.firesAt(now);
  known.heldUntil = known.alert.endsAt + hold;
  known.fires = known.raised || (known.life != AlertLife::Over && now < known.heldUntil);
}

void end(KnownAlert& known, TimePoint at, TimePoint now) {
  if (at < known.alert.startsAt) return;  // about an earlier firing
  known.alert.endsAt = at;
  known.alert.updatedAt = now;
}

}  // namespace

// It is said again, or begins anew.
void KnownAlerts::refresh(KnownAlert& known, Alert alert, Duration hold, TimePoint now) {
  weighAt(known, hold, now);
  if (known.fires) {
    alert.startsAt = std::min(alert.startsAt, known.alert.startsAt);
  } else {
    if (known.life == AlertLife::Firing && overtaken_.size() < kMaxResolved) {
      overtaken_.push_back(known.alert);
      overtaken_.back().updatedAt = now;
    }
    alert.startsAt = std::max(alert.startsAt, known.alert.endsAt);
    known.life = AlertLife::New;
  }
  alert.endsAt = std::max(alert.endsAt, alert.startsAt);
  known.alert = std::move(alert);
}

KnownAlert& KnownAlerts::insert(AlertId id, Alert alert, bool own) {
  auto known = std::make_unique<KnownAlert>();
  known->id = id;
  known->alert = std::move(alert);
  known->own = own;
  if (!own) ++others_;
  KnownAlert& out = *known;
  order_.push_back(known.get());
  alerts_.emplace(std::move(id), std::move(known));
  return out;
}

const KnownAlert* KnownAlerts::find(const AlertId& id) const {
  const auto at = alerts_.find(id);
  return at == alerts_.end() ? nullptr : at->second.get();
}

Status KnownAlerts::take(Alert alert, const AlertPatience& patience, TimePoint now) {
  AlertId id = alertIdOf(alert.labels);
  const auto at = alerts_.find(id);
  if (at != alerts_.end() && at->second->own)
    return Error{ErrorCode::Conflict, "taken_name", "Flotilla raises an alert with these labels itself", "labels",
                 "add a label that tells them apart"};
  const bool raised = alert.firesAt(now);
  if (at != alerts_.end()) {
    KnownAlert& known = *at->second;
    if (raised) {
      refresh(known, std::move(alert), patience.holdResolved, now);
    } else if (known.alert.firesAt(now)) {
      end(known, alert.endsAt, now);
    }
    return okStatus();
  }
  if (!raised) return okStatus();  // over before anybody heard of it
  if (others_ >= kMaxAlertsOfOthers && !makeRoom())
    return Error{ErrorCode::Exhausted, "too_many",
                 "there are " + std::to_string(kMaxAlertsOfOthers) + " alerts of others already", "labels",
                 "end some, or send fewer"};
  insert(std::move(id), std::move(alert), false);
  return okStatus();
}

// A tenth at a time, so that a flood does not look for the oldest at every alert.
bool KnownAlerts::makeRoom() {
  if (isFull_) return false;
  std::vector<KnownAlert*> over;
  for (KnownAlert* known : order_)
    if (!known->own && known->life == AlertLife::Over) over.push_back(known);
  std::sort(over.begin(), over.end(),
            [](const KnownAlert* a, const KnownAlert* b) { return a->alert.endsAt < b->alert.endsAt; });
  if (over.size() > kMaxAlertsOfOthers / 10) over.resize(kMaxAlertsOfOthers / 10);
  isFull_ = over.empty();
  if (isFull_) return false;
  Passed passed;
  forget(std::move(over), passed);
  for (auto& one : passed.forgotten) displaced_.push_back(std::move(one));
  return true;
}

void KnownAlerts::setOwn(const std::vector<Alert>& alerts, const AlertPatience& patience, TimePoint now) {
  std::unordered_set<const KnownAlert*> inSet;
  for (const Alert& said : alerts) {
    AlertId id = alertIdOf(said.labels);
    const auto at = alerts_.find(id);
    const bool ends = said.endsAt != TimePoint{} && said.endsAt <= now;
    KnownAlert* known = at == alerts_.end() ? nullptr : at->second.get();
    if (ends) {
      if (known != nullptr && known->said) end(*known, std::max(said.endsAt, known->alert.startsAt), now);
      continue;
    }
    Alert alert = said;
    alert.startsAt = alert.startsAt == TimePoint{} ? now : std::min(alert.startsAt, now);
    alert.endsAt = now + patience.resolveAfter;
    alert.updatedAt = now;
    if (known == nullptr) {
      known = &insert(std::move(id), std::move(alert), true);
    } else {
      if (!known->own) --others_;
      refresh(*known, std::move(alert), patience.holdResolved, now);
      known->own = true;
    }
    known->said = true;
    inSet.insert(known);
  }
  for (KnownAlert* known : order_) {
    if (!known->own || !known->said || inSet.contains(known)) continue;
    known->said = false;
    if (known->alert.endsAt > now) end(*known, now, now);
  }
}

void KnownAlerts::restore(const std::vector<Alert>& alerts, const AlertPatience& patience, TimePoint now) {
  for (const Alert& stored : alerts) {
    AlertId id = alertIdOf(stored.labels);
    if (alerts_.contains(id)) continue;
    Alert alert = stored;
    const bool fired = alert.endsAt > alert.updatedAt;
    if (fired) alert.endsAt = std::max(alert.endsAt, now + patience.resolveAfter);
    const bool held = !fired && now < alert.endsAt + patience.holdResolved;
    insert(std::move(id), std::move(alert), false).life = fired || held ? AlertLife::Firing : AlertLife::Over;
  }
}

std::vector<std::unique_ptr<KnownAlert>> KnownAlerts::takeDisplaced() {
  return std::exchange(displaced_, {});
}

KnownAlerts::Passed KnownAlerts::pass(const AlertPatience& patience, TimePoint now) {
  Passed out;
  out.forgotten = takeDisplaced();
  out.ended = std::move(overtaken_);
  overtaken_.clear();
  std::vector<KnownAlert*> gone, over;
  for (KnownAlert* known : order_) {
    weighAt(*known, patience.holdResolved, now);
    if (known->life == AlertLife::New) {
      out.began.push_back(known->alert);
      known->life = AlertLife::Firing;
    }
    if (known->fires) continue;
    if (known->life == AlertLife::Firing) {
      known->life = AlertLife::Over;
      known->alert.updatedAt = now;
      known->acknowledgedBy.clear();
      out.ended.push_back(known->alert);
    }
    (now - known->alert.endsAt >= kKeepResolved ? gone : over).push_back(known);
  }
  if (over.size() > kMaxResolved) {
    const auto excess = over.begin() + static_cast<std::ptrdiff_t>(over.size() - kMaxResolved);
    std::nth_element(over.begin(), excess, over.end(),
                     [](const KnownAlert* a, const KnownAlert* b) { return a->alert.endsAt < b->alert.endsAt; });
    gone.insert(gone.end(), over.begin(), excess);
  }
  isFull_ = false;
  forget(std::move(gone), out);
  return out;
}

void KnownAlerts::forget(std::vector<KnownAlert*> gone, Passed& passed) {
  if (gone.empty()) return;
  const std::unordered_set<KnownAlert*> set(gone.begin(), gone.end());
  std::erase_if(order_, [&](KnownAlert* known) { return set.contains(known); });
  for (KnownAlert* known : gone) {
    if (!known->own) --others_;
    const auto at = alerts_.find(known->id);
    passed.forgotten.push_back(std::move(at->second));
    alerts_.erase(at);
  }
}

}  // namespace flotilla::controlplane

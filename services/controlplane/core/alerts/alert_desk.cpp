#include "services/controlplane/core/alerts/alert_desk.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "services/controlplane/core/alerts/alert_limits.h"
#include "services/controlplane/core/alerts/alert_words.h"
#include "services/controlplane/core/alerts/escalation.h"
#include "services/controlplane/core/alerts/leading.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kToldErrors = 20;

std::size_t regionsIn(const std::vector<const Alert*>& alerts) {
  static const std::string kRegionLabel(label::kRegion);
  std::set<std::string> names;
  for (const Alert* alert : alerts)
    if (const std::string& region = valueOf(alert->labels, kRegionLabel); !region.empty()) names.insert(region);
  return names.size();
}

void addReason(KnownAlert& target, const KnownAlert& source, const std::string& why) {
  if (std::find(target.inhibitedBy.begin(), target.inhibitedBy.end(), source.id) != target.inhibitedBy.end()) return;
  target.inhibitedBy.push_back(source.id);
  target.heldWhy += (target.heldWhy.empty() ? "" : ", and by ") + nameOf(source.alert.labels) + ": " + why;
}

}  // namespace

AlertDesk::AlertDesk()
    : rules_(std::make_unique<AlertRules>(compileAlerting(builtInAlerting()).value())), groups_(*rules_) {}

Status AlertDesk::configure(const Alerting& alerting) {
  FLOTILLA_TRY(AlertRules rules, compileAlerting(alerting));
  auto next = std::make_unique<AlertRules>(std::move(rules));
  for (const auto& alert : alerts_.takeDisplaced()) groups_.remove(*alert);
  groups_.setRules(*next);
  rules_ = std::move(next);
  rulesChanged_ = true;
  arrange();
  return okStatus();
}

// Alerts that came since, or all of them if the rules are others, get their places.
void AlertDesk::arrange() {
  for (KnownAlert* alert : alerts_.all()) {
    if (!rulesChanged_ && !alert->groups.empty()) continue;
    alert->parts = rules_->inhibitions.partsOf(alert->alert.labels);
    alert->windows = rules_->windows.matching(alert->alert.labels);
    groups_.place(*alert);
  }
  rulesChanged_ = false;
}

Taken AlertDesk::take(const std::vector<Alert>& alerts, TimePoint now) {
  Taken out;
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    const std::string field = "alerts[" + std::to_string(i) + "]";
    auto alert = takenAlert(alerts[i], field, now, rules_->declared.resolveAfter);
    Status taken = alert ? alerts_.take(std::move(alert).value(), patience(), now) : Status(alert.error());
    if (taken) {
      ++out.accepted;
      continue;
    }
    ++out.refusedCount;
    if (out.refused.size() >= kToldErrors) continue;
    Error error = taken.error();
    if (alert) error.field = field + "." + error.field;
    out.refused.push_back(std::move(error));
  }
  return out;
}

void AlertDesk::own(const std::vector<Alert>& alerts, std::size_t regions, TimePoint now) {
  regions_ = regions;
  alerts_.setOwn(alerts, patience(), now);
}

void AlertDesk::restore(const std::vector<NotificationEntry>& entries, const std::vector<Alert>& alerts,
                        TimePoint now) {
  groups_.restore(entries, now);
  alerts_.restore(alerts, patience(), now);
  arrange();
}

DeskTick AlertDesk::tick(TimePoint now, const std::vector<Silence>& silences,
                         const std::vector<Acknowledgement>& acknowledgements) {
  DeskTick out;
  KnownAlerts::Passed passed = alerts_.pass(patience(), now);
  for (const auto& alert : passed.forgotten) groups_.remove(*alert);
  out.began = std::move(passed.began);
  out.ended = std::move(passed.ended);
  arrange();
  silences_.follow(silences, now);
  acknowledge(acknowledgements);
  const std::vector<bool> open = rules_->windows.openAt(now);
  holdBack(open, now);
  groups_.decide(open, now, out);
  return out;
}

// One is for the firing during which it was given.
void AlertDesk::acknowledge(const std::vector<Acknowledgement>& acknowledgements) {
  std::unordered_map<AlertId, const Acknowledgement*> newest;
  for (const Acknowledgement& one : acknowledgements) {
    const Acknowledgement*& known = newest[one.alert];
    if (known == nullptr || known->at <= one.at) known = &one;
  }
  for (KnownAlert* alert : alerts_.all()) {
    const auto at = newest.find(alert->id);
    const bool counts = at != newest.end() && alert->fires && at->second->at >= alert->alert.startsAt;
    alert->acknowledgedBy = counts ? at->second->by : std::string();
    alert->acknowledgedAt = counts ? at->second->at : TimePoint{};
  }
}

void AlertDesk::holdBack(const std::vector<bool>& open, TimePoint now) {
  std::vector<KnownAlert*> firing;
  for (KnownAlert* alert : alerts_.all()) {
    alert->inhibitedBy.clear();
    alert->heldWhy.clear();
    if (alert->fires) firing.push_back(alert);
  }
  inhibit(firing);
  inhibitAfterwards(firing, now);
  lead(firing);
  for (KnownAlert* alert : alerts_.all()) {
    alert->mutedBy.clear();
    for (const std::size_t window : alert->windows)
      if (open[window]) alert->mutedBy.push_back(rules_->windows.nameOf(window));
    if (alert->silencesAsked != silences_.version()) {
      alert->silencedBy = silences_.silencing(alert->alert.labels);
      alert->silencesAsked = silences_.version();
    }
    noteFreedom(*alert, now);
  }
}

void AlertDesk::noteFreedom(KnownAlert& alert, TimePoint now) {
  if (alert.wasHeld && !alert.isHeld()) alert.freeSince = now;
  alert.wasHeld = alert.isHeld();
}

// What has resolved is held back too: whether it is told has to wait as well.
void AlertDesk::inhibit(const std::vector<KnownAlert*>& firing) {
  FiringSources sources(rules_->inhibitions.size());
  for (std::size_t i = 0; i < firing.size(); ++i) sources.add(i, firing[i]->parts);
  const std::vector<KnownAlert*>& all = alerts_.all();
  std::size_t place = 0;  // among those that fire, which are in the same order
  for (KnownAlert* alert : all) {
    const std::size_t index = alert->fires ? place++ : firing.size();
    for (const FiringSources::Held& held : sources.holding(index, alert->parts))
      addReason(*alert, *firing[held.by], "rule " + rules_->inhibitions.nameOf(held.rule));
  }
}

// By sources that have ended, where the rule says that they last.
void AlertDesk::inhibitAfterwards(const std::vector<KnownAlert*>& firing, TimePoint now) {
  std::vector<KnownAlert*> ended;
  for (KnownAlert* alert : alerts_.all())
    if (!alert->fires && std::any_of(alert->parts.begin(), alert->parts.end(), [&](const InhibitPart& part) {
          return part.isSource && now < alert->alert.endsAt + rules_->inhibitions.lasts(part.rule);
        }))
      ended.push_back(alert);
  if (ended.empty()) return;
  std::stable_sort(ended.begin(), ended.end(),
                   [](const KnownAlert* a, const KnownAlert* b) { return a->alert.endsAt > b->alert.endsAt; });
  FiringSources sources(rules_->inhibitions.size());
  for (std::size_t i = 0; i < ended.size(); ++i) sources.add(i, ended[i]->parts);
  for (KnownAlert* alert : firing)
    for (const FiringSources::Held& held : sources.holding(ended.size(), alert->parts)) {
      const KnownAlert& source = *ended[held.by];
      if (now >= source.alert.endsAt + rules_->inhibitions.lasts(held.rule)) continue;
      if (alert->alert.startsAt <= source.alert.endsAt + kAftermath)
        addReason(*alert, source, "rule " + rules_->inhibitions.nameOf(held.rule) + ", for a while after it ended");
    }
}

void AlertDesk::lead(const std::vector<KnownAlert*>& firing) {
  std::vector<const Alert*> alerts;
  alerts.reserve(firing.size());
  for (const KnownAlert* alert : firing) alerts.push_back(&alert->alert);
  const std::size_t regions = regions_ > 0 ? regions_ : regionsIn(alerts);
  for (const LedAlert& led : heldByLeaders(alerts, regions)) addReason(*firing[led.target], *firing[led.by], led.why);
}

std::vector<NotificationEntry> AlertDesk::delivered(const std::string& groupKey, const std::string& receiver) {
  return groups_.delivered(groupKey, receiver);
}

void AlertDesk::failed(const std::string& groupKey, const std::string& receiver, const Error& error, TimePoint now) {
  groups_.failed(groupKey, receiver, error.message.empty() ? error.reason : error.message, now);
}

bool AlertDesk::fires(const AlertId& id) const {
  const KnownAlert* alert = alerts_.find(id);
  return alert != nullptr && alert->fires;
}

bool AlertDesk::isQuiet() const {
  const auto waits = [](const auto& told) { return told.second.entry && !told.second.entry->firing.empty(); };
  for (const KnownAlert* alert : alerts_.all())
    if (alert->fires || alert->life == AlertLife::New) return false;
  return std::none_of(groups_.all().begin(), groups_.all().end(), [&](const auto& at) {
    return std::any_of(at.second.tellers.begin(), at.second.tellers.end(), waits);
  });
}

TimePoint AlertDesk::wakesAt(TimePoint now) const {
  TimePoint out = TimePoint::max();
  const auto consider = [&](TimePoint at) { out = at > now ? std::min(out, at) : out; };
  for (const KnownAlert* alert : alerts_.all()) {
    if (alert->life == AlertLife::New) return now;
    if (!alert->fires) continue;
    consider(alert->raised && !alert->own ? alert->alert.endsAt : alert->heldUntil);
  }
  for (const auto& [key, group] : groups_.all()) {
    if (group.next) consider(group.next->dueAt);
    for (const auto& [receiver, teller] : group.tellers) {
      if (!teller.entry || teller.entry->firing.empty()) continue;
      if (const auto step = nextStep(&*teller.entry, groups_.routeOf(group).escalation, true)) consider(step->dueAt);
    }
  }
  return out;
}

}  // namespace flotilla::controlplane

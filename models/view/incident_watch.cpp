#include "models/view/incident_watch.h"

#include <algorithm>

#include "models/view/response_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::string_view kRolloutReference = "rollout/";

QString statusOf(const IncidentEvent& event) {
  switch (event.kind) {
    case IncidentEventKind::Opened:
    case IncidentEventKind::Alert:
    case IncidentEventKind::BreakGlass:
      return QStringLiteral("failed");
    case IncidentEventKind::Paged:
      return QStringLiteral("warning");
    case IncidentEventKind::Change:
    case IncidentEventKind::Action:
      return QStringLiteral("running");
    case IncidentEventKind::Merged:
    case IncidentEventKind::State:
      return QStringLiteral("inconclusive");
    case IncidentEventKind::Role:
    case IncidentEventKind::Field:
    case IncidentEventKind::Note:
      break;
  }
  return QStringLiteral("pending");
}

QVariantMap eventRow(const IncidentEvent& event, TimePoint now) {
  const std::string_view whole(event.text);
  const auto end = whole.find('\n');
  QString more = end == std::string_view::npos ? QString() : text(whole.substr(end + 1));
  return {{"key", QString::number(event.seq)},
          {"at", shortTime(event.at, now)},
          {"when", dateTime(event.at)},
          {"kind", text(toText(event.kind))},
          {"status", statusOf(event)},
          {"text", text(whole.substr(0, end))},
          {"more", more},
          {"actor", event.actor.empty() ? QStringLiteral("flotilla") : text(event.actor)},
          {"pinned", event.pinned}};
}

QVariantMap changeRow(const RecentChange& change, TimePoint now) {
  const bool rollout = change.reference.starts_with(kRolloutReference);
  return {{"key", text(change.reference) + QLatin1Char(' ') + QString::number(toMicros(change.at))},
          {"at", shortTime(change.at, now)},
          {"text", text(change.text)},
          {"actor", change.actor.empty() ? QStringLiteral("flotilla") : text(change.actor)},
          {"word", change.suspected ? QStringLiteral("suspected")
                   : change.during  ? QStringLiteral("during it, no cause")
                                    : QStringLiteral("before it")},
          {"status", change.suspected ? QStringLiteral("warning") : QStringLiteral("pending")},
          {"suspected", change.suspected},
          {"rollout", rollout ? text(std::string_view(change.reference).substr(kRolloutReference.size())) : QString()}};
}

}  // namespace

IncidentWatch::IncidentWatch(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : QObject(parent),
      api_(api),
      mirror_(mirror),
      changes_({"key", "at", "text", "actor", "word", "status", "suspected", "rollout"}),
      runbooks_({"name"}),
      timeline_({"key", "at", "when", "kind", "status", "text", "more", "actor", "pinned"}),
      poll_(kEvery, [this] { ask(); }) {
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (active()) emit ticked();
  });
}

void IncidentWatch::setIncident(const QString& id) {
  if (id.toStdString() == id_.value) return;
  id_ = IncidentId(id.toStdString());
  told_.reset();
  poll_.forget();
  tellLists();
  poll_.anew();
  emit changed();
  emit ticked();
}

void IncidentWatch::setActive(bool active) {
  if (active == poll_.active()) return;
  poll_.setActive(active);
  emit changed();
}

void IncidentWatch::setAll(bool all) {
  if (all == all_) return;
  all_ = all;
  tellTimeline();
  emit changed();
}

void IncidentWatch::reload() {
  poll_.anew();
  emit changed();
}

void IncidentWatch::ask() {
  if (id_.empty()) return;
  api_.getIncident(id_, guard_.onGui<IncidentDetail>([this, number = poll_.begin()](Result<IncidentDetail> told) {
    if (!poll_.took(number, told ? nullptr : &told.error(), mirror_.now())) return;
    if (told) told_ = std::move(*told);
    tellLists();
    emit changed();
    emit ticked();
  }));
}

void IncidentWatch::tellLists() {
  std::vector<QVariantMap> changes, runbooks;
  if (told_) {
    for (std::size_t i = 0; i < std::min(kMostChanges, told_->changes.size()); ++i)
      changes.push_back(changeRow(told_->changes[i], mirror_.now()));
    for (const std::string& name : told_->runbooks) runbooks.push_back({{"name", text(name)}});
  }
  changes_.setRows(std::move(changes));
  runbooks_.setRows(std::move(runbooks));
  tellTimeline();
}

void IncidentWatch::tellTimeline() {
  std::vector<QVariantMap> rows;
  olderEvents_ = 0;
  if (told_)
    for (auto event = told_->events.rbegin(); event != told_->events.rend(); ++event) {
      if (!all_ && !event->pinned) continue;
      if (rows.size() < kMostEvents)
        rows.push_back(eventRow(*event, mirror_.now()));
      else
        ++olderEvents_;
    }
  timeline_.setRows(std::move(rows));
}

QString IncidentWatch::title() const {
  return told_ ? text(told_->incident.title) : QString();
}

QString IncidentWatch::severity() const {
  return told_ ? text(toText(told_->incident.severity)) : QString();
}

QString IncidentWatch::severityStatus() const {
  return told_ ? view::statusOf(told_->incident.severity) : QStringLiteral("unknown");
}

QString IncidentWatch::word() const {
  return told_ ? text(toText(told_->incident.state)) : QString();
}

QString IncidentWatch::status() const {
  return told_ ? view::statusOf(told_->incident.state) : QStringLiteral("unknown");
}

QString IncidentWatch::about() const {
  if (!told_) return {};
  const Incident& one = told_->incident;
  QString out = text(one.id.value);
  out += one.region.empty() ? QStringLiteral(", whole fleet") : QStringLiteral(" in ") + text(one.region.value);
  if (!one.workload.empty()) out += QStringLiteral(", ") + text(one.workload.value);
  if (!one.mergedInto.empty()) return out + QStringLiteral(", part of ") + text(one.mergedInto.value);
  if (isOpen(one.state)) return out + QStringLiteral(", open for ") + age(one.openedAt, mirror_.now());
  return one.reason.empty() ? out : out + QStringLiteral(", ") + text(one.reason);
}

bool IncidentWatch::open() const {
  return told_ && isOpen(told_->incident.state);
}

QString IncidentWatch::firing() const {
  if (!told_ || told_->incident.alerts.empty()) return {};
  const auto& alerts = told_->incident.alerts;
  const auto fire = std::count_if(alerts.begin(), alerts.end(), [](const auto& a) { return a.ended == TimePoint{}; });
  return QStringLiteral("%1 of %2 fire").arg(fire).arg(plural(alerts.size(), "alert", "alerts"));
}

QString IncidentWatch::commander() const {
  return told_ ? text(told_->incident.commander) : QString();
}

QVariantList IncidentWatch::people() const {
  if (!told_) return {};
  const Incident& one = told_->incident;
  const auto named = [](const std::string& who) { return who.empty() ? QStringLiteral("nobody") : text(who); };
  QVariantList out{fact("Commander", named(one.commander))};
  if (!one.scribe.empty()) out << fact("Scribe", named(one.scribe));
  if (!one.liaison.empty()) out << fact("Liaison", named(one.liaison));
  out << fact("Opened", QStringLiteral("%1 by %2")
                            .arg(shortTime(one.openedAt, mirror_.now()),
                                 one.openedBy.empty() ? QStringLiteral("a page") : text(one.openedBy)));
  if (const QString alerts = firing(); !alerts.isEmpty()) out << fact("Alerts", alerts);
  return out;
}

QVariantList IncidentWatch::times() const {
  if (!told_) return {};
  const IncidentTimes& t = told_->incident.times;
  const std::pair<const char*, TimePoint> all[] = {
      {"First bad", t.firstBad},        {"Detected", t.detected},        {"Paged", t.paged},
      {"Acknowledged", t.acknowledged}, {"First action", t.firstAction}, {"Mitigated", t.mitigated},
      {"Resolved", t.resolved}};
  QVariantList out;
  for (const auto& [name, at] : all)
    out << fact(name, at == TimePoint{} ? text(kNothing) : shortTime(at, mirror_.now()));
  return out;
}

QVariantList IncidentWatch::durations() const {
  if (!told_) return {};
  const IncidentDurations& d = told_->durations;
  return {fact("To detect", lengthText(d.toDetect)), fact("To acknowledge", lengthText(d.toAcknowledge)),
          fact("To mitigate", lengthText(d.toMitigate)), fact("To resolve", lengthText(d.toResolve))};
}

QStringList IncidentWatch::moves() const {
  QStringList out;
  if (!told_) return out;
  for (std::size_t i = 0; i < kIncidentStateNames.size(); ++i)
    if (mayBecome(told_->incident.state, static_cast<IncidentState>(i))) out << text(kIncidentStateNames[i]);
  return out;
}

int IncidentWatch::moreChanges() const {
  const std::size_t all = told_ ? told_->changes.size() : 0;
  return static_cast<int>(all - std::min(all, kMostChanges));
}

int IncidentWatch::events() const {
  return told_ ? static_cast<int>(told_->events.size()) : 0;
}

}  // namespace flotilla::view

#include "models/view/maintenance.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>
#include <algorithm>
#include <cmath>

#include "models/domain/policy_text.h"
#include "models/view/alert_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr int kDays = 7;
constexpr int kMostWeeks = 8;  // ahead and back

QDateTime localAt(TimePoint at) {
  return QDateTime::fromMSecsSinceEpoch(toMicros(at) / 1000);
}

TimePoint timeOf(const QDateTime& at) {
  return TimePoint(std::chrono::milliseconds(at.toMSecsSinceEpoch()));
}

QString dayWord(const QDate& day, const char* format) {
  static const QLocale kEnglish(QLocale::English, QLocale::UnitedStates);
  return kEnglish.toString(day, QLatin1String(format));
}

// The moment at which clocks show this; what they skip is when they skip it.
TimePoint momentOn(const QDate& day, std::uint32_t minute, const QTimeZone& zone) {
  const QDate date = day.addDays(minute / (24 * 60));
  return timeOf(QDateTime(date, QTime(0, 0).addSecs(static_cast<int>(minute % (24 * 60)) * 60), zone));
}

}  // namespace

Openings openingsOf(const MaintenanceWindow& window, TimePoint from, TimePoint to) {
  Openings out;
  const QTimeZone zone(QByteArray::fromStdString(window.hours.zone));
  if (!zone.isValid()) return out;
  const TimePoint begins = std::max(from, window.from.value_or(from)), ends = std::min(to, window.to.value_or(to));
  // One that spans midnight may have begun on the day before.
  const QDate last = localAt(to).toTimeZone(zone).date();
  for (QDate day = localAt(from).toTimeZone(zone).date().addDays(-1); day <= last; day = day.addDays(1)) {
    if (!window.hours.days[static_cast<std::size_t>(day.dayOfWeek() - 1)]) continue;
    const std::uint32_t end = window.hours.toMinute + (window.hours.toMinute <= window.hours.fromMinute ? 24 * 60 : 0);
    const TimePoint opens = std::max(begins, momentOn(day, window.hours.fromMinute, zone));
    const TimePoint closes = std::min(ends, momentOn(day, end, zone));
    if (opens >= closes) continue;
    if (!out.empty() && out.back().second >= opens)
      out.back().second = std::max(out.back().second, closes);
    else
      out.emplace_back(opens, closes);
  }
  return out;
}

Maintenance::Maintenance(OperatorApi& api, FleetMirror& mirror, WindowsReader read, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror), read_(std::move(read)), poll_(kEvery, [this] { ask(); }) {
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (active() && toMicros(mirror_.now()) / 60'000'000 != minute_) arrange();
    emit ticked();
  });
}

void Maintenance::setActive(bool active) {
  if (active == poll_.active()) return;
  poll_.setActive(active);
  emit changed();
}

void Maintenance::setWeek(int week) {
  const int wanted = std::clamp(week, -kMostWeeks, kMostWeeks);
  if (wanted == week_) return;
  week_ = wanted;
  arrange();
  emit ticked();
}

void Maintenance::reload() {
  poll_.anew();
  emit changed();
}

void Maintenance::ask() {
  api_.getAlerting(guard_.onGui<AlertingDocument>([this, number = poll_.begin()](Result<AlertingDocument> document) {
    if (!poll_.took(number, document ? nullptr : &document.error(), mirror_.now())) return;
    if (document) take(std::move(*document));
    emit changed();
    emit ticked();
  }));
}

void Maintenance::take(AlertingDocument document) {
  document_ = std::move(document);
  readProblem_.clear();
  all_.clear();
  auto windows =
      read_ ? read_(document_.text) : Result<std::vector<MaintenanceWindow>>(std::vector<MaintenanceWindow>{});
  if (windows)
    all_ = std::move(*windows);
  else
    readProblem_ =
        QStringLiteral("The alerting document is newer than this console: %1").arg(text(windows.error().message));
  arrange();
}

TimePoint Maintenance::monday() const {
  const QDate today = localAt(mirror_.now()).date();
  return timeOf(QDateTime(today.addDays(1 - today.dayOfWeek() + 7 * week_), QTime(0, 0)));
}

// By days of the calendar, of which one may have 23 or 25 hours.
double Maintenance::dayOf(TimePoint at) const {
  const QDateTime local = localAt(at);
  const double seconds = static_cast<double>(local.time().msecsSinceStartOfDay()) / 1000;
  return static_cast<double>(localAt(monday()).date().daysTo(local.date())) + seconds / 86'400;
}

void Maintenance::arrange() {
  const TimePoint now = mirror_.now(), begin = monday();
  const TimePoint end = timeOf(localAt(begin).addDays(kDays));
  minute_ = toMicros(now) / 60'000'000;
  windows_.clear();
  openNow_.clear();
  for (const MaintenanceWindow& window : all_) {
    QVariantList bars;
    for (const auto& [opens, closes] : openingsOf(window, begin, end))
      bars << QVariantMap{{"from", dayOf(opens)},
                          {"to", closes == end ? static_cast<double>(kDays) : dayOf(closes)},
                          {"words", QStringLiteral("%1 to %2").arg(shortTime(opens, now), shortTime(closes, now))}};
    const Openings open = openingsOf(window, now, now + std::chrono::hours(24 * 8));
    const bool isOpen = !open.empty() && open.front().first <= now;
    const QString until = isOpen ? shortTime(open.front().second, now) : QString();
    if (isOpen) openNow_ << QStringLiteral("%1 until %2").arg(text(window.name), until);
    windows_ << QVariantMap{
        {"name", text(window.name)},
        {"hours", text(windowText(window.hours)).section(QStringLiteral(" ("), 0, 0)},
        {"zone", text(window.hours.zone)},
        {"what", window.matchers.empty() ? QStringLiteral("what routes name it for") : matchersText(window.matchers)},
        {"reason", text(window.reason)},
        {"open", isOpen},
        {"until", until},
        {"bars", bars}};
  }
  emit changed();
}

QString Maintenance::weekText() const {
  const QDate first = localAt(monday()).date();
  return QStringLiteral("%1 to %2, %3")
      .arg(dayWord(first, "d MMM"), dayWord(first.addDays(kDays - 1), "d MMM yyyy"),
           localAt(mirror_.now()).timeZoneAbbreviation());
}

QStringList Maintenance::days() const {
  QStringList out;
  const QDate first = localAt(monday()).date();
  for (int day = 0; day < kDays; ++day) out << dayWord(first.addDays(day), "ddd d");
  return out;
}

double Maintenance::now() const {
  return dayOf(mirror_.now());
}

QString Maintenance::declared() const {
  if (document_.builtIn || document_.appliedBy.empty()) return {};
  return QStringLiteral("declared by %1, %2")
      .arg(text(document_.appliedBy), shortTime(document_.appliedAt, mirror_.now()));
}

}  // namespace flotilla::view

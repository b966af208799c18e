#include "models/view/game_day_watch.h"

#include <algorithm>
#include <array>

#include "models/view/game_day_text.h"
#include "models/view/response_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr const char* kDetectMeans = "from its beginning on the first node until the first alert about it";
constexpr const char* kAcknowledgeMeans = "from that alert until somebody said that they look after it";
constexpr const char* kMitigateMeans = "from its beginning until the last alert about it had ended";

// "2 under way, 1 over"; in the order of the states.
template <class F>
QString standing(const std::vector<NodeFault>& all, F counts) {
  std::array<int, kFaultStateNames.size()> byState{};
  for (const NodeFault& one : all)
    if (counts(one)) ++byState[static_cast<std::size_t>(one.state)];
  QStringList out;
  for (std::size_t i = 0; i < byState.size(); ++i)
    if (byState[i] > 0) out << QStringLiteral("%1 %2").arg(byState[i]).arg(wordOf(static_cast<FaultState>(i)));
  return out.join(QStringLiteral(", "));
}

// The state that deserves attention most: what goes on, then what did not go as meant.
QString statusOfAll(const std::vector<NodeFault>& all, std::uint32_t fault) {
  for (const FaultState state : {FaultState::UnderWay, FaultState::Told, FaultState::Waiting, FaultState::Unknown,
                                 FaultState::Over, FaultState::Refused})
    if (std::any_of(all.begin(), all.end(),
                    [&](const NodeFault& one) { return one.fault == fault && one.state == state; }))
      return statusOf(state);
  return statusOf(FaultState::Left);
}

}  // namespace

GameDayWatch::GameDayWatch(GameDayApi& api, FleetMirror& mirror, QObject* parent)
    : QObject(parent),
      api_(api),
      mirror_(mirror),
      faults_({"key", "number", "words", "where", "status", "standing", "detect", "acknowledge", "mitigate", "alert",
               "incident", "missed"}),
      poll_(kEvery, [this] { ask(); }) {
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (!active()) return;
    nodes_.tick(mirror_.now());
    emit ticked();
  });
}

void GameDayWatch::setGameDay(const QString& id) {
  if (id.toStdString() == id_.value) return;
  id_ = GameDayId(id.toStdString());
  told_.reset();
  poll_.forget();
  nodes_.setGameDay({}, mirror_.now());
  tellFaults();
  poll_.anew();
  emit changed();
  emit ticked();
}

void GameDayWatch::setActive(bool active) {
  if (active == poll_.active()) return;
  poll_.setActive(active);
  emit changed();
}

void GameDayWatch::reload() {
  poll_.anew();
  emit changed();
}

void GameDayWatch::ask() {
  if (id_.empty()) return;
  api_.getGameDay(id_, guard_.onGui<GameDayDetail>([this, number = poll_.begin()](Result<GameDayDetail> told) {
    if (!poll_.took(number, told ? nullptr : &told.error(), mirror_.now())) return;
    if (told) take(std::move(*told));
    emit changed();
    emit ticked();
  }));
}

void GameDayWatch::take(GameDayDetail told) {
  told_ = std::move(told);
  nodes_.setGameDay(day(), mirror_.now());
  tellFaults();
}

void GameDayWatch::tellFaults() {
  std::vector<QVariantMap> rows;
  for (std::uint32_t i = 0; told_ && i < day().faults.size(); ++i) rows.push_back(faultRow(i));
  faults_.setRows(std::move(rows));
}

QVariantMap GameDayWatch::faultRow(std::uint32_t place) const {
  const Fault& fault = day().faults[place];
  const auto found = std::find_if(told_->scores.begin(), told_->scores.end(),
                                  [place](const FaultScore& score) { return score.fault == place; });
  const bool began = found != told_->scores.end(), over = !open();
  const FaultScore score = began ? *found : FaultScore{};
  const bool detected = score.detected != TimePoint{};
  // What nothing told of, nobody could look after, and nothing could end.
  return {{"key", QString::number(place)},
          {"number", static_cast<int>(place) + 1},
          {"words", text(faultInWords(fault))},
          {"where", text(fault.where)},
          {"status", statusOfAll(day().nodes, place)},
          {"standing", standing(day().nodes, [place](const NodeFault& one) { return one.fault == place; })},
          {"detect", markOf(score.toDetect(), score.detected, began, over)},
          {"acknowledge", markOf(score.toAcknowledge(), score.acknowledged, began && (detected || !over), over)},
          {"mitigate", markOf(score.toMitigate(), score.mitigated, began && (detected || !over), over)},
          {"alert", text(score.alertTitle)},
          {"incident", text(score.incident.value)},
          {"missed", began && over && !detected}};
}

QString GameDayWatch::title() const {
  return told_ ? text(day().title) : QString();
}

QString GameDayWatch::status() const {
  return told_ ? statusOf(day().state) : QStringLiteral("unknown");
}

QString GameDayWatch::word() const {
  return told_ ? text(toText(day().state)) : QString();
}

QString GameDayWatch::about() const {
  if (!told_) return {};
  return QStringLiteral("%1 in %2, started %3 by %4")
      .arg(text(day().id.value), regionsText(day()), shortTime(day().startedAt, mirror_.now()), text(day().startedBy));
}

QString GameDayWatch::note() const {
  return told_ ? text(day().note) : QString();
}

QString GameDayWatch::end() const {
  if (!told_ || open()) return {};
  QString out = text(toText(day().state)) + QLatin1Char(' ') + shortTime(day().endedAt, mirror_.now());
  if (!day().abortedBy.empty()) out += QStringLiteral(" by ") + text(day().abortedBy);
  return day().reason.empty() ? out : out + QStringLiteral(": ") + text(day().reason);
}

bool GameDayWatch::open() const {
  return told_ && isOpen(day().state);
}

bool GameDayWatch::mayAbort() const {
  return open() && day().abortedBy.empty();
}

QStringList GameDayWatch::incidents() const {
  QStringList out;
  if (!told_) return out;
  for (const FaultScore& score : told_->scores)
    if (const QString id = text(score.incident.value); !id.isEmpty() && !out.contains(id)) out << id;
  return out;
}

QVariantList GameDayWatch::facts() const {
  if (!told_) return {};
  QVariantList out{
      fact("Started", QStringLiteral("%1 by %2").arg(shortTime(day().startedAt, mirror_.now()), text(day().startedBy))),
      fact("Touches", QStringLiteral("%1 in %2").arg(plural(nodesOf(day()), "node", "nodes"), regionsText(day()))),
      fact("Over by", shortTime(day().endsBy, mirror_.now()))};
  if (day().endedAt != TimePoint{}) out << fact("Ended", shortTime(day().endedAt, mirror_.now()));
  if (!day().abortedBy.empty()) out << fact("Aborted by", text(day().abortedBy));
  return out;
}

QVariantMap GameDayWatch::left() const {
  if (!open()) return {};
  const TimePoint now = mirror_.now();
  if (day().state == GameDayState::Recovering || now >= day().endsBy)
    return {
        {"text", QStringLiteral("No fault begins any more. It waits until nodes and alerts are as they should be.")},
        {"clock", QString()},
        {"share", 0.0}};
  return {{"text", QStringLiteral("Over by itself at the latest in")},
          {"clock", clockLeft(day().endsBy, now)},
          {"share", shareLeft(day().startedAt, day().endsBy, now)}};
}

QString GameDayWatch::summary() const {
  return told_ ? standing(day().nodes, [](const NodeFault&) { return true; }) : QString();
}

QVariantList GameDayWatch::marks() const {
  if (!told_) return {};
  const GameDayMarks marks = marksOf(*told_);
  const auto row = [](const char* name, const QString& value, const char* what) {
    return QVariantMap{{"name", QLatin1String(name)}, {"value", value}, {"what", QLatin1String(what)}};
  };
  QVariantList out{row("Detect", lengthText(marks.detect), kDetectMeans),
                   row("Acknowledge", lengthText(marks.acknowledge), kAcknowledgeMeans),
                   row("Mitigate", lengthText(marks.mitigate), kMitigateMeans)};
  const QString missed = open() ? text(kNothing) : QStringLiteral("%1 of %2").arg(marks.missed).arg(marks.began);
  out << row("Missed", missed, "faults that began and that no alert told of");
  return out;
}

}  // namespace flotilla::view

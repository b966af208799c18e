#include "models/view/game_day_text.h"

#include <QStringList>
#include <algorithm>
#include <set>

#include "models/view/response_text.h"
#include "models/view/text.h"

namespace flotilla::view {

QString statusOf(GameDayState state) {
  switch (state) {
    case GameDayState::Running:
      return QStringLiteral("running");
    case GameDayState::Recovering:
      return QStringLiteral("held");
    case GameDayState::Ended:
      return QStringLiteral("passed");
    case GameDayState::Aborted:
      break;
  }
  return QStringLiteral("offline");
}

QString statusOf(FaultState state) {
  switch (state) {
    case FaultState::Waiting:
    case FaultState::Told:
      return QStringLiteral("pending");
    case FaultState::UnderWay:
      return QStringLiteral("running");
    case FaultState::Over:
      return QStringLiteral("passed");
    case FaultState::Refused:
      return QStringLiteral("warning");
    case FaultState::Left:
      return QStringLiteral("offline");
    case FaultState::Unknown:
      break;
  }
  return QStringLiteral("unknown");
}

QString statusOf(DrillConsent consent) {
  switch (consent) {
    case DrillConsent::Allow:
      return QStringLiteral("passed");
    case DrillConsent::Refuse:
      return QStringLiteral("offline");
    case DrillConsent::Unknown:
      break;
  }
  return QStringLiteral("unknown");
}

QString wordOf(FaultState state) {
  return text(toText(state)).replace(QLatin1Char('-'), QLatin1Char(' '));
}

QString wordOf(DrillConsent consent) {
  switch (consent) {
    case DrillConsent::Allow:
      return QStringLiteral("allows drills");
    case DrillConsent::Refuse:
      return QStringLiteral("refuses drills");
    case DrillConsent::Unknown:
      break;
  }
  return QStringLiteral("did not say");
}

QString kindsText(const std::vector<Fault>& faults) {
  QStringList out;
  for (const Fault& fault : faults)
    if (const QString kind = text(toText(fault.kind)); !out.contains(kind)) out << kind;
  return out.join(QStringLiteral(", "));
}

QString regionsText(const GameDay& gameDay) {
  std::set<std::string> regions;
  for (const NodeFault& one : gameDay.nodes) regions.insert(one.region.value);
  if (regions.size() == 1) return text(*regions.begin());
  return plural(regions.size(), "region", "regions");
}

std::uint64_t nodesOf(const GameDay& gameDay) {
  std::set<std::string> nodes;
  for (const NodeFault& one : gameDay.nodes) nodes.insert(one.node.value);
  return nodes.size();
}

QString countdownOf(const GameDay& gameDay, const NodeFault& one, TimePoint now) {
  if (one.fault >= gameDay.faults.size()) return {};
  const Fault& fault = gameDay.faults[one.fault];
  if (one.state == FaultState::Waiting) {
    const TimePoint due = gameDay.startedAt + fault.after;
    return now < due ? QStringLiteral("in ") + clockLeft(due, now) : QString();
  }
  if (!mayGoOn(one.state)) return {};
  const TimePoint from = one.began != TimePoint{} ? one.began : one.told;
  return clockLeft(from + fault.lasts, now) + QStringLiteral(" left");
}

GameDayMarks marksOf(const GameDayDetail& detail) {
  GameDayMarks out;
  const auto longest = [](std::optional<Duration>& known, const std::optional<Duration>& found) {
    if (found && (!known || *found > *known)) known = found;
  };
  for (const FaultScore& score : detail.scores) {
    ++out.began;
    longest(out.detect, score.toDetect());
    longest(out.acknowledge, score.toAcknowledge());
    longest(out.mitigate, score.toMitigate());
    if (!isOpen(detail.gameDay.state) && score.detected == TimePoint{}) ++out.missed;
  }
  return out;
}

QVariantMap markOf(const std::optional<Duration>& length, TimePoint at, bool began, bool over) {
  if (length) return {{"value", span(*length)}, {"at", clockTime(at)}, {"status", QString()}};
  if (!began) return {{"value", text(kNothing)}, {"at", QString()}, {"status", QString()}};
  if (!over) return {{"value", QStringLiteral("not yet")}, {"at", QString()}, {"status", QStringLiteral("pending")}};
  return {{"value", QStringLiteral("never")}, {"at", QString()}, {"status", QStringLiteral("warning")}};
}

}  // namespace flotilla::view

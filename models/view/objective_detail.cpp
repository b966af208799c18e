#include "models/view/objective_detail.h"

#include <QPointF>
#include <algorithm>

#include "models/view/text.h"

namespace flotilla::view {
namespace {

QVariantMap figure(const QString& value, const QString& name) {
  return {{"value", value}, {"name", name}};
}

QPointF pointOf(TimePoint at, double percentage) {
  return {static_cast<double>(toMicros(at)) / 1e6, percentage};
}

// Times the whole period are years with a target that is hardly missed; that is told as "lasts".
QString lastsFor(const ObjectiveStanding& standing, Duration period) {
  if (!standing.exhaustedIn || *standing.exhaustedIn > period) return {};
  const Duration left = *standing.exhaustedIn;
  if (left < std::chrono::hours(2)) return windowText(std::chrono::ceil<std::chrono::minutes>(left));
  if (left < std::chrono::hours(48)) return windowText(std::chrono::floor<std::chrono::hours>(left));
  return QStringLiteral("%1 d").arg(left / std::chrono::hours(24));
}

}  // namespace

ObjectiveDetail::ObjectiveDetail(OperatorApi& api, ObjectivesModel& objectives, QObject* parent)
    : QObject(parent), api_(api), objectives_(objectives) {
  connect(&objectives_, &ObjectivesModel::changed, this, &ObjectiveDetail::follow);
}

const Objective* ObjectiveDetail::objective() const {
  return objectives_.objective(name_);
}
const ObjectiveStanding* ObjectiveDetail::standing() const {
  return objectives_.standing(name_, region_);
}

void ObjectiveDetail::setCell(const QString& cell) {
  if (cell == cell_) return;
  cell_ = cell;
  name_ = ObjectiveName(cell.section(QLatin1Char('/'), -1).toStdString());
  region_ = RegionName(cell.section(QLatin1Char('/'), 0, -2).toStdString());
  forgetLine();
  follow();
}

void ObjectiveDetail::forgetLine() {
  ++asked_;
  lineState_.clear();
  lineProblem_.clear();
  line_ = {};
  even_.clear();
  longs_.clear();
  shorts_.clear();
  lineTo_.reset();
  emit lineChanged();
}

void ObjectiveDetail::follow() {
  const Objective* shown = objective();
  const std::optional<TimePoint> to = objectives_.told().at;
  if (shown != nullptr && to && lineTo_ != to && objectives_.active()) {
    ask(*shown, *to);
    askBurns(*shown, *to);
  }
  emit changed();
}

void ObjectiveDetail::ask(const Objective& objective, TimePoint to) {
  const ObjectiveStanding* told = standing();
  if (told == nullptr) return;
  const Duration step = std::max(objective.period / kSteps, objectives_.told().slot);
  const TimePoint from = to - (objective.period / step) * step;
  lineTo_ = to;
  if (line_.points.isEmpty() && lineProblem_.isEmpty()) {
    lineState_ = QStringLiteral("loading");
    emit lineChanged();
  }
  api_.objectiveHistory({name_, region_, from, to, step},
                        guard_.onGui<std::vector<Tally>>([this, number = ++asked_, from, to, step,
                                                          left = told->budgetLeft](Result<std::vector<Tally>> steps) {
                          if (number != asked_) return;
                          if (steps) {
                            line_ = left ? budgetLine(*steps, *left, from, step) : BudgetLine();
                            even_ = {pointOf(from, 100), pointOf(to, 0)};
                            lineProblem_.clear();
                            lineState_ = line_.points.isEmpty() ? QStringLiteral("empty") : QStringLiteral("ready");
                          } else {
                            // What is shown stays, if it is something; the next change asks again.
                            lineTo_.reset();
                            const Error& error = steps.error();
                            lineProblem_ = text(error.message.empty() ? error.reason : error.message);
                            if (line_.points.isEmpty()) lineState_ = QStringLiteral("failed");
                          }
                          emit lineChanged();
                        }));
}

void ObjectiveDetail::askBurns(const Objective& objective, TimePoint to) {
  const ObjectiveStanding* shown = standing();
  if (shown == nullptr || shown->tiers.empty()) return;
  const BurnTier& tier = shown->tiers.front().tier;
  const Duration step = std::max(tier.shortWindow, objectives_.told().slot);
  const auto window = static_cast<std::size_t>(std::max<std::int64_t>(1, tier.longWindow / step));
  const TimePoint from = to - static_cast<std::int64_t>(window * (kBurnWindows + 1)) * step;
  api_.objectiveHistory({name_, region_, from, to, step},
                        guard_.onGui<std::vector<Tally>>([this, number = asked_, from, step, window,
                                                          target = objective.target](Result<std::vector<Tally>> steps) {
                          // The line of the budget says what went wrong.
                          if (number != asked_ || !steps) return;
                          longs_ = burnLine(*steps, window, target, from, step);
                          shorts_ = burnLine(*steps, 1, target, from, step).mid(static_cast<qsizetype>(window) - 1);
                          emit lineChanged();
                        }));
}

QVariantMap ObjectiveDetail::burns() const {
  const ObjectiveStanding* shown = standing();
  if (shown == nullptr || shown->tiers.empty() || longs_.isEmpty()) return {};
  const TierStanding& now = shown->tiers.front();
  return {{"longs", longs_},
          {"shorts", shorts_},
          {"longText", windowText(now.tier.longWindow) + QLatin1Char(' ') + burnText(now.longBurn)},
          {"shortText", windowText(now.tier.shortWindow) + QLatin1Char(' ') + burnText(now.shortBurn)},
          {"limit", now.tier.burn},
          {"limitText", text(toText(now.tier.severity)) + QLatin1Char(' ') + burnText(now.tier.burn)}};
}

QString ObjectiveDetail::title() const {
  const Objective* shown = objective();
  if (shown == nullptr) return {};
  return QStringLiteral("%1, %2 %3")
      .arg(placeText(region_), text(shown->title.empty() ? shown->name.value : shown->title),
           text(targetText(shown->target)));
}

QString ObjectiveDetail::period() const {
  const Objective* shown = objective();
  return shown == nullptr ? QString() : windowText(shown->period);
}

QString ObjectiveDetail::status() const {
  const ObjectiveStanding* shown = standing();
  return shown == nullptr ? QString() : statusOf(shown->state);
}

QVariantList ObjectiveDetail::figures() const {
  if (!found()) return {};
  const ObjectiveStanding& shown = *standing();
  const QString left = shown.budgetLeft && *shown.budgetLeft < 0 ? QStringLiteral("left: overspent")
                                                                 : QStringLiteral("left, %1").arg(status());
  QVariantList out{figure(leftText(shown.budgetLeft), shown.budgetLeft ? left : QStringLiteral("budget"))};
  const QString lasts = lastsFor(shown, objective()->period);
  if (!lasts.isEmpty()) out << figure(lasts, QStringLiteral("to exhaustion"));
  if (!shown.tiers.empty() && shown.budgetLeft)
    out << figure(burnText(shown.tiers.front().longBurn),
                  QStringLiteral("burn over %1").arg(windowText(shown.tiers.front().tier.longWindow)));
  const QString what = objective()->goodSlot > 0 ? QStringLiteral("bad slots of %1") : QStringLiteral("bad of %1");
  if (shown.tally.total > 0) out << figure(largeCount(shown.tally.bad), what.arg(largeCount(shown.tally.total)));
  return out;
}

QString ObjectiveDetail::doubt() const {
  const ObjectiveStanding* shown = standing();
  if (shown == nullptr) return {};
  if (shown->missing)
    return shown->lastObserved ? QStringLiteral("Nothing was observed since %1; whether it is met is not known.")
                                     .arg(dateTime(*shown->lastObserved))
                               : QStringLiteral("Nothing was observed so far; whether it is met is not known.");
  if (shown->partial) return QStringLiteral("Fewer than 95 % of the nodes reported lately; the rest is not counted.");
  return {};
}

QStringList ObjectiveDetail::notes() const {
  QStringList out;
  const QString opening = text(name_.value) + QStringLiteral(": ");
  for (const std::string& note : objectives_.told().notes)
    if (const QString sentence = text(note); sentence.startsWith(opening)) out << sentence.mid(opening.size());
  return out;
}

QVariantList ObjectiveDetail::tiers() const {
  QVariantList out;
  if (const ObjectiveStanding* shown = standing())
    for (const TierStanding& tier : shown->tiers) out << tierMap(tier, shown->budgetLeft && !shown->missing);
  return out;
}

}  // namespace flotilla::view

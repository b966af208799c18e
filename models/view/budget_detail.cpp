#include "models/view/budget_detail.h"

#include <algorithm>

#include "models/view/rollout_actions.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr double kWorthAMark = 0.02;  // of the budget: a smaller debit is not marked in the line

double secondsAt(TimePoint at) {
  return static_cast<double>(toMicros(at)) / 1e6;
}

QString causeName(const CauseTotal& cause) {
  const QString word = text(toText(cause.cause));
  return cause.id.empty() ? word : text(cause.id);
}

QString causeStatus(DebitCause cause) {
  switch (cause) {
    case DebitCause::Rollout:
      return QStringLiteral("updating");
    case DebitCause::Maintenance:
      return QStringLiteral("held");
    case DebitCause::Incident:
      return QStringLiteral("failed");
    case DebitCause::Unexplained:
      break;
  }
  return QStringLiteral("unknown");
}

QVariantMap mark(TimePoint at, const QString& words, const QString& status, int order) {
  return {{"x", secondsAt(at)}, {"label", words}, {"status", status}, {"order", order}};
}

}  // namespace

BudgetDetail::BudgetDetail(OperatorApi& api, FleetMirror& mirror, ObjectivesModel& objectives,
                           ObjectiveDetail& objective, AlertsModel& alerts, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror), objectives_(objectives), objective_(objective), alerts_(alerts) {
  connect(&objective_, &ObjectiveDetail::changed, this, &BudgetDetail::follow);
  connect(&alerts_, &AlertsModel::changed, this, &BudgetDetail::changed);
}

void BudgetDetail::follow() {
  if (objective_.cell() != cell_) {
    cell_ = objective_.cell();
    name_ = ObjectiveName(cell_.section(QLatin1Char('/'), -1).toStdString());
    region_ = RegionName(cell_.section(QLatin1Char('/'), 0, -2).toStdString());
    budget_.reset();
    report_.reset();
    overrides_.clear();
    askedFor_.reset();
    ++asked_;
    state_.clear();
    problem_.clear();
    emit changed();
  }
  const std::optional<TimePoint> counted = objectives_.told().at;
  if (!objective_.found() || !counted || counted == askedFor_ || !objectives_.active()) return;
  askedFor_ = counted;
  ask();
}

void BudgetDetail::reload() {
  if (objective_.found()) ask();
}

void BudgetDetail::ask() {
  const std::uint64_t number = ++asked_;
  if (!report_) state_ = QStringLiteral("loading");
  askBudget(number);
  api_.getBudget(name_, region_, guard_.onGui<BudgetReport>([this, number](Result<BudgetReport> report) {
    if (number != asked_) return;
    if (report) {
      report_ = std::move(*report);
      state_ = QStringLiteral("ready");
      problem_.clear();
    } else {
      problem_ = problemOf(report.error());
      askedFor_.reset();
      // What is known stays.
      if (!report_) state_ = QStringLiteral("failed");
    }
    emit changed();
  }));
  emit changed();
}

void BudgetDetail::askBudget(std::uint64_t number) {
  ListQuery query;
  query.filter = "objective:" + name_.value;
  query.pageSize = 1000;
  api_.listBudgets(query, guard_.onGui<Budgets>([this, number](Result<Budgets> all) {
    if (number != asked_ || !all) return;
    for (Budget& one : all->budgets.items)
      if (one.standing.region == region_) budget_ = std::move(one);
    overrides_.clear();
    std::copy_if(all->overrides.begin(), all->overrides.end(), std::back_inserter(overrides_),
                 [this](const BudgetOverride& one) { return isAbout(one); });
    emit changed();
  }));
}

bool BudgetDetail::isAbout(const BudgetOverride& one) const {
  return (one.objective.empty() || one.objective == name_) && (one.region.empty() || one.region == region_);
}

QString BudgetDetail::meaning() const {
  if (!budget_) return {};
  QString out = text(budget_->meaning);
  if (!out.isEmpty()) out[0] = out[0].toUpper();
  return out.endsWith(QLatin1Char('.')) || out.isEmpty() ? out : out + QLatin1Char('.');
}

QString BudgetDetail::shareOf(std::uint64_t bad) const {
  if (!report_ || report_->allowed <= 0) return text(kNothing);
  const double share = static_cast<double>(bad) / report_->allowed;
  return share > 0 && share < 0.001 ? QStringLiteral("< 0.1 %") : percent(share, 1);
}

QString BudgetDetail::spent() const {
  if (!report_) return {};
  return QStringLiteral("%1 of the budget since %2")
      .arg(shareOf(report_->tally.bad), shortTime(report_->from, mirror_.now()));
}

QVariantMap BudgetDetail::causeMap(const CauseTotal& cause) const {
  const bool leads = cause.cause == DebitCause::Rollout;
  return {{"name", causeName(cause)},
          {"status", causeStatus(cause.cause)},
          {"kind", cause.id.empty() ? QString() : text(toText(cause.cause))},
          {"bad", largeCount(cause.bad)},
          {"share", shareOf(cause.bad)},
          {"part",
           report_->tally.bad == 0 ? 0.0 : static_cast<double>(cause.bad) / static_cast<double>(report_->tally.bad)},
          {"page", leads ? QStringLiteral("rollouts") : QString()},
          {"selection", leads ? text(cause.id) : QString()}};
}

QVariantList BudgetDetail::causes() const {
  QVariantList out;
  if (report_)
    for (const CauseTotal& cause : report_->causes) out << causeMap(cause);
  return out;
}

QVariantList BudgetDetail::debits() const {
  QVariantList out;
  if (!report_) return out;
  const TimePoint now = mirror_.now();
  for (const BudgetDebit& debit : report_->debits) {
    QVariantMap row = causeMap(debit.spent);
    row["when"] = QStringLiteral("%1, %2").arg(shortTime(debit.from, now), plain(debit.to - debit.from));
    row["region"] = region_.empty() && !debit.region.empty() ? text(debit.region.value) : QString();
    out << row;
  }
  return out;
}

QVariantList BudgetDetail::overrides() const {
  QVariantList out;
  const TimePoint now = mirror_.now();
  for (const BudgetOverride& one : overrides_) {
    const bool counts = now < one.expires;
    const QString until = shortTime(one.expires, now);
    out << QVariantMap{
        {"id", text(one.id.value)},
        {"about", (one.objective.empty() ? QStringLiteral("all objectives") : text(one.objective.value)) +
                      QStringLiteral(" in ") +
                      (one.region.empty() ? QStringLiteral("every region") : text(one.region.value))},
        {"reason", text(one.reason)},
        {"by", text(one.by)},
        {"counts", counts},
        {"when", counts                  ? QStringLiteral("until %1").arg(until)
                 : one.revokedBy.empty() ? QStringLiteral("ended %1").arg(until)
                                         : QStringLiteral("revoked by %1, %2").arg(text(one.revokedBy), until)}};
  }
  return out;
}

QString BudgetDetail::activeOverride() const {
  for (const BudgetOverride& one : overrides_)
    if (mirror_.now() < one.expires) return text(one.id.value);
  return {};
}

QVariantList BudgetDetail::events() const {
  QVariantList out;
  if (report_)
    for (const BudgetDebit& debit : report_->debits)
      if (debit.spent.cause != DebitCause::Unexplained && report_->allowed > 0 &&
          static_cast<double>(debit.spent.bad) > kWorthAMark * report_->allowed)
        out << mark(debit.from, causeName(debit.spent), causeStatus(debit.spent.cause), 0);
  for (const BudgetOverride& one : overrides_) out << mark(one.at, text(one.id.value), QStringLiteral("paused"), 1);
  for (const ObjectiveAlert& alert : alerts_.about(name_, region_))
    out << mark(alert.since, text(toText(alert.key.severity)),
                alert.key.severity == Severity::Page ? QStringLiteral("failed") : QStringLiteral("warning"), 2);
  std::stable_sort(out.begin(), out.end(), [](const QVariant& a, const QVariant& b) {
    return a.toMap()["x"].toDouble() < b.toMap()["x"].toDouble();
  });
  return out;
}

}  // namespace flotilla::view

#include "models/view/alerts_model.h"

#include <algorithm>

#include "models/view/objective_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::uint32_t kMostAlerts = 200;

bool fires(const ObjectiveAlert& alert) {
  return alert.state == AlertState::Firing;
}
TimePoint newestOf(const ObjectiveAlert& alert) {
  return fires(alert) ? alert.since : alert.resolvedAt;
}

bool before(const ObjectiveAlert& a, const ObjectiveAlert& b) {
  if (fires(a) != fires(b)) return fires(a);
  return newestOf(a) > newestOf(b);
}

// The line above it names objective and place already, with which the sentence begins.
QString whyOf(const ObjectiveAlert& alert) {
  const QString why = text(alert.why);
  const QString place = alert.key.region.empty() ? QStringLiteral("the fleet") : text(alert.key.region.value);
  const QString opening = QStringLiteral("%1 in %2: ").arg(text(alert.key.objective.value), place);
  return why.startsWith(opening) ? why.mid(opening.size()) : why;
}

QString sinceOf(const ObjectiveAlert& alert, TimePoint now) {
  if (fires(alert)) return QStringLiteral("for %1").arg(age(alert.since, now));
  return shortTime(alert.resolvedAt, now);
}

bool sameRows(const std::vector<ObjectiveAlert>& a, const std::vector<ObjectiveAlert>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const ObjectiveAlert& x, const ObjectiveAlert& y) {
    return x.key == y.key && x.since == y.since && x.state == y.state;
  });
}

}  // namespace

AlertsModel::AlertsModel(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : PolledList(api, mirror, SinceRole, parent) {}

int AlertsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(alerts_.size());
}

QHash<int, QByteArray> AlertsModel::roleNames() const {
  return {{StatusRole, "status"}, {WordRole, "word"}, {TitleRole, "title"},
          {SinceRole, "since"},   {WhyRole, "why"},   {CellRole, "cell"}};
}

QVariant AlertsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const ObjectiveAlert& alert = alerts_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case StatusRole:
      return statusOf(alert);
    case WordRole:
      return fires(alert) ? text(toText(alert.key.severity)) : QStringLiteral("resolved");
    case Qt::DisplayRole:
    case TitleRole:
      return QStringLiteral("%1 in %2")
          .arg(text(alert.key.objective.value),
               alert.key.region.empty() ? QStringLiteral("the fleet") : text(alert.key.region.value));
    case SinceRole:
      return sinceOf(alert, mirror_.now());
    case WhyRole:
      return whyOf(alert);
    case CellRole:
      return cellAt(index.row());
    default:
      return {};
  }
}

int AlertsModel::firing() const {
  return static_cast<int>(std::count_if(alerts_.begin(), alerts_.end(), fires));
}

QString AlertsModel::cellAt(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  const ObjectiveAlertKey& key = alerts_[static_cast<std::size_t>(row)].key;
  return key.region.empty() ? text(key.objective.value)
                            : text(key.region.value) + QLatin1Char('/') + text(key.objective.value);
}

std::vector<ObjectiveAlert> AlertsModel::about(const ObjectiveName& objective, const RegionName& region) const {
  std::vector<ObjectiveAlert> out;
  std::copy_if(alerts_.begin(), alerts_.end(), std::back_inserter(out), [&](const ObjectiveAlert& alert) {
    return alert.key.objective == objective && alert.key.region == region;
  });
  return out;
}

void AlertsModel::ask() {
  ListQuery query;
  query.pageSize = kMostAlerts;
  api_.listAlerts(query, answer<Page<ObjectiveAlert>>([this](Page<ObjectiveAlert> page) {
                    total_ = static_cast<int>(page.total);
                    take(std::move(page.items));
                  }));
}

void AlertsModel::take(std::vector<ObjectiveAlert> alerts) {
  std::stable_sort(alerts.begin(), alerts.end(), before);
  if (sameRows(alerts, alerts_)) {
    alerts_ = std::move(alerts);
    return tellRows();
  }
  beginResetModel();
  alerts_ = std::move(alerts);
  endResetModel();
}

}  // namespace flotilla::view

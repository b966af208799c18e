#include "models/view/incidents_model.h"

#include <algorithm>

#include "models/domain/incident_fields.h"
#include "models/view/response_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

QString orNothing(const std::string& value) {
  return value.empty() ? text(kNothing) : text(value);
}

QString textIn(const Incident& incident, int column, TimePoint now) {
  switch (column) {
    case IncidentsModel::SeverityColumn:
      return text(toText(incident.severity));
    case IncidentsModel::IdColumn:
      return text(incident.id.value);
    case IncidentsModel::TitleColumn:
      return text(incident.title) + (incident.drill ? QStringLiteral(" (drill)") : QString());
    case IncidentsModel::StateColumn:
      return text(toText(incident.state));
    case IncidentsModel::RegionColumn:
      return regionText(incident.region);
    case IncidentsModel::OpenedColumn:
      return isOpen(incident.state) ? age(incident.openedAt, now) : shortTime(incident.openedAt, now);
    case IncidentsModel::CommanderColumn:
      return orNothing(incident.commander);
    default:
      return orNothing(incident.suspect.value);
  }
}

}  // namespace

IncidentsModel::IncidentsModel(OperatorApi& api, FleetMirror& mirror, PatternCompiler compile, QObject* parent)
    : PolledTable(api, mirror, kEvery, parent), filter_(std::move(compile), incidentFields()) {
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (active() && rowCount() > 0)
      emit dataChanged(index(0, OpenedColumn), index(rowCount() - 1, OpenedColumn), {Qt::DisplayRole});
  });
}

int IncidentsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(incidents_.size());
}
int IncidentsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : Columns;
}

QHash<int, QByteArray> IncidentsModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"}, {EdgeRole, "edge"}};
}

QVariant IncidentsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Incident& incident = incidents_[static_cast<std::size_t>(index.row())];
  const bool over = !isOpen(incident.state);
  switch (role) {
    case Qt::DisplayRole:
      return textIn(incident, index.column(), mirror_.now());
    case StatusRole:
      // What is over well is quiet in a list.
      if (index.column() == StateColumn)
        return over && statusOf(incident.state) == QLatin1String("passed") ? QStringLiteral("healthy")
                                                                           : statusOf(incident.state);
      return over ? QStringLiteral("pending") : statusOf(incident.severity);
    case ToneRole:
      if (over) return QStringLiteral("quiet");
      return index.column() == TitleColumn ? QStringLiteral("strong") : QString();
    case EdgeRole:
      return over || !incident.commander.empty() ? QString() : statusOf(incident.severity);
    default:
      return {};
  }
}

void IncidentsModel::setFilter(const QString& wanted) {
  const ListFilter::Outcome outcome = filter_.set(wanted);
  if (outcome == ListFilter::Outcome::Same) return;
  if (outcome == ListFilter::Outcome::Taken) {
    poll_.forget();
    take({});
    reload();
  }
  emit filterChanged();
}

int IncidentsModel::open() const {
  return static_cast<int>(std::count_if(incidents_.begin(), incidents_.end(),
                                        [](const Incident& incident) { return isOpen(incident.state); }));
}

QString IncidentsModel::idAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(incidents_[static_cast<std::size_t>(row)].id.value);
}

int IncidentsModel::rowOf(const QString& id) const {
  const IncidentId wanted(id.toStdString());
  const auto found = std::find_if(incidents_.begin(), incidents_.end(),
                                  [&](const Incident& incident) { return incident.id == wanted; });
  return found == incidents_.end() ? -1 : static_cast<int>(found - incidents_.begin());
}

void IncidentsModel::ask() {
  ListQuery query;
  query.filter = filter_.text().toStdString();
  query.pageSize = kMost;
  api_.listIncidents(query, answer<Page<Incident>>([this](Page<Incident> page) {
                       total_ = static_cast<int>(page.total);
                       take(std::move(page.items));
                       emit answered();
                     }));
}

void IncidentsModel::take(std::vector<Incident> incidents) {
  const bool same = std::equal(incidents.begin(), incidents.end(), incidents_.begin(), incidents_.end(),
                               [](const Incident& a, const Incident& b) { return a.id == b.id; });
  if (same) {
    incidents_ = std::move(incidents);
    return tellRows();
  }
  beginResetModel();
  incidents_ = std::move(incidents);
  endResetModel();
}

}  // namespace flotilla::view

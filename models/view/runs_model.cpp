#include "models/view/runs_model.h"

#include <algorithm>

#include "models/view/response_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

QString stepText(const Run& run) {
  if (!run.step.empty()) return text(run.step);
  return run.reason.empty() ? text(kNothing) : text(run.reason);
}

QString textIn(const Run& run, int column, TimePoint now) {
  switch (column) {
    case RunsModel::StateColumn:
      return text(toText(run.state));
    case RunsModel::IdColumn:
      return text(run.id.value);
    case RunsModel::RunbookColumn:
      return text(run.title) + (run.drill ? QStringLiteral(" (drill)") : QString());
    case RunsModel::IncidentColumn:
      return run.incident.empty() ? text(kNothing) : text(run.incident.value);
    case RunsModel::RegionColumn:
      return regionText(run.region);
    case RunsModel::OwnerColumn:
      return text(run.owner);
    case RunsModel::StepColumn:
      return stepText(run);
    default:
      return isOpen(run.state) ? age(run.startedAt, now) : shortTime(run.startedAt, now);
  }
}

}  // namespace

RunsModel::RunsModel(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : PolledTable(api, mirror, kEvery, parent) {
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (active() && rowCount() > 0)
      emit dataChanged(index(0, SinceColumn), index(rowCount() - 1, SinceColumn), {Qt::DisplayRole});
  });
}

int RunsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}
int RunsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : Columns;
}

QHash<int, QByteArray> RunsModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"}, {EdgeRole, "edge"}};
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Run& run = runs_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return textIn(run, index.column(), mirror_.now());
    case StatusRole:
      return run.state == RunState::Succeeded ? QStringLiteral("healthy") : statusOf(run.state);
    case ToneRole:
      if (!isOpen(run.state)) return QStringLiteral("quiet");
      return index.column() == RunbookColumn ? QStringLiteral("strong") : QString();
    case EdgeRole:
      return QString();
    default:
      return {};
  }
}

// What was told is about something else.
void RunsModel::setIncident(const QString& id) {
  if (id == incident_) return;
  incident_ = id;
  poll_.forget();
  take({});
  reload();
}

int RunsModel::open() const {
  return static_cast<int>(std::count_if(runs_.begin(), runs_.end(), [](const Run& run) { return isOpen(run.state); }));
}

QString RunsModel::idAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(runs_[static_cast<std::size_t>(row)].id.value);
}

int RunsModel::rowOf(const QString& id) const {
  const RunId wanted(id.toStdString());
  const auto found = std::find_if(runs_.begin(), runs_.end(), [&](const Run& run) { return run.id == wanted; });
  return found == runs_.end() ? -1 : static_cast<int>(found - runs_.begin());
}

void RunsModel::ask() {
  ListQuery query;
  if (!incident_.isEmpty()) query.filter = "incident:" + incident_.toStdString();
  query.pageSize = kMost;
  api_.listRuns(query, answer<Page<Run>>([this](Page<Run> page) {
                  total_ = static_cast<int>(page.total);
                  take(std::move(page.items));
                  emit answered();
                }));
}

void RunsModel::take(std::vector<Run> runs) {
  std::vector<QVariantMap> few;
  for (std::size_t i = 0; i < std::min(kFew, runs.size()); ++i)
    few.push_back(
        {{"run", text(runs[i].id.value)},
         {"line",
          QStringLiteral("%1, %2, %3").arg(text(runs[i].title), text(toText(runs[i].state)), text(runs[i].owner))}});
  few_.setRows(std::move(few));
  const bool same = std::equal(runs.begin(), runs.end(), runs_.begin(), runs_.end(),
                               [](const Run& a, const Run& b) { return a.id == b.id; });
  if (same) {
    runs_ = std::move(runs);
    return tellRows();
  }
  beginResetModel();
  runs_ = std::move(runs);
  endResetModel();
}

}  // namespace flotilla::view

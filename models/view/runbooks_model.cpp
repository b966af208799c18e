#include "models/view/runbooks_model.h"

#include <algorithm>

#include "models/view/text.h"

namespace flotilla::view {
namespace {

QString followed(const RunbookHealth& health) {
  if (health.exercisedAt == TimePoint{}) return QStringLiteral("never");
  const QString day = text(toRfc3339(health.exercisedAt).substr(0, 10));
  return health.inDrill ? day + QStringLiteral(", drill") : day;
}

QString textIn(const RunbookSummary& runbook, int column) {
  switch (column) {
    case RunbooksModel::NameColumn:
      return text(runbook.name.value);
    case RunbooksModel::TitleColumn:
      return text(runbook.title);
    case RunbooksModel::VersionColumn:
      return count(runbook.version);
    case RunbooksModel::OwnerColumn:
      return runbook.owner.empty() ? text(kNothing) : text(runbook.owner);
    case RunbooksModel::StepsColumn:
      return count(runbook.steps);
    case RunbooksModel::FollowedColumn:
      return followed(runbook.health);
    default:
      return runbook.retired ? QStringLiteral("retired") : text(toText(runbook.health.trust));
  }
}

// Grey says that nobody should rely upon it before they have looked.
QString statusOf(const RunbookSummary& runbook) {
  if (runbook.retired) return QStringLiteral("offline");
  switch (runbook.health.trust) {
    case RunbookTrust::Fresh:
      return QStringLiteral("healthy");
    case RunbookTrust::Ageing:
      return QStringLiteral("degraded");
    case RunbookTrust::Stale:
    case RunbookTrust::Broken:
      return QStringLiteral("unknown");
  }
  return QStringLiteral("unknown");
}

}  // namespace

RunbooksModel::RunbooksModel(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : PolledTable(api, mirror, kEvery, parent) {}

int RunbooksModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(runbooks_.size());
}
int RunbooksModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : Columns;
}

QHash<int, QByteArray> RunbooksModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"}, {EdgeRole, "edge"}};
}

QVariant RunbooksModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const RunbookSummary& runbook = runbooks_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return textIn(runbook, index.column());
    case StatusRole:
      return statusOf(runbook);
    case ToneRole:
      return runbook.retired ? QStringLiteral("quiet") : QString();
    case EdgeRole:
      return QString();
    default:
      return {};
  }
}

QString RunbooksModel::nameAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(runbooks_[static_cast<std::size_t>(row)].name.value);
}

const RunbookSummary* RunbooksModel::find(const QString& name) const {
  const RunbookName wanted(name.toStdString());
  const auto found = std::find_if(runbooks_.begin(), runbooks_.end(),
                                  [&](const RunbookSummary& runbook) { return runbook.name == wanted; });
  return found == runbooks_.end() ? nullptr : &*found;
}

QString RunbooksModel::titleOf(const QString& name) const {
  const RunbookSummary* found = find(name);
  return found == nullptr ? QString() : text(found->title);
}

bool RunbooksModel::isRetired(const QString& name) const {
  const RunbookSummary* found = find(name);
  return found == nullptr || found->retired;
}

void RunbooksModel::ask() {
  ListQuery query;
  query.pageSize = kMost;
  api_.listRunbooks(query, answer<Page<RunbookSummary>>([this](Page<RunbookSummary> page) {
                      total_ = static_cast<int>(page.total);
                      take(std::move(page.items));
                    }));
}

void RunbooksModel::take(std::vector<RunbookSummary> runbooks) {
  const bool same = std::equal(runbooks.begin(), runbooks.end(), runbooks_.begin(), runbooks_.end(),
                               [](const auto& a, const auto& b) { return a.name == b.name; });
  if (same) {
    runbooks_ = std::move(runbooks);
    return tellRows();
  }
  beginResetModel();
  runbooks_ = std::move(runbooks);
  endResetModel();
}

}  // namespace flotilla::view

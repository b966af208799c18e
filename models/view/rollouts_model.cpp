#include "models/view/rollouts_model.h"

#include <algorithm>

#include "models/domain/list_fields.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

// What waits for somebody first, then what moves, then what has ended.
int urgencyOf(const Rollout& rollout) {
  static constexpr std::array<int, kRolloutStateNames.size()> kRank{3, 7, 5, 2, 6, 8, 4, 1, 0, 9};
  return kRank[static_cast<std::size_t>(rollout.state)];
}

int verdictRank(const Rollout& rollout) {
  static constexpr std::array<int, kVerdictNames.size()> kRank{2, 1, 3, 0};
  const RolloutWave* wave = rollout.judgedWave();
  return wave == nullptr ? 9 : kRank[static_cast<std::size_t>(wave->verdict)];
}

double oddsOf(const Rollout& rollout) {
  const RolloutWave* wave = rollout.judgedWave();
  return wave == nullptr || wave->looks == 0 ? 0 : wave->odds;
}

// What is left of it, in a few words.
QString leftOf(const Rollout& rollout, TimePoint now) {
  const RolloutWave* wave = rollout.currentWave();
  if (rollout.state == RolloutState::Paused || rollout.state == RolloutState::AwaitingApproval) return {};
  if (wave == nullptr) return timeLeft(rollout, now);
  return wave->state == WaveState::Soaking ? soakOf(*wave, now) : words(toText(wave->state));
}

// Negative, zero or positive, as strings are compared.
template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int compare(const Rollout& a, const Rollout& b, int column) {
  switch (column) {
    case RolloutsModel::State:
      return order(urgencyOf(a), urgencyOf(b));
    case RolloutsModel::Id:
      return a.workload == b.workload ? order(a.number, b.number) : order(a.workload.value, b.workload.value);
    case RolloutsModel::Version:
      return order(a.to, b.to);
    case RolloutsModel::Wave:
      return order(waveTitle(a), waveTitle(b));
    case RolloutsModel::Verdict:
      return order(verdictRank(a), verdictRank(b));
    case RolloutsModel::Odds:
      return order(oddsOf(a), oddsOf(b));
    case RolloutsModel::Progress:
      return order(share(reachedNodes(a), a.size()), share(reachedNodes(b), b.size()));
    case RolloutsModel::Proven:
      return order(reachedNodes(a), reachedNodes(b));
    case RolloutsModel::Failed:
      return order(failedNodes(a), failedNodes(b));
    case RolloutsModel::Late:
      return order(a.count(NodeOutcome::Late), b.count(NodeOutcome::Late));
    case RolloutsModel::Author:
      return order(a.author, b.author);
    default:
      return order(a.createdAt, b.createdAt);
  }
}

}  // namespace

RolloutsModel::RolloutsModel(FleetMirror& mirror, PatternCompiler compile, QObject* parent)
    : QAbstractTableModel(parent), mirror_(mirror), filter_(std::move(compile), rolloutFields()) {
  connect(&mirror_, &FleetMirror::rolloutsChanged, this, &RolloutsModel::rebuild);
  connect(&mirror_, &FleetMirror::restarted, this, &RolloutsModel::rebuild);
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (running() > 0) emit countChanged();  // the time that is left
  });
  rebuild();
}

int RolloutsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(order_.size());
}
int RolloutsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}
QHash<int, QByteArray> RolloutsModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"},
          {ValueRole, "value"},         {EdgeRole, "edge"},     {IdRole, "itemId"}};
}

const Rollout& RolloutsModel::at(int row) const {
  return mirror_.rollouts().at(order_[static_cast<std::size_t>(row)]);
}

void RolloutsModel::rebuild() {
  std::vector<const Rollout*> shown;
  for (const auto& [id, rollout] : mirror_.rollouts())
    if (filter_.takes(valuesOf(rollout))) shown.push_back(&rollout);
  std::stable_sort(shown.begin(), shown.end(), [this](const Rollout* a, const Rollout* b) {
    const int by = compare(*a, *b, sortColumn_);
    if (by != 0) return sortDescending_ ? by > 0 : by < 0;
    return a->createdAt > b->createdAt;
  });
  std::vector<RolloutId> ids;
  for (const Rollout* rollout : shown) ids.push_back(rollout->id);
  if (ids == order_) {
    if (!order_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  } else {
    beginResetModel();
    order_ = std::move(ids);
    endResetModel();
  }
  emit countChanged();
}

void RolloutsModel::setFilter(const QString& wanted) {
  const ListFilter::Outcome outcome = filter_.set(wanted);
  if (outcome == ListFilter::Outcome::Same) return;
  if (outcome == ListFilter::Outcome::Taken) rebuild();
  emit filterChanged();
}

void RolloutsModel::sortBy(int column, bool descending) {
  if (column < 0 || column >= ColumnCount || (column == sortColumn_ && descending == sortDescending_)) return;
  sortColumn_ = column;
  sortDescending_ = descending;
  rebuild();
  emit sortChanged();
}

int RolloutsModel::running() const {
  return static_cast<int>(std::count_if(mirror_.rollouts().begin(), mirror_.rollouts().end(), [](const auto& item) {
    const RolloutState state = item.second.state;
    return !hasEnded(state) && state != RolloutState::Draft && state != RolloutState::AwaitingApproval;
  }));
}

QVariantList RolloutsModel::moving() const {
  std::vector<const Rollout*> open;
  for (const auto& [id, rollout] : mirror_.rollouts())
    if (!hasEnded(rollout.state) && rollout.state != RolloutState::Draft) open.push_back(&rollout);
  std::stable_sort(open.begin(), open.end(),
                   [](const Rollout* a, const Rollout* b) { return a->createdAt > b->createdAt; });
  QVariantList out;
  for (const Rollout* rollout : open) {
    const std::size_t bad = failedNodes(*rollout), stay = rollout->count(NodeOutcome::Stayed);
    QString progress = reachedOf(*rollout);
    if (bad > 0) progress += QStringLiteral(", %1 failed").arg(count(bad));
    if (stay > 0) progress += QStringLiteral(", %1 stayed").arg(count(stay));
    const RolloutWave* wave = rollout->currentWave();
    const QString where = wave == nullptr ? QString() : QStringLiteral(", wave %1").arg(text(wave->name));
    out << QVariantMap{{"id", text(rollout->id.value)},
                       {"title", titleOf(*rollout)},
                       {"sub", text(rollout->id.value) + QStringLiteral(", ") + words(toText(rollout->state)) + where},
                       {"progress", share(reachedNodes(*rollout), rollout->size())},
                       {"status", bad > 0 ? QStringLiteral("failed") : statusOf(rollout->state)},
                       {"text", progress},
                       {"left", leftOf(*rollout, mirror_.now())}};
  }
  return out;
}

QString RolloutsModel::idAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(order_[static_cast<std::size_t>(row)].value);
}
int RolloutsModel::rowOf(const QString& id) const {
  const auto found = std::find(order_.begin(), order_.end(), RolloutId(id.toStdString()));
  return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

QVariant RolloutsModel::tone(const Rollout& rollout, int column) const {
  const RolloutWave* wave = rollout.judgedWave();
  if (column == Failed && failedNodes(rollout) > 0) return QStringLiteral("failed");
  if (column == Odds && wave != nullptr && wave->verdict == flotilla::Verdict::Fail) return QStringLiteral("failed");
  if (column == Verdict && wave != nullptr && wave->verdict == flotilla::Verdict::Fail) return QStringLiteral("failed");
  const bool quiet = column == Author || column == Late || (column == Failed && failedNodes(rollout) == 0);
  return quiet ? QStringLiteral("quiet") : QString();
}

QVariant RolloutsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Rollout& rollout = at(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return display(rollout, index.column());
    case IdRole:
      return text(rollout.id.value);
    case StatusRole:
      return statusOf(rollout.state);
    case EdgeRole:
      return rollout.state == RolloutState::Failed ? QStringLiteral("failed")
             : rollout.state == RolloutState::Paused || rollout.state == RolloutState::AwaitingApproval
                 ? QStringLiteral("held")
                 : QString();
    case ValueRole:
      return share(reachedNodes(rollout), rollout.size());
    case ToneRole:
      return tone(rollout, index.column());
    default:
      return {};
  }
}

QVariant RolloutsModel::display(const Rollout& rollout, int column) const {
  const RolloutWave* judged = rollout.judgedWave();
  const bool looked = judged != nullptr && judged->looks > 0;
  switch (column) {
    case State:
      return words(toText(rollout.state));
    case Id:
      return text(rollout.id.value);
    case Version:
      return text(rollout.to.toString());
    case Wave:
      return rollout.waves.empty() ? text(kNothing) : waveTitle(rollout);
    case Verdict:
      return looked ? words(toText(judged->verdict)) : text(kNothing);
    case Odds:
      return looked ? oddsText(judged->odds) : text(kNothing);
    case Progress:
      return percent(share(reachedNodes(rollout), rollout.size()), 0);
    case Proven:
      return QStringLiteral("%1 of %2%3")
          .arg(count(reachedNodes(rollout)), count(rollout.size()),
               rollout.wentBack() ? QStringLiteral(" returned") : QString());
    case Failed:
      return count(failedNodes(rollout));
    case Late:
      return count(rollout.count(NodeOutcome::Late));
    case Author:
      return text(rollout.author);
    case Started:
      return dateTime(rollout.createdAt);
    default:
      return {};
  }
}

}  // namespace flotilla::view

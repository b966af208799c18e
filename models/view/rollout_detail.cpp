#include "models/view/rollout_detail.h"

#include <algorithm>
#include <map>
#include <set>

#include "models/view/rollout_story.h"
#include "models/view/rollout_text.h"
#include "models/view/stage_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

QString reachedWord(const Rollout& rollout) {
  return rollout.wentBack() ? QStringLiteral("returned") : QStringLiteral("proven");
}

}  // namespace

RolloutDetail::RolloutDetail(FleetMirror& mirror, QObject* parent) : QAbstractTableModel(parent), mirror_(mirror) {
  connect(&mirror_, &FleetMirror::rolloutsChanged, this, &RolloutDetail::rebuild);
  connect(&mirror_, &FleetMirror::restarted, this, &RolloutDetail::rebuild);
  connect(&mirror_, &FleetMirror::ticked, this, &RolloutDetail::tick);
}

const Rollout* RolloutDetail::current() const {
  const auto at = mirror_.rollouts().find(id_);
  return at == mirror_.rollouts().end() ? nullptr : &at->second;
}

// Where nodes are in their stages is told by the nodes, between two messages about the rollout.
void RolloutDetail::tick() {
  if (!found() || hasEnded(current()->state)) return;
  if (staged() && !rows_.empty()) emit dataChanged(index(0, Stage), index(rowCount() - 1, Differ));
  emit changed();
}

const Node* RolloutDetail::nodeOf(const RolloutNode& row) const {
  const int at = mirror_.rowOf(row.node.value);
  return at < 0 ? nullptr : &mirror_.nodes()[static_cast<std::size_t>(at)];
}

void RolloutDetail::setRollout(const QString& id) {
  if (id.toStdString() == id_.value) return;
  id_ = RolloutId(id.toStdString());
  emit rolloutChanged();
  rebuild();
}

// What went wrong first, then what is under way, then what is done.
void RolloutDetail::rebuild() {
  static constexpr std::array<int, kNodeOutcomeNames.size()> kRank{4, 7, 0, 1, 2, 5, 8, 3, 6, 9};
  std::vector<RolloutNode> rows = current() == nullptr ? std::vector<RolloutNode>{} : current()->nodes;
  std::stable_sort(rows.begin(), rows.end(), [](const RolloutNode& a, const RolloutNode& b) {
    return kRank[static_cast<std::size_t>(a.outcome)] < kRank[static_cast<std::size_t>(b.outcome)];
  });
  const bool same = std::equal(rows.begin(), rows.end(), rows_.begin(), rows_.end(),
                               [](const RolloutNode& a, const RolloutNode& b) { return a.node == b.node; });
  if (same) {
    rows_ = std::move(rows);
    if (!rows_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  } else {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
  }
  emit changed();
}

int RolloutDetail::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}
int RolloutDetail::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}
QHash<int, QByteArray> RolloutDetail::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"},
          {ValueRole, "value"},         {EdgeRole, "edge"},     {IdRole, "itemId"}};
}
QString RolloutDetail::idAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(rows_[static_cast<std::size_t>(row)].node.value);
}

QVariant RolloutDetail::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const RolloutNode& node = rows_[static_cast<std::size_t>(index.row())];
  const QString status = statusOf(node.outcome);
  if (role == IdRole) return text(node.node.value);
  if (role == StatusRole) return status;
  if (role == EdgeRole) return status == QStringLiteral("failed") ? status : QString();
  if (role == ToneRole) return index.column() == Message ? QStringLiteral("quiet") : QString();
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case Outcome:
      return words(toText(node.outcome));
    case NodeName:
      return text(node.nodeName);
    case From:
      return node.hadVersion ? text(node.from.toString()) : text(kNothing);
    case Now: {
      const Node* known = nodeOf(node);
      if (known == nullptr || current() == nullptr) return text(kNothing);
      for (const NodeWorkload& workload : known->workloads)
        if (workload.workload == current()->workload)
          return workload.proven ? version(workload.version) : text(kNothing);
      return text(kNothing);
    }
    case Stage:
      return staged() ? stageWord(nodeOf(node), *current()) : QString();
    case Differ:
      return staged() ? differWord(nodeOf(node), *current()) : QString();
    case Reason:
      return text(node.reason);
    case Message:
      return text(node.message);
    default:
      return {};
  }
}

QString RolloutDetail::title() const {
  return current() == nullptr ? QString() : titleOf(*current());
}
QString RolloutDetail::status() const {
  return current() == nullptr ? QStringLiteral("unknown") : statusOf(current()->state);
}
QString RolloutDetail::state() const {
  return current() == nullptr ? QString() : words(toText(current()->state));
}
double RolloutDetail::progress() const {
  return current() == nullptr ? 0 : share(reachedNodes(*current()), current()->size());
}

QString RolloutDetail::sentence() const {
  const Rollout* rollout = current();
  if (rollout == nullptr) return {};
  QString out = QStringLiteral("%1 of %2 %3%4")
                    .arg(count(reachedNodes(*rollout)), plural(rollout->size(), "node", "nodes"), reachedWord(*rollout),
                         rollout->wentBack() ? QStringLiteral(" to the version before") : QString());
  if (const std::size_t stay = rollout->count(NodeOutcome::Stayed); stay > 0)
    out += QStringLiteral(", %1 stayed on %2").arg(count(stay), text(rollout->to.toString()));
  if (const std::size_t bad = failedNodes(*rollout); bad > 0) out += QStringLiteral(", %1 failed").arg(count(bad));
  if (const std::size_t late = rollout->count(NodeOutcome::Late); late > 0)
    out += QStringLiteral(", %1 never reached").arg(count(late));
  if (const std::size_t withdrawn = rollout->count(NodeOutcome::Withdrawn); withdrawn > 0)
    out += QStringLiteral(", %1 withdrawn").arg(count(withdrawn));
  const bool waitsForPeople = !rollout->waves.empty() && !hasEnded(rollout->state);
  if (rollout->deadline == TimePoint{} || waitsForPeople) return out;
  if (!hasEnded(rollout->state)) return out + QStringLiteral("; ") + timeLeft(*rollout, mirror_.now());
  return out + QStringLiteral("; took ") + view::span(rollout->endedAt - rollout->createdAt);
}

QVariantList RolloutDetail::outcomes() const {
  QVariantList out;
  if (current() == nullptr) return out;
  for (std::size_t i = 0; i < kNodeOutcomeNames.size(); ++i) {
    const auto outcome = static_cast<NodeOutcome>(i);
    if (const std::size_t n = current()->count(outcome); n > 0)
      out << QVariantMap{
          {"word", words(toText(outcome))}, {"status", statusOf(outcome)}, {"count", static_cast<int>(n)}};
  }
  return out;
}

QVariantList RolloutDetail::causes() const {
  struct Cause {
    QString message;
    QStringList nodes;
    int count = 0;
  };
  constexpr int kNamed = 3;
  std::map<QString, Cause> causes;
  for (const RolloutNode& node : rows_) {
    if (statusOf(node.outcome) != QStringLiteral("failed")) continue;
    Cause& cause = causes[node.reason.empty() ? words(toText(node.outcome)) : text(node.reason)];
    if (cause.message.isEmpty()) cause.message = text(node.message);
    if (++cause.count <= kNamed) cause.nodes << text(node.nodeName);
  }
  QVariantList out;
  for (const auto& [reason, cause] : causes) {
    QString nodes = cause.nodes.join(QStringLiteral(", "));
    if (cause.count > kNamed) nodes += QStringLiteral(" and %1 more").arg(cause.count - kNamed);
    out << QVariantMap{{"reason", reason}, {"message", cause.message}, {"count", cause.count}, {"nodes", nodes}};
  }
  std::stable_sort(out.begin(), out.end(), [](const QVariant& a, const QVariant& b) {
    return a.toMap()["count"].toInt() > b.toMap()["count"].toInt();
  });
  return out;
}

QVariantList RolloutDetail::facts() const {
  const Rollout* rollout = current();
  if (rollout == nullptr) return {};
  QVariantList out{
      fact("Rollout", text(rollout->id.value), true), fact("Workload", text(rollout->workload.value), true),
      fact("To", text(rollout->to.toString()), true), fact("Release", shortDigest(rollout->release), true),
      fact("Author", text(rollout->author)),          fact("Created", dateTime(rollout->createdAt))};
  if (rollout->startedAt != TimePoint{}) out << fact("Started", dateTime(rollout->startedAt));
  if (rollout->deadline != TimePoint{}) out << fact("Deadline", dateTime(rollout->deadline));
  if (hasEnded(rollout->state)) out << fact("Ended", dateTime(rollout->endedAt));
  return out;
}

// The newest rollout since that moved one of these nodes, as far as their nodes are here.
const Rollout* RolloutDetail::overtaker(const Rollout& rollout) const {
  std::set<NodeId> ours;
  for (const RolloutNode& node : rollout.nodes) ours.insert(node.node);
  const Rollout* newest = nullptr;
  for (const auto& [id, other] : mirror_.rollouts()) {
    if (other.workload != rollout.workload || other.number <= (newest ? newest->number : rollout.number)) continue;
    if (std::any_of(other.nodes.begin(), other.nodes.end(),
                    [&](const RolloutNode& node) { return ours.contains(node.node) && hasMoved(other, node); }))
      newest = &other;
  }
  return newest;
}

QString RolloutDetail::wayBack() const {
  const Rollout* rollout = current();
  if (rollout == nullptr) return QStringLiteral("no rollout is chosen");
  if (rollout->state == RolloutState::RollingBack) return QStringLiteral("it is being rolled back");
  if (rollout->state == RolloutState::RolledBack) return QStringLiteral("it was rolled back");
  for (const auto& [id, other] : mirror_.rollouts())
    if (other.workload == rollout->workload && other.number > rollout->number && !hasEnded(other.state) &&
        other.state != RolloutState::Draft)
      return QStringLiteral("rollout %1 of the same workload has not ended").arg(text(id.value));
  if (const Rollout* newer = overtaker(*rollout))
    return QStringLiteral("%1 has moved these nodes since").arg(text(newer->id.value));
  const auto& nodes = rollout->nodes;
  if (nodes.empty()) return {};
  if (std::none_of(nodes.begin(), nodes.end(), [](const RolloutNode& node) { return node.hadVersion; }))
    return QStringLiteral("no node ran a version before it");
  if (std::all_of(nodes.begin(), nodes.end(),
                  [&](const RolloutNode& node) { return node.hadVersion && node.from == rollout->to; }))
    return QStringLiteral("every node ran %1 before it too").arg(text(rollout->to.toString()));
  return {};
}

QString RolloutDetail::origin() const {
  const Rollout* rollout = current();
  if (rollout == nullptr) return {};
  const QString from = fromOf(*rollout);
  const bool started = rollout->startedAt != TimePoint{};
  return (from.isEmpty() ? QString() : QStringLiteral("from %1, ").arg(from)) +
         QStringLiteral("%1 by %2, %3 %4")
             .arg(text(rollout->id.value), text(rollout->author),
                  started ? QStringLiteral("started") : QStringLiteral("created"),
                  shortTime(started ? rollout->startedAt : rollout->createdAt, mirror_.now()));
}

QString RolloutDetail::author() const {
  return current() == nullptr ? QString() : text(current()->author);
}
QString RolloutDetail::waveName(int place) const {
  if (current() == nullptr || place < 0 || place >= static_cast<int>(current()->waves.size())) return {};
  return text(current()->waves[static_cast<std::size_t>(place)].name);
}
QVariantMap RolloutDetail::headline() const {
  return current() == nullptr ? QVariantMap{} : headlineOf(*current(), mirror_.now());
}
QVariantList RolloutDetail::plannedStages() const {
  return current() == nullptr ? QVariantList{} : view::plannedStages(current()->stages.planned);
}
QVariantList RolloutDetail::stages() const {
  return staged() ? stageLadder(*current(), mirror_.nodes()) : QVariantList{};
}
QVariantList RolloutDetail::findings() const {
  return staged() ? stageFindings(*current(), mirror_.nodes()) : QVariantList{};
}
QVariantList RolloutDetail::waves() const {
  return current() == nullptr ? QVariantList{} : wavesOf(*current(), mirror_.now());
}
int RolloutDetail::currentWave() const {
  const RolloutWave* wave = current() == nullptr ? nullptr : current()->currentWave();
  return wave == nullptr ? -1 : static_cast<int>(wave->place);
}
QVariantMap RolloutDetail::approval() const {
  return current() == nullptr ? QVariantMap{} : approvalOf(*current(), mirror_.now());
}
QString RolloutDetail::digest() const {
  return current() == nullptr || current()->planDigest.isZero() ? QString() : text(current()->planDigest.toString());
}
QVariantList RolloutDetail::events() const {
  return current() == nullptr ? QVariantList{} : eventsOf(*current(), mirror_.now());
}
QVariantMap RolloutDetail::whyNot() const {
  if (current() == nullptr) return {};
  QVariantMap out = whyNotOf(*current());
  if (out[QStringLiteral("rollback")].toString().isEmpty()) out[QStringLiteral("rollback")] = wayBack();
  return out;
}
int RolloutDetail::nodesIn(int place, bool onward) const {
  if (current() == nullptr) return 0;
  std::uint64_t nodes = 0;
  for (const RolloutWave& wave : current()->waves) {
    const int at = static_cast<int>(wave.place);
    if (at == place || (onward && at > place)) nodes += wave.nodes;
  }
  return static_cast<int>(nodes);
}

}  // namespace flotilla::view

#include "models/view/rollouts_model.h"

#include <algorithm>
#include <map>
#include <set>

#include "models/view/text.h"

namespace flotilla::view {
namespace {

// The status word whose shape and colour go with a state.
QString statusOf(RolloutState state) {
  switch (state) {
    case RolloutState::Running:
    case RolloutState::RollingBack:
      return QStringLiteral("updating");
    case RolloutState::Succeeded:
      return QStringLiteral("healthy");
    case RolloutState::Failed:
      return QStringLiteral("failed");
    case RolloutState::RolledBack:
    case RolloutState::Aborted:
    case RolloutState::Paused:
    case RolloutState::AwaitingApproval:
      return QStringLiteral("held");
    case RolloutState::Rejected:
      return QStringLiteral("offline");
    case RolloutState::Draft:
      return QStringLiteral("pending");
  }
  return QStringLiteral("unknown");
}

QString statusOf(NodeOutcome outcome) {
  switch (outcome) {
    case NodeOutcome::Pending:
      return QStringLiteral("updating");
    case NodeOutcome::Proven:
    case NodeOutcome::Returned:
      return QStringLiteral("healthy");
    case NodeOutcome::Stayed:
      return QStringLiteral("degraded");
    case NodeOutcome::Withdrawn:
      return QStringLiteral("held");
    case NodeOutcome::Refused:
    case NodeOutcome::RolledBack:
    case NodeOutcome::Silent:
      return QStringLiteral("failed");
    case NodeOutcome::Late:
      return QStringLiteral("offline");
    case NodeOutcome::Planned:
      return QStringLiteral("pending");
  }
  return QStringLiteral("unknown");
}

std::size_t failed(const Rollout& rollout) {
  return rollout.count(NodeOutcome::Refused) + rollout.count(NodeOutcome::RolledBack) +
         rollout.count(NodeOutcome::Silent);
}

// How many nodes did as they were asked: proved it, or on the way back returned.
std::size_t reached(const Rollout& rollout) {
  return rollout.count(rollout.wentBack() ? NodeOutcome::Returned : NodeOutcome::Proven);
}
QString reachedWord(const Rollout& rollout) {
  return rollout.wentBack() ? QStringLiteral("returned") : QStringLiteral("proven");
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

QString titleOf(const Rollout& rollout) {
  return text(rollout.artifact.value) + QLatin1Char(' ') + text(rollout.to.toString());
}

QString left(const Rollout& rollout, TimePoint now) {
  return rollout.deadline > now ? QStringLiteral("%1 left").arg(span(rollout.deadline - now))
                                : QStringLiteral("deadline passed");
}

template <class Model>
QHash<int, QByteArray> rolesOf() {
  return {{Qt::DisplayRole, "display"}, {Model::StatusRole, "status"}, {Model::ToneRole, "tone"},
          {Model::ValueRole, "value"},  {Model::EdgeRole, "edge"},     {Model::IdRole, "itemId"}};
}

}  // namespace

RolloutsModel::RolloutsModel(FleetMirror& mirror, QObject* parent) : QAbstractTableModel(parent), mirror_(mirror) {
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
  return rolesOf<RolloutsModel>();
}

const Rollout& RolloutsModel::at(int row) const {
  return mirror_.rollouts().at(order_[static_cast<std::size_t>(row)]);
}

void RolloutsModel::rebuild() {
  std::vector<RolloutId> order;
  for (const auto& [id, rollout] : mirror_.rollouts()) order.push_back(id);
  std::stable_sort(order.begin(), order.end(), [&](const RolloutId& a, const RolloutId& b) {
    return mirror_.rollouts().at(a).createdAt > mirror_.rollouts().at(b).createdAt;
  });
  if (order == order_) {
    if (!order_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  } else {
    beginResetModel();
    order_ = std::move(order);
    endResetModel();
  }
  emit countChanged();
}

int RolloutsModel::running() const {
  return static_cast<int>(std::count_if(mirror_.rollouts().begin(), mirror_.rollouts().end(),
                                        [](const auto& item) { return !hasEnded(item.second.state); }));
}

QVariantList RolloutsModel::moving() const {
  QVariantList out;
  for (int row = 0; row < rowCount(); ++row) {
    const Rollout& rollout = at(row);
    if (hasEnded(rollout.state)) continue;
    const std::size_t bad = failed(rollout), stay = rollout.count(NodeOutcome::Stayed);
    QString progress = reachedOf(rollout);
    if (bad > 0) progress += QStringLiteral(", %1 failed").arg(count(bad));
    if (stay > 0) progress += QStringLiteral(", %1 stayed").arg(count(stay));
    out << QVariantMap{{"id", text(rollout.id.value)},
                       {"title", titleOf(rollout)},
                       {"sub", text(rollout.id.value) + QStringLiteral(", ") + words(toText(rollout.state))},
                       {"progress", share(reached(rollout), rollout.size())},
                       {"status", bad > 0 ? QStringLiteral("failed") : QStringLiteral("updating")},
                       {"text", progress},
                       {"left", left(rollout, mirror_.now())}};
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

QVariant RolloutsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Rollout& rollout = at(index.row());
  const std::size_t bad = failed(rollout);
  if (role == IdRole) return text(rollout.id.value);
  if (role == StatusRole) return statusOf(rollout.state);
  if (role == EdgeRole) return rollout.state == RolloutState::Failed ? QStringLiteral("failed") : QString();
  if (role == ValueRole) return share(reached(rollout), rollout.size());
  if (role == ToneRole)
    return index.column() == Failed && bad > 0 ? QStringLiteral("failed")
           : index.column() == Author          ? QStringLiteral("quiet")
                                               : QString();
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case State:
      return words(toText(rollout.state));
    case Id:
      return text(rollout.id.value);
    case Version:
      return text(rollout.to.toString());
    case Progress:
      return percent(share(reached(rollout), rollout.size()), 0);
    case Proven:
      return QStringLiteral("%1 of %2%3")
          .arg(count(reached(rollout)), count(rollout.size()),
               rollout.wentBack() ? QStringLiteral(" returned") : QString());
    case Failed:
      return count(bad);
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

RolloutDetail::RolloutDetail(FleetMirror& mirror, QObject* parent) : QAbstractTableModel(parent), mirror_(mirror) {
  connect(&mirror_, &FleetMirror::rolloutsChanged, this, &RolloutDetail::rebuild);
  connect(&mirror_, &FleetMirror::restarted, this, &RolloutDetail::rebuild);
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (found() && !hasEnded(current()->state)) emit changed();
  });
}

const Rollout* RolloutDetail::current() const {
  const auto at = mirror_.rollouts().find(id_);
  return at == mirror_.rollouts().end() ? nullptr : &at->second;
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
  return rolesOf<RolloutDetail>();
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
      const int row = mirror_.rowOf(node.node.value);
      if (row < 0 || current() == nullptr) return text(kNothing);
      for (const NodeWorkload& workload : mirror_.nodes()[static_cast<std::size_t>(row)].workloads)
        if (workload.workload == current()->workload)
          return workload.proven ? version(workload.version) : text(kNothing);
      return text(kNothing);
    }
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
  return current() == nullptr ? 0 : share(reached(*current()), current()->size());
}

QString RolloutDetail::sentence() const {
  const Rollout* rollout = current();
  if (rollout == nullptr) return {};
  QString out = QStringLiteral("%1 of %2 %3%4")
                    .arg(count(reached(*rollout)), plural(rollout->size(), "node", "nodes"), reachedWord(*rollout),
                         rollout->wentBack() ? QStringLiteral(" to the version before") : QString());
  if (const std::size_t stay = rollout->count(NodeOutcome::Stayed); stay > 0)
    out += QStringLiteral(", %1 stayed on %2").arg(count(stay), text(rollout->to.toString()));
  if (const std::size_t bad = failed(*rollout); bad > 0) out += QStringLiteral(", %1 failed").arg(count(bad));
  if (const std::size_t late = rollout->count(NodeOutcome::Late); late > 0)
    out += QStringLiteral(", %1 never reached").arg(count(late));
  if (const std::size_t withdrawn = rollout->count(NodeOutcome::Withdrawn); withdrawn > 0)
    out += QStringLiteral(", %1 withdrawn").arg(count(withdrawn));
  if (!hasEnded(rollout->state)) return out + QStringLiteral("; ") + left(*rollout, mirror_.now());
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
      fact("Author", text(rollout->author)),          fact("Started", dateTime(rollout->createdAt)),
      fact("Deadline", dateTime(rollout->deadline))};
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
    if (other.workload == rollout->workload && other.number > rollout->number && !hasEnded(other.state))
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

}  // namespace flotilla::view

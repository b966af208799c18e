#include "models/view/wave_nodes.h"

#include <algorithm>

#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

int rankOf(NodeOutcome outcome) {
  static constexpr std::array<int, kNodeOutcomeNames.size()> kRank{4, 7, 0, 1, 2, 3, 8, 5, 6, 9};
  return kRank[static_cast<std::size_t>(outcome)];
}

QString wordOf(const RolloutNode& node) {
  const QString word = words(toText(node.outcome));
  const std::string& why = node.message.empty() ? node.reason : node.message;
  return why.empty() ? word : word + QStringLiteral(": ") + text(why);
}

}  // namespace

WaveNodes::WaveNodes(FleetMirror& mirror, QObject* parent) : QAbstractListModel(parent), mirror_(mirror) {
  connect(&mirror_, &FleetMirror::rolloutsChanged, this, &WaveNodes::rebuild);
  connect(&mirror_, &FleetMirror::restarted, this, &WaveNodes::rebuild);
}

int WaveNodes::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QHash<int, QByteArray> WaveNodes::roleNames() const {
  return {{NameRole, "name"}, {StatusRole, "status"}, {WordRole, "word"}, {NodeRole, "node"}};
}

QVariant WaveNodes::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const RolloutNode& node = rows_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case NameRole:
      return text(node.nodeName);
    case StatusRole:
      return statusOf(node.outcome);
    case WordRole:
      return wordOf(node);
    case NodeRole:
      return text(node.node.value);
    default:
      return {};
  }
}

void WaveNodes::setRollout(const QString& id) {
  if (id.toStdString() == id_.value) return;
  id_ = RolloutId(id.toStdString());
  chosen_ = -1;
  rebuild();
}

void WaveNodes::setChosen(int place) {
  if (place == chosen_) return;
  chosen_ = place;
  rebuild();
}

void WaveNodes::rebuild() {
  std::vector<RolloutNode> rows;
  place_ = -1;
  total_ = 0;
  outcomes_ = {};
  if (const auto at = mirror_.rollouts().find(id_); at != mirror_.rollouts().end()) {
    const Rollout& rollout = at->second;
    const RolloutWave* judged = rollout.judgedWave();
    if (!rollout.waves.empty()) place_ = judged == nullptr ? 0 : static_cast<int>(judged->place);
    if (chosen_ >= 0 && chosen_ < static_cast<int>(rollout.waves.size())) place_ = chosen_;
    for (const RolloutNode& node : rollout.nodes)
      if (static_cast<int>(node.wave) == place_) rows.push_back(node);
    total_ = place_ < 0 ? 0 : static_cast<int>(rollout.waves[static_cast<std::size_t>(place_)].nodes);
  }
  for (const RolloutNode& node : rows) ++outcomes_[static_cast<std::size_t>(node.outcome)];
  std::stable_sort(rows.begin(), rows.end(),
                   [](const RolloutNode& a, const RolloutNode& b) { return rankOf(a.outcome) < rankOf(b.outcome); });
  if (rows.size() > kMost) rows.resize(kMost);
  const bool same = std::equal(rows.begin(), rows.end(), rows_.begin(), rows_.end(),
                               [](const RolloutNode& a, const RolloutNode& b) { return a.node == b.node; });
  if (same) {
    rows_ = std::move(rows);
    if (!rows_.empty()) emit dataChanged(index(0), index(rowCount() - 1));
  } else {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
  }
  emit changed();
}

QString WaveNodes::wave() const {
  const auto at = mirror_.rollouts().find(id_);
  if (place_ < 0 || at == mirror_.rollouts().end()) return {};
  return text(at->second.waves[static_cast<std::size_t>(place_)].name);
}

QVariantList WaveNodes::counts() const {
  std::vector<NodeOutcome> seen;
  for (std::size_t i = 0; i < outcomes_.size(); ++i)
    if (outcomes_[i] > 0) seen.push_back(static_cast<NodeOutcome>(i));
  std::sort(seen.begin(), seen.end(), [](NodeOutcome a, NodeOutcome b) { return rankOf(a) < rankOf(b); });
  QVariantList out;
  for (const NodeOutcome outcome : seen)
    out << QVariantMap{{"status", statusOf(outcome)},
                       {"word", words(toText(outcome))},
                       {"count", outcomes_[static_cast<std::size_t>(outcome)]}};
  return out;
}

}  // namespace flotilla::view

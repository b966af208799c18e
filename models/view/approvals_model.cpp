#include "models/view/approvals_model.h"

#include <algorithm>
#include <map>
#include <set>

#include "models/view/rollout_story.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

// The wave that cannot begin before somebody agrees; nothing if none waits for that.
const RolloutWave* waitingWave(const Rollout& rollout) {
  if (rollout.waves.empty()) return nullptr;
  if (rollout.state == RolloutState::AwaitingApproval) return &rollout.waves.front();
  const RolloutWave* wave = rollout.currentWave();
  const bool open = rollout.state == RolloutState::Running || rollout.state == RolloutState::Paused;
  return open && wave != nullptr && wave->state == WaveState::AwaitingApproval ? wave : nullptr;
}

TimePoint waitsSince(const Rollout& rollout) {
  const RolloutWave* judged = rollout.judgedWave();
  return judged == nullptr ? std::max(rollout.startedAt, rollout.createdAt) : judged->endedAt;
}

QVariantMap evidenceOf(const Rollout& rollout) {
  const RolloutWave* judged = rollout.judgedWave();
  if (judged == nullptr)
    return {{"status", QStringLiteral("unknown")},
            {"text", QStringLiteral("None yet: this is the first wave, no node has it.")}};
  return {{"status", statusOf(judged->verdict)},
          {"text",
           QStringLiteral("Wave %1: %2, odds %3 that it is worse. %4")
               .arg(text(judged->name), words(toText(judged->verdict)), oddsText(judged->odds), text(judged->why))}};
}

QString riskOf(const Rollout& rollout, const RolloutWave& wave, std::size_t fleet) {
  std::size_t without = 0, told = 0;
  for (const RolloutNode& node : rollout.nodes) {
    if (node.wave != wave.place) continue;
    ++told;
    without += node.hadVersion ? 0 : 1;
  }
  const QString part = fleet == 0 ? QString()
                                  : QStringLiteral("%1 of the fleet. ")
                                        .arg(percent(static_cast<double>(wave.nodes) / static_cast<double>(fleet), 1));
  if (told == 0) return part;
  return part + (without == 0 ? QStringLiteral("All of them can go back to what they run now.")
                              : QStringLiteral("%1 no way back.").arg(plural(without, "node has", "nodes have")));
}

QString whoOf(const Rollout& rollout, const RolloutWave& wave, TimePoint now) {
  QStringList agreed;
  for (const RolloutApproval& said : rollout.approvals)
    if (said.wave == wave.place && said.approved && said.plan == rollout.planDigest) agreed << text(said.by);
  return QStringLiteral("Asked by %1. %2 (%3 of %4).")
      .arg(text(rollout.author), agreed.isEmpty()
                                     ? QStringLiteral("Nobody has approved yet")
                                     : QStringLiteral("Approved by %1").arg(agreed.join(QStringLiteral(", "))))
      .arg(givenApprovals(rollout, wave.place, now))
      .arg(wave.approvalsNeeded);
}

QString stagesOf(const Stages& planned) {
  if (planned.empty()) return {};
  const QString first = QStringLiteral("; on each node ");
  if (!planned.weights) return first + QStringLiteral("in its shadow first");
  return first + (planned.shadow ? QStringLiteral("in its shadow, then by weights of the requests")
                                 : QStringLiteral("by weights of the requests"));
}

}  // namespace

ApprovalsModel::ApprovalsModel(FleetMirror& mirror, QObject* parent) : QAbstractListModel(parent), mirror_(mirror) {
  connect(&mirror_, &FleetMirror::rolloutsChanged, this, &ApprovalsModel::rebuild);
  connect(&mirror_, &FleetMirror::restarted, this, &ApprovalsModel::rebuild);
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (!order_.empty()) emit dataChanged(index(0), index(rowCount() - 1), {AgeRole});
  });
  // Where the nodes are is known once all of them came.
  connect(&mirror_, &FleetMirror::completed, this, &ApprovalsModel::toldAnew);
  rebuild();
}

int ApprovalsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

QHash<int, QByteArray> ApprovalsModel::roleNames() const {
  return {{IdRole, "itemId"},   {TitleRole, "title"}, {WaveRole, "wave"},
          {GivenRole, "given"}, {AgeRole, "age"},     {AuthorRole, "author"}};
}

const Rollout& ApprovalsModel::at(int row) const {
  return mirror_.rollouts().at(order_[static_cast<std::size_t>(row)]);
}

QVariant ApprovalsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Rollout& rollout = at(index.row());
  const RolloutWave* wave = waitingWave(rollout);
  if (wave == nullptr) return {};
  switch (role) {
    case IdRole:
      return text(rollout.id.value);
    case Qt::DisplayRole:
    case TitleRole:
      return titleOf(rollout);
    case WaveRole:
      return QStringLiteral("wave %1, %2").arg(text(wave->name), plural(wave->nodes, "node", "nodes"));
    case GivenRole:
      return QStringLiteral("%1 of %2")
          .arg(givenApprovals(rollout, wave->place, mirror_.now()))
          .arg(wave->approvalsNeeded);
    case AgeRole:
      return age(waitsSince(rollout), mirror_.now());
    case AuthorRole:
      return text(rollout.author);
    default:
      return {};
  }
}

void ApprovalsModel::rebuild() {
  std::vector<const Rollout*> waiting;
  for (const auto& [id, rollout] : mirror_.rollouts())
    if (waitingWave(rollout) != nullptr) waiting.push_back(&rollout);
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const Rollout* a, const Rollout* b) { return waitsSince(*a) < waitsSince(*b); });
  std::vector<RolloutId> order;
  for (const Rollout* rollout : waiting) order.push_back(rollout->id);
  if (order == order_) {
    if (!order_.empty()) emit dataChanged(index(0), index(rowCount() - 1));
  } else {
    beginResetModel();
    order_ = std::move(order);
    endResetModel();
    emit countChanged();
  }
  emit toldAnew();
}

QString ApprovalsModel::idAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(order_[static_cast<std::size_t>(row)].value);
}
int ApprovalsModel::rowOf(const QString& rollout) const {
  const auto found = std::find(order_.begin(), order_.end(), RolloutId(rollout.toStdString()));
  return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

QString ApprovalsModel::whereOf(const Rollout& rollout, const RolloutWave& wave) const {
  std::map<std::string, std::size_t> regions;
  std::set<std::string> sites;
  for (const RolloutNode& node : rollout.nodes) {
    const int row = node.wave == wave.place ? mirror_.rowOf(node.node.value) : -1;
    if (row < 0) continue;
    const Node& known = mirror_.nodes()[static_cast<std::size_t>(row)];
    ++regions[known.region.value];
    sites.insert(known.site.value);
  }
  QString out = plural(wave.nodes, "node", "nodes");
  QStringList names;
  for (const auto& [name, nodes] : regions)
    names << (regions.size() == 1 ? text(name) : QStringLiteral("%1 (%2)").arg(text(name), view::count(nodes)));
  if (!names.isEmpty())
    out += QStringLiteral(" at %1 in %2").arg(plural(sites.size(), "site", "sites"), names.join(QStringLiteral(", ")));
  return out;
}

QVariantMap ApprovalsModel::describe(const QString& id) const {
  const int row = rowOf(id);
  if (row < 0) return {};
  const Rollout& rollout = at(row);
  const RolloutWave& wave = *waitingWave(rollout);
  const QVariantMap evidence = evidenceOf(rollout);
  const QString from = fromOf(rollout);
  const bool first = rollout.judgedWave() == nullptr;
  return {
      {"id", id},
      {"wave", text(wave.name)},
      {"place", static_cast<int>(wave.place)},
      {"digest", text(rollout.planDigest.toString())},
      {"author", text(rollout.author)},
      {"title", titleOf(rollout)},
      {"count", static_cast<int>(wave.nodes)},
      {"what", QStringLiteral("%1 from %2 to %3, wave %4 (%5 of %6)")
                       .arg(text(rollout.workload.value), from.isEmpty() ? QStringLiteral("what nodes run") : from,
                            text(rollout.to.toString()), text(wave.name))
                       .arg(wave.place + 1)
                       .arg(rollout.waves.size()) +
                   stagesOf(rollout.stages.planned)},
      {"where", whereOf(rollout, wave)},
      {"evidence", evidence["text"]},
      {"evidenceStatus", evidence["status"]},
      {"risk", riskOf(rollout, wave, mirror_.nodes().size())},
      {"ifNot", first ? QStringLiteral("Nothing is changed on any node.")
                      : QStringLiteral(
                            "The nodes of wave %1 and of those after it keep what they run; the waves before keep %2.")
                            .arg(text(wave.name), text(rollout.to.toString()))},
      {"who", whoOf(rollout, wave, mirror_.now())}};
}

}  // namespace flotilla::view

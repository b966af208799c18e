#include "models/view/activity.h"

#include <algorithm>

#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::size_t kKept = 200;
constexpr int kNamed = 3;
constexpr auto kCertificateWarning = std::chrono::hours(24);
constexpr auto kRecentFailure = std::chrono::hours(24);

const char* sentenceFor(NodeHealth health) {
  switch (health) {
    case NodeHealth::Healthy:
      return "healthy again";
    case NodeHealth::Degraded:
      return "refused or went back";
    case NodeHealth::Failed:
      return "failed";
    case NodeHealth::Offline:
      return "lost contact";
    case NodeHealth::Held:
      return "held";
    default:
      return nullptr;  // on the way to something, or not known: no news
  }
}

QVariantMap item(const QString& status, const QString& title, const QString& detail, const QString& age,
                 const QString& page, const QString& filter, const QString& id = {}) {
  return {{"status", status}, {"title", title},   {"detail", detail}, {"age", age},
          {"page", page},     {"filter", filter}, {"id", id}};
}

QString rolloutStatus(RolloutState state) {
  if (state == RolloutState::Succeeded) return QStringLiteral("healthy");
  if (state == RolloutState::Failed) return QStringLiteral("failed");
  return hasEnded(state) ? QStringLiteral("held") : QStringLiteral("updating");
}

}  // namespace

Activity::Activity(FleetMirror& mirror, QObject* parent) : QObject(parent), mirror_(mirror) {
  connect(&mirror_, &FleetMirror::nodesChanged, this, &Activity::noteTransitions);
  connect(&mirror_, &FleetMirror::rolloutsChanged, this, &Activity::noteRollouts);
  connect(&mirror_, &FleetMirror::countsChanged, this, &Activity::changed);
  connect(&mirror_, &FleetMirror::completed, this, [this] {
    for (const Node& node : mirror_.nodes()) health_.try_emplace(node.id.value, node.health);
    noteRollouts();
    emit changed();
  });
  connect(&mirror_, &FleetMirror::restarted, this, [this] {
    changes_.clear();
    health_.clear();
    rolloutStates_.clear();
    emit changed();
  });
}

void Activity::add(Change change) {
  const auto at =
      std::find_if(changes_.begin(), changes_.end(), [&](const Change& other) { return other.at <= change.at; });
  changes_.insert(at, std::move(change));
  if (changes_.size() > kKept) changes_.pop_back();
  emit changed();
}

// Nodes that came to the same state at once are one line.
void Activity::noteTransitions(const std::vector<int>& rows) {
  std::map<NodeHealth, std::vector<const Node*>> groups;
  for (const int row : rows) {
    const Node& node = mirror_.nodes()[static_cast<std::size_t>(row)];
    const auto [at, fresh] = health_.try_emplace(node.id.value, node.health);
    if (sentenceFor(node.health) == nullptr) continue;
    const NodeHealth before = std::exchange(at->second, node.health);
    if (!fresh && before != node.health) groups[node.health].push_back(&node);
  }
  if (!mirror_.complete()) return;
  for (const auto& [health, nodes] : groups) {
    QStringList names;
    for (const Node* node : nodes)
      if (names.size() < kNamed) names << text(node->name);
    if (nodes.size() > kNamed) names << QStringLiteral("and %1 more").arg(nodes.size() - kNamed);
    const QString status = text(toText(health));
    const bool one = nodes.size() == 1;
    add({mirror_.now(), status,
         (one ? text(nodes.front()->name) : plural(nodes.size(), "node", "nodes")) + QLatin1Char(' ') +
             QLatin1String(sentenceFor(health)),
         one ? text(nodes.front()->site.value) : names.join(QStringLiteral(", ")), QStringLiteral("nodes"),
         one ? QStringLiteral("name:") + text(nodes.front()->name) : QStringLiteral("status:") + status,
         one ? text(nodes.front()->id.value) : QString()});
  }
}

void Activity::noteRollouts() {
  for (const auto& [id, rollout] : mirror_.rollouts()) {
    const auto [at, fresh] = rolloutStates_.try_emplace(id, rollout.state);
    if (!fresh && at->second == rollout.state) continue;
    const bool ended = rollout.endedAt != TimePoint{};
    const QString what = text(rollout.artifact.value) + QLatin1Char(' ') + text(rollout.to.toString());
    const bool written = !rollout.waves.empty() && rollout.startedAt == TimePoint{};
    if (fresh)
      add({written || rollout.startedAt == TimePoint{} ? rollout.createdAt : rollout.startedAt,
           written ? QStringLiteral("pending") : QStringLiteral("updating"),
           what + (written ? QStringLiteral(" drafted") : QStringLiteral(" started")),
           text(rollout.author) + QStringLiteral(", ") + plural(rollout.size(), "node", "nodes"),
           QStringLiteral("rollouts"),
           {},
           text(id.value)});
    if (ended || !fresh)
      add({ended ? rollout.endedAt : mirror_.now(),
           rolloutStatus(rollout.state),
           what + QLatin1Char(' ') + words(toText(rollout.state)),
           reachedOf(rollout),
           QStringLiteral("rollouts"),
           {},
           text(id.value)});
    at->second = rollout.state;
  }
}

QVariantList Activity::changes() const {
  QVariantList out;
  for (const Change& change : changes_)
    out << QVariantMap{{"time", clockTime(change.at).left(5)},
                       {"status", change.status},
                       {"title", change.title},
                       {"detail", change.detail},
                       {"page", change.page},
                       {"filter", change.filter},
                       {"id", change.id}};
  return out;
}

// Somebody has to agree to it, or to say how it goes on.
void Activity::addWaiting(const Rollout& rollout, QVariantList& out) const {
  const RolloutWave* wave = rollout.currentWave();
  const bool asks =
      rollout.state == RolloutState::AwaitingApproval ||
      (rollout.state == RolloutState::Running && wave != nullptr && wave->state == WaveState::AwaitingApproval);
  const QString what = text(rollout.artifact.value) + QLatin1Char(' ') + text(rollout.to.toString());
  if (asks)
    out << item(QStringLiteral("held"), what + QStringLiteral(" waits for approval"),
                QStringLiteral("wave %1, %2").arg(text(wave->name), plural(wave->nodes, "node", "nodes")), {},
                QStringLiteral("approvals"), {}, text(rollout.id.value));
  else if (rollout.state == RolloutState::Paused)
    out << item(QStringLiteral("held"), what + QStringLiteral(" is paused"), text(rollout.message), {},
                QStringLiteral("rollouts"), {}, text(rollout.id.value));
}

QVariantList Activity::attention() const {
  QVariantList out;
  std::vector<const Node*> pending;
  std::vector<const Node*> expiring;
  for (const Node& node : mirror_.nodes()) {
    if (node.identity == NodeIdentity::Pending) pending.push_back(&node);
    if (node.identity == NodeIdentity::Active && node.certificateExpires != TimePoint{} &&
        node.certificateExpires - mirror_.now() < kCertificateWarning)
      expiring.push_back(&node);
  }
  if (!pending.empty()) {
    const bool one = pending.size() == 1;
    out << item(QStringLiteral("held"),
                one ? QStringLiteral("%1 waits for approval").arg(text(pending.front()->name))
                    : QStringLiteral("%1 wait for approval").arg(plural(pending.size(), "node", "nodes")),
                QStringLiteral("enrolled %1 ago").arg(age(pending.front()->enrolledAt, mirror_.now())), {},
                QStringLiteral("nodes"), QStringLiteral("identity:pending"));
  }
  for (const auto& [id, rollout] : mirror_.rollouts()) addWaiting(rollout, out);
  const HealthCounts& counts = mirror_.counts();
  const auto group = [&](NodeHealth health, const char* detail) {
    if (const int n = counts.of(health); n > 0)
      out << item(text(toText(health)), plural(static_cast<std::uint64_t>(n), "node ", "nodes ") + text(toText(health)),
                  QString::fromLatin1(detail), {}, QStringLiteral("nodes"),
                  QStringLiteral("status:") + text(toText(health)));
  };
  group(NodeHealth::Failed, "an installation halted; look at the reason");
  for (const auto& [id, rollout] : mirror_.rollouts())
    if (rollout.state == RolloutState::Failed && mirror_.now() - rollout.endedAt < kRecentFailure)
      out << item(QStringLiteral("failed"),
                  QStringLiteral("%1 %2 failed").arg(text(rollout.artifact.value), text(rollout.to.toString())),
                  reachedOf(rollout), age(rollout.endedAt, mirror_.now()), QStringLiteral("rollouts"), {},
                  text(id.value));
  group(NodeHealth::Degraded, "refused a release or went back");
  group(NodeHealth::Offline, "no report within the region's threshold");
  if (!expiring.empty())
    out << item(QStringLiteral("degraded"),
                plural(expiring.size(), "certificate", "certificates") + QStringLiteral(" near expiry"),
                QStringLiteral("renewal has not happened"), {}, QStringLiteral("nodes"),
                QStringLiteral("name:") + text(expiring.front()->name));
  return out;
}

}  // namespace flotilla::view

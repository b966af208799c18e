#include "models/domain/rollout.h"

#include <algorithm>
#include <numeric>

namespace flotilla {

std::size_t Rollout::count(NodeOutcome outcome) const {
  if (nodes.empty()) return outcomes[static_cast<std::size_t>(outcome)];
  return static_cast<std::size_t>(
      std::count_if(nodes.begin(), nodes.end(), [&](const RolloutNode& n) { return n.outcome == outcome; }));
}

std::size_t Rollout::size() const {
  if (!nodes.empty()) return nodes.size();
  return std::accumulate(outcomes.begin(), outcomes.end(), std::size_t{0});
}

bool Rollout::wentBack() const {
  if (state == RolloutState::RollingBack || state == RolloutState::RolledBack) return true;
  return state == RolloutState::Failed && count(NodeOutcome::Returned) + count(NodeOutcome::Stayed) > 0;
}

WayBack Rollout::wayBack() const {
  if (!wentBack()) return WayBack::No;
  return reason.empty() ? WayBack::ByHand : WayBack::ByItself;
}

const RolloutWave* Rollout::currentWave() const {
  const auto at = std::find_if(waves.begin(), waves.end(), [](const RolloutWave& wave) { return !isOver(wave.state); });
  return at == waves.end() ? nullptr : &*at;
}

const RolloutWave* Rollout::judgedWave() const {
  const auto at =
      std::find_if(waves.rbegin(), waves.rend(), [](const RolloutWave& wave) { return hasBegun(wave.state); });
  return at == waves.rend() ? nullptr : &*at;
}

void Rollout::leaveOutNodes(std::size_t bound) {
  if (nodes.size() <= bound) return;
  outcomes = {};
  for (const RolloutNode& node : nodes) ++outcomes[static_cast<std::size_t>(node.outcome)];
  nodes.clear();
}

bool hasMoved(const Rollout& rollout, const RolloutNode& node) {
  if (node.outcome != NodeOutcome::Proven && node.outcome != NodeOutcome::Stayed) return false;
  if (!node.hadVersion) return true;
  // Rollouts that came over the wire know only the version.
  return node.fromRelease.isZero() ? node.from != rollout.to : node.fromRelease != rollout.release;
}

}  // namespace flotilla

#include "services/agent/core/stage_relay.h"

#include <utility>

namespace flotilla::agent {

std::optional<worker::Ask> StageRelay::ask(worker::Ask fromFront, SteadyPoint now) {
  if (out_.size() >= worker::kMostOut) return std::nullopt;
  if (out_.empty()) heard_ = now;
  ++lastId_;
  out_.emplace(lastId_, std::exchange(fromFront.id, lastId_));
  return fromFront;
}

std::optional<worker::Answer> StageRelay::answer(worker::Answer fromCandidate, SteadyPoint now) {
  const auto found = out_.extract(fromCandidate.id);
  if (found.empty()) return std::nullopt;
  heard_ = now;
  fromCandidate.id = found.mapped();
  return fromCandidate;
}

std::vector<worker::Answer> StageRelay::abandon(const std::string& why) {
  std::vector<worker::Answer> answers;
  for (const auto& [id, front] : std::exchange(out_, {})) answers.push_back({front, {}, 0, why});
  return answers;
}

std::optional<SteadyPoint> StageRelay::silentSince() const {
  if (out_.empty()) return std::nullopt;
  return heard_;
}

}  // namespace flotilla::agent

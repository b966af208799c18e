// What was found in a stage, with what its plan allows, as values for QML. Thread: pure functions.
#pragma once

#include <QVariantMap>
#include <array>

#include "models/view/stage_text.h"

namespace flotilla::view {

// Nodes of one stage by how it went for them.
struct StageCount {
  std::array<std::uint64_t, 4> byFate{};
  void add(StageFate fate) { ++byFate[static_cast<std::size_t>(fate)]; }
  std::uint64_t of(StageFate fate) const { return byFate[static_cast<std::size_t>(fate)]; }
  std::uint64_t all() const { return byFate[0] + byFate[1] + byFate[2] + byFate[3]; }
};

// {told, status, strong, text, share, shareText, shareWords, limits: [{at, word, status}], most, evidence: {log10,
//  threshold, text, words, fails}, facts, flips: {classes, counts, most, words}}. `told` is false before the first node
// told of the stage; then only status, strong and text are there.
QVariantMap findingsOf(const Rollout& rollout, StageKind kind, const StageCount& fates);

}  // namespace flotilla::view

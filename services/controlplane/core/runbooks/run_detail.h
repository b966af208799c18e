// A run as people see it: its steps with their inputs filled in, what holds now, and what would be done now. Pure.
// Thread: the fleet loop.
#pragma once

#include <vector>

#include "services/controlplane/core/runbooks/run_turn.h"

namespace flotilla::controlplane {

// A message has at most 4 MiB: beyond these, evidence is left out from the oldest on, and targets are only counted.
inline constexpr std::size_t kDetailEvidenceBytes = std::size_t{2} << 20;
inline constexpr std::size_t kDetailTargets = 2000;

// `evidence`: all of it, by seq.
RunDetail detailOf(const RunRoom& room, const Run& run, std::vector<RunEvidence> evidence);

}  // namespace flotilla::controlplane

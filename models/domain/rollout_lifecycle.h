// The life of a rollout as one table, and what operators can do to it. Thread: pure functions.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "models/domain/rollout.h"

namespace flotilla {

// What happens to a rollout. The first eight are said by people, the others by the engine.
enum class RolloutEvent {
  Start,    // nobody has to agree before the first wave
  Ask,      // somebody has
  Approve,  // the last of those who have to agree before the first wave
  Reject,
  Pause,
  Resume,
  Abort,
  RollBack,
  Pass,      // the last wave passed
  Fail,      // a gate failed and nodes are to stay as they are, or nodes did not come back
  WentBack,  // every node came back
};
inline constexpr std::array<std::string_view, 11> kRolloutEventNames{
    "start", "start", "approve", "reject", "pause", "resume", "abort", "roll back", "pass", "fail", "end"};

// Where `event` leads from `from`; `from` itself if that is where it leads, so that the same intent twice changes
// nothing; nothing if it cannot happen there.
std::optional<RolloutState> stateAfter(RolloutState from, RolloutEvent event);

// As stateAfter; Precondition/"wrong_state" with the states in which it can be done.
Result<RolloutState> nextState(const Rollout& rollout, RolloutEvent event);

// What people can say about a rollout besides editing it, taking it back and aborting it.
enum class RolloutVerb { Start, Pause, Resume, Promote, Skip, Approve, Reject };
inline constexpr std::array<std::string_view, 7> kRolloutVerbNames{"start", "pause",   "resume", "promote",
                                                                   "skip",  "approve", "reject"};
constexpr std::string_view toText(RolloutVerb verb) {
  return kRolloutVerbNames[static_cast<std::size_t>(verb)];
}

struct RolloutWord {
  RolloutVerb verb = RolloutVerb::Start;
  RolloutId rollout;
  std::uint32_t wave = 0;  // place; for promote, skip, approve and reject
  Digest plan;             // for approve and reject: of the plan that was read
  std::string reason;      // for the audit log, up to 500 characters
};

}  // namespace flotilla

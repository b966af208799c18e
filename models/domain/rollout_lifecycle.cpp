#include "models/domain/rollout_lifecycle.h"

#include <algorithm>

#include "models/domain/in_words.h"

namespace flotilla {
namespace {

struct Transition {
  RolloutState from;
  RolloutEvent event;
  RolloutState to;
};

using S = RolloutState;
using E = RolloutEvent;

constexpr std::array kTransitions{
    Transition{S::Draft, E::Start, S::Running},
    Transition{S::Draft, E::Ask, S::AwaitingApproval},
    Transition{S::Draft, E::Abort, S::Aborted},
    Transition{S::AwaitingApproval, E::Ask, S::AwaitingApproval},
    Transition{S::AwaitingApproval, E::Approve, S::Running},
    Transition{S::AwaitingApproval, E::Reject, S::Rejected},
    Transition{S::AwaitingApproval, E::Abort, S::Aborted},
    Transition{S::Running, E::Start, S::Running},
    Transition{S::Running, E::Ask, S::Running},
    Transition{S::Running, E::Pause, S::Paused},
    Transition{S::Running, E::Reject, S::Paused},  // of a later wave: what has it keeps it until a human decides
    Transition{S::Running, E::Resume, S::Running},
    Transition{S::Running, E::Abort, S::Aborted},
    Transition{S::Running, E::RollBack, S::RollingBack},
    Transition{S::Running, E::Pass, S::Succeeded},
    Transition{S::Running, E::Fail, S::Failed},
    Transition{S::Paused, E::Pause, S::Paused},
    Transition{S::Paused, E::Reject, S::Paused},
    Transition{S::Paused, E::Resume, S::Running},
    Transition{S::Paused, E::Abort, S::Aborted},
    Transition{S::Paused, E::RollBack, S::RollingBack},
    Transition{S::Paused, E::Fail, S::Failed},  // safety checks run while it waits, too
    Transition{S::Succeeded, E::RollBack, S::RollingBack},
    Transition{S::Failed, E::RollBack, S::RollingBack},
    Transition{S::Aborted, E::Abort, S::Aborted},
    Transition{S::Aborted, E::RollBack, S::RollingBack},
    Transition{S::RollingBack, E::WentBack, S::RolledBack},
    Transition{S::RollingBack, E::Fail, S::Failed},
    Transition{S::Rejected, E::Reject, S::Rejected},
};

std::string statesWith(RolloutEvent event) {
  std::string out;
  for (const Transition& row : kTransitions)
    if (row.event == event && row.from != row.to) out += (out.empty() ? "" : ", ") + inWords(toText(row.from));
  return out;
}

}  // namespace

std::optional<RolloutState> stateAfter(RolloutState from, RolloutEvent event) {
  const auto row = std::find_if(kTransitions.begin(), kTransitions.end(),
                                [&](const Transition& t) { return t.from == from && t.event == event; });
  return row == kTransitions.end() ? std::nullopt : std::optional(row->to);
}

Result<RolloutState> nextState(const Rollout& rollout, RolloutEvent event) {
  if (const auto next = stateAfter(rollout.state, event)) return *next;
  const std::string name(kRolloutEventNames[static_cast<std::size_t>(event)]);
  return precondition("wrong_state", rollout.id.value + " is " + inWords(toText(rollout.state)), "rollout",
                      name + " can be said of a rollout that is " + statesWith(event));
}

}  // namespace flotilla

#include "services/controlplane/core/rollouts/engine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "services/controlplane/core/rollouts/stages.h"

namespace flotilla::controlplane {
namespace {

using S = WaveState;
using Step = WaveStep;

struct WaveRow {
  WaveState from;
  WaveStep step;
  WaveState to;
};
constexpr std::array kWaveSteps{
    WaveRow{S::Pending, Step::Wait, S::AwaitingApproval},
    WaveRow{S::Pending, Step::Begin, S::AwaitingWindow},
    WaveRow{S::Pending, Step::Open, S::Assigning},
    WaveRow{S::Pending, Step::Skip, S::Skipped},
    WaveRow{S::AwaitingApproval, Step::Begin, S::AwaitingWindow},
    WaveRow{S::AwaitingApproval, Step::Open, S::Assigning},
    WaveRow{S::AwaitingApproval, Step::Skip, S::Skipped},
    WaveRow{S::AwaitingWindow, Step::Wait, S::AwaitingApproval},  // an approval expired meanwhile
    WaveRow{S::AwaitingWindow, Step::Open, S::Assigning},
    WaveRow{S::AwaitingWindow, Step::Skip, S::Skipped},
    WaveRow{S::Assigning, Step::Assigned, S::Soaking},
    WaveRow{S::Assigning, Step::Fail, S::Failed},
    WaveRow{S::Soaking, Step::Pass, S::Passed},
    WaveRow{S::Soaking, Step::Fail, S::Failed},
    WaveRow{S::Passed, Step::Fail, S::Failed},  // it is watched on while the next one waits for people or for its hour
};

bool isBad(NodeOutcome outcome) {
  return outcome == NodeOutcome::Refused || outcome == NodeOutcome::RolledBack || outcome == NodeOutcome::Silent;
}

struct Failure {
  std::string reason, message;
};

std::string failedNodes(const Rollout& rollout, std::size_t failed) {
  const auto first = std::find_if(rollout.nodes.begin(), rollout.nodes.end(),
                                  [](const RolloutNode& node) { return isBad(node.outcome); });
  const std::string why = first->message.empty() ? first->reason : first->message;
  return std::to_string(failed) + (failed == 1 ? " node did" : " nodes did") + " not take it, " + first->nodeName +
         ": " + (why.empty() ? std::string(toText(first->outcome)) : why);
}

// Where no node alone has seen enough, all of them together may have.
std::optional<Failure> differing(const std::vector<StageSummary>& stages) {
  const auto at = std::find_if(stages.begin(), stages.end(), [](const StageSummary& sum) { return sum.alarms(); });
  if (at == stages.end()) return std::nullopt;
  return Failure{"stages_differ", "its nodes together have seen enough in " + flotilla::toText(*at)};
}

std::optional<Failure> failureOf(const Rollout& rollout, const RolloutPlan& plan, const Sight& sight) {
  const auto failed = static_cast<std::size_t>(
      std::count_if(rollout.nodes.begin(), rollout.nodes.end(), [](const auto& n) { return isBad(n.outcome); }));
  if (failed > plan.gates.maxFailedNodes) return Failure{"failed_nodes", failedNodes(rollout, failed)};
  const RolloutWave* judged = rollout.judgedWave();
  if (judged != nullptr && judged->verdict == Verdict::Fail) return Failure{judged->reason, judged->why};
  if (auto failure = differing(sight.stages)) return failure;
  // What was enough once stays enough, also when a node begins its stage anew and has forgotten what it saw.
  if (!plan.stages.empty() && judged != nullptr && judged->state == WaveState::Failed)
    return Failure{"stages_differ", "its nodes together had seen enough: more answers differ than may"};
  return std::nullopt;
}

class Decider {
 public:
  Decider(const Rollout& rollout, const RolloutPlan& plan, const Sight& sight, TimePoint now)
      : rollout_(rollout), plan_(plan), sight_(sight), now_(now), sites_(unavailable()), regions_(underWay()) {}

  std::vector<Action> decide() {
    switch (rollout_.state) {
      case RolloutState::AwaitingApproval:
        if (const RolloutWave* wave = rollout_.currentWave(); wave == nullptr || approved(*wave))
          say(RolloutEvent::Approve, "approved", "everybody who has to agree has");
        break;
      case RolloutState::RollingBack:
        finishWayBack();
        break;
      case RolloutState::Running:
      case RolloutState::Paused:
        if (!fails() && rollout_.state == RolloutState::Running) proceed();
        break;
      case RolloutState::Succeeded:
        assignReturned();
        break;
      case RolloutState::Draft:
      case RolloutState::Failed:
      case RolloutState::RolledBack:
      case RolloutState::Aborted:
      case RolloutState::Rejected:
        break;
    }
    return std::move(actions_);
  }

 private:
  void say(RolloutEvent event, std::string reason, std::string message) {
    actions_.emplace_back(Say{event, std::move(reason), std::move(message)});
  }
  void move(const RolloutWave& wave, WaveStep step) {
    if (const auto to = waveAfter(wave.state, step)) actions_.emplace_back(MoveWave{wave.place, *to});
  }
  bool approved(const RolloutWave& wave) const { return sight_.approvals >= wave.approvalsNeeded; }
  std::size_t pending() const { return rollout_.count(NodeOutcome::Pending); }

  void finishWayBack() {
    if (pending() > 0) return;
    const bool bad = std::any_of(rollout_.nodes.begin(), rollout_.nodes.end(),
                                 [](const RolloutNode& node) { return isBad(node.outcome); });
    if (bad || rollout_.count(NodeOutcome::Returned) == 0)
      say(RolloutEvent::Fail, rollout_.reason, rollout_.message);
    else
      say(RolloutEvent::WentBack, rollout_.reason, rollout_.message);
  }

  // Whether something failed; then what has to follow is said, and nothing else is to be done.
  bool fails() {
    const auto failure = failureOf(rollout_, plan_, sight_);
    if (!failure) return false;
    const RolloutWave* judged = rollout_.judgedWave();
    if (judged != nullptr) move(*judged, WaveStep::Fail);
    switch (plan_.onFailure) {
      case OnFailure::RollBack:
        say(RolloutEvent::RollBack, failure->reason, failure->message);
        break;
      case OnFailure::Pause:
        if (rollout_.state != RolloutState::Paused) say(RolloutEvent::Pause, failure->reason, failure->message);
        break;
      case OnFailure::Stay:
        // Nodes under way go on, and what becomes of them is told.
        if (pending() == 0) say(RolloutEvent::Fail, failure->reason, failure->message);
        break;
    }
    return true;
  }

  void proceed() {
    assignReturned();
    const RolloutWave* wave = rollout_.currentWave();
    if (wave == nullptr) {
      if (pending() > 0) return;
      if (rollout_.count(NodeOutcome::Proven) == 0)
        say(RolloutEvent::Fail, "nobody_proven", "no node has proven it");
      else
        say(RolloutEvent::Pass, "", "");
      return;
    }
    switch (wave->state) {
      case WaveState::Pending:
      case WaveState::AwaitingApproval:
      case WaveState::AwaitingWindow:
        begin(*wave);
        break;
      case WaveState::Assigning:
        if (sight_.violation.empty())
          assign(*wave);
        else
          say(RolloutEvent::Pause, "policy", sight_.violation);
        break;
      case WaveState::Soaking:
        soak(*wave);
        break;
      case WaveState::Passed:
      case WaveState::Failed:
      case WaveState::Skipped:
        break;
    }
  }

  void begin(const RolloutWave& wave) {
    if (!sight_.violation.empty())
      say(RolloutEvent::Pause, "policy", sight_.violation);
    else if (!approved(wave))
      move(wave, WaveStep::Wait);
    else
      move(wave, sight_.windowOpen && !allClosed(wave) ? WaveStep::Open : WaveStep::Begin);
  }

  // Whether nodes are left, and the hours of the policy or budgets keep all of them waiting.
  bool allClosed(const RolloutWave& wave) const {
    bool any = false;
    for (std::size_t i = 0; i < rollout_.nodes.size(); ++i) {
      if (!isPlannedIn(rollout_.nodes[i], wave)) continue;
      if (sight_.nodes[i].open && sight_.nodes[i].gate != BudgetGate::Held) return false;
      any = true;
    }
    return any;
  }
  static bool isPlannedIn(const RolloutNode& node, const RolloutWave& wave) {
    return node.wave == wave.place && node.outcome == NodeOutcome::Planned;
  }

  void assign(const RolloutWave& wave) {
    AssignNodes chosen;
    MarkLate late{{}, "never_reached", ""};
    MarkLate unable{{}, kTooOld, kTooOldText};
    const bool waited = now_ >= wave.startedAt + deadlineWithoutStages(plan_);
    std::size_t allowed = sight_.windowOpen ? allowedByRate(wave) : 0;
    std::size_t waiting = 0;
    for (std::size_t i = 0; i < rollout_.nodes.size(); ++i) {
      const RolloutNode& node = rollout_.nodes[i];
      if (!isPlannedIn(node, wave)) continue;
      if (!sight_.nodes[i].able) {
        unable.places.push_back(i);
        continue;
      }
      const bool reachable = sight_.nodes[i].live || !plan_.waitForReach;
      if (reachable && allowed > 0 && take(i)) {
        chosen.places.push_back(i);
        --allowed;
      } else if (!reachable && waited) {
        late.places.push_back(i);
      } else {
        ++waiting;
      }
    }
    if (!chosen.places.empty())
      actions_.emplace_back(std::move(chosen));
    else if (late.places.empty() && unable.places.empty() && waiting == 0 && pendingIn(wave) == 0)
      move(wave, WaveStep::Assigned);
    for (MarkLate* left : {&late, &unable})
      if (!left->places.empty()) actions_.emplace_back(std::move(*left));
  }

  std::size_t pendingIn(const RolloutWave& wave) const {
    return static_cast<std::size_t>(std::count_if(rollout_.nodes.begin(), rollout_.nodes.end(), [&](const auto& n) {
      return n.wave == wave.place && n.outcome == NodeOutcome::Pending;
    }));
  }

  // How many more nodes the rate of the wave allows by now.
  std::size_t allowedByRate(const RolloutWave& wave) const {
    const RolloutRate& rate = plan_.waves[wave.place].rate;
    if (rate.nodes == 0) return rollout_.nodes.size();
    double total = 0, step = rate.nodes;
    const auto all = static_cast<double>(rollout_.nodes.size());
    const std::int64_t turns = (now_ - wave.startedAt) / std::max(rate.every, Duration(1));
    for (std::int64_t turn = 0; turn <= turns && total < all; ++turn, step *= rate.growth) total += std::floor(step);
    const auto given = std::count_if(rollout_.nodes.begin(), rollout_.nodes.end(), [&](const RolloutNode& node) {
      return node.wave == wave.place && node.generation > 0;
    });
    return static_cast<std::size_t>(std::max(0.0, std::min(total, all) - static_cast<double>(given)));
  }

  // Nodes that are under way or out of reach now, by place.
  struct Unavailable {
    std::map<SiteName, std::uint32_t> sites;
    std::map<RegionName, std::uint32_t> regions;

    bool take(const MaxUnavailable& most, const NodeSight& node) {
      std::uint32_t& site = sites[node.site];
      std::uint32_t& region = regions[node.region];
      if (most.perSite > 0 && site >= most.perSite) return false;
      if (most.perRegion > 0 && region >= most.perRegion) return false;
      ++site;
      ++region;
      return true;
    }
  };
  Unavailable unavailable() const {
    Unavailable out;
    for (std::size_t i = 0; i < rollout_.nodes.size(); ++i) {
      const NodeSight& node = sight_.nodes[i];
      if (node.gone || (node.live && rollout_.nodes[i].outcome != NodeOutcome::Pending)) continue;
      ++out.sites[node.site];
      ++out.regions[node.region];
    }
    return out;
  }

  // Regions with nodes under way; where a budget is nearly spent there is only one at a time.
  struct Regions {
    std::set<RegionName> busy;
    bool alone = false;  // one of them

    bool let(const NodeSight& node) const {
      const bool others = busy.size() > (busy.contains(node.region) ? 1U : 0U);
      return !others || (!alone && node.gate == BudgetGate::Free);
    }
    void note(const NodeSight& node) {
      busy.insert(node.region);
      alone |= node.gate != BudgetGate::Free;
    }
  };
  Regions underWay() const {
    Regions out;
    for (std::size_t i = 0; i < rollout_.nodes.size(); ++i)
      if (rollout_.nodes[i].outcome == NodeOutcome::Pending) out.note(sight_.nodes[i]);
    return out;
  }
  // Whether this node may go under way beside those that are, of whatever wave; then it is one of them.
  bool take(std::size_t place) {
    const NodeSight& node = sight_.nodes[place];
    const bool isFree = node.open && node.gate != BudgetGate::Held && regions_.let(node);
    if (!isFree || !sites_.take(plan_.maxUnavailable, node)) return false;
    regions_.note(node);
    return true;
  }

  // Nodes of waves that have begun, which were out of reach then and are back.
  void assignReturned() {
    if (!plan_.updateLate || !sight_.newest) return;
    AssignNodes chosen;
    for (std::size_t i = 0; i < rollout_.nodes.size(); ++i) {
      const RolloutNode& node = rollout_.nodes[i];
      const bool missed = node.outcome == NodeOutcome::Late && node.generation == 0;
      if (!missed || !sight_.nodes[i].able || sight_.nodes[i].gone || !sight_.nodes[i].live) continue;
      if (hasBegun(rollout_.waves[node.wave].state) && take(i)) chosen.places.push_back(i);
    }
    if (!chosen.places.empty()) actions_.emplace_back(std::move(chosen));
  }

  void soak(const RolloutWave& wave) {
    const Duration soak = plan_.waves[wave.place].soak * sight_.soakTimes;
    const bool watched = now_ >= wave.soakingAt + soak;
    const bool unwatched = soak == Duration{};
    // Where nobody was in reach, nobody knows; the next wave does not begin on that.
    const bool tried = rollout_.count(NodeOutcome::Proven) > 0 || wave.place + 1 == rollout_.waves.size();
    if (tried && (unwatched || (watched && wave.verdict == Verdict::Pass))) return move(wave, WaveStep::Pass);
    // What soaks longer than planned has as much longer to come to a verdict.
    if (now_ >= wave.soakingAt + plan_.waves[wave.place].limit + (soak - plan_.waves[wave.place].soak))
      say(RolloutEvent::Pause, "no_verdict",
          "wave " + wave.name + " has no verdict after " + flotilla::toText(plan_.waves[wave.place].limit) + ": " +
              (!tried             ? "no node has proven it yet"
               : wave.why.empty() ? "nothing was seen"
                                  : wave.why));
  }

  const Rollout& rollout_;
  const RolloutPlan& plan_;
  const Sight& sight_;
  TimePoint now_;
  Unavailable sites_;
  Regions regions_;
  std::vector<Action> actions_;
};

}  // namespace

std::optional<WaveState> waveAfter(WaveState from, WaveStep step) {
  const auto row = std::find_if(kWaveSteps.begin(), kWaveSteps.end(),
                                [&](const WaveRow& r) { return r.from == from && r.step == step; });
  return row == kWaveSteps.end() ? std::nullopt : std::optional(row->to);
}

std::vector<Action> decide(const Rollout& rollout, const RolloutPlan& plan, const Sight& sight, TimePoint now) {
  return Decider(rollout, plan, sight, now).decide();
}

}  // namespace flotilla::controlplane

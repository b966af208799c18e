#include "models/domain/rollout_problem.h"

#include <algorithm>

#include "models/domain/in_words.h"

namespace flotilla {
namespace {

// "23:30:55Z", with the date in front unless it is today.
std::string moment(TimePoint at, TimePoint now) {
  const std::string text = toRfc3339(at).substr(0, 19) + "Z";
  return text.substr(0, 10) == toRfc3339(now).substr(0, 10) ? text.substr(11) : text;
}

std::string abortLine(const RolloutId& rollout) {
  return "flotillactl rollouts abort " + rollout.value;
}

}  // namespace

Error stillLearning() {
  return {ErrorCode::Unavailable,
          "learning",
          "the control plane has just started and hears its nodes before it assigns anything",
          {},
          "try again in a moment; flotillactl status says when it serves"};
}

Error notEnded(const RolloutId& other, RolloutState state, TimePoint deadline, TimePoint now) {
  const std::string message = "rollout " + other.value + " of this workload has not ended (" +
                              (state == RolloutState::RollingBack ? "it is going back; " : "") + "deadline " +
                              moment(deadline, now) + ")";
  return precondition(
      "rollout_running", message, "workload",
      state == RolloutState::RollingBack ? "wait for it" : "wait for it, roll it back, or " + abortLine(other));
}

Error nothingToDeploy(std::size_t nodes, const std::string& first, const ArtifactName& artifact,
                      const Version& version) {
  const std::string who = nodes == 1 ? "node " + first + " has" : "all " + std::to_string(nodes) + " nodes have";
  return precondition("already_proven", who + " proven " + artifact.value + " " + version.toString() + " already", {},
                      "nothing is to be done");
}

Error noActiveNode(const std::vector<InactiveNode>& meant, const std::string& field) {
  const std::string others = field.empty() ? "enrol nodes first" : "choose others, or enrol nodes first";
  if (meant.empty()) return precondition("no_nodes", "no node matches", field, others);
  std::string states;
  for (std::size_t i = 0; i < kNodeIdentityNames.size(); ++i) {
    const auto count = std::count_if(meant.begin(), meant.end(), [&](const InactiveNode& node) {
      return static_cast<std::size_t>(node.identity) == i;
    });
    if (count > 0)
      states += (states.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(kNodeIdentityNames[i]);
  }
  std::string fix = others;
  for (const InactiveNode& node : meant) {
    if (node.identity == NodeIdentity::Pending) fix = "flotillactl nodes approve " + node.name;
    if (node.identity == NodeIdentity::Quarantined) fix = "flotillactl nodes readmit " + node.name;
    if (fix != others) break;
  }
  if (meant.size() == 1) states = meant.front().name + " is " + std::string(toText(meant.front().identity));
  return precondition("no_nodes", "no active node matches; " + states, field, fix);
}

Error alreadyBack(const RolloutId& rollout, RolloutState state) {
  return precondition("already_rolled_back", "rollout " + rollout.value + " is " + inWords(toText(state)), "rollout",
                      "see flotillactl rollouts show " + rollout.value);
}

Error overtakenBy(const RolloutId& newer) {
  return precondition("overtaken", newer.value + " has moved these nodes since", "rollout",
                      "flotillactl rollback " + newer.value + ", or deploy the version that is wanted");
}

Error noVersionBefore(const RolloutId& rollout, RolloutState state) {
  return precondition(
      "no_way_back", "no node of " + rollout.value + " ran a version before it", "rollout",
      (state == RolloutState::Running ? abortLine(rollout) + ", or " : "") + "deploy the version that is wanted");
}

Error sameVersionBefore(const RolloutId& rollout, const Version& version) {
  return precondition("same_before", "every node of " + rollout.value + " ran " + version.toString() + " before it too",
                      "rollout", "deploy the version that is wanted");
}

Error notAbortable(const RolloutId& rollout, RolloutState state, TimePoint deadline, TimePoint now) {
  if (state == RolloutState::RollingBack)
    return precondition("rolling_back", "rollout " + rollout.value + " is going back already", "rollout",
                        "wait for it (deadline " + moment(deadline, now) + ")");
  return precondition("not_running", "rollout " + rollout.value + " has ended: it is " + inWords(toText(state)),
                      "rollout",
                      "only a rollout that is running can be aborted; see flotillactl rollouts show " + rollout.value);
}

}  // namespace flotilla

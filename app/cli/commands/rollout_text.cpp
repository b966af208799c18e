#include "app/cli/commands/rollout_text.h"

#include <algorithm>
#include <initializer_list>
#include <map>

#include "app/cli/text_output.h"
#include "models/domain/rollout_approvals.h"

namespace flotilla::cli {
namespace {

void append(std::string& text, const char* separator, const std::string& part) {
  if (!text.empty()) text += separator;
  text += part;
}

std::string countsOf(const Rollout& rollout, std::initializer_list<NodeOutcome> outcomes) {
  std::string text;
  for (const NodeOutcome outcome : outcomes)
    if (const std::size_t count = rollout.count(outcome); count > 0)
      append(text, ", ", std::to_string(count) + " " + spaced(toText(outcome)));
  return text;
}

// "1 node on 1.0.0, 2 nodes on 0.9.0"; a rollout of very many nodes comes without them and so without their versions.
std::string returnedTo(const Rollout& rollout) {
  std::map<Version, std::size_t> byVersion;
  for (const RolloutNode& node : rollout.nodes)
    if (node.outcome == NodeOutcome::Returned) ++byVersion[node.from];
  std::string text;
  for (const auto& [version, count] : byVersion)
    append(text, ", ", counted(count, "node") + " on " + version.toString());
  return text.empty() ? counted(rollout.count(NodeOutcome::Returned), "node") + " on the version before" : text;
}

std::string wayBackOf(const Rollout& rollout) {
  std::string text = returnedTo(rollout);
  const std::string others = countsOf(rollout, {NodeOutcome::Pending, NodeOutcome::Refused, NodeOutcome::RolledBack,
                                                NodeOutcome::Silent, NodeOutcome::Late, NodeOutcome::Withdrawn});
  if (!others.empty()) append(text, ", ", others);
  const std::size_t stay = rollout.count(NodeOutcome::Stayed);
  if (stay > 0)
    append(text, "; ", counted(stay, "node") + (stay == 1 ? " stays on " : " stay on ") + rollout.to.toString());
  return text;
}

// "wave canary soaking: inconclusive, odds 3 to 1"
std::string waveText(const RolloutWave& wave) {
  const std::string text = "wave " + wave.name + " " + spaced(toText(wave.state));
  if (wave.looks == 0) return text;
  return text + ": " + std::string(toText(wave.verdict)) + ", odds " + oddsText(wave.odds);
}

}  // namespace

std::string outcomesOf(const Rollout& rollout) {
  return countsOf(rollout, {NodeOutcome::Proven, NodeOutcome::Returned, NodeOutcome::Stayed, NodeOutcome::Pending,
                            NodeOutcome::Refused, NodeOutcome::RolledBack, NodeOutcome::Silent, NodeOutcome::Late,
                            NodeOutcome::Withdrawn, NodeOutcome::Planned});
}

std::string progressOf(const Rollout& rollout) {
  const std::string head = rollout.id.value + " " + spaced(toText(rollout.state)) + ": ";
  if (rollout.wentBack()) return head + wayBackOf(rollout);
  const std::string others =
      countsOf(rollout, {NodeOutcome::Pending, NodeOutcome::Refused, NodeOutcome::RolledBack, NodeOutcome::Silent,
                         NodeOutcome::Late, NodeOutcome::Stayed, NodeOutcome::Withdrawn, NodeOutcome::Planned});
  return head + std::to_string(rollout.count(NodeOutcome::Proven)) + " of " + counted(rollout.size(), "node") +
         " proven" + (others.empty() ? "" : ", " + others);
}

std::string awaitedBy(const Rollout& rollout, TimePoint now) {
  const RolloutWave* wave = rollout.currentWave();
  if (wave == nullptr || hasEnded(rollout.state) || rollout.state == RolloutState::Draft || rollout.wentBack())
    return {};
  const std::string name = "wave " + wave->name;
  if (wave->state == WaveState::AwaitingWindow)
    return name + (rollout.reason.starts_with("budget_") ? " awaits its budget" : " awaits its window");
  if (wave->state != WaveState::AwaitingApproval && rollout.state != RolloutState::AwaitingApproval) return {};
  const std::uint64_t given = approvalsOf(rollout, wave->place, now);
  return name + " awaits " + counted(wave->approvalsNeeded, "approval") + ", " + std::to_string(given) +
         (given == 1 ? " was given" : " were given");
}

std::string whyItStands(const Rollout& rollout) {
  // A running rollout that a budget holds is not as planned.
  const bool held = rollout.reason.starts_with("budget_");
  const bool asPlanned = !held && (rollout.state == RolloutState::Running || rollout.state == RolloutState::Succeeded);
  return asPlanned ? std::string() : rollout.message.empty() ? spaced(rollout.reason) : rollout.message;
}

std::string standingOf(const Rollout& rollout, TimePoint now) {
  std::string text = progressOf(rollout);
  if (const std::string awaited = awaitedBy(rollout, now); !awaited.empty()) append(text, "; ", awaited);
  if (const std::string why = whyItStands(rollout); !why.empty()) append(text, "; ", why);
  return text;
}

std::string watchedLine(const Rollout& rollout, TimePoint now) {
  const RolloutWave* judged = rollout.judgedWave();
  const bool goesForward = !hasEnded(rollout.state) && !rollout.wentBack();
  const RolloutWave* current = goesForward ? rollout.currentWave() : nullptr;
  std::string text = standingOf(rollout, now);
  if (judged != nullptr) append(text, "; ", waveText(*judged));
  if (current != nullptr && current != judged && awaitedBy(rollout, now).empty())
    append(text, "; ", waveText(*current));
  return text;
}

std::string oddsText(double odds) {
  constexpr double kTooMany = 1'000'000;
  if (odds > kTooMany) return "more than 1,000,000 to 1";
  return fixedText(odds, odds < 10 ? 2 : 0) + " to 1";
}

std::string indentedPlan(const std::string& plan) {
  std::string out;
  std::size_t depth = 0;
  bool quoted = false, escaped = false;
  const auto newLine = [&] { out += "\n" + std::string(2 * depth, ' '); };
  for (const char c : plan) {
    if (!quoted && c == ' ') continue;
    const bool opens = !quoted && (c == '{' || c == '['), closes = !quoted && (c == '}' || c == ']');
    if (closes && depth > 0) {
      --depth;
      newLine();
    }
    out += c;
    if (opens) ++depth;
    if (opens || (!quoted && c == ',')) newLine();
    if (!quoted && c == ':') out += ' ';
    if (c == '"' && !escaped) quoted = !quoted;
    escaped = quoted && c == '\\' && !escaped;
  }
  return out;
}

}  // namespace flotilla::cli

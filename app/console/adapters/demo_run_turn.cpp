#include "app/console/adapters/demo_run_turn.h"

#include <algorithm>

#include "app/console/adapters/demo_run_steps.h"
#include "services/crypto/hash.h"

namespace flotilla::console {
namespace {

constexpr std::size_t kTargetsTold = 20;

}  // namespace

const RunStep* DemoTurn::step() const {
  const auto found = std::find_if(detail_.steps.begin(), detail_.steps.end(),
                                  [this](const RunStep& one) { return one.key == detail_.run.step; });
  return found == detail_.steps.end() ? nullptr : &*found;
}

StepAttempt* DemoTurn::current() {
  auto& attempts = run().attempts;
  const auto found = std::find_if(attempts.rbegin(), attempts.rend(),
                                  [this](const StepAttempt& one) { return one.step == run().step; });
  return found == attempts.rend() ? nullptr : &*found;
}

StepAttempt& DemoTurn::begin(StepState state) {
  const StepAttempt* before = current();
  StepAttempt attempt;
  attempt.run = run().id;
  attempt.seq = static_cast<std::uint32_t>(run().attempts.size()) + 1;
  attempt.step = run().step;
  attempt.attempt = before == nullptr ? 1 : before->attempt + 1;
  attempt.state = state;
  attempt.actor = actor_;
  attempt.begun = now();
  run().attempts.push_back(std::move(attempt));
  return run().attempts.back();
}

void DemoTurn::leave(StepAttempt& attempt, StepState state, const std::string& why) {
  attempt.state = state;
  attempt.outcome = why;
  attempt.ended = now();
}

void DemoTurn::pass(StepAttempt& attempt, const std::string& outcome, const std::string& next) {
  leave(attempt, StepState::Passed, outcome);
  keep(EvidenceKind::Result, "step " + attempt.step + " passed", outcome);
  run().improvedAt = now();
  goTo(next.empty() ? demoStepAfter(steps(), attempt.step) : next);
}

void DemoTurn::fail(StepAttempt& attempt, const std::string& why) {
  leave(attempt, StepState::Failed, why);
  keep(EvidenceKind::Result, "step " + attempt.step + " failed", why);
}

void DemoTurn::goTo(const std::string& key) {
  if (key.empty() || key == kEndOfRunbook) return end(RunState::Succeeded, {});
  run().step = key;
}

void DemoTurn::end(RunState state, const std::string& reason) {
  run().state = state;
  run().endedAt = now();
  run().reason = reason;
  run().step.clear();
  keep(EvidenceKind::End, std::string(toText(state)), reason);
  tellIncident(IncidentEventKind::Action, run().id.value + " " + std::string(toText(state)), true);
}

void DemoTurn::keep(EvidenceKind kind, const std::string& title, const std::string& text) {
  RunEvidence entry;
  entry.run = run().id;
  entry.seq = ++run().evidence;
  entry.at = now();
  entry.step = run().step;
  if (const StepAttempt* attempt = run().step.empty() ? nullptr : current()) entry.attempt = attempt->seq;
  entry.kind = kind;
  entry.actor = actor_;
  entry.title = title;
  entry.text = text;
  entry.digest = sha256(text);
  entry.hash = sha256(run().head.toString() + toRfc3339(entry.at) + entry.actor + title + text);
  run().head = entry.hash;
  detail_.evidence.push_back(std::move(entry));
}

void DemoTurn::tellIncident(IncidentEventKind kind, const std::string& text, bool pinned) {
  if (run().incident.empty()) return;
  IncidentEvent event;
  event.at = event.writtenAt = now();
  event.kind = kind;
  event.actor = actor_;
  event.text = text;
  event.pinned = pinned;
  tellDemoIncident(response_, run().incident, std::move(event));
}

void DemoTurn::move() {
  ++run().moves;
  run().changedAt = now();
  settle();
}

void DemoTurn::settle() {
  if (!isOpen(run().state)) return;
  const StepAttempt* at = current();
  const bool waits = at != nullptr && (at->state == StepState::Awaiting || at->state == StepState::Waiting ||
                                       at->state == StepState::Failed || at->state == StepState::Expired);
  run().state = waits ? RunState::Waiting : RunState::Running;
}

std::string demoPreviewText(const ActionPreview& preview) {
  std::string out = "digest " + preview.digest.toString();
  for (const std::string& change : preview.changes) out += "\n" + change;
  for (std::size_t i = 0; i < std::min(kTargetsTold, preview.targets.size()); ++i) {
    const ActionTarget& target = preview.targets[i];
    out += "\n" + target.name + " in " + target.region.value + ": " + target.before + " becomes " + target.after;
  }
  if (preview.targetCount > kTargetsTold)
    out += "\nand " + std::to_string(preview.targetCount - kTargetsTold) + " more";
  return out;
}

}  // namespace flotilla::console

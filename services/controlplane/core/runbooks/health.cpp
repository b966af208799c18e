#include "services/controlplane/core/runbooks/health.h"

#include <sstream>

#include "models/domain/median.h"

namespace flotilla::controlplane {
namespace {

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out.push_back(line);
  return out;
}

RunbookTrust trustOf(const RunbookHealth& health, TimePoint now) {
  if (!health.problems.empty()) return RunbookTrust::Broken;
  if (health.exercisedAt == TimePoint{} || now - health.exercisedAt >= kAgeingFor) return RunbookTrust::Stale;
  return now - health.exercisedAt < kFreshFor ? RunbookTrust::Fresh : RunbookTrust::Ageing;
}

}  // namespace

RunbookHealth runbookHealth(const FleetState& state, const RunbookName& name, const RunbookCheck* check,
                            TimePoint now) {
  RunbookHealth out;
  std::vector<Duration> lengths;
  for (const auto& [id, run] : state.runs) {
    if (run.runbook != name || (run.state != RunState::Succeeded && run.state != RunState::Failed)) continue;
    ++out.runs;
    if (run.state != RunState::Succeeded) continue;
    ++out.succeeded;
    lengths.push_back(run.endedAt - run.startedAt);
    if (run.endedAt <= out.exercisedAt) continue;
    out.exercisedAt = run.endedAt;
    out.inDrill = run.drill;
  }
  out.median = medianOf(std::move(lengths)).value_or(Duration{});
  if (check != nullptr) {
    out.checkedAt = check->at;
    out.problems = linesOf(check->problems);
  }
  out.trust = trustOf(out, now);
  return out;
}

RunbookHealth runbookHealth(const FleetState& state, const RunbookName& name, TimePoint now) {
  const auto check = state.runbookChecks.find(name);
  return runbookHealth(state, name, check == state.runbookChecks.end() ? nullptr : &check->second, now);
}

}  // namespace flotilla::controlplane

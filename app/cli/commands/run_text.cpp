#include "app/cli/commands/run_text.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <sstream>

#include "app/cli/text_output.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

constexpr std::size_t kTargetsShown = 20;

const RunStep* stepOf(const RunDetail& detail, const std::string& key) {
  for (const RunStep& step : detail.steps)
    if (step.key == key) return &step;
  return nullptr;
}

std::string leftText(TimePoint until) {
  const Duration left = until - SystemClock().now();
  return left <= Duration{} ? "now" : briefText(left) + " left";
}

std::string attemptText(const StepAttempt& attempt) {
  std::string out(toText(attempt.state));
  if (isUnderWay(attempt.state) && attempt.due != TimePoint{}) out += ", " + leftText(attempt.due);
  if (attempt.undone != TimePoint{}) out += ", undone by " + attempt.undoneBy;
  return out;
}

void printHead(const RunDetail& detail) {
  const Run& run = detail.run;
  std::vector<std::pair<std::string, std::string>> fields{
      {"run", run.id.value + (run.drill ? ", a drill" : "")},
      {"runbook", run.runbook.value + ", version " + std::to_string(run.version) + ": " + run.title},
      {"for", orDash(run.incident.value)},
      {"where", run.region.empty() ? "(fleet)" : run.region.value},
      {"state", std::string(toText(run.state)) + (run.reason.empty() ? "" : ": " + run.reason)},
      {"with", run.owner},
      {"started", shortTime(run.startedAt) + " by " + run.startedBy}};
  if (!run.inputs.empty())
    fields.emplace_back("inputs",
                        joined(run.inputs, " ", [](const auto& one) { return one.first + "=" + one.second; }));
  if (run.endedAt != TimePoint{}) fields.emplace_back("ended", shortTime(run.endedAt));
  if (run.escalatedAt != TimePoint{}) fields.emplace_back("escalated", shortTime(run.escalatedAt));
  if (isOpen(run.state) && run.escalatedAt == TimePoint{} && detail.stopAfter != Duration{})
    fields.emplace_back("escalates", "without improvement: " + leftText(run.improvedAt + detail.stopAfter));
  printFields(std::cout, fields);
}

void printSteps(const RunDetail& detail) {
  Table table({"", "STEP", "KIND", "STATE", "BY", "OUTCOME", "TITLE"});
  for (const RunStep& step : detail.steps) {
    const StepAttempt* attempt = detail.run.last(step.key);
    const bool acts = step.kind == StepKind::Act;
    table.add({step.key == detail.run.step ? ">" : " ", step.key,
               std::string(toText(step.kind)) + (acts ? ", " + std::string(toText(step.risk)) : ""),
               attempt == nullptr ? "-" : attemptText(*attempt), attempt == nullptr ? "-" : attempt->actor,
               attempt == nullptr ? "-" : orDash(attempt->outcome), step.title});
  }
  std::cout << '\n';
  table.print(std::cout);
}

std::string limitsText(const RunStep& step) {
  std::vector<std::string> parts;
  if (step.limits.nodes) parts.push_back(counted(*step.limits.nodes, "node"));
  if (step.limits.regions) parts.push_back(counted(*step.limits.regions, "region"));
  if (step.limits.traffic) parts.push_back(fixedText(*step.limits.traffic * 100, 1) + " % of the traffic");
  return joined(parts, ", ", [](const std::string& part) { return part; });
}

void printStep(const RunDetail& detail, const RunStep& step) {
  std::cout << '\n' << harmless("at " + step.key + ": " + step.title) << '\n';
  if (!step.why.empty()) std::cout << "  " << harmless(step.why) << '\n';
  std::vector<std::pair<std::string, std::string>> fields;
  if (!step.action.empty()) fields.emplace_back("  does", step.action);
  if (!step.undo.empty()) fields.emplace_back("  undo", step.undo);
  if (const std::string limits = limitsText(step); !limits.empty()) fields.emplace_back("  at most", limits);
  if (step.approvals > 0)
    fields.emplace_back("  agree", std::to_string(step.approvals) + " of role " + std::string(toText(step.approver)));
  for (const RunApproval& approval : detail.run.approvals) {
    const StepAttempt* attempt = detail.run.find(approval.attempt);
    if (approval.brokeGlass && attempt != nullptr && attempt == detail.run.current())
      fields.emplace_back("  BREAK-GLASS", approval.actor + " went on without approval: " + approval.comment);
  }
  for (const StepChoice& choice : step.choices) fields.emplace_back("  choose", choice.label);
  for (std::size_t i = 0; i < detail.readings.size(); ++i) {
    const RunReading& reading = detail.readings[i];
    const bool verifies = i >= step.checks.size();
    const bool early = verifies && reading.holds && detail.hasPreview;
    const std::string held = reading.holds ? "  holds" : reading.known ? "  does not hold" : "  unknown";
    fields.emplace_back(
        verifies ? "  verifies" : held,
        reading.title + ": " + reading.text + (early ? "; it holds already, so it will show nothing" : ""));
  }
  printFields(std::cout, fields);
  if (!detail.hasPreview) return;
  std::cout << '\n';
  printActionPreview(detail.preview);
  if (detail.previewChanged) std::cout << "IT IS NOT WHAT WAS PREVIEWED ANY MORE: preview it again\n";
}

// What to type next.
std::string nextCommand(const RunDetail& detail, const RunStep& step) {
  const Run& run = detail.run;
  const StepAttempt* attempt = run.current();
  const std::string id = run.id.value;
  if (attempt != nullptr && attempt->state == StepState::Awaiting)
    return "somebody else reads this and agrees: flotillactl runs approve " + id + " --digest " +
           shortDigest(attempt->subject) +
           (detail.mayBreakGlass ? "; if nobody is there, you lead and may go on alone: flotillactl runs break-glass " +
                                       id + " --digest " + shortDigest(attempt->subject) + " --reason TEXT"
                                 : "");
  if (attempt != nullptr && attempt->state == StepState::Previewed)
    return "flotillactl runs act " + id + " --digest " + shortDigest(attempt->subject);
  if (attempt != nullptr && isUnderWay(attempt->state)) return "flotillactl runs wait " + id;
  if (step.kind == StepKind::Decide) return "flotillactl runs choose " + id + " LABEL";
  if (step.kind == StepKind::Note) return "flotillactl runs note " + id + " TEXT";
  const bool failed = attempt != nullptr && attempt->state == StepState::Failed;
  return "flotillactl runs step " + id + (failed ? ", or runs skip, jump, undo or cancel" : "");
}

}  // namespace

std::string shortDigest(const Digest& digest) {
  return digest.hex().substr(0, 12);
}

void printActionPreview(const ActionPreview& preview) {
  std::cout << harmless("preview " + shortDigest(preview.digest) + ": " + preview.text) << '\n';
  std::cout << "  " << counted(preview.blast.nodes, "node") << ", " << counted(preview.blast.regions, "region") << ", "
            << fixedText(preview.blast.traffic * 100, 1) << " % of the traffic\n";
  for (const std::string& change : preview.changes) std::cout << "  " << harmless(change) << '\n';
  Table table({"  NODE", "REGION", "BEFORE", "AFTER"});
  for (std::size_t i = 0; i < preview.targets.size() && i < kTargetsShown; ++i) {
    const ActionTarget& target = preview.targets[i];
    table.add({"  " + target.name, target.region.value, target.before, target.after});
  }
  if (!preview.targets.empty()) table.print(std::cout);
  if (preview.targetCount > kTargetsShown)
    std::cout << "  and " << preview.targetCount - kTargetsShown << " more; -o json has them\n";
  for (const std::string& left : preview.left) std::cout << "  left out: " << harmless(left) << '\n';
  if (!preview.problem.empty()) std::cout << "  it cannot be done now: " << harmless(preview.problem) << '\n';
}

void printRun(const RunDetail& detail) {
  printHead(detail);
  printSteps(detail);
  if (!detail.intact) std::cout << "THE EVIDENCE WAS CHANGED AFTER IT WAS WRITTEN: its hashes do not fit\n";
  const RunStep* step = stepOf(detail, detail.run.step);
  if (step == nullptr) return;
  printStep(detail, *step);
  std::cout << "\nnext: " << harmless(nextCommand(detail, *step)) << '\n';
}

void printEvidence(const RunDetail& detail) {
  for (const RunEvidence& one : detail.evidence) {
    std::cout << shortTime(one.at) << "  " << one.seq << "  " << toText(one.kind) << "  "
              << harmless(one.step.empty() ? "-" : one.step) << "  "
              << harmless(one.actor.empty() ? "flotilla" : one.actor) << "  " << harmless(one.title) << "  "
              << one.hash.hex().substr(0, 8) << (one.redactions > 0 ? "  " + counted(one.redactions, "redaction") : "")
              << '\n';
    std::istringstream lines(one.text);
    for (std::string line; std::getline(lines, line);) std::cout << "    " << harmless(line) << '\n';
  }
  std::cout << (detail.intact ? "the chain of hashes is intact\n"
                              : "THE EVIDENCE WAS CHANGED AFTER IT WAS WRITTEN: its hashes do not fit\n");
}

Result<Digest> wholeDigest(const std::string& text, const Digest& whole) {
  constexpr std::string_view kPrefix = "sha256:";
  std::string digits = text.starts_with(kPrefix) ? text.substr(kPrefix.size()) : text;
  std::transform(digits.begin(), digits.end(), digits.begin(), [](unsigned char c) { return std::tolower(c); });
  if (digits.size() >= 8 && whole.hex().starts_with(digits)) return whole;
  return Error{ErrorCode::Conflict, "other_preview", "this is not the digest of what would be done now", "--digest",
               "read the preview again; at least 8 digits of its digest are needed"};
}

}  // namespace flotilla::cli

#include "tests/console/pages/sample_runbooks.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/console/pages/sample_response.h"

namespace flotilla::tests {
namespace {

std::string replaced(std::string text, const std::vector<std::pair<std::string, std::string>>& changes) {
  for (const auto& [from, to] : changes) text.replace(text.find(from), from.size(), to);
  return text;
}

}  // namespace

std::string sampleRunbookText() {
  return R"yaml(# A deployment makes things worse: say what is wrong, and take it back.
runbook: failing-deployment
title: A deployment fails
owner: platform
# The alerts that it is suggested for: all matchers of one line.
match:
  - [alertname=RolloutFailed]
  - [alertname=BudgetBurn, 'indicator=~"success|latency|correct"']
# What the steps use as {name}; what the incident knows is filled in.
inputs:
  - {name: region, type: region, from: incident.region, help: Where users notice it}
  - {name: rollout, type: rollout, from: incident.suspect, help: What was rolled out before it began}
stop: {after: 10m, escalate_to: on-call}
steps:
  - key: scope
    kind: read
    title: See where it is
    why: Whether one region or several, and whether nodes are gone as well, decides what helps.
    show:
      - nodes: {where: "region:{region} status:(failed|degraded)"}
      - rollout: {rollout: "{rollout}"}
  - key: there
    kind: check
    title: Is it there still?
    why: What is over by itself needs nobody to act.
    checks:
      - title: A page fires for it
        alerts: {where: "severity:page and region:{region}"}
        is: "> 0"
    otherwise: summary
  - key: cause
    kind: decide
    title: Is it the rollout?
    why: It began after the rollout gave this region something, and other regions are well.
    choices:
      - {label: "Yes", next: hold}
      - {label: "No, it was well before and after it", next: summary}
  - key: hold
    kind: act
    title: Begin no further wave
    why: Whatever it is, nobody else should get it meanwhile.
    risk: reversible
    action: {pause_rollout: {rollout: "{rollout}"}}
    undo: {resume_rollout: {rollout: "{rollout}"}}
    checks:
      - {title: It goes on still, rollout: {rollout: "{rollout}"}, is: "= running"}
    verify: {title: It is paused, rollout: {rollout: "{rollout}"}, is: "= paused", within: 30s}
    approval: {count: 1}
    limits: {nodes: 500, regions: 1}
  - key: summary
    kind: note
    title: Say what it was
    why: Whoever writes the review begins here.
)yaml";
}

std::string brokenRunbookText() {
  return replaced(sampleRunbookText(), {{"title: A deployment fails", "titel: A deployment fails"},
                                        {"type: region", "type: planet"},
                                        {"kind: read", "kind: look"},
                                        {"        alerts: {where", "        metric: {where"},
                                        {"next: hold}", "next: holt}"},
                                        {"    undo: {resume_rollout: {rollout: \"{rollout}\"}}\n", ""},
                                        {"kind: note\n", "kind: note\n    next: cause\n"}});
}

// Long reasons, and what somebody wrote down beside the steps.
std::string largeRunbookText() {
  constexpr int kLines = 10'000;
  std::string out = sampleRunbookText();
  int number = 0;
  while (std::count(out.begin(), out.end(), '\n') < kLines - 25 && number < 90) {
    const std::string at = std::to_string(++number);
    out += "  - key: look-" + at + "\n    kind: read\n    title: Look at place " + at + "\n    why: |\n";
    for (int line = 0; line < 20; ++line) out += "      Reason " + std::to_string(line) + ".\n";
    out += "    show: [{nodes: {where: \"status:failed\"}}]\n";
  }
  for (auto lines = std::count(out.begin(), out.end(), '\n'); lines < kLines; ++lines)
    out += "# seen, line " + std::to_string(lines + 1) + "\n";
  return out;
}

RunbookDocument sampleRunbook(const RunbookName& name, TimePoint now) {
  RunbookDocument out;
  for (const RunbookSummary& one : sampleRunbooks(now).items)
    if (one.name == name) out.summary = one;
  out.text = name.value == "site-unreachable" ? brokenRunbookText()
             : name.value == "uplink-by-hand" ? largeRunbookText()
                                              : sampleRunbookText();
  return out;
}

}  // namespace flotilla::tests

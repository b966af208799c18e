// Runs of the demonstration: how they begin, and how one stands now.
#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_incidents.h"
#include "app/console/adapters/demo_response.h"
#include "app/console/adapters/demo_run_steps.h"
#include "app/console/adapters/demo_run_turn.h"
#include "app/console/adapters/demo_runbooks.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kRunsBefore = 30;  // of the life that the fleet had
constexpr Duration kStopAfter = 10min;

std::string linesOf(const std::vector<RunReading>& readings) {
  std::string out;
  for (const RunReading& reading : readings) out += (out.empty() ? "" : "\n") + (reading.title + ": " + reading.text);
  return out;
}

RunDetail& addRun(const DemoState& state, DemoResponse& response, const IncidentId& incident, const RegionName& region,
                  Arguments inputs) {
  RunDetail detail;
  Run& run = detail.run;
  run.id = RunId("RUN-" + std::to_string(++response.lastRun));
  run.runbook = RunbookName(kDemoRunbook);
  run.version = 3;
  run.title = "A deployment fails";
  run.incident = incident;
  run.region = region;
  run.state = RunState::Running;
  run.startedBy = run.owner = kDemoCaller;
  run.startedAt = run.changedAt = run.improvedAt = state.now;
  run.inputs = std::move(inputs);
  run.moves = 1;
  run.escalateTo = "on-call";
  detail.steps = demoSteps(run.inputs);
  run.step = detail.steps.front().key;
  detail.stopAfter = kStopAfter;
  response.runs.insert(response.runs.begin(), std::move(detail));
  return response.runs.front();
}

// What was done before somebody opened the console: three steps passed, and the fourth is to be begun.
void addRunUnderWay(const DemoState& now, DemoResponse& response) {
  const Incident& incident = response.incidents.front().incident;
  DemoState then;  // what was looked at is the fleet as it is; only the clock is an earlier one
  then.now = now.startedAt - 5min;
  RunDetail& detail = addRun(
      then, response, incident.id, incident.region,
      {{"region", incident.region.value}, {"workload", incident.workload.value}, {"rollout", incident.suspect.value}});
  const auto turn = [&](Duration ago) {
    then.now = now.startedAt - ago;
    return DemoTurn(then, response, detail, kDemoCaller);
  };
  turn(5min).keep(EvidenceKind::Start, "started for " + incident.id.value, "rollout=" + incident.suspect.value);
  turn(5min).tellIncident(IncidentEventKind::Action, detail.run.id.value + " was started: A deployment fails", true);
  const auto find = [&](Duration ago, const char* outcome) {
    DemoTurn looked = turn(ago);
    StepAttempt& attempt = looked.begin(StepState::Checking);
    looked.keep(EvidenceKind::Reading, looked.step()->title, linesOf(demoFindings(now, detail.run, *looked.step())));
    looked.pass(attempt, outcome);
  };
  find(4min + 40s, "one region, all nodes report");
  find(4min, "all hold");
  DemoTurn chosen = turn(2min);
  StepAttempt& attempt = chosen.begin(StepState::Passed);
  chosen.keep(EvidenceKind::Choice, "Is it the rollout? Yes");
  chosen.tellIncident(IncidentEventKind::Action, "Is it the rollout? Yes", false);
  chosen.pass(attempt, "Yes");
  detail.run.moves = 4;
  detail.run.changedAt = then.now;
}

}  // namespace

DemoResponse buildDemoResponse(const DemoState& state) {
  DemoResponse out;
  out.lastRun = kRunsBefore;
  out.incidents = buildDemoIncidents(state);
  out.documents = demoRunbooks(state);
  out.runbooks = summariesOf(out.documents);
  if (!out.incidents.empty()) addRunUnderWay(state, out);
  return out;
}

Result<RunDetail> demoRun(const DemoState& state, const DemoResponse& response, const RunId& id) {
  const auto found =
      std::find_if(response.runs.begin(), response.runs.end(), [&](const RunDetail& one) { return one.run.id == id; });
  if (found == response.runs.end())
    return notFound("no_run", "there is no run " + id.value.substr(0, 80), "run", "see flotillactl runs list");
  RunDetail out = *found;
  const auto step =
      std::find_if(out.steps.begin(), out.steps.end(), [&](const RunStep& one) { return one.key == out.run.step; });
  if (step == out.steps.end()) return out;
  out.readings = demoReadings(state, out.run, *step);
  const StepAttempt* attempt = out.run.current();
  out.hasPreview = attempt != nullptr && step->kind == StepKind::Act &&
                   (attempt->state == StepState::Previewed || attempt->state == StepState::Awaiting);
  if (!out.hasPreview) return out;
  out.preview = demoPreview(state, out.run, *step, *attempt, false);
  out.previewChanged = out.preview.digest != attempt->subject;
  out.mayBreakGlass =
      attempt->state == StepState::Awaiting &&
      std::any_of(response.incidents.begin(), response.incidents.end(), [&](const IncidentDetail& one) {
        const Incident& incident = one.incident;
        return incident.id == out.run.incident && isOpen(incident.state) && incident.commander == kDemoCaller;
      });
  return out;
}

Result<Run> startDemoRun(const DemoState& state, DemoResponse& response, const NewRun& wanted) {
  const auto runbook = std::find_if(response.runbooks.begin(), response.runbooks.end(),
                                    [&](const RunbookSummary& one) { return one.name == wanted.runbook; });
  if (runbook == response.runbooks.end())
    return notFound("no_runbook", "there is no runbook " + wanted.runbook.value.substr(0, 80), "runbook",
                    "see flotillactl runbooks list");
  if (runbook->retired) return precondition("retired", wanted.runbook.value + " is retired", "runbook");
  if (wanted.runbook.value != kDemoRunbook)
    return precondition("demo", "the demonstration does not do this: it follows only " + std::string(kDemoRunbook),
                        "runbook", "start flotilla without --demo");
  Arguments inputs = wanted.inputs;
  RegionName region;
  if (!wanted.incident.empty()) {
    FLOTILLA_TRY(const IncidentDetail detail, demoIncident(response, wanted.incident));
    if (!isOpen(detail.incident.state))
      return precondition("incident_over",
                          detail.incident.id.value + " is " + std::string(toText(detail.incident.state)), "incident");
    region = detail.incident.region;
    inputs.emplace("region", region.value);
    inputs.emplace("workload", detail.incident.workload.value);
    inputs.emplace("rollout", detail.incident.suspect.value);
  }
  for (const char* name : {"region", "workload", "rollout"})
    if (inputs[name].empty())
      return invalid("no_value", std::string("nothing says what ") + name + " is", std::string("inputs.") + name,
                     std::string("say it: --set ") + name + "=...");
  if (region.empty()) region = RegionName(inputs["region"]);
  RunDetail& detail = addRun(state, response, wanted.incident, region, std::move(inputs));
  detail.run.drill = wanted.drill;
  DemoTurn turn(state, response, detail, kDemoCaller);
  turn.keep(EvidenceKind::Start, wanted.incident.empty() ? "started" : "started for " + wanted.incident.value);
  turn.tellIncident(IncidentEventKind::Action, detail.run.id.value + " was started: " + detail.run.title, true);
  return detail.run;
}

Result<ActionPreview> previewDemoUndo(const DemoState& state, const DemoResponse& response, const RunId& id,
                                      const std::string& step) {
  FLOTILLA_TRY(const RunDetail detail, demoRun(state, response, id));
  const auto known =
      std::find_if(detail.steps.begin(), detail.steps.end(), [&](const RunStep& one) { return one.key == step; });
  const auto& attempts = detail.run.attempts;
  const auto attempt = std::find_if(attempts.rbegin(), attempts.rend(), [&](const StepAttempt& one) {
    return one.step == step && one.acted != TimePoint{} && one.undone == TimePoint{};
  });
  if (known == detail.steps.end() || known->undo.empty() || attempt == attempts.rend())
    return precondition("nothing_to_undo", "step " + step.substr(0, 64) + " did nothing that can be undone", "step");
  return demoPreview(state, detail.run, *known, *attempt, true);
}

}  // namespace flotilla::console

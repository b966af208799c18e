#include "services/controlplane/core/runbooks/runs.h"

#include <algorithm>

#include "models/domain/utf8.h"
#include "services/controlplane/core/fleet/numbered.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/incidents/respond.h"
#include "services/controlplane/core/runbooks/library.h"
#include "services/controlplane/core/runbooks/run_inputs.h"
#include "services/controlplane/core/runbooks/run_words.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kRunPrefix = "RUN-";

// Where the run acts: the region that its inputs name, or that of its incident.
RegionName regionFor(const Runbook& runbook, const Arguments& inputs, const Incident* incident) {
  for (const RunbookInput& input : runbook.inputs)
    if (input.type == InputType::Region) return RegionName(inputs.at(input.name));
  return incident == nullptr ? RegionName() : incident->region;
}

Result<const PublishedRunbook*> findUsable(const FleetState& state, const RunbookName& name) {
  const auto known = state.runbooks.find(name);
  if (known == state.runbooks.end()) return noRunbook(state, name);
  if (known->second.record.retired)
    return precondition("retired", name.value + " is retired", "runbook",
                        "apply it again, or choose another: flotillactl runbooks list --filter retired:no");
  if (!known->second.runbook)
    return precondition("unreadable", name.value + " cannot be read by this version", "runbook",
                        "flotillactl runbooks show says why");
  return &known->second;
}

Status checkRoom(const FleetState& state) {
  const auto open =
      std::count_if(state.runs.begin(), state.runs.end(), [](const auto& entry) { return isOpen(entry.second.state); });
  if (static_cast<std::size_t>(open) < kMaxOpenRuns) return okStatus();
  return Error{ErrorCode::Exhausted,
               "too_many_runs",
               "500 runs are under way",
               {},
               "end some: flotillactl runs list --filter open:yes"};
}

std::string inputsText(const Arguments& inputs) {
  std::string out;
  for (const auto& [name, value] : inputs) out += name + ": " + value + "\n";
  return out;
}

void tellStart(const FleetState& state, const Run& run, const Caller& caller, TimePoint now, Mutation& out) {
  const auto at = state.incidents.find(run.incident);
  if (at == state.incidents.end() || at->second.events >= kMaxIncidentEvents) return;
  IncidentEdit edit(at->second, now);
  edit.tell({IncidentEventKind::Action, now, run.id.value + ", " + run.runbook.value + ", was started", caller.name,
             "run/" + run.id.value, true});
  for (Row& row : edit.rows()) out.rows.push_back(std::move(row));
}

}  // namespace

bool maySeeRun(const Run& run, const Caller& caller) {
  return mayAt(caller, Role::Viewer, run.region);
}

Result<Run> findRun(const FleetState& state, const RunId& id, const Caller& caller) {
  const auto at = state.runs.find(id);
  if (at != state.runs.end() && maySeeRun(at->second, caller)) return at->second;
  return notFound("no_run", "there is no run " + excerpt(id.value, 64), "run", "flotillactl runs list shows them");
}

Result<Decision<Run>> startRun(const FleetState& state, const NewRun& wanted, const Caller& caller, TimePoint now) {
  FLOTILLA_TRY(const PublishedRunbook* const published, findUsable(state, wanted.runbook));
  const Runbook& runbook = *published->runbook;
  Incident incident;
  if (!wanted.incident.empty()) {
    FLOTILLA_TRY(incident, findIncident(state, wanted.incident, caller));
    if (!isOpen(incident.state))
      return precondition("incident_over", incident.id.value + " is " + std::string(toText(incident.state)), "incident",
                          "reopen it, or leave it out");
  }
  const Incident* of = wanted.incident.empty() ? nullptr : &incident;
  Run run;
  FLOTILLA_TRY(run.inputs, inputsOf(state, runbook, wanted.inputs, of, caller));
  run.region = regionFor(runbook, run.inputs, of);
  FLOTILLA_CHECK(checkRunOperator(run, caller));
  FLOTILLA_CHECK(checkRoom(state));
  run.id = nextId<RunId>(state.runs, kRunPrefix);
  run.runbook = runbook.name;
  run.version = published->record.version;
  run.title = filled(runbook.title, run.inputs);
  run.incident = wanted.incident;
  run.drill = wanted.drill || incident.drill;
  run.startedBy = run.owner = caller.name;
  run.startedAt = run.improvedAt = now;
  run.escalateTo = runbook.stop.escalateTo;
  run.step = runbook.steps.front().key;
  RunEdit edit(run, now);
  edit.tell({EvidenceKind::Start, runbook.name.value + ", version " + std::to_string(run.version),
             inputsText(run.inputs), caller.name});
  Decision<Run> out;
  out.mutation.rows = edit.rows();
  out.answer = std::get<Run>(out.mutation.rows.front());
  tellStart(state, run, caller, now, out.mutation);
  out.fact.object = "run/" + run.id.value;
  out.fact.detail = runbook.name.value + (run.incident.empty() ? "" : " for " + run.incident.value);
  return out;
}

}  // namespace flotilla::controlplane

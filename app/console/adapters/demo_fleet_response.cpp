// What the demonstration fleet answers about incidents, runbooks and runs.
#include <algorithm>

#include "app/console/adapters/demo_answers.h"
#include "app/console/adapters/demo_runbooks.h"
#include "models/domain/incident_fields.h"
#include "models/domain/run_fields.h"
#include "models/domain/runbook_fields.h"

namespace flotilla::console {
namespace {

// Those that go on first; the newest first of each.
template <class T, class F>
std::vector<T> openFirst(std::vector<T> all, F open) {
  std::stable_partition(all.begin(), all.end(), open);
  return all;
}

}  // namespace

void DemoFleet::listIncidents(const ListQuery& query, Done<Page<Incident>> done) {
  answer<Page<Incident>>(std::move(done), [this, query] {
    std::vector<Incident> all;
    for (const IncidentDetail& detail : response_.incidents) all.push_back(detail.incident);
    return pageOf(state_, openFirst(std::move(all), [](const Incident& one) { return isOpen(one.state); }), query,
                  incidentFields());
  });
}

void DemoFleet::getIncident(const IncidentId& id, Done<IncidentDetail> done) {
  answer<IncidentDetail>(std::move(done), [this, id] {
    advanceDemoRuns(state_, response_);
    return demoIncident(response_, id);
  });
}

void DemoFleet::openIncident(const NewIncident&, Done<Incident> done) {
  refuse(std::move(done), "open incidents");
}

void DemoFleet::editIncident(const IncidentChange& change, Done<Incident> done) {
  answer<Incident>(std::move(done), [this, change] { return editDemoIncident(state_, response_, change); });
}

void DemoFleet::moveIncident(const IncidentMove& move, Done<Incident> done) {
  answer<Incident>(std::move(done), [this, move] { return moveDemoIncident(state_, response_, move); });
}

void DemoFleet::mergeIncident(const IncidentId&, const IncidentId&, Done<Incident> done) {
  refuse(std::move(done), "merge incidents");
}

void DemoFleet::noteIncident(const IncidentNote& note, Done<Incident> done) {
  answer<Incident>(std::move(done), [this, note] { return noteDemoIncident(state_, response_, note); });
}

void DemoFleet::listRunbooks(const ListQuery& query, Done<Page<RunbookSummary>> done) {
  answer<Page<RunbookSummary>>(std::move(done),
                               [this, query] { return pageOf(state_, response_.runbooks, query, runbookFields()); });
}

void DemoFleet::getRunbook(const RunbookName& name, std::uint32_t version, Done<RunbookDocument> done) {
  answer<RunbookDocument>(std::move(done), [this, name, version] { return demoRunbook(response_, name, version); });
}

void DemoFleet::applyRunbook(const RunbookChange& change, Done<RunbookApplied> done) {
  answer<RunbookApplied>(std::move(done), [this, change] { return applyDemoRunbook(state_, response_, change); });
}

void DemoFleet::retireRunbook(const RunbookName& name, Done<RunbookSummary> done) {
  answer<RunbookSummary>(std::move(done), [this, name] { return retireDemoRunbook(response_, name); });
}

void DemoFleet::checkRunbooks(const RunbookName& name, Done<std::vector<RunbookSummary>> done) {
  answer<std::vector<RunbookSummary>>(std::move(done),
                                      [this, name] { return checkDemoRunbooks(state_, response_, name); });
}

void DemoFleet::listTasks(const ListQuery&, Done<Page<Task>> done) {
  refuse(std::move(done), "keep tasks");
}

void DemoFleet::openTask(const NewTask&, Done<Task> done) {
  refuse(std::move(done), "keep tasks");
}

void DemoFleet::editTask(const TaskChange&, Done<Task> done) {
  refuse(std::move(done), "keep tasks");
}

void DemoFleet::postmortem(const IncidentId&, PaperFormat, Done<PaperText> done) {
  refuse(std::move(done), "write post-mortems");
}

void DemoFleet::report(const ReportQuestion&, PaperFormat, Done<PaperText> done) {
  refuse(std::move(done), "write reports");
}

void DemoFleet::listRuns(const ListQuery& query, Done<Page<Run>> done) {
  answer<Page<Run>>(std::move(done), [this, query] {
    advanceDemoRuns(state_, response_);
    std::vector<Run> all;
    for (const RunDetail& detail : response_.runs) all.push_back(detail.run);
    return pageOf(state_, openFirst(std::move(all), [](const Run& one) { return isOpen(one.state); }), query,
                  runFields());
  });
}

void DemoFleet::getRun(const RunId& run, Done<RunDetail> done) {
  answer<RunDetail>(std::move(done), [this, run] {
    advanceDemoRuns(state_, response_);
    return demoRun(state_, response_, run);
  });
}

void DemoFleet::startRun(const NewRun& run, Done<Run> done) {
  answer<Run>(std::move(done), [this, run] { return startDemoRun(state_, response_, run); });
}

void DemoFleet::signalRun(const RunSignal& signal, Done<Run> done) {
  answer<Run>(std::move(done), [this, signal] {
    advanceDemoRuns(state_, response_);
    auto run = signalDemoRun(state_, response_, signal);
    // What it did to a rollout shows at once.
    DemoChanges changes;
    for (std::uint32_t i = 0; i < state_.planned.size(); ++i) changes.planned.push_back(i);
    if (run && (signal.verb == RunVerb::Act || signal.verb == RunVerb::Undo)) publish(changes);
    return run;
  });
}

void DemoFleet::reviewRun(const RunReview& review, Done<Run> done) {
  answer<Run>(std::move(done), [this, review] { return reviewDemoRun(state_, response_, review); });
}

void DemoFleet::giveRunFeedback(const NewRunFeedback&, Done<Run> done) {
  refuse(std::move(done), "keep what people say of runbooks");
}

void DemoFleet::prepareThreshold(const NewThreshold&, Done<ActionPreview> done) {
  refuse(std::move(done), "set thresholds");
}

void DemoFleet::setThreshold(const NewThreshold&, Done<ActionPreview> done) {
  refuse(std::move(done), "set thresholds");
}

void DemoFleet::prepareRunUndo(const RunId& run, const std::string& step, Done<ActionPreview> done) {
  answer<ActionPreview>(std::move(done), [this, run, step] { return previewDemoUndo(state_, response_, run, step); });
}

}  // namespace flotilla::console

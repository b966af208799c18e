#include <algorithm>

#include "services/controlplane/core/alerts/alert_scope.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/papers/period_report.h"
#include "services/controlplane/core/papers/postmortem.h"
#include "services/controlplane/core/runbooks/runs.h"
#include "services/controlplane/core/tasks/tasks.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/incident_detail.h"
#include "services/controlplane/rpc/paging.h"

namespace flotilla::controlplane {
namespace {

Result<FollowedRun> followed(ControlPlane& plane, const Run& run) {
  FLOTILLA_TRY(auto evidence, plane.fleet.store().runEvidence(run.id));
  FLOTILLA_TRY(const auto record, plane.fleet.store().runbook(run.runbook, run.version));
  return followedRun(run, std::move(evidence), record);
}

bool isAbout(const Task& task, const IncidentId& incident, const std::vector<FollowedRun>& runs) {
  return task.about == "incident/" + incident.value ||
         std::any_of(runs.begin(), runs.end(),
                     [&](const FollowedRun& run) { return task.about == "run/" + run.run.id.value; });
}

std::vector<Impact> impactOfIncident(const ControlPlane& plane, const Incident& incident, TimePoint now) {
  const auto [from, to] = spanOf(incident, now);
  const auto slot = plane.objectiveSlot.count();
  const auto whole = [&](TimePoint at, std::int64_t more) {
    return TimePoint(Duration(((at.time_since_epoch().count() + more) / slot) * slot));
  };
  ImpactQuestion question{{incident.region}, incident.workload, whole(from, 0), whole(to, slot - 1), now};
  if (!incident.region.empty()) question.places.emplace_back();
  return impactOf(plane.fleet.state(), plane.objectives.standings, question, plane.objectiveHistory);
}

Result<v1::Paper> postmortem(ControlPlane& plane, const v1::GetPostmortemRequest& request, const Caller& caller) {
  FLOTILLA_TRY(const PaperFormat format, wire::fromProto(request.format()));
  PostmortemFacts facts;
  facts.now = plane.clock.now();
  FLOTILLA_TRY(facts.detail, incidentDetail(plane, IncidentId(request.incident()), caller));
  const FleetState& state = plane.fleet.state();
  const Incident& incident = facts.detail.incident;
  for (const auto& [id, run] : state.runs)
    if (run.incident == incident.id && maySeeRun(run, caller)) {
      FLOTILLA_TRY(facts.runs.emplace_back(), followed(plane, run));
    }
  std::stable_sort(facts.runs.begin(), facts.runs.end(),
                   [](const FollowedRun& a, const FollowedRun& b) { return a.run.startedAt < b.run.startedAt; });
  facts.impact = impactOfIncident(plane, incident, facts.now);
  for (const Task& task : seenTasks(state, caller))
    if (isAbout(task, incident.id, facts.runs)) facts.tasks.push_back(task);
  facts.suspect = reachOf(state, incident.suspect);
  return wire::toProto(written(postmortemOf(facts), format));
}

Result<v1::Paper> report(ControlPlane& plane, const v1::GetReportRequest& request, const Caller& caller) {
  FLOTILLA_TRY(const PaperFormat format, wire::fromProto(request.format()));
  FLOTILLA_TRY(const ReportQuestion question, wire::fromProto(request));
  const FleetState& state = plane.fleet.state();
  const TimePoint now = plane.clock.now();
  ReportFacts facts{state, caller, question.period};
  const TimePoint before = question.before == TimePoint{} ? now : question.before;
  std::tie(facts.from, facts.to) = periodBefore(question.period, before);
  if (facts.to > now)
    return invalid("bad_before", "the " + std::string(toText(question.period)) + " before that is not over yet",
                   "before", "name an earlier day, or leave it out");
  facts.now = now;
  facts.certificateLife = plane.certificateLife;
  facts.nodes = nodeViews(state, caller, now, plane.reportInterval);
  FLOTILLA_TRY(std::vector<AlertFiring> firings, plane.fleet.store().alertHistory());
  for (AlertFiring& firing : firings)
    if (mayWithAlert(caller, Role::Viewer, firing.labels)) facts.firings.push_back(std::move(firing));
  ImpactQuestion spent{{}, {}, facts.from, facts.to, now};
  if (mayAt(caller, Role::Viewer, {})) spent.places.emplace_back();
  for (const auto& [name, region] : state.regions)
    if (mayAt(caller, Role::Viewer, name)) spent.places.push_back(name);
  facts.budgets = impactOf(state, plane.objectives.standings, spent, plane.objectiveHistory);
  return wire::toProto(written(periodReportOf(facts), format));
}

}  // namespace

void registerPaperHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::GetPostmortemRequest, v1::Paper>(
      "flotilla.v1.PaperService/GetPostmortem",
      [&plane](const auto& request, const Caller& caller) { return postmortem(plane, request, caller); });
  dispatcher.read<v1::GetReportRequest, v1::Paper>(
      "flotilla.v1.PaperService/GetReport",
      [&plane](const auto& request, const Caller& caller) { return report(plane, request, caller); });
}

}  // namespace flotilla::controlplane

#include "models/domain/runbook_fields.h"
#include "services/controlplane/core/runbooks/health.h"
#include "services/controlplane/core/runbooks/library.h"
#include "services/controlplane/core/runbooks/run_feedback.h"
#include "services/controlplane/core/tasks/runbook_tasks.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"

namespace flotilla::controlplane {
namespace {

RunbookSummary withHealth(const ControlPlane& plane, RunbookSummary summary) {
  summary.health = runbookHealth(plane.fleet.state(), summary.name, plane.clock.now());
  return summary;
}

Result<v1::ListRunbooksResponse> listRunbooks(const ControlPlane& plane, const v1::ListOptions& options) {
  std::vector<RunbookSummary> all;
  for (const auto& [name, published] : plane.fleet.state().runbooks)
    all.push_back(withHealth(plane, summaryOf(published.record)));
  FLOTILLA_TRY(auto page, pageOf(std::move(all), options, runbookFields()));
  v1::ListRunbooksResponse response;
  return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_runbooks(); });
}

Result<v1::GetRunbookResponse> getRunbook(ControlPlane& plane, const v1::GetRunbookRequest& request,
                                          const Caller& caller) {
  const RunbookName name(request.name());
  const auto known = plane.fleet.state().runbooks.find(name);
  if (known == plane.fleet.state().runbooks.end()) return noRunbook(plane.fleet.state(), name);
  RunbookRecord record = known->second.record;
  if (request.version() != 0 && request.version() != record.version) {
    FLOTILLA_TRY(const auto older, plane.fleet.store().runbook(name, request.version()));
    if (!older)
      return notFound("no_version", name.value + " has no version " + std::to_string(request.version()), "version",
                      "its newest is " + std::to_string(record.version));
    record = *older;
  }
  RunbookDocument document = documentOf(plane.fleet.state(), record);
  document.summary = withHealth(plane, std::move(document.summary));
  document.suggestions = suggestionsFor(plane.fleet.state(), name, caller);
  v1::GetRunbookResponse response = wire::toProto(document);
  response.set_revision(plane.fleet.state().revision);
  return response;
}

}  // namespace

void registerRunbookHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListRunbooksRequest, v1::ListRunbooksResponse>(
      "flotilla.v1.RunbookService/ListRunbooks",
      [&plane](const auto& request, const Caller&) { return listRunbooks(plane, request.options()); });
  dispatcher.read<v1::GetRunbookRequest, v1::GetRunbookResponse>(
      "flotilla.v1.RunbookService/GetRunbook",
      [&plane](const auto& request, const Caller& caller) { return getRunbook(plane, request, caller); });
  dispatcher.change<v1::ApplyRunbookRequest, v1::ApplyRunbookResponse>(
      "flotilla.v1.RunbookService/ApplyRunbook",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::ApplyRunbookResponse>> {
        RunbookChange change{request.text(), request.dry_run()};
        if (request.has_expected_version()) change.expectedVersion = request.expected_version();
        FLOTILLA_TRY(auto decision, applyRunbook(plane.fleet.state(), change, caller, plane.clock.now()));
        return Decision<v1::ApplyRunbookResponse>{wire::toProto(decision.answer), std::move(decision.mutation),
                                                  std::move(decision.fact)};
      });
  dispatcher.change<v1::RetireRunbookRequest, v1::Runbook>(
      "flotilla.v1.RunbookService/RetireRunbook",
      [&plane](const auto& request, const Caller&) -> Result<Decision<v1::Runbook>> {
        FLOTILLA_TRY(auto decision, retireRunbook(plane.fleet.state(), RunbookName(request.name())));
        return Decision<v1::Runbook>{wire::toProto(decision.answer), std::move(decision.mutation),
                                     std::move(decision.fact)};
      });
  dispatcher.change<v1::CheckRunbooksRequest, v1::CheckRunbooksResponse>(
      "flotilla.v1.RunbookService/CheckRunbooks",
      [&plane](const auto& request, const Caller&) -> Result<Decision<v1::CheckRunbooksResponse>> {
        const FleetState& state = plane.fleet.state();
        FLOTILLA_TRY(auto decision, checkRunbooks(state, RunbookName(request.name()), plane.clock.now()));
        v1::CheckRunbooksResponse answer;
        for (const RunbookCheck& check : decision.answer) {
          RunbookSummary summary = summaryOf(state.runbooks.at(check.name).record);
          summary.health = runbookHealth(state, check.name, &check, plane.clock.now());
          *answer.add_runbooks() = wire::toProto(summary);
        }
        return Decision<v1::CheckRunbooksResponse>{std::move(answer), std::move(decision.mutation),
                                                   std::move(decision.fact)};
      });
}

}  // namespace flotilla::controlplane

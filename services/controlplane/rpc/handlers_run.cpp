#include <algorithm>

#include "models/domain/run_fields.h"
#include "services/controlplane/core/runbooks/run_desk.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"

namespace flotilla::controlplane {
namespace {

std::vector<Run> seenRuns(const FleetState& state, const Caller& caller) {
  std::vector<Run> out;
  for (const auto& [id, run] : state.runs)
    if (maySeeRun(run, caller)) out.push_back(run);
  std::stable_sort(out.begin(), out.end(), [](const Run& a, const Run& b) {
    return isOpen(a.state) != isOpen(b.state) ? isOpen(a.state) : a.startedAt > b.startedAt;
  });
  return out;
}

Result<Decision<v1::Run>> runAnswer(Result<Decision<Run>> decided) {
  FLOTILLA_TRY(Decision<Run> decision, std::move(decided));
  return Decision<v1::Run>{wire::toProto(decision.answer), std::move(decision.mutation), std::move(decision.fact),
                           decision.happened, std::move(decision.also)};
}

}  // namespace

void registerRunHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListRunsRequest, v1::ListRunsResponse>(
      "flotilla.v1.RunService/ListRuns",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListRunsResponse> {
        FLOTILLA_TRY(auto page, pageOf(seenRuns(plane.fleet.state(), caller), request.options(), runFields()));
        v1::ListRunsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_runs(); });
      });
  dispatcher.read<v1::GetRunRequest, v1::GetRunResponse>(
      "flotilla.v1.RunService/GetRun",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::GetRunResponse> {
        FLOTILLA_TRY(const RunDetail detail, plane.runs->detail(RunId(request.run()), caller));
        v1::GetRunResponse response = wire::toProto(detail);
        response.set_revision(plane.fleet.state().revision);
        return response;
      });
  dispatcher.read<v1::PrepareRunUndoRequest, v1::ActionPreview>(
      "flotilla.v1.RunService/PrepareRunUndo",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ActionPreview> {
        FLOTILLA_TRY(const ActionPreview preview,
                     plane.runs->prepareUndo(RunId(request.run()), request.step(), caller));
        return wire::toProto(preview);
      });
  dispatcher.change<v1::StartRunRequest, v1::Run>(
      "flotilla.v1.RunService/StartRun", [&plane](const auto& request, const Caller& caller) {
        return runAnswer(plane.runs->start(wire::fromProto(request), caller));
      });
  dispatcher.change<v1::SignalRunRequest, v1::Run>(
      "flotilla.v1.RunService/SignalRun",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Run>> {
        FLOTILLA_TRY(const RunSignal signal, wire::fromProto(request));
        return runAnswer(plane.runs->signal(signal, caller));
      });
  dispatcher.change<v1::GiveRunFeedbackRequest, v1::Run>(
      "flotilla.v1.RunService/GiveRunFeedback", [&plane](const auto& request, const Caller& caller) {
        return runAnswer(plane.runs->feedback(wire::fromProto(request), caller));
      });
  dispatcher.change<v1::ReviewRunRequest, v1::Run>(
      "flotilla.v1.RunService/ReviewRun",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Run>> {
        FLOTILLA_TRY(const RunReview review, wire::fromProto(request));
        return runAnswer(plane.runs->review(review, caller));
      });
}

}  // namespace flotilla::controlplane

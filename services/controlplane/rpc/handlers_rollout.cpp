#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

// Starting and previewing take the same.
template <class Request>
Result<NewRollout> newRollout(const Request& request) {
  NewRollout out;
  out.workload = WorkloadName(request.workload());
  FLOTILLA_TRY(out.version, parseVersion(request.version()));
  for (const std::string& region : request.regions()) out.regions.emplace_back(region);
  if (request.has_deadline()) out.deadline = wire::fromProto(request.deadline());
  out.selector = request.selector();
  return out;
}

// A message has at most 4 MiB, and a node of a rollout at most a little over 1 KiB.
constexpr std::size_t kNodesOfList = 2000;  // of all rollouts of a page together
constexpr std::size_t kPreviewNodes = 2000;

Decision<v1::Rollout> answer(Decision<Rollout> decision) {
  decision.answer.leaveOutNodes(kRolloutNodesSent);
  return {wire::toProto(decision.answer), std::move(decision.mutation), std::move(decision.fact)};
}

void registerPreviews(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::PrepareRolloutRequest, v1::RolloutPreview>(
      "flotilla.v1.RolloutService/PrepareRollout",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::RolloutPreview> {
        FLOTILLA_TRY(const NewRollout wanted, newRollout(request));
        FLOTILLA_TRY(RolloutPreview preview,
                     prepareRollout(plane.fleet.state(), wanted, caller, plane.clock.now(), plane.reportInterval));
        preview.leaveOutNodes(kPreviewNodes);
        return wire::toProto(preview);
      });
  dispatcher.read<v1::PrepareRollBackRequest, v1::RolloutPreview>(
      "flotilla.v1.RolloutService/PrepareRollBack",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::RolloutPreview> {
        FLOTILLA_TRY(RolloutPreview preview, prepareRollBack(plane.fleet.state(), RolloutId(request.rollout()), caller,
                                                             plane.clock.now(), plane.reportInterval));
        preview.leaveOutNodes(kPreviewNodes);
        return wire::toProto(preview);
      });
}

void registerRolloutReads(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::GetRolloutRequest, v1::Rollout>(
      "flotilla.v1.RolloutService/GetRollout",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::Rollout> {
        FLOTILLA_TRY(Rollout rollout, findRollout(plane.fleet.state(), RolloutId(request.rollout()), caller));
        rollout.leaveOutNodes(kRolloutNodesSent);
        return wire::toProto(rollout);
      });
  dispatcher.read<v1::ListRolloutNodesRequest, v1::ListRolloutNodesResponse>(
      "flotilla.v1.RolloutService/ListRolloutNodes",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListRolloutNodesResponse> {
        FLOTILLA_TRY(Rollout rollout, findRollout(plane.fleet.state(), RolloutId(request.rollout()), caller));
        FLOTILLA_TRY(auto page, pageOf(std::move(rollout.nodes), request.options(), rolloutNodeFields()));
        v1::ListRolloutNodesResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_nodes(); });
      });
  dispatcher.read<v1::ListRolloutsRequest, v1::ListRolloutsResponse>(
      "flotilla.v1.RolloutService/ListRollouts",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListRolloutsResponse> {
        FLOTILLA_TRY(auto page,
                     pageOf(visibleRollouts(plane.fleet.state(), caller), request.options(), rolloutFields()));
        std::size_t left = kNodesOfList;
        for (Rollout& rollout : page.items) {
          rollout.leaveOutNodes(left);
          left -= rollout.nodes.size();
        }
        v1::ListRolloutsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_rollouts(); });
      });
  dispatcher.read<v1::SummarizeWorkloadRequest, v1::WorkloadSummary>(
      "flotilla.v1.RolloutService/SummarizeWorkload",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::WorkloadSummary> {
        const WorkloadName name(request.workload());
        if (!plane.fleet.state().workloads.contains(name)) return noWorkload(plane.fleet.state(), name);
        return wire::toProto(summarizeWorkload(plane.fleet.state(), caller, name));
      });
}

}  // namespace

void registerRolloutHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  registerRolloutReads(dispatcher, plane);
  registerPreviews(dispatcher, plane);
  dispatcher.change<v1::CreateRolloutRequest, v1::Rollout>(
      "flotilla.v1.RolloutService/CreateRollout",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Rollout>> {
        FLOTILLA_TRY(const NewRollout wanted, newRollout(request));
        FLOTILLA_TRY(auto decision, createRollout(plane.fleet.state(), wanted, caller, plane.assignmentKey,
                                                  plane.clock.now(), plane.reportInterval));
        return answer(std::move(decision));
      });
  dispatcher.change<v1::RollBackRolloutRequest, v1::Rollout>(
      "flotilla.v1.RolloutService/RollBackRollout",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Rollout>> {
        FLOTILLA_TRY(auto decision, rollBack(plane.fleet.state(), RolloutId(request.rollout()), caller,
                                             plane.assignmentKey, plane.clock.now()));
        return answer(std::move(decision));
      });
  dispatcher.change<v1::CancelRolloutRequest, v1::Rollout>(
      "flotilla.v1.RolloutService/CancelRollout",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Rollout>> {
        FLOTILLA_TRY(auto decision, cancelRollout(plane.fleet.state(), RolloutId(request.rollout()), caller,
                                                  plane.assignmentKey, plane.clock.now()));
        return answer(std::move(decision));
      });
}

}  // namespace flotilla::controlplane

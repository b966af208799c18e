#include "models/domain/utf8.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/rollouts/explain.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/stages.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/controlplane/core/rollouts/words.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

// A plan says everything itself.
template <class Request>
Status planAlone(const Request& request) {
  const bool alone = request.workload().empty() && request.version().empty() && request.regions().empty() &&
                     request.selector().empty() && !request.has_deadline();
  if (alone) return okStatus();
  return invalid("plan_and_fields", "a plan says the workload, the version and the nodes itself", "plan",
                 "leave the other fields out");
}

// Starting and previewing take the same.
template <class Request>
Result<NewRollout> newRollout(const Request& request) {
  NewRollout out;
  out.plan = request.plan();
  if (!out.plan.empty()) {
    FLOTILLA_CHECK(planAlone(request));
    return out;
  }
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
          showStages(plane.fleet.state(), rollout);
          rollout.plan.clear();
          rollout.leaveOutNodes(left);
          left -= rollout.nodes.size();
        }
        v1::ListRolloutsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_rollouts(); });
      });
  dispatcher.read<v1::ExplainRolloutRequest, v1::RolloutExplanation>(
      "flotilla.v1.RolloutService/ExplainRollout",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::RolloutExplanation> {
        FLOTILLA_TRY(const auto explanation, explainRollout(plane.fleet.store(), plane.fleet.state(),
                                                            RolloutId(request.rollout()), caller, request.replay()));
        return wire::toProto(explanation);
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

namespace {

EngineRoom roomOf(const ControlPlane& plane) {
  return {plane.fleet.state(), plane.assignmentKey, plane.clock.now(), plane.reportInterval};
}

// SQL integers are signed.
std::uint64_t newSeed(const ControlPlane& plane) {
  return plane.random.number() >> 1;
}

template <class Request>
Result<RolloutWord> wordOf(RolloutVerb verb, const Request& request) {
  RolloutWord out;
  out.verb = verb;
  out.rollout = RolloutId(request.rollout());
  if constexpr (requires { request.reason(); }) out.reason = request.reason();
  if constexpr (requires { request.wave(); }) out.wave = request.wave();
  if constexpr (requires { request.plan_digest(); }) {
    const auto digest = parseDigest(request.plan_digest());
    if (!digest)
      return invalid("bad_digest", "\"" + excerpt(request.plan_digest(), 80) + "\" is not a digest", "plan_digest",
                     "write the digest of the plan that was read, as rollouts show gives it");
    out.plan = *digest;
  }
  return out;
}

template <class Request>
void registerWord(Dispatcher& dispatcher, ControlPlane& plane, const char* method, RolloutVerb verb) {
  dispatcher.change<Request, v1::Rollout>(
      std::string("flotilla.v1.RolloutService/") + method,
      [&plane, verb](const Request& request, const Caller& caller) -> Result<Decision<v1::Rollout>> {
        FLOTILLA_TRY(const RolloutWord word, wordOf(verb, request));
        FLOTILLA_TRY(auto decision, sayToRollout(roomOf(plane), word, caller));
        return answer(std::move(decision));
      });
}

void registerWords(Dispatcher& dispatcher, ControlPlane& plane) {
  registerWord<v1::StartRolloutRequest>(dispatcher, plane, "StartRollout", RolloutVerb::Start);
  registerWord<v1::PauseRolloutRequest>(dispatcher, plane, "PauseRollout", RolloutVerb::Pause);
  registerWord<v1::ResumeRolloutRequest>(dispatcher, plane, "ResumeRollout", RolloutVerb::Resume);
  registerWord<v1::PromoteRolloutRequest>(dispatcher, plane, "PromoteRollout", RolloutVerb::Promote);
  registerWord<v1::SkipRolloutWaveRequest>(dispatcher, plane, "SkipRolloutWave", RolloutVerb::Skip);
  registerWord<v1::ApproveRolloutRequest>(dispatcher, plane, "ApproveRollout", RolloutVerb::Approve);
  registerWord<v1::RejectRolloutRequest>(dispatcher, plane, "RejectRollout", RolloutVerb::Reject);
}

}  // namespace

void registerRolloutHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  registerRolloutReads(dispatcher, plane);
  registerPreviews(dispatcher, plane);
  registerWords(dispatcher, plane);
  dispatcher.change<v1::CreateRolloutRequest, v1::Rollout>(
      "flotilla.v1.RolloutService/CreateRollout",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Rollout>> {
        FLOTILLA_TRY(const NewRollout wanted, newRollout(request));
        FLOTILLA_TRY(auto decision, createRollout(roomOf(plane), wanted, caller, newSeed(plane)));
        return answer(std::move(decision));
      });
  dispatcher.change<v1::UpdateRolloutRequest, v1::Rollout>(
      "flotilla.v1.RolloutService/UpdateRollout",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Rollout>> {
        FLOTILLA_TRY(auto decision,
                     editRollout(roomOf(plane), RolloutId(request.rollout()), request.plan(), caller, newSeed(plane)));
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
        FLOTILLA_TRY(auto decision, abortRollout(plane.fleet.state(), RolloutId(request.rollout()), caller,
                                                 plane.assignmentKey, plane.clock.now()));
        return answer(std::move(decision));
      });
}

}  // namespace flotilla::controlplane

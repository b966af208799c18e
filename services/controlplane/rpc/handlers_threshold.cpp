#include "services/controlplane/core/runbooks/actions.h"
#include "services/controlplane/core/runbooks/run_detail.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/wire/run_wire.h"
#include "services/wire/threshold_wire.h"

namespace flotilla::controlplane {
namespace {

// As a runbook would do it, so that both preview and do the same.
RunbookAction actionOf(const NewThreshold& wanted) {
  RunbookAction out{"set_threshold",
                    {{"workload", wanted.workload.value}, {"value", thresholdText(wanted.minConfidence)}}};
  if (!wanted.region.empty()) out.arguments["region"] = wanted.region.value;
  if (!wanted.selector.empty()) out.arguments["where"] = wanted.selector;
  return out;
}

ActionRoom roomOf(ControlPlane& plane) {
  return {{plane.fleet.state(), plane.assignmentKey, plane.clock.now(), plane.reportInterval}, plane.random};
}

v1::ActionPreview shown(ActionPreview preview) {
  if (preview.targets.size() > kDetailTargets) preview.targets.resize(kDetailTargets);
  if (preview.left.size() > kDetailTargets) preview.left.resize(kDetailTargets);
  return wire::toProto(preview);
}

Result<Decision<v1::ActionPreview>> setThresholds(ControlPlane& plane, const NewThreshold& wanted,
                                                  const Caller& caller) {
  const ActionRoom room = roomOf(plane);
  const ActionPreview preview = previewAction(room, actionOf(wanted), caller);
  FLOTILLA_TRY(ActionTaken taken, takeAction(room, actionOf(wanted), wanted.reason, caller));
  Decision<v1::ActionPreview> out{shown(preview), {}, {}};
  if (taken.mutation.empty()) return out;
  if (wanted.digest != preview.digest)
    return Error{ErrorCode::Conflict, "targets_changed", "what it would change is not what was read", "digest",
                 "preview it again"};
  out.mutation = std::move(taken.mutation);
  if (!taken.facts.empty()) out.fact = std::move(taken.facts.front());
  return out;
}

}  // namespace

void registerThresholdHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::PrepareThresholdRequest, v1::ActionPreview>(
      "flotilla.v1.FleetService/PrepareThreshold",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ActionPreview> {
        FLOTILLA_TRY(const NewThreshold wanted, wire::fromProto(request));
        return shown(previewAction(roomOf(plane), actionOf(wanted), caller));
      });
  dispatcher.change<v1::SetThresholdRequest, v1::ActionPreview>(
      "flotilla.v1.FleetService/SetThreshold",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::ActionPreview>> {
        FLOTILLA_TRY(const NewThreshold wanted, wire::fromProto(request));
        return setThresholds(plane, wanted, caller);
      });
}

}  // namespace flotilla::controlplane

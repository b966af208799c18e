#include "services/controlplane/core/policy/publish.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {

void registerPolicyHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.change<v1::PublishPolicyRequest, v1::Policy>(
      "flotilla.v1.PolicyService/PublishPolicy",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Policy>> {
        FLOTILLA_TRY(auto decision, publishPolicy(plane.fleet.state(), request.envelope(), caller, plane.clock.now()));
        return Decision<v1::Policy>{wire::toProto(decision.answer), std::move(decision.mutation),
                                    std::move(decision.fact)};
      });
  dispatcher.read<v1::GetPolicyRequest, v1::Policy>(
      "flotilla.v1.PolicyService/GetPolicy", [&plane](const auto&, const Caller&) -> Result<v1::Policy> {
        FLOTILLA_TRY(const PolicySummary policy, currentPolicy(plane.fleet.state()));
        return wire::toProto(policy);
      });
}

}  // namespace flotilla::controlplane

#include "services/controlplane/core/identity/tokens.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

Result<NewOperator> newOperator(const v1::CreateOperatorRequest& request) {
  NewOperator out{request.name(), {}};
  for (const v1::Grant& grant : request.grants()) {
    FLOTILLA_TRY(Grant read, wire::fromProto(grant));
    out.grants.push_back(std::move(read));
  }
  return out;
}

std::vector<Operator> operatorsOf(const FleetState& state) {
  std::vector<Operator> out;
  for (const auto& [id, record] : state.operators)
    out.push_back({record.id, record.name, record.grants, record.createdAt});
  return out;
}

}  // namespace

void registerAccessHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.change<v1::CreateOperatorRequest, v1::CreateOperatorResponse>(
      "flotilla.v1.OperatorService/CreateOperator",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::CreateOperatorResponse>> {
        FLOTILLA_TRY(const NewOperator wanted, newOperator(request));
        FLOTILLA_TRY(auto decision,
                     createOperator(plane.fleet.state(), wanted, caller, plane.clock.now(), plane.random));
        v1::CreateOperatorResponse response;
        *response.mutable_operator_() = wire::toProto(decision.answer.op);
        response.set_invitation(decision.answer.invitation.code);
        *response.mutable_expires() = wire::toProto(decision.answer.invitation.expires);
        return Decision<v1::CreateOperatorResponse>{response, std::move(decision.mutation), std::move(decision.fact)};
      });
  dispatcher.change<v1::RemoveOperatorRequest, v1::Operator>(
      "flotilla.v1.OperatorService/RemoveOperator",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Operator>> {
        FLOTILLA_TRY(auto decision, removeOperator(plane.fleet.state(), request.name(), caller));
        return Decision<v1::Operator>{wire::toProto(decision.answer), std::move(decision.mutation),
                                      std::move(decision.fact)};
      });
  dispatcher.read<v1::ListOperatorsRequest, v1::ListOperatorsResponse>(
      "flotilla.v1.OperatorService/ListOperators",
      [&plane](const auto& request, const Caller&) -> Result<v1::ListOperatorsResponse> {
        FLOTILLA_TRY(auto page, pageOf(operatorsOf(plane.fleet.state()), request.options(), operatorFields()));
        v1::ListOperatorsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_operators(); });
      });
  dispatcher.change<v1::CreateEnrolTokenRequest, v1::CreateEnrolTokenResponse>(
      "flotilla.v1.EnrolTokenService/CreateEnrolToken",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::CreateEnrolTokenResponse>> {
        NewEnrolToken wanted{SiteName(request.site()), {request.labels().begin(), request.labels().end()}};
        wanted.needsApproval = request.needs_approval();
        if (request.has_lifetime()) wanted.lifetime = wire::fromProto(request.lifetime());
        FLOTILLA_TRY(auto decision, createEnrolToken(plane.fleet.state(), wanted, caller, plane.ca.fingerprint(),
                                                     plane.clock.now(), plane.random));
        v1::CreateEnrolTokenResponse response;
        response.set_token(decision.answer.text);
        *response.mutable_expires() = wire::toProto(decision.answer.expires);
        return Decision<v1::CreateEnrolTokenResponse>{response, std::move(decision.mutation), std::move(decision.fact)};
      });
}

}  // namespace flotilla::controlplane

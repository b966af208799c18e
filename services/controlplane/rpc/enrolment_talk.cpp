#include "services/controlplane/rpc/enrolment_talk.h"

#include <algorithm>

#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

// An agent that says nothing of its root document finds out by itself.
bool trusts(const v1::EnrolRequest& request, const PublicKey& ours) {
  const auto& keys = request.assignment_keys();
  const std::string_view raw(reinterpret_cast<const char*>(ours.bytes.data()), ours.bytes.size());
  return keys.empty() || std::find(keys.begin(), keys.end(), raw) != keys.end();
}

}  // namespace

// What every change that a node causes has in common: an audit entry in the same transaction, an answer after it.
void EnrolmentTalk::commit(Mutation mutation, const AuditFact& fact, Fleet::Committed done) {
  if (mutation.empty()) return ports_.fleet.whenDurable(std::move(done));
  const FleetState& state = ports_.fleet.state();
  mutation.rows.emplace_back(chainEntry(fact, state.auditSeq, state.auditHead, ports_.clock.now()));
  ports_.fleet.submit(std::move(mutation), std::move(done));
}

void EnrolmentTalk::enrol(const v1::EnrolRequest& request,
                          const std::function<void(Result<v1::EnrolResponse>)>& answer) {
  const EnrolInput input{request.token(), request.csr_pem(), request.hardware(), request.agent_version(),
                         trusts(request, ports_.assignmentKey)};
  EnrolDecision decision = controlplane::enrol(ports_.fleet.state(), input, ports_.ca, ports_.certificateLife,
                                               ports_.clock.now(), ports_.random);
  if (decision.fact.actor.empty()) decision.fact.actor = "enrolment";
  if (decision.fact.action.empty()) decision.fact.action = "Enrol";
  v1::EnrolResponse response;
  response.set_node_id(decision.answer.node.value);
  response.set_name(decision.answer.name);
  response.set_certificate_pem(decision.answer.certificatePem);
  response.set_ca_pem(ports_.ca.certificatePem());
  response.set_agents_address(addresses_.agents);
  response.set_artifacts_address(addresses_.artifacts);
  response.set_region(decision.answer.region.value);
  response.set_site(decision.answer.site.value);
  commit(std::move(decision.mutation), decision.fact,
         [answer, outcome = decision.outcome, response = std::move(response)](const Status& stored) {
           if (!stored) return answer(stored.error());
           if (!outcome) return answer(outcome.error());
           answer(response);
         });
}

void EnrolmentTalk::renewExpired(const v1::RenewExpiredRequest& request,
                                 const std::function<void(Result<v1::RenewResponse>)>& answer) {
  const ExpiredRenewal input{request.certificate_pem(), request.csr_pem(), wire::fromProto(request.at()),
                             request.proof()};
  auto decision =
      controlplane::renewExpired(ports_.fleet.state(), input, ports_.ca, ports_.certificateLife, ports_.clock.now());
  if (!decision) return answer(decision.error());
  decision->fact.actor = decision->fact.object;
  decision->fact.action = "RenewExpired";
  v1::RenewResponse response;
  response.set_certificate_pem(decision->answer);
  commit(std::move(decision->mutation), decision->fact, [answer, response = std::move(response)](const Status& stored) {
    if (!stored) return answer(stored.error());
    answer(response);
  });
}

}  // namespace flotilla::controlplane

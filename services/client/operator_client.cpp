#include "services/client/operator_client.h"

#include <grpc/support/log.h>

#include "services/client/lists.h"
#include "services/client/transport.h"
#include "services/wire/operator_json.h"
#include "services/wire/operator_wire.h"

namespace flotilla {
namespace {

constexpr auto kConvert = [](const auto& message) { return wire::fromProto(message); };

Result<CreatedToken> createdToken(const v1::CreateEnrolTokenResponse& answer) {
  return CreatedToken{answer.token(), wire::fromProto(answer.expires())};
}

v1::ApplyFleetRequest applyRequest(const FleetDeclaration& fleet, bool dryRun) {
  v1::ApplyFleetRequest request;
  request.set_dry_run(dryRun);
  for (const Region& region : fleet.regions) *request.add_regions() = wire::toProto(region);
  for (const Site& site : fleet.sites) *request.add_sites() = wire::toProto(site);
  for (const Workload& workload : fleet.workloads) *request.add_workloads() = wire::toProto(workload);
  for (const Objective& objective : fleet.objectives) *request.add_objectives() = wire::toProto(objective);
  return request;
}

// Starting and previewing take the same.
template <class Request>
Request rolloutRequest(const NewRollout& rollout) {
  Request request;
  if (!rollout.plan.empty()) {
    request.set_plan(rollout.plan);
    return request;
  }
  request.set_workload(rollout.workload.value);
  request.set_version(rollout.version.toString());
  for (const RegionName& region : rollout.regions) request.add_regions(region.value);
  *request.mutable_deadline() = wire::toProto(rollout.deadline);
  request.set_selector(rollout.selector);
  return request;
}

}  // namespace

OperatorClient::OperatorClient(std::unique_ptr<Transport> transport) : transport_(std::move(transport)) {}
OperatorClient::~OperatorClient() = default;

Result<std::unique_ptr<OperatorClient>> OperatorClient::connect(ClientOptions options) {
  if (!options.socketPath.empty()) options.token.clear();
  FLOTILLA_TRY(auto channel, makeChannel(options));
  auto transport = std::make_unique<Transport>(std::move(options), std::move(channel));
  return std::unique_ptr<OperatorClient>(new OperatorClient(std::move(transport)));
}

void OperatorClient::silenceTransport() {
  gpr_set_log_function([](gpr_log_func_args*) {});
}

std::vector<std::string> OperatorClient::methods() {
  return wire::operatorMethodNames();
}

Status OperatorClient::useToken(const std::string& token) {
  if (!Credentials::canBeSent(token))
    return invalid("bad_token", "the token has characters that no token has", "token");
  transport_->useToken(token);
  return okStatus();
}

void OperatorClient::serverInfo(Done<ServerInfo> done) {
  transport_->ask<v1::ServerInfo>("ServerService/GetServer", v1::GetServerRequest(), std::move(done), kConvert);
}

void OperatorClient::createBackup(Done<Backup> done) {
  transport_->ask<v1::Backup>("ServerService/CreateBackup", v1::CreateBackupRequest(), std::move(done), kConvert);
}

void OperatorClient::applyFleet(const FleetDeclaration& fleet, bool dryRun, Done<FleetDiff> done) {
  transport_->ask<v1::ApplyFleetResponse>(
      "FleetService/ApplyFleet", applyRequest(fleet, dryRun), std::move(done),
      [](const v1::ApplyFleetResponse& answer) -> Result<FleetDiff> {
        return FleetDiff{{answer.diff().begin(), answer.diff().end()}, answer.applied()};
      });
}

void OperatorClient::createToken(const NewEnrolToken& token, Done<CreatedToken> done) {
  v1::CreateEnrolTokenRequest request;
  request.set_site(token.site.value);
  request.mutable_labels()->insert(token.labels.begin(), token.labels.end());
  *request.mutable_lifetime() = wire::toProto(token.lifetime);
  request.set_needs_approval(token.needsApproval);
  transport_->ask<v1::CreateEnrolTokenResponse>("EnrolTokenService/CreateEnrolToken", std::move(request),
                                                std::move(done), createdToken);
}

void OperatorClient::addOperator(const NewOperator& op, Done<CreatedToken> done) {
  v1::CreateOperatorRequest request;
  request.set_name(op.name);
  for (const Grant& grant : op.grants) *request.add_grants() = wire::toProto(grant);
  transport_->ask<v1::CreateOperatorResponse>(
      "OperatorService/CreateOperator", std::move(request), std::move(done),
      [](const v1::CreateOperatorResponse& answer) -> Result<CreatedToken> {
        return CreatedToken{answer.invitation(), wire::fromProto(answer.expires())};
      });
}

void OperatorClient::listOperators(const ListQuery& query, Done<Page<Operator>> done) {
  transport_->ask<v1::ListOperatorsResponse>("OperatorService/ListOperators",
                                             listRequest<v1::ListOperatorsRequest>(wire::toProto(query)),
                                             std::move(done), [](const v1::ListOperatorsResponse& answer) {
                                               return pageOf<Operator>(answer.operators(), answer.page(), kConvert);
                                             });
}

void OperatorClient::listNodes(const ListQuery& query, Done<Page<Node>> done) {
  transport_->ask<v1::ListNodesResponse>(
      "NodeService/ListNodes", listRequest<v1::ListNodesRequest>(wire::toProto(query)), std::move(done),
      [](const v1::ListNodesResponse& answer) { return pageOf<Node>(answer.nodes(), answer.page(), kConvert); });
}

void OperatorClient::getNode(const std::string& nameOrId, Done<Node> done) {
  v1::GetNodeRequest request;
  request.set_node(nameOrId);
  transport_->ask<v1::Node>("NodeService/GetNode", std::move(request), std::move(done), kConvert);
}

void OperatorClient::listNodeEvents(const std::string& nameOrId, const ListQuery& query, Done<Page<NodeEvent>> done) {
  auto request = listRequest<v1::ListNodeEventsRequest>(wire::toProto(query));
  request.set_node(nameOrId);
  transport_->ask<v1::ListNodeEventsResponse>("NodeService/ListNodeEvents", std::move(request), std::move(done),
                                              [](const v1::ListNodeEventsResponse& answer) {
                                                return pageOf<NodeEvent>(answer.events(), answer.page(), kConvert);
                                              });
}

void OperatorClient::nodeLogs(const std::string& nameOrId, const LogQuery& query, Done<NodeLogs> done) {
  v1::GetNodeLogsRequest request;
  request.set_node(nameOrId);
  *request.mutable_query() = wire::toProto(query);
  transport_->ask<v1::GetNodeLogsResponse>("NodeService/GetNodeLogs", std::move(request), std::move(done), kConvert);
}

void OperatorClient::changeNode(NodeVerb verb, const std::string& nameOrId, const std::string& reason,
                                Done<Node> done) {
  const auto send = [&]<class Request>(const char* method, Request request) {
    request.set_node(nameOrId);
    request.set_reason(reason);
    transport_->ask<v1::Node>(method, std::move(request), std::move(done), kConvert);
  };
  switch (verb) {
    case NodeVerb::Approve:
      return send("NodeService/ApproveNode", v1::ApproveNodeRequest());
    case NodeVerb::Reject:
      return send("NodeService/RejectNode", v1::RejectNodeRequest());
    case NodeVerb::Quarantine:
      return send("NodeService/QuarantineNode", v1::QuarantineNodeRequest());
    case NodeVerb::Readmit:
      return send("NodeService/ReadmitNode", v1::ReadmitNodeRequest());
    case NodeVerb::Revoke:
      return send("NodeService/RevokeNode", v1::RevokeNodeRequest());
    case NodeVerb::Retire:
      return send("NodeService/RetireNode", v1::RetireNodeRequest());
  }
}

void OperatorClient::orderNode(NodeOrder order, const std::string& nameOrId, const WorkloadName& workload,
                               const std::string& reason, Done<Node> done) {
  const auto send = [&]<class Request>(const char* method, Request request) {
    request.set_node(nameOrId);
    request.set_reason(reason);
    transport_->ask<v1::Node>(method, std::move(request), std::move(done), kConvert);
  };
  if (order == NodeOrder::Isolate) return send("NodeService/IsolateNode", v1::IsolateNodeRequest());
  if (order == NodeOrder::Rotate) return send("NodeService/RotateNodeCertificate", v1::RotateNodeCertificateRequest());
  v1::RestartNodeWorkloadRequest restart;
  restart.set_workload(workload.value);
  send("NodeService/RestartNodeWorkload", std::move(restart));
}

void OperatorClient::publishPolicy(const std::string& envelope, Done<PolicySummary> done) {
  v1::PublishPolicyRequest request;
  request.set_envelope(envelope);
  transport_->ask<v1::Policy>("PolicyService/PublishPolicy", std::move(request), std::move(done), kConvert);
}

void OperatorClient::getPolicy(Done<PolicySummary> done) {
  transport_->ask<v1::Policy>("PolicyService/GetPolicy", v1::GetPolicyRequest(), std::move(done), kConvert);
}

void OperatorClient::prepareUpload(Done<UploadTicket> done) {
  transport_->ask<v1::PrepareUploadResponse>("ReleaseService/PrepareUpload", v1::PrepareUploadRequest(),
                                             std::move(done),
                                             [](const v1::PrepareUploadResponse& answer) -> Result<UploadTicket> {
                                               return UploadTicket{answer.url(), answer.ticket(), answer.ca_pem()};
                                             });
}

void OperatorClient::publishRelease(const std::string& envelope, Done<ReleaseSummary> done) {
  v1::PublishReleaseRequest request;
  request.set_envelope(envelope);
  transport_->ask<v1::Release>("ReleaseService/PublishRelease", std::move(request), std::move(done), kConvert);
}

void OperatorClient::listReleases(const ListQuery& query, Done<Page<ReleaseSummary>> done) {
  transport_->ask<v1::ListReleasesResponse>("ReleaseService/ListReleases",
                                            listRequest<v1::ListReleasesRequest>(wire::toProto(query)), std::move(done),
                                            [](const v1::ListReleasesResponse& answer) {
                                              return pageOf<ReleaseSummary>(answer.releases(), answer.page(), kConvert);
                                            });
}

void OperatorClient::prepareRollout(const NewRollout& rollout, Done<RolloutPreview> done) {
  transport_->ask<v1::RolloutPreview>("RolloutService/PrepareRollout",
                                      rolloutRequest<v1::PrepareRolloutRequest>(rollout), std::move(done), kConvert);
}

void OperatorClient::prepareRollBack(const RolloutId& rollout, Done<RolloutPreview> done) {
  v1::PrepareRollBackRequest request;
  request.set_rollout(rollout.value);
  transport_->ask<v1::RolloutPreview>("RolloutService/PrepareRollBack", std::move(request), std::move(done), kConvert);
}

void OperatorClient::createRollout(const NewRollout& rollout, Done<Rollout> done) {
  transport_->ask<v1::Rollout>("RolloutService/CreateRollout", rolloutRequest<v1::CreateRolloutRequest>(rollout),
                               std::move(done), kConvert);
}

void OperatorClient::rollBack(const RolloutId& rollout, Done<Rollout> done) {
  v1::RollBackRolloutRequest request;
  request.set_rollout(rollout.value);
  transport_->ask<v1::Rollout>("RolloutService/RollBackRollout", std::move(request), std::move(done), kConvert);
}

void OperatorClient::editRollout(const RolloutId& rollout, const std::string& plan, Done<Rollout> done) {
  v1::UpdateRolloutRequest request;
  request.set_rollout(rollout.value);
  request.set_plan(plan);
  transport_->ask<v1::Rollout>("RolloutService/UpdateRollout", std::move(request), std::move(done), kConvert);
}

void OperatorClient::sayToRollout(const RolloutWord& word, Done<Rollout> done) {
  const auto send = [&]<class Request>(const char* method, Request request) {
    request.set_rollout(word.rollout.value);
    if constexpr (requires { request.set_reason(word.reason); }) request.set_reason(word.reason);
    if constexpr (requires { request.set_wave(word.wave); }) request.set_wave(word.wave);
    if constexpr (requires { request.set_plan_digest(word.reason); }) request.set_plan_digest(word.plan.toString());
    transport_->ask<v1::Rollout>(method, std::move(request), std::move(done), kConvert);
  };
  switch (word.verb) {
    case RolloutVerb::Start:
      return send("RolloutService/StartRollout", v1::StartRolloutRequest());
    case RolloutVerb::Pause:
      return send("RolloutService/PauseRollout", v1::PauseRolloutRequest());
    case RolloutVerb::Resume:
      return send("RolloutService/ResumeRollout", v1::ResumeRolloutRequest());
    case RolloutVerb::Promote:
      return send("RolloutService/PromoteRollout", v1::PromoteRolloutRequest());
    case RolloutVerb::Skip:
      return send("RolloutService/SkipRolloutWave", v1::SkipRolloutWaveRequest());
    case RolloutVerb::Approve:
      return send("RolloutService/ApproveRollout", v1::ApproveRolloutRequest());
    case RolloutVerb::Reject:
      return send("RolloutService/RejectRollout", v1::RejectRolloutRequest());
  }
}

void OperatorClient::explainRollout(const RolloutId& rollout, bool replay, Done<RolloutExplanation> done) {
  v1::ExplainRolloutRequest request;
  request.set_rollout(rollout.value);
  request.set_replay(replay);
  transport_->ask<v1::RolloutExplanation>("RolloutService/ExplainRollout", std::move(request), std::move(done),
                                          kConvert);
}

void OperatorClient::abortRollout(const RolloutId& rollout, Done<Rollout> done) {
  v1::CancelRolloutRequest request;
  request.set_rollout(rollout.value);
  transport_->ask<v1::Rollout>("RolloutService/CancelRollout", std::move(request), std::move(done), kConvert);
}

void OperatorClient::getRollout(const RolloutId& rollout, Done<Rollout> done) {
  v1::GetRolloutRequest request;
  request.set_rollout(rollout.value);
  transport_->ask<v1::Rollout>("RolloutService/GetRollout", std::move(request), std::move(done), kConvert);
}

void OperatorClient::listRolloutNodes(const RolloutId& rollout, const ListQuery& query, Done<Page<RolloutNode>> done) {
  auto request = listRequest<v1::ListRolloutNodesRequest>(wire::toProto(query));
  request.set_rollout(rollout.value);
  transport_->ask<v1::ListRolloutNodesResponse>("RolloutService/ListRolloutNodes", std::move(request), std::move(done),
                                                [](const v1::ListRolloutNodesResponse& answer) {
                                                  return pageOf<RolloutNode>(answer.nodes(), answer.page(), kConvert);
                                                });
}

void OperatorClient::listRollouts(const ListQuery& query, Done<Page<Rollout>> done) {
  transport_->ask<v1::ListRolloutsResponse>("RolloutService/ListRollouts",
                                            listRequest<v1::ListRolloutsRequest>(wire::toProto(query)), std::move(done),
                                            [](const v1::ListRolloutsResponse& answer) {
                                              return pageOf<Rollout>(answer.rollouts(), answer.page(), kConvert);
                                            });
}

void OperatorClient::summarizeWorkload(const WorkloadName& workload, Done<WorkloadSummary> done) {
  v1::SummarizeWorkloadRequest request;
  request.set_workload(workload.value);
  transport_->ask<v1::WorkloadSummary>("RolloutService/SummarizeWorkload", std::move(request), std::move(done),
                                       kConvert);
}

void OperatorClient::listObjectives(const ListQuery& query, Done<Objectives> done) {
  transport_->ask<v1::ListObjectivesResponse>(
      "ObjectiveService/ListObjectives", listRequest<v1::ListObjectivesRequest>(wire::toProto(query)), std::move(done),
      [](const v1::ListObjectivesResponse& answer) -> Result<Objectives> {
        Objectives out;
        FLOTILLA_TRY(out.objectives, allOf<Objective>(answer.objectives(), kConvert));
        FLOTILLA_TRY(out.standings, pageOf<ObjectiveStanding>(answer.standings(), answer.page(), kConvert));
        if (answer.has_at()) out.at = wire::fromProto(answer.at());
        if (answer.has_slot())
          out.slot = std::max<Duration>(std::chrono::milliseconds(1), wire::fromProto(answer.slot()));
        out.notes.assign(answer.notes().begin(), answer.notes().end());
        return out;
      });
}

void OperatorClient::listAudit(const ListQuery& query, Done<Page<AuditEntry>> done) {
  transport_->ask<v1::ListAuditEntriesResponse>("AuditService/ListAuditEntries",
                                                listRequest<v1::ListAuditEntriesRequest>(wire::toProto(query)),
                                                std::move(done), [](const v1::ListAuditEntriesResponse& answer) {
                                                  return pageOf<AuditEntry>(answer.entries(), answer.page(), kConvert);
                                                });
}

void OperatorClient::verifyAudit(Done<AuditVerdict> done) {
  transport_->ask<v1::VerifyAuditResponse>(
      "AuditService/VerifyAudit", v1::VerifyAuditRequest(), std::move(done),
      [](const v1::VerifyAuditResponse& answer) -> Result<AuditVerdict> {
        AuditVerdict verdict{answer.intact(), answer.entries(), answer.first_bad(), answer.problem(), {}};
        if (!answer.head().empty()) {
          FLOTILLA_TRY(verdict.head, parseDigest(answer.head()));
        }
        return verdict;
      });
}

std::unique_ptr<FleetWatch> OperatorClient::watch(FleetListener& listener) {
  return transport_->watch(listener);
}

void OperatorClient::call(const std::string& method, const std::string& requestJson, Done<std::string> done) {
  transport_->askJson(method, requestJson, std::move(done));
}

}  // namespace flotilla

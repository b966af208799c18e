#include "services/client/operator_client.h"

#include <grpc/support/log.h>

#include "services/client/text_requests.h"
#include "services/client/transport.h"
#include "services/wire/operator_json.h"
#include "services/wire/operator_wire.h"

namespace flotilla {
namespace {

constexpr auto kConvert = [](const auto& message) { return wire::fromProto(message); };

template <class T, class Items>
Result<std::vector<T>> allOf(const Items& items) {
  std::vector<T> out;
  out.reserve(static_cast<std::size_t>(items.size()));
  for (const auto& item : items) {
    FLOTILLA_TRY(T value, wire::fromProto(item));
    out.push_back(std::move(value));
  }
  return out;
}

template <class T, class Items>
Result<Page<T>> pageOf(const Items& items, const v1::PageInfo& info) {
  Page<T> page;
  FLOTILLA_TRY(page.items, allOf<T>(items));
  page.nextPageToken = info.next_page_token();
  page.total = info.total();
  page.revision = info.revision();
  return page;
}

template <class Request>
Request listRequest(const ListQuery& query) {
  Request request;
  *request.mutable_options() = wire::toProto(query);
  return request;
}

template <class Response>
Result<CreatedToken> createdToken(const Response& answer) {
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

template <class Request>
Request silenceRequest(const NewSilence& silence) {
  Request request;
  for (const Matcher& matcher : silence.matchers) *request.add_matchers() = wire::toProto(matcher);
  if (silence.startsAt != TimePoint{}) *request.mutable_starts_at() = wire::toProto(silence.startsAt);
  *request.mutable_ends_at() = wire::toProto(silence.endsAt);
  request.set_comment(silence.comment);
  request.mutable_annotations()->insert(silence.annotations.begin(), silence.annotations.end());
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
                                                std::move(done), createdToken<v1::CreateEnrolTokenResponse>);
}

void OperatorClient::addOperator(const NewOperator& op, Done<CreatedToken> done) {
  v1::CreateOperatorRequest request;
  request.set_name(op.name);
  for (const Grant& grant : op.grants) *request.add_grants() = wire::toProto(grant);
  transport_->ask<v1::CreateOperatorResponse>("OperatorService/CreateOperator", std::move(request), std::move(done),
                                              createdToken<v1::CreateOperatorResponse>);
}

void OperatorClient::listOperators(const ListQuery& query, Done<Page<Operator>> done) {
  transport_->ask<v1::ListOperatorsResponse>(
      "OperatorService/ListOperators", listRequest<v1::ListOperatorsRequest>(query), std::move(done),
      [](const v1::ListOperatorsResponse& answer) { return pageOf<Operator>(answer.operators(), answer.page()); });
}

void OperatorClient::listNodes(const ListQuery& query, Done<Page<Node>> done) {
  transport_->ask<v1::ListNodesResponse>(
      "NodeService/ListNodes", listRequest<v1::ListNodesRequest>(query), std::move(done),
      [](const v1::ListNodesResponse& answer) { return pageOf<Node>(answer.nodes(), answer.page()); });
}

void OperatorClient::getNode(const std::string& nameOrId, Done<Node> done) {
  v1::GetNodeRequest request;
  request.set_node(nameOrId);
  transport_->ask<v1::Node>("NodeService/GetNode", std::move(request), std::move(done), kConvert);
}

void OperatorClient::listNodeEvents(const std::string& nameOrId, const ListQuery& query, Done<Page<NodeEvent>> done) {
  auto request = listRequest<v1::ListNodeEventsRequest>(query);
  request.set_node(nameOrId);
  transport_->ask<v1::ListNodeEventsResponse>(
      "NodeService/ListNodeEvents", std::move(request), std::move(done),
      [](const v1::ListNodeEventsResponse& answer) { return pageOf<NodeEvent>(answer.events(), answer.page()); });
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
  transport_->ask<v1::ListReleasesResponse>(
      "ReleaseService/ListReleases", listRequest<v1::ListReleasesRequest>(query), std::move(done),
      [](const v1::ListReleasesResponse& answer) { return pageOf<ReleaseSummary>(answer.releases(), answer.page()); });
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
  auto request = listRequest<v1::ListRolloutNodesRequest>(query);
  request.set_rollout(rollout.value);
  transport_->ask<v1::ListRolloutNodesResponse>(
      "RolloutService/ListRolloutNodes", std::move(request), std::move(done),
      [](const v1::ListRolloutNodesResponse& answer) { return pageOf<RolloutNode>(answer.nodes(), answer.page()); });
}

void OperatorClient::listRollouts(const ListQuery& query, Done<Page<Rollout>> done) {
  transport_->ask<v1::ListRolloutsResponse>(
      "RolloutService/ListRollouts", listRequest<v1::ListRolloutsRequest>(query), std::move(done),
      [](const v1::ListRolloutsResponse& answer) { return pageOf<Rollout>(answer.rollouts(), answer.page()); });
}

void OperatorClient::summarizeWorkload(const WorkloadName& workload, Done<WorkloadSummary> done) {
  v1::SummarizeWorkloadRequest request;
  request.set_workload(workload.value);
  transport_->ask<v1::WorkloadSummary>("RolloutService/SummarizeWorkload", std::move(request), std::move(done),
                                       kConvert);
}

void OperatorClient::listObjectives(const ListQuery& query, Done<Objectives> done) {
  transport_->ask<v1::ListObjectivesResponse>(
      "ObjectiveService/ListObjectives", listRequest<v1::ListObjectivesRequest>(query), std::move(done),
      [](const v1::ListObjectivesResponse& answer) -> Result<Objectives> {
        Objectives out;
        FLOTILLA_TRY(out.objectives, allOf<Objective>(answer.objectives()));
        FLOTILLA_TRY(out.standings, pageOf<ObjectiveStanding>(answer.standings(), answer.page()));
        if (answer.has_at()) out.at = wire::fromProto(answer.at());
        out.notes.assign(answer.notes().begin(), answer.notes().end());
        return out;
      });
}

void OperatorClient::listBudgets(const ListQuery& query, Done<Budgets> done) {
  transport_->ask<v1::ListBudgetsResponse>("BudgetService/ListBudgets", listRequest<v1::ListBudgetsRequest>(query),
                                           std::move(done),
                                           [](const v1::ListBudgetsResponse& answer) -> Result<Budgets> {
                                             Budgets out;
                                             FLOTILLA_TRY(out.budgets, pageOf<Budget>(answer.budgets(), answer.page()));
                                             FLOTILLA_TRY(out.overrides, allOf<BudgetOverride>(answer.overrides()));
                                             return out;
                                           });
}

void OperatorClient::getBudget(const ObjectiveName& objective, const RegionName& region, Done<BudgetReport> done) {
  auto request = budgetRequest<v1::GetBudgetRequest>(objective, region);
  transport_->ask<v1::BudgetReport>("BudgetService/GetBudget", std::move(request), std::move(done), kConvert);
}

void OperatorClient::overrideBudget(const BudgetOverride& wanted, Duration lifetime, Done<BudgetOverride> done) {
  auto request = budgetRequest<v1::OverrideBudgetRequest>(wanted.objective, wanted.region);
  request.set_reason(wanted.reason);
  *request.mutable_lifetime() = wire::toProto(lifetime);
  transport_->ask<v1::BudgetOverride>("BudgetService/OverrideBudget", std::move(request), std::move(done), kConvert);
}

void OperatorClient::revokeOverride(const BudgetOverrideId& id, Done<BudgetOverride> done) {
  v1::RevokeBudgetOverrideRequest request;
  request.set_id(id.value);
  transport_->ask<v1::BudgetOverride>("BudgetService/RevokeBudgetOverride", std::move(request), std::move(done),
                                      kConvert);
}

void OperatorClient::indicators(const IndicatorQuery& query, Done<std::vector<IndicatorReading>> done) {
  transport_->ask<v1::GetIndicatorsResponse>(
      "ObjectiveService/GetIndicators", wire::toProto(query), std::move(done),
      [](const v1::GetIndicatorsResponse& answer) { return allOf<IndicatorReading>(answer.readings()); });
}

void OperatorClient::objectiveHistory(const ObjectiveSpan& span, Done<std::vector<Tally>> done) {
  v1::GetObjectiveHistoryRequest request;
  request.set_objective(span.objective.value);
  request.set_region(span.region.value);
  *request.mutable_from() = wire::toProto(span.from);
  *request.mutable_to() = wire::toProto(span.to);
  *request.mutable_step() = wire::toProto(span.step);
  transport_->ask<v1::GetObjectiveHistoryResponse>(
      "ObjectiveService/GetObjectiveHistory", std::move(request), std::move(done),
      [](const v1::GetObjectiveHistoryResponse& answer) -> Result<std::vector<Tally>> {
        std::vector<Tally> out;
        for (const v1::Tally& tally : answer.steps()) out.push_back(wire::fromProto(tally));
        return out;
      });
}

void OperatorClient::listAlerts(const ListQuery& query, Done<Page<ObjectiveAlert>> done) {
  transport_->ask<v1::ListAlertsResponse>(
      "ObjectiveService/ListAlerts", listRequest<v1::ListAlertsRequest>(query), std::move(done),
      [](const v1::ListAlertsResponse& answer) { return pageOf<ObjectiveAlert>(answer.alerts(), answer.page()); });
}

void OperatorClient::listAlertStatus(const ListQuery& query, Done<Page<AlertStatus>> done) {
  transport_->ask<v1::ListAlertStatusResponse>(
      "AlertService/ListAlerts", listRequest<v1::ListAlertStatusRequest>(query), std::move(done),
      [](const v1::ListAlertStatusResponse& answer) { return pageOf<AlertStatus>(answer.alerts(), answer.page()); });
}

void OperatorClient::listAlertGroups(const ListQuery& query, Done<Page<AlertGroup>> done) {
  transport_->ask<v1::ListAlertGroupsResponse>(
      "AlertService/ListAlertGroups", listRequest<v1::ListAlertGroupsRequest>(query), std::move(done),
      [](const v1::ListAlertGroupsResponse& answer) { return pageOf<AlertGroup>(answer.groups(), answer.page()); });
}

void OperatorClient::listAlertHistory(const ListQuery& query, Done<Page<AlertFiring>> done) {
  transport_->ask<v1::ListAlertHistoryResponse>(
      "AlertService/ListAlertHistory", listRequest<v1::ListAlertHistoryRequest>(query), std::move(done),
      [](const v1::ListAlertHistoryResponse& answer) { return pageOf<AlertFiring>(answer.firings(), answer.page()); });
}

void OperatorClient::acknowledgeAlerts(const AlertChoice& choice, const std::string& note,
                                       Done<std::vector<Acknowledgement>> done) {
  auto request = choiceRequest<v1::AcknowledgeAlertRequest>(choice);
  request.set_note(note);
  transport_->ask<v1::AcknowledgeAlertResponse>(
      "AlertService/AcknowledgeAlert", std::move(request), std::move(done),
      [](const v1::AcknowledgeAlertResponse& answer) { return allOf<Acknowledgement>(answer.acknowledgements()); });
}

void OperatorClient::unacknowledgeAlerts(const AlertChoice& choice, Done<std::vector<AlertId>> done) {
  transport_->ask<v1::UnacknowledgeAlertResponse>(
      "AlertService/UnacknowledgeAlert", choiceRequest<v1::UnacknowledgeAlertRequest>(choice), std::move(done),
      [](const v1::UnacknowledgeAlertResponse& answer) -> Result<std::vector<AlertId>> {
        std::vector<AlertId> out;
        for (const std::string& id : answer.alerts()) out.emplace_back(id);
        return out;
      });
}

void OperatorClient::listSilences(const ListQuery& query, Done<Page<SilenceStatus>> done) {
  transport_->ask<v1::ListSilencesResponse>(
      "AlertService/ListSilences", listRequest<v1::ListSilencesRequest>(query), std::move(done),
      [](const v1::ListSilencesResponse& answer) { return pageOf<SilenceStatus>(answer.silences(), answer.page()); });
}

void OperatorClient::createSilence(const NewSilence& silence, Done<SilenceStatus> done) {
  transport_->ask<v1::Silence>("AlertService/CreateSilence", silenceRequest<v1::CreateSilenceRequest>(silence),
                               std::move(done), kConvert);
}

void OperatorClient::updateSilence(const SilenceId& id, const NewSilence& silence, Done<SilenceStatus> done) {
  auto request = silenceRequest<v1::UpdateSilenceRequest>(silence);
  request.set_id(id.value);
  transport_->ask<v1::Silence>("AlertService/UpdateSilence", std::move(request), std::move(done), kConvert);
}

void OperatorClient::expireSilence(const SilenceId& id, Done<SilenceStatus> done) {
  v1::ExpireSilenceRequest request;
  request.set_id(id.value);
  transport_->ask<v1::Silence>("AlertService/ExpireSilence", std::move(request), std::move(done), kConvert);
}

void OperatorClient::getAlerting(Done<AlertingDocument> done) {
  transport_->ask<v1::GetAlertingResponse>("AlertService/GetAlerting", v1::GetAlertingRequest(), std::move(done),
                                           kConvert);
}

void OperatorClient::applyAlerting(const AlertingChange& change, Done<AlertingDiff> done) {
  v1::ApplyAlertingRequest request;
  request.set_text(change.text);
  request.set_dry_run(change.dryRun);
  request.set_expected_revision(change.expectedRevision);
  transport_->ask<v1::ApplyAlertingResponse>("AlertService/ApplyAlerting", std::move(request), std::move(done),
                                             [](const v1::ApplyAlertingResponse& answer) -> Result<AlertingDiff> {
                                               return AlertingDiff{{answer.diff().begin(), answer.diff().end()},
                                                                   {answer.notes().begin(), answer.notes().end()},
                                                                   answer.applied()};
                                             });
}

void OperatorClient::testRoute(const RouteQuestion& question, Done<std::vector<std::string>> done) {
  v1::TestRouteRequest request;
  request.mutable_labels()->insert(question.labels.begin(), question.labels.end());
  request.set_text(question.text);
  transport_->ask<v1::TestRouteResponse>("AlertService/TestRoute", std::move(request), std::move(done),
                                         [](const v1::TestRouteResponse& answer) -> Result<std::vector<std::string>> {
                                           return std::vector<std::string>(answer.receivers().begin(),
                                                                           answer.receivers().end());
                                         });
}

void OperatorClient::listAudit(const ListQuery& query, Done<Page<AuditEntry>> done) {
  transport_->ask<v1::ListAuditEntriesResponse>(
      "AuditService/ListAuditEntries", listRequest<v1::ListAuditEntriesRequest>(query), std::move(done),
      [](const v1::ListAuditEntriesResponse& answer) { return pageOf<AuditEntry>(answer.entries(), answer.page()); });
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

// Objectives' budgets, alerts, silences and the alerting document.
#include "services/client/lists.h"
#include "services/client/operator_client.h"
#include "services/client/transport.h"
#include "services/wire/operator_wire.h"

namespace flotilla {
namespace {

constexpr auto kFromWire = [](const auto& message) { return wire::fromProto(message); };

template <class Request>
Request choiceRequest(const AlertChoice& choice) {
  Request request;
  request.set_alert(choice.alert.value);
  request.set_group(choice.group);
  return request;
}

template <class Request>
Request budgetRequest(const ObjectiveName& objective, const RegionName& region) {
  Request request;
  request.set_objective(objective.value);
  request.set_region(region.value);
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

void OperatorClient::listBudgets(const ListQuery& query, Done<Budgets> done) {
  transport_->ask<v1::ListBudgetsResponse>(
      "BudgetService/ListBudgets", listRequest<v1::ListBudgetsRequest>(wire::toProto(query)), std::move(done),
      [](const v1::ListBudgetsResponse& answer) -> Result<Budgets> {
        Budgets out;
        FLOTILLA_TRY(out.budgets, pageOf<Budget>(answer.budgets(), answer.page(), kFromWire));
        FLOTILLA_TRY(out.overrides, allOf<BudgetOverride>(answer.overrides(), kFromWire));
        return out;
      });
}

void OperatorClient::getBudget(const ObjectiveName& objective, const RegionName& region, Done<BudgetReport> done) {
  auto request = budgetRequest<v1::GetBudgetRequest>(objective, region);
  transport_->ask<v1::BudgetReport>("BudgetService/GetBudget", std::move(request), std::move(done), kFromWire);
}

void OperatorClient::overrideBudget(const BudgetOverride& wanted, Duration lifetime, Done<BudgetOverride> done) {
  auto request = budgetRequest<v1::OverrideBudgetRequest>(wanted.objective, wanted.region);
  request.set_reason(wanted.reason);
  *request.mutable_lifetime() = wire::toProto(lifetime);
  transport_->ask<v1::BudgetOverride>("BudgetService/OverrideBudget", std::move(request), std::move(done), kFromWire);
}

void OperatorClient::revokeOverride(const BudgetOverrideId& id, Done<BudgetOverride> done) {
  v1::RevokeBudgetOverrideRequest request;
  request.set_id(id.value);
  transport_->ask<v1::BudgetOverride>("BudgetService/RevokeBudgetOverride", std::move(request), std::move(done),
                                      kFromWire);
}

void OperatorClient::indicators(const IndicatorQuery& query, Done<std::vector<IndicatorReading>> done) {
  transport_->ask<v1::GetIndicatorsResponse>(
      "ObjectiveService/GetIndicators", wire::toProto(query), std::move(done),
      [](const v1::GetIndicatorsResponse& answer) { return allOf<IndicatorReading>(answer.readings(), kFromWire); });
}

void OperatorClient::indicatorHistory(const IndicatorHistoryQuery& query, Done<std::vector<IndicatorStep>> done) {
  transport_->ask<v1::GetIndicatorHistoryResponse>(
      "ObjectiveService/GetIndicatorHistory", wire::toProto(query), std::move(done),
      [](const v1::GetIndicatorHistoryResponse& answer) { return allOf<IndicatorStep>(answer.steps(), kFromWire); });
}

void OperatorClient::drift(const DriftQuery& query, Done<std::vector<DriftStanding>> done) {
  transport_->ask<v1::GetDriftResponse>(
      "DriftService/GetDrift", wire::toProto(query), std::move(done),
      [](const v1::GetDriftResponse& answer) { return allOf<DriftStanding>(answer.standings(), kFromWire); });
}

void OperatorClient::inputSamples(const std::string& nameOrId, const SampleQuery& query, const std::string& reason,
                                  Done<NodeSamples> done) {
  v1::GetInputSamplesRequest request;
  request.set_node(nameOrId);
  *request.mutable_query() = wire::toProto(query);
  request.set_reason(reason);
  transport_->ask<v1::GetInputSamplesResponse>("DriftService/GetInputSamples", std::move(request), std::move(done),
                                               kFromWire);
}

void OperatorClient::replay(const ReplayQuery& query, Done<ReplayReport> done) {
  v1::ReplayRequest request;
  *request.mutable_from() = wire::toProto(query.from);
  *request.mutable_to() = wire::toProto(query.to);
  request.set_fleet(query.fleet);
  request.set_alerting(query.alerting);
  transport_->ask<v1::ReplayResponse>("AlertService/Replay", std::move(request), std::move(done), kFromWire);
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
  transport_->ask<v1::ListAlertsResponse>("ObjectiveService/ListAlerts",
                                          listRequest<v1::ListAlertsRequest>(wire::toProto(query)), std::move(done),
                                          [](const v1::ListAlertsResponse& answer) {
                                            return pageOf<ObjectiveAlert>(answer.alerts(), answer.page(), kFromWire);
                                          });
}

void OperatorClient::listAlertStatus(const ListQuery& query, Done<Page<AlertStatus>> done) {
  transport_->ask<v1::ListAlertStatusResponse>("AlertService/ListAlerts",
                                               listRequest<v1::ListAlertStatusRequest>(wire::toProto(query)),
                                               std::move(done), [](const v1::ListAlertStatusResponse& answer) {
                                                 return pageOf<AlertStatus>(answer.alerts(), answer.page(), kFromWire);
                                               });
}

void OperatorClient::listAlertGroups(const ListQuery& query, Done<Page<AlertGroup>> done) {
  transport_->ask<v1::ListAlertGroupsResponse>("AlertService/ListAlertGroups",
                                               listRequest<v1::ListAlertGroupsRequest>(wire::toProto(query)),
                                               std::move(done), [](const v1::ListAlertGroupsResponse& answer) {
                                                 return pageOf<AlertGroup>(answer.groups(), answer.page(), kFromWire);
                                               });
}

void OperatorClient::listAlertHistory(const ListQuery& query, Done<Page<AlertFiring>> done) {
  transport_->ask<v1::ListAlertHistoryResponse>(
      "AlertService/ListAlertHistory", listRequest<v1::ListAlertHistoryRequest>(wire::toProto(query)), std::move(done),
      [](const v1::ListAlertHistoryResponse& answer) {
        return pageOf<AlertFiring>(answer.firings(), answer.page(), kFromWire);
      });
}

void OperatorClient::acknowledgeAlerts(const AlertChoice& choice, const std::string& note,
                                       Done<std::vector<Acknowledgement>> done) {
  auto request = choiceRequest<v1::AcknowledgeAlertRequest>(choice);
  request.set_note(note);
  transport_->ask<v1::AcknowledgeAlertResponse>("AlertService/AcknowledgeAlert", std::move(request), std::move(done),
                                                [](const v1::AcknowledgeAlertResponse& answer) {
                                                  return allOf<Acknowledgement>(answer.acknowledgements(), kFromWire);
                                                });
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
  transport_->ask<v1::ListSilencesResponse>("AlertService/ListSilences",
                                            listRequest<v1::ListSilencesRequest>(wire::toProto(query)), std::move(done),
                                            [](const v1::ListSilencesResponse& answer) {
                                              return pageOf<SilenceStatus>(answer.silences(), answer.page(), kFromWire);
                                            });
}

void OperatorClient::createSilence(const NewSilence& silence, Done<SilenceStatus> done) {
  transport_->ask<v1::Silence>("AlertService/CreateSilence", silenceRequest<v1::CreateSilenceRequest>(silence),
                               std::move(done), kFromWire);
}

void OperatorClient::updateSilence(const SilenceId& id, const NewSilence& silence, Done<SilenceStatus> done) {
  auto request = silenceRequest<v1::UpdateSilenceRequest>(silence);
  request.set_id(id.value);
  transport_->ask<v1::Silence>("AlertService/UpdateSilence", std::move(request), std::move(done), kFromWire);
}

void OperatorClient::expireSilence(const SilenceId& id, Done<SilenceStatus> done) {
  v1::ExpireSilenceRequest request;
  request.set_id(id.value);
  transport_->ask<v1::Silence>("AlertService/ExpireSilence", std::move(request), std::move(done), kFromWire);
}

void OperatorClient::getAlerting(Done<AlertingDocument> done) {
  transport_->ask<v1::GetAlertingResponse>("AlertService/GetAlerting", v1::GetAlertingRequest(), std::move(done),
                                           kFromWire);
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

}  // namespace flotilla

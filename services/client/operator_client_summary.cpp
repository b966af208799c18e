#include "services/client/operator_client.h"
#include "services/client/transport.h"
#include "services/wire/summary_wire.h"

namespace flotilla {
namespace {

constexpr auto kSummaryFromWire = [](const auto& message) { return wire::fromProto(message); };
constexpr auto kBusinessFromWire = [](const auto& message) { return Result(wire::fromProto(message)); };

Result<std::vector<BusinessStanding>> standingsFrom(const v1::ListBusinessIndicatorsResponse& answer) {
  std::vector<BusinessStanding> out;
  for (const v1::BusinessStanding& one : answer.indicators()) {
    FLOTILLA_TRY(out.emplace_back(), wire::fromProto(one));
  }
  return out;
}

}  // namespace

void OperatorClient::summary(const SummaryQuestion& question, Done<Summary> done) {
  transport_->ask<v1::Summary>("SummaryService/GetSummary", wire::toProto(question), std::move(done), kSummaryFromWire);
}

void OperatorClient::applyBusiness(const std::vector<BusinessIndicator>& indicators, bool dryRun,
                                   Done<BusinessDiff> done) {
  v1::ApplyBusinessIndicatorsRequest request;
  for (const BusinessIndicator& one : indicators) *request.add_indicators() = wire::toProto(one);
  request.set_dry_run(dryRun);
  transport_->ask<v1::ApplyBusinessIndicatorsResponse>("BusinessService/ApplyBusinessIndicators", std::move(request),
                                                       std::move(done), kBusinessFromWire);
}

void OperatorClient::reportBusiness(const std::vector<BusinessPoint>& points, Done<BusinessStored> done) {
  v1::ReportBusinessRequest request;
  for (const BusinessPoint& point : points) *request.add_points() = wire::toProto(point);
  transport_->ask<v1::ReportBusinessResponse>("BusinessService/ReportBusiness", std::move(request), std::move(done),
                                              kBusinessFromWire);
}

void OperatorClient::listBusiness(Done<std::vector<BusinessStanding>> done) {
  transport_->ask<v1::ListBusinessIndicatorsResponse>(
      "BusinessService/ListBusinessIndicators", v1::ListBusinessIndicatorsRequest(), std::move(done), standingsFrom);
}

void OperatorClient::businessHistory(const BusinessSpan& span, Done<BusinessHistory> done) {
  transport_->ask<v1::GetBusinessHistoryResponse>("BusinessService/GetBusinessHistory", wire::toProto(span),
                                                  std::move(done), kSummaryFromWire);
}

}  // namespace flotilla

#include "services/controlplane/core/business/business.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/wire/business_wire.h"

namespace flotilla::controlplane {
namespace {

Result<Decision<v1::ApplyBusinessIndicatorsResponse>> applyIndicators(
    const ControlPlane& plane, const v1::ApplyBusinessIndicatorsRequest& request) {
  if (request.indicators_size() > static_cast<int>(kMaxBusinessIndicators))
    return Error{ErrorCode::Exhausted, "too_many", "there are at most 64 business indicators", "indicators",
                 "leave out those that nobody looks at"};
  std::vector<BusinessIndicator> wanted;
  for (const v1::BusinessIndicator& one : request.indicators()) {
    FLOTILLA_TRY(wanted.emplace_back(), wire::fromProto(one));
  }
  FLOTILLA_TRY(auto decision, applyBusiness(plane.fleet.state(), std::move(wanted), request.dry_run()));
  return Decision<v1::ApplyBusinessIndicatorsResponse>{wire::toProto(decision.answer), std::move(decision.mutation),
                                                       std::move(decision.fact)};
}

// What is reported is no decision: it is kept with telemetry, and neither audited nor remembered by its request.
Result<Decision<v1::ReportBusinessResponse>> reportPoints(const ControlPlane& plane,
                                                          const v1::ReportBusinessRequest& request,
                                                          const Caller& caller) {
  if (request.points_size() > static_cast<int>(kMaxBusinessPoints))
    return Error{ErrorCode::Exhausted, "too_many", "a report has at most 1000 points", "points",
                 "report them in several calls"};
  std::vector<BusinessPoint> points;
  for (const v1::BusinessPoint& point : request.points()) points.push_back(wire::fromProto(point));
  FLOTILLA_TRY(const auto good, checkPoints(plane.fleet.state(), std::move(points), caller, plane.clock.now()));
  FLOTILLA_TRY(const BusinessStored stored, plane.reportBusiness(good));
  return Decision<v1::ReportBusinessResponse>{wire::toProto(stored), {}, {}};
}

v1::ListBusinessIndicatorsResponse listIndicators(const ControlPlane& plane, const Caller& caller) {
  const FleetState& state = plane.fleet.state();
  std::vector<BusinessIndicator> all;
  for (const auto& [name, indicator] : state.business) all.push_back(indicator);
  v1::ListBusinessIndicatorsResponse out;
  for (const BusinessStanding& standing : plane.businessStandings(all, seenBusinessPlace(state, caller)))
    *out.add_indicators() = wire::toProto(standing);
  return out;
}

Result<v1::GetBusinessHistoryResponse> businessHistory(const ControlPlane& plane,
                                                       const v1::GetBusinessHistoryRequest& request,
                                                       const Caller& caller) {
  const FleetState& state = plane.fleet.state();
  const BusinessSpan span = wire::fromProto(request);
  BusinessHistory out;
  FLOTILLA_TRY(out.indicator, findBusiness(state, span.indicator, "indicator"));
  FLOTILLA_TRY(const BusinessPlace place, businessPlace(state, span.region, caller));
  FLOTILLA_CHECK(checkSpan(span));
  out.steps = plane.businessHistory(out.indicator, place, span);
  return wire::toProto(out);
}

}  // namespace

void registerBusinessHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.change<v1::ApplyBusinessIndicatorsRequest, v1::ApplyBusinessIndicatorsResponse>(
      "flotilla.v1.BusinessService/ApplyBusinessIndicators",
      [&plane](const auto& request, const Caller&) { return applyIndicators(plane, request); });
  dispatcher.change<v1::ReportBusinessRequest, v1::ReportBusinessResponse>(
      "flotilla.v1.BusinessService/ReportBusiness",
      [&plane](const auto& request, const Caller& caller) { return reportPoints(plane, request, caller); });
  dispatcher.read<v1::ListBusinessIndicatorsRequest, v1::ListBusinessIndicatorsResponse>(
      "flotilla.v1.BusinessService/ListBusinessIndicators",
      [&plane](const auto&, const Caller& caller) -> Result<v1::ListBusinessIndicatorsResponse> {
        return listIndicators(plane, caller);
      });
  dispatcher.read<v1::GetBusinessHistoryRequest, v1::GetBusinessHistoryResponse>(
      "flotilla.v1.BusinessService/GetBusinessHistory",
      [&plane](const auto& request, const Caller& caller) { return businessHistory(plane, request, caller); });
}

}  // namespace flotilla::controlplane

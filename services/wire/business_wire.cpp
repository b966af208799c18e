#include "services/wire/business_wire.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {
namespace {

static_assert(sameEnum(v1::BUSINESS_AGGREGATION_LAST, BusinessAggregation::Last));

}  // namespace

v1::BusinessIndicator toProto(const BusinessIndicator& indicator) {
  v1::BusinessIndicator out;
  out.set_name(indicator.name.value);
  out.set_title(indicator.title);
  out.set_unit(indicator.unit);
  out.set_less_is_better(indicator.lessIsBetter);
  if (indicator.goal) out.set_goal(*indicator.goal);
  out.set_aggregation(writeEnum<v1::BusinessAggregation>(indicator.aggregation));
  return out;
}

Result<BusinessIndicator> fromProto(const v1::BusinessIndicator& indicator) {
  BusinessIndicator out;
  out.name = BusinessName(indicator.name());
  out.title = indicator.title();
  out.unit = indicator.unit();
  out.lessIsBetter = indicator.less_is_better();
  if (indicator.has_goal()) out.goal = indicator.goal();
  FLOTILLA_TRY(out.aggregation, readEnum(indicator.aggregation(), BusinessAggregation::Last, "aggregation"));
  return out;
}

v1::BusinessPoint toProto(const BusinessPoint& point) {
  v1::BusinessPoint out;
  out.set_indicator(point.indicator.value);
  out.set_region(point.region.value);
  out.set_site(point.site.value);
  putTime(out, &v1::BusinessPoint::mutable_at, point.at);
  out.set_value(point.value);
  return out;
}

BusinessPoint fromProto(const v1::BusinessPoint& point) {
  return {BusinessName(point.indicator()), RegionName(point.region()), SiteName(point.site()),
          timeOf(point.has_at(), point.at()), point.value()};
}

namespace {

template <class Names>
std::vector<BusinessName> businessNames(const Names& names) {
  std::vector<BusinessName> out;
  for (const std::string& name : names) out.emplace_back(name);
  return out;
}

}  // namespace

v1::ApplyBusinessIndicatorsResponse toProto(const BusinessDiff& diff) {
  v1::ApplyBusinessIndicatorsResponse out;
  for (const BusinessName& name : diff.created) out.add_created(name.value);
  for (const BusinessName& name : diff.updated) out.add_updated(name.value);
  for (const BusinessName& name : diff.deleted) out.add_deleted(name.value);
  out.set_unchanged(diff.unchanged);
  return out;
}

BusinessDiff fromProto(const v1::ApplyBusinessIndicatorsResponse& diff) {
  return {businessNames(diff.created()), businessNames(diff.updated()), businessNames(diff.deleted()),
          diff.unchanged()};
}

v1::ReportBusinessResponse toProto(const BusinessStored& stored) {
  v1::ReportBusinessResponse out;
  out.set_stored(stored.stored);
  out.set_unchanged(stored.unchanged);
  return out;
}

BusinessStored fromProto(const v1::ReportBusinessResponse& stored) {
  return {stored.stored(), stored.unchanged()};
}

v1::BusinessStanding toProto(const BusinessStanding& standing) {
  v1::BusinessStanding out;
  *out.mutable_indicator() = toProto(standing.indicator);
  for (const RegionName& region : standing.regions) out.add_regions(region.value);
  if (standing.lastPoint) *out.mutable_last_point() = toProto(*standing.lastPoint);
  return out;
}

Result<BusinessStanding> fromProto(const v1::BusinessStanding& standing) {
  BusinessStanding out;
  FLOTILLA_TRY(out.indicator, under("indicator", fromProto(standing.indicator())));
  for (const std::string& region : standing.regions()) out.regions.emplace_back(region);
  if (standing.has_last_point()) out.lastPoint = fromProto(standing.last_point());
  return out;
}

v1::GetBusinessHistoryRequest toProto(const BusinessSpan& span) {
  v1::GetBusinessHistoryRequest out;
  out.set_indicator(span.indicator.value);
  out.set_region(span.region.value);
  *out.mutable_from() = toProto(span.from);
  *out.mutable_to() = toProto(span.to);
  *out.mutable_step() = toProto(span.step);
  return out;
}

BusinessSpan fromProto(const v1::GetBusinessHistoryRequest& request) {
  return {BusinessName(request.indicator()), RegionName(request.region()), fromProto(request.from()),
          fromProto(request.to()), fromProto(request.step())};
}

v1::GetBusinessHistoryResponse toProto(const BusinessHistory& history) {
  v1::GetBusinessHistoryResponse out;
  *out.mutable_indicator() = toProto(history.indicator);
  for (const auto& step : history.steps) {
    v1::BusinessValue& value = *out.add_steps();
    if (step) value.set_value(*step);
  }
  return out;
}

Result<BusinessHistory> fromProto(const v1::GetBusinessHistoryResponse& history) {
  BusinessHistory out;
  FLOTILLA_TRY(out.indicator, under("indicator", fromProto(history.indicator())));
  for (const v1::BusinessValue& step : history.steps())
    out.steps.push_back(step.has_value() ? std::optional(step.value()) : std::nullopt);
  return out;
}

}  // namespace flotilla::wire

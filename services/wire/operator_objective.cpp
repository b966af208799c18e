#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::INDICATOR_SATURATION, Indicator::Saturation));
static_assert(sameEnum(v1::SEVERITY_TICKET, Severity::Ticket));
static_assert(sameEnum(v1::BUDGET_STATE_UNKNOWN, BudgetState::Unknown));
static_assert(sameEnum(v1::ALERT_KIND_MISSING, AlertKind::Missing));
static_assert(sameEnum(v1::ALERT_STATE_RESOLVED, AlertState::Resolved));
// Left open is a value of its own, so these begin with the same zero.
static_assert(v1::BUDGET_POLICY_INFORM == static_cast<int>(BudgetPolicy::Inform));

v1::Objective toProto(const Objective& objective) {
  v1::Objective out;
  out.set_name(objective.name.value);
  out.set_title(objective.title);
  out.set_indicator(writeEnum<v1::Indicator>(objective.indicator));
  out.set_workload(objective.workload.value);
  out.set_limit(objective.limit);
  out.set_target(objective.target);
  *out.mutable_period() = toProto(objective.period);
  out.set_good_slot(objective.goodSlot);
  out.set_owner(objective.owner);
  out.set_budget_policy(static_cast<v1::BudgetPolicy>(objective.budgetPolicy));
  return out;
}

Result<Objective> fromProto(const v1::Objective& objective) {
  Objective out;
  out.name = ObjectiveName(objective.name());
  out.title = objective.title();
  FLOTILLA_TRY(out.indicator, readEnum(objective.indicator(), Indicator::Saturation, "indicator"));
  out.workload = WorkloadName(objective.workload());
  out.limit = objective.limit();
  out.target = objective.target();
  if (objective.has_period()) out.period = fromProto(objective.period());
  out.goodSlot = objective.good_slot();
  out.owner = objective.owner();
  if (!v1::BudgetPolicy_IsValid(objective.budget_policy()))
    return invalid("bad_enum", "budget_policy has no meaning", "budget_policy", "write enforce or inform");
  out.budgetPolicy = static_cast<BudgetPolicy>(objective.budget_policy());
  return out;
}

v1::Tally toProto(const Tally& tally) {
  v1::Tally out;
  out.set_total(tally.total);
  out.set_bad(tally.bad);
  return out;
}
Tally fromProto(const v1::Tally& tally) {
  return {tally.total(), tally.bad()};
}

namespace {

v1::Spread writeSpread(const Spread& spread) {
  v1::Spread out;
  out.set_p50(spread.p50);
  out.set_p95(spread.p95);
  out.set_p99(spread.p99);
  out.set_mean(spread.mean);
  return out;
}
Spread readSpread(const v1::Spread& spread) {
  return {spread.p50(), spread.p95(), spread.p99(), spread.mean()};
}

v1::TierStanding writeTier(const TierStanding& tier) {
  v1::TierStanding out;
  out.set_severity(writeEnum<v1::Severity>(tier.tier.severity));
  out.set_budget(tier.tier.budget);
  *out.mutable_long_window() = toProto(tier.tier.longWindow);
  *out.mutable_short_window() = toProto(tier.tier.shortWindow);
  out.set_burn_limit(tier.tier.burn);
  out.set_long_burn(tier.longBurn);
  out.set_short_burn(tier.shortBurn);
  *out.mutable_long_tally() = toProto(tier.longTally);
  *out.mutable_short_tally() = toProto(tier.shortTally);
  out.set_burning(tier.burning);
  out.set_guarded_by(tier.guardedBy);
  return out;
}

Result<TierStanding> readTier(const v1::TierStanding& tier) {
  TierStanding out;
  FLOTILLA_TRY(out.tier.severity, readEnum(tier.severity(), Severity::Ticket, "severity"));
  out.tier.budget = tier.budget();
  out.tier.longWindow = fromProto(tier.long_window());
  out.tier.shortWindow = fromProto(tier.short_window());
  out.tier.burn = tier.burn_limit();
  out.longBurn = tier.long_burn();
  out.shortBurn = tier.short_burn();
  out.longTally = fromProto(tier.long_tally());
  out.shortTally = fromProto(tier.short_tally());
  out.burning = tier.burning();
  out.guardedBy = tier.guarded_by();
  return out;
}

}  // namespace

v1::ObjectiveStanding toProto(const ObjectiveStanding& standing) {
  v1::ObjectiveStanding out;
  out.set_objective(standing.objective.value);
  out.set_region(standing.region.value);
  *out.mutable_tally() = toProto(standing.tally);
  if (standing.budgetLeft) out.set_budget_left(*standing.budgetLeft);
  out.set_state(writeEnum<v1::BudgetState>(standing.state));
  if (standing.exhaustedIn) *out.mutable_exhausted_in() = toProto(*standing.exhaustedIn);
  for (const TierStanding& tier : standing.tiers) *out.add_tiers() = writeTier(tier);
  if (standing.lastObserved) *out.mutable_last_observed() = toProto(*standing.lastObserved);
  out.set_missing(standing.missing);
  out.set_partial(standing.partial);
  if (standing.overriddenUntil) *out.mutable_overridden_until() = toProto(*standing.overriddenUntil);
  return out;
}

Result<ObjectiveStanding> fromProto(const v1::ObjectiveStanding& standing) {
  ObjectiveStanding out;
  out.objective = ObjectiveName(standing.objective());
  out.region = RegionName(standing.region());
  out.tally = fromProto(standing.tally());
  if (standing.has_budget_left()) out.budgetLeft = standing.budget_left();
  FLOTILLA_TRY(out.state, readEnum(standing.state(), BudgetState::Unknown, "state"));
  if (standing.has_exhausted_in()) out.exhaustedIn = fromProto(standing.exhausted_in());
  for (int i = 0; i < standing.tiers_size(); ++i) {
    FLOTILLA_TRY(TierStanding tier, under(element("tiers", static_cast<std::size_t>(i)), readTier(standing.tiers(i))));
    out.tiers.push_back(std::move(tier));
  }
  if (standing.has_last_observed()) out.lastObserved = fromProto(standing.last_observed());
  out.missing = standing.missing();
  out.partial = standing.partial();
  if (standing.has_overridden_until()) out.overriddenUntil = fromProto(standing.overridden_until());
  return out;
}

v1::GetIndicatorsRequest toProto(const IndicatorQuery& query) {
  v1::GetIndicatorsRequest out;
  out.set_region(query.region.value);
  out.set_site(query.site.value);
  out.set_node(query.node);
  out.set_workload(query.workload.value);
  out.set_version(query.version);
  *out.mutable_from() = toProto(query.from);
  *out.mutable_to() = toProto(query.to);
  return out;
}

IndicatorQuery fromProto(const v1::GetIndicatorsRequest& query) {
  return {RegionName(query.region()),     SiteName(query.site()), query.node(),
          WorkloadName(query.workload()), query.version(),        fromProto(query.from()),
          fromProto(query.to())};
}

v1::IndicatorReading toProto(const IndicatorReading& reading) {
  v1::IndicatorReading out;
  out.set_indicator(writeEnum<v1::Indicator>(reading.indicator));
  out.set_workload(reading.workload.value);
  out.set_version(reading.version);
  *out.mutable_tally() = toProto(reading.tally);
  if (reading.spread) *out.mutable_spread() = writeSpread(*reading.spread);
  return out;
}

Result<IndicatorReading> fromProto(const v1::IndicatorReading& reading) {
  IndicatorReading out;
  FLOTILLA_TRY(out.indicator, readEnum(reading.indicator(), Indicator::Saturation, "indicator"));
  out.workload = WorkloadName(reading.workload());
  out.version = reading.version();
  out.tally = fromProto(reading.tally());
  if (reading.has_spread()) out.spread = readSpread(reading.spread());
  return out;
}

v1::GetIndicatorHistoryRequest toProto(const IndicatorHistoryQuery& query) {
  v1::GetIndicatorHistoryRequest out;
  *out.mutable_place() = toProto(query.place);
  *out.mutable_step() = toProto(query.step);
  return out;
}

v1::IndicatorStep toProto(const IndicatorStep& step) {
  v1::IndicatorStep out;
  *out.mutable_at() = toProto(step.at);
  const auto put = [](const Tally& tally, v1::Tally* into) { *into = toProto(tally); };
  if (step.answers.total > 0) put(step.answers, out.mutable_answers());
  if (step.labelled.total > 0) put(step.labelled, out.mutable_labelled());
  out.set_held(step.held);
  if (step.latency) *out.mutable_latency() = writeSpread(*step.latency);
  out.mutable_latency_rows()->Add(step.latencyRows.begin(), step.latencyRows.end());
  if (step.reachable.total > 0) put(step.reachable, out.mutable_reachable());
  if (step.delivery.total > 0) put(step.delivery, out.mutable_delivery());
  if (step.saturation.total > 0) put(step.saturation, out.mutable_saturation());
  if (step.traffic.total > 0) put(step.traffic, out.mutable_traffic());
  return out;
}

Result<IndicatorStep> fromProto(const v1::IndicatorStep& step) {
  IndicatorStep out;
  out.at = fromProto(step.at());
  out.answers = fromProto(step.answers());
  out.labelled = fromProto(step.labelled());
  out.held = step.held();
  if (step.has_latency()) out.latency = readSpread(step.latency());
  out.latencyRows.assign(step.latency_rows().begin(), step.latency_rows().end());
  out.reachable = fromProto(step.reachable());
  out.delivery = fromProto(step.delivery());
  out.saturation = fromProto(step.saturation());
  out.traffic = fromProto(step.traffic());
  return out;
}

v1::ObjectiveAlert toProto(const ObjectiveAlert& alert) {
  v1::ObjectiveAlert out;
  out.set_kind(writeEnum<v1::AlertKind>(alert.key.kind));
  out.set_objective(alert.key.objective.value);
  out.set_region(alert.key.region.value);
  out.set_severity(writeEnum<v1::Severity>(alert.key.severity));
  out.set_state(writeEnum<v1::AlertState>(alert.state));
  *out.mutable_since() = toProto(alert.since);
  *out.mutable_last_true() = toProto(alert.lastTrue);
  if (alert.resolvedAt != TimePoint{}) *out.mutable_resolved_at() = toProto(alert.resolvedAt);
  out.set_why(alert.why);
  return out;
}

Result<ObjectiveAlert> fromProto(const v1::ObjectiveAlert& alert) {
  ObjectiveAlert out;
  FLOTILLA_TRY(out.key.kind, readEnum(alert.kind(), AlertKind::Missing, "kind"));
  out.key.objective = ObjectiveName(alert.objective());
  out.key.region = RegionName(alert.region());
  FLOTILLA_TRY(out.key.severity, readEnum(alert.severity(), Severity::Ticket, "severity"));
  FLOTILLA_TRY(out.state, readEnum(alert.state(), AlertState::Resolved, "state"));
  out.since = fromProto(alert.since());
  out.lastTrue = fromProto(alert.last_true());
  if (alert.has_resolved_at()) out.resolvedAt = fromProto(alert.resolved_at());
  out.why = alert.why();
  return out;
}

}  // namespace flotilla::wire

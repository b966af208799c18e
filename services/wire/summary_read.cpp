#include "models/domain/utf8.h"
#include "services/wire/operator_fields.h"
#include "services/wire/summary_wire.h"

namespace flotilla::wire {
namespace {

template <class Points>
SummarySteps stepsFrom(const Points& points) {
  SummarySteps out;
  for (const auto& point : points) out.push_back(point.has_value() ? std::optional(point.value()) : std::nullopt);
  return out;
}

std::optional<TimePoint> maybeTime(bool isThere, const google::protobuf::Timestamp& at) {
  return isThere ? std::optional(fromProto(at)) : std::nullopt;
}
std::optional<Duration> maybeLength(bool isThere, const google::protobuf::Duration& length) {
  return isThere ? std::optional(fromProto(length)) : std::nullopt;
}
std::optional<double> maybeNumber(bool isThere, double number) {
  return isThere ? std::optional(number) : std::nullopt;
}

SummaryCount countFrom(const v1::SummaryCount& count) {
  return {count.value(), count.address()};
}

SummaryDuration durationFrom(const v1::SummaryDuration& duration) {
  return {maybeLength(duration.has_median(), duration.median()),
          maybeLength(duration.has_shortest(), duration.shortest()),
          maybeLength(duration.has_longest(), duration.longest()), duration.of()};
}

Result<SummaryHeadline> headlineFrom(const v1::SummaryHeadline& headline) {
  SummaryHeadline out;
  FLOTILLA_TRY(out.level, readEnum(headline.level(), SummaryLevel::Unknown, "level"));
  for (const v1::SummarySentence& one : headline.sentences())
    out.sentences.push_back(
        {one.code(), {one.parameters().begin(), one.parameters().end()}, one.text(), one.address()});
  return out;
}

Result<SummaryObjective> objectiveFrom(const v1::SummaryObjective& objective) {
  SummaryObjective out;
  Objective& what = out.objective;
  what.name = ObjectiveName(objective.name());
  what.title = objective.title();
  FLOTILLA_TRY(what.indicator, readEnum(objective.indicator(), Indicator::Saturation, "indicator"));
  what.target = objective.target();
  what.period = fromProto(objective.period());
  what.limit = objective.limit();
  what.workload = WorkloadName(objective.workload());
  out.enforced = objective.enforced();
  return out;
}

Result<SummaryCell> cellFrom(const v1::SummaryCell& cell) {
  SummaryCell out;
  out.objective = ObjectiveName(cell.objective());
  out.attainment = maybeNumber(cell.has_attainment(), cell.attainment());
  out.budgetLeft = maybeNumber(cell.has_budget_left(), cell.budget_left());
  FLOTILLA_TRY(out.state, readEnum(cell.state(), BudgetState::Unknown, "state"));
  out.burn = maybeNumber(cell.has_burn(), cell.burn());
  out.runsOut = maybeTime(cell.has_runs_out(), cell.runs_out());
  out.left = stepsFrom(cell.left());
  out.missing = cell.missing();
  out.address = cell.address();
  return out;
}

Result<SummaryRow> rowFrom(const v1::SummaryRow& row) {
  SummaryRow out;
  out.region = RegionName(row.region());
  out.title = row.title();
  out.nodes = row.nodes();
  FLOTILLA_TRY(out.state, readEnum(row.state(), BudgetState::Unknown, "state"));
  if (row.has_inside_target()) out.insideTarget = row.inside_target();
  out.runsOut = maybeTime(row.has_runs_out(), row.runs_out());
  FLOTILLA_CHECK(readAll(row.cells(), "cells", out.cells, cellFrom));
  out.address = row.address();
  return out;
}

Result<SummarySpending> spendingFrom(const v1::SummarySpending& spending) {
  SummarySpending out;
  FLOTILLA_TRY(out.on, readEnum(spending.on(), SpentOn::Maintenance, "on"));
  out.share = spending.share();
  out.ids.assign(spending.ids().begin(), spending.ids().end());
  out.count = spending.count();
  out.address = spending.address();
  return out;
}

Result<SummaryBudget> budgetFrom(const v1::SummaryBudget& budget) {
  SummaryBudget out;
  out.region = RegionName(budget.region());
  out.objective = ObjectiveName(budget.objective());
  out.objectives = budget.objectives();
  out.left = maybeNumber(budget.has_left(), budget.left());
  FLOTILLA_CHECK(readAll(budget.spent(), "spent", out.spent, spendingFrom));
  if (budget.has_maintenance()) {
    FLOTILLA_TRY(out.maintenance, under("maintenance", spendingFrom(budget.maintenance())));
  }
  out.from = timeOf(budget.has_from(), budget.from());
  return out;
}

Result<SummaryCanary> canaryFrom(const v1::SummaryCanary& canary) {
  SummaryCanary out;
  out.rollout = RolloutId(canary.rollout());
  out.workload = WorkloadName(canary.workload());
  FLOTILLA_TRY(out.version, readVersion(canary.version(), "version"));
  out.touched = canary.touched();
  out.nodes = canary.nodes();
  out.reason = canary.reason();
  out.message = canary.message();
  out.ended = timeOf(canary.has_ended(), canary.ended());
  out.address = canary.address();
  return out;
}

Result<SummaryReleases> releasesFrom(const v1::SummaryReleases& releases) {
  SummaryReleases out;
  out.all = countFrom(releases.all());
  out.succeeded = countFrom(releases.succeeded());
  out.running = countFrom(releases.running());
  out.paused = countFrom(releases.paused());
  out.failed = countFrom(releases.failed());
  out.aborted = countFrom(releases.aborted());
  out.rolledBackAutomatically = countFrom(releases.rolled_back_automatically());
  out.rolledBackByHand = countFrom(releases.rolled_back_by_hand());
  out.changeFailureRate = maybeNumber(releases.has_change_failure_rate(), releases.change_failure_rate());
  out.changeFailureRateBefore =
      maybeNumber(releases.has_change_failure_rate_before(), releases.change_failure_rate_before());
  out.badLive = durationFrom(releases.bad_live());
  out.stoppedAsCanaries = countFrom(releases.stopped_as_canaries());
  FLOTILLA_CHECK(readAll(releases.canaries(), "canaries", out.canaries, canaryFrom));
  out.canaryShare = releases.canary_share();
  return out;
}

template <class Word, std::size_t N>
Result<Word> wordFrom(const std::array<std::string_view, N>& names, const std::string& text, const char* field) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == text) return static_cast<Word>(i);
  return invalid("unknown_value", std::string(field) + " has no meaning here: " + excerpt(text, 80), field);
}

Result<SummaryIncident> incidentFrom(const v1::SummaryIncident& incident) {
  SummaryIncident out;
  out.id = IncidentId(incident.id());
  out.title = incident.title();
  FLOTILLA_TRY(out.severity, wordFrom<IncidentSeverity>(kIncidentSeverityNames, incident.severity(), "severity"));
  FLOTILLA_TRY(out.state, wordFrom<IncidentState>(kIncidentStateNames, incident.state(), "state"));
  out.region = RegionName(incident.region());
  out.opened = timeOf(incident.has_opened(), incident.opened());
  out.toDetect = maybeLength(incident.has_to_detect(), incident.to_detect());
  out.toMitigate = maybeLength(incident.has_to_mitigate(), incident.to_mitigate());
  out.address = incident.address();
  return out;
}

Result<SummaryIncidents> incidentsFrom(const v1::SummaryIncidents& incidents) {
  SummaryIncidents out;
  out.all = countFrom(incidents.all());
  for (std::size_t i = 0; i < out.bySeverity.size(); ++i) {
    const auto at = incidents.by_severity().find(std::string(kIncidentSeverityNames.at(i)));
    if (at != incidents.by_severity().end()) out.bySeverity.at(i) = countFrom(at->second);
  }
  out.open = countFrom(incidents.open());
  out.falseAlarms = countFrom(incidents.false_alarms());
  out.toDetect = durationFrom(incidents.to_detect());
  out.toAcknowledge = durationFrom(incidents.to_acknowledge());
  out.toMitigate = durationFrom(incidents.to_mitigate());
  for (const v1::SummaryCause& one : incidents.repeated_causes())
    out.repeatedCauses.push_back({one.cause(), one.incidents(), one.address()});
  out.overdueTasks = countFrom(incidents.overdue_tasks());
  out.pages = countFrom(incidents.pages());
  out.pagesPerWeek = maybeNumber(incidents.has_pages_per_week(), incidents.pages_per_week());
  FLOTILLA_CHECK(readAll(incidents.newest(), "newest", out.newest, incidentFrom));
  return out;
}

Result<SummaryVersion> versionFrom(const v1::SummaryVersion& version) {
  SummaryVersion out;
  FLOTILLA_TRY(out.version, readVersion(version.version(), "version"));
  out.nodes = version.nodes();
  out.published = maybeTime(version.has_published(), version.published());
  out.address = version.address();
  return out;
}

Result<SummaryWorkload> workloadFrom(const v1::SummaryWorkload& workload) {
  SummaryWorkload out;
  out.workload = WorkloadName(workload.workload());
  out.nodes = workload.nodes();
  FLOTILLA_TRY(out.newest, under("newest", versionFrom(workload.newest())));
  out.behind = countFrom(workload.behind());
  out.unproven = countFrom(workload.unproven());
  out.currentShare = maybeNumber(workload.has_current_share(), workload.current_share());
  if (workload.has_oldest()) {
    FLOTILLA_TRY(out.oldest, under("oldest", versionFrom(workload.oldest())));
  }
  out.oldestAge = maybeLength(workload.has_oldest_age(), workload.oldest_age());
  return out;
}

Result<SummaryFleet> fleetFrom(const v1::SummaryFleet& fleet) {
  SummaryFleet out;
  out.nodes = countFrom(fleet.nodes());
  out.inService = countFrom(fleet.in_service());
  out.unreachable = countFrom(fleet.unreachable());
  out.unreachableSince = maybeTime(fleet.has_unreachable_since(), fleet.unreachable_since());
  out.unseen = countFrom(fleet.unseen());
  out.sites = countFrom(fleet.sites());
  out.sitesBelow = countFrom(fleet.sites_below());
  FLOTILLA_CHECK(readAll(fleet.workloads(), "workloads", out.workloads, workloadFrom));
  return out;
}

Result<SummaryService> serviceFrom(const v1::SummaryLevelOfService& service) {
  SummaryService out;
  FLOTILLA_TRY(out.indicator, readEnum(service.indicator(), Indicator::Saturation, "indicator"));
  out.tally = fromProto(service.tally());
  out.level = maybeNumber(service.has_level(), service.level());
  out.goal = maybeNumber(service.has_goal(), service.goal());
  out.before = maybeNumber(service.has_before(), service.before());
  out.steps = stepsFrom(service.steps());
  out.address = service.address();
  return out;
}

Result<SummaryBusiness> businessFrom(const v1::SummaryBusiness& business) {
  SummaryBusiness out;
  FLOTILLA_TRY(out.indicator, under("indicator", fromProto(business.indicator())));
  out.value = maybeNumber(business.has_value(), business.value());
  out.before = maybeNumber(business.has_before(), business.before());
  out.steps = stepsFrom(business.steps());
  out.lastPoint = maybeTime(business.has_last_point(), business.last_point());
  FLOTILLA_TRY(out.beside, readEnum(business.beside(), Indicator::Saturation, "beside"));
  out.besideSteps = stepsFrom(business.beside_steps());
  out.address = business.address();
  return out;
}

}  // namespace

Result<Summary> fromProto(const v1::Summary& summary) {
  Summary out;
  out.from = fromProto(summary.from());
  out.to = fromProto(summary.to());
  out.asOf = maybeTime(summary.has_as_of(), summary.as_of());
  out.wholeFleet = summary.whole_fleet();
  for (const std::string& region : summary.regions()) out.regions.emplace_back(region);
  out.regionsWithData = summary.regions_with_data();
  FLOTILLA_TRY(out.headline, under("headline", headlineFrom(summary.headline())));
  FLOTILLA_CHECK(readAll(summary.objectives(), "objectives", out.objectives, objectiveFrom));
  FLOTILLA_CHECK(readAll(summary.rows(), "rows", out.rows, rowFrom));
  out.budgetLeft = maybeNumber(summary.has_budget_left(), summary.budget_left());
  FLOTILLA_CHECK(readAll(summary.budgets(), "budgets", out.budgets, budgetFrom));
  FLOTILLA_TRY(out.releases, under("releases", releasesFrom(summary.releases())));
  FLOTILLA_TRY(out.incidents, under("incidents", incidentsFrom(summary.incidents())));
  FLOTILLA_TRY(out.fleet, under("fleet", fleetFrom(summary.fleet())));
  FLOTILLA_TRY(out.service, under("service", serviceFrom(summary.service())));
  FLOTILLA_CHECK(readAll(summary.business(), "business", out.business, businessFrom));
  out.step = fromProto(summary.step());
  out.revision = summary.revision();
  return out;
}

}  // namespace flotilla::wire

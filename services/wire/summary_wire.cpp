#include "services/wire/summary_wire.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {
namespace {

static_assert(sameEnum(v1::SUMMARY_LEVEL_UNKNOWN, SummaryLevel::Unknown));
static_assert(sameEnum(v1::SPENT_ON_MAINTENANCE, SpentOn::Maintenance));

template <class Message>
void putSteps(const SummarySteps& steps, Message* out) {
  for (const auto& step : steps) {
    auto* point = out->Add();
    if (step) point->set_value(*step);
  }
}

template <class Message>
void putMaybe(Message& out, google::protobuf::Timestamp* (Message::*field)(), const std::optional<TimePoint>& at) {
  if (at) *(out.*field)() = toProto(*at);
}
template <class Message>
void putMaybe(Message& out, google::protobuf::Duration* (Message::*field)(), const std::optional<Duration>& length) {
  if (length) *(out.*field)() = toProto(*length);
}
template <class Message>
void putMaybe(Message& out, void (Message::*field)(double), const std::optional<double>& value) {
  if (value) (out.*field)(*value);
}

void put(const SummaryCount& count, v1::SummaryCount* out) {
  out->set_value(count.value);
  out->set_address(count.address);
}

void put(const SummaryDuration& duration, v1::SummaryDuration* out) {
  putMaybe(*out, &v1::SummaryDuration::mutable_median, duration.median);
  putMaybe(*out, &v1::SummaryDuration::mutable_shortest, duration.shortest);
  putMaybe(*out, &v1::SummaryDuration::mutable_longest, duration.longest);
  out->set_of(duration.of);
}

void put(const SummaryHeadline& headline, v1::SummaryHeadline* out) {
  out->set_level(writeEnum<v1::SummaryLevel>(headline.level));
  for (const SummarySentence& sentence : headline.sentences) {
    v1::SummarySentence& one = *out->add_sentences();
    one.set_code(sentence.code);
    one.mutable_parameters()->insert(sentence.parameters.begin(), sentence.parameters.end());
    one.set_text(sentence.text);
    one.set_address(sentence.address);
  }
}

void put(const SummaryObjective& objective, v1::SummaryObjective* out) {
  const Objective& what = objective.objective;
  out->set_name(what.name.value);
  out->set_title(what.title);
  out->set_indicator(writeEnum<v1::Indicator>(what.indicator));
  out->set_target(what.target);
  *out->mutable_period() = toProto(what.period);
  out->set_limit(what.limit);
  out->set_workload(what.workload.value);
  out->set_enforced(objective.enforced);
}

void put(const SummaryCell& cell, v1::SummaryCell* out) {
  out->set_objective(cell.objective.value);
  putMaybe(*out, &v1::SummaryCell::set_attainment, cell.attainment);
  putMaybe(*out, &v1::SummaryCell::set_budget_left, cell.budgetLeft);
  out->set_state(writeEnum<v1::BudgetState>(cell.state));
  putMaybe(*out, &v1::SummaryCell::set_burn, cell.burn);
  putMaybe(*out, &v1::SummaryCell::mutable_runs_out, cell.runsOut);
  putSteps(cell.left, out->mutable_left());
  out->set_missing(cell.missing);
  out->set_address(cell.address);
}

void put(const SummaryRow& row, v1::SummaryRow* out) {
  out->set_region(row.region.value);
  out->set_title(row.title);
  out->set_nodes(row.nodes);
  out->set_state(writeEnum<v1::BudgetState>(row.state));
  if (row.insideTarget) out->set_inside_target(*row.insideTarget);
  putMaybe(*out, &v1::SummaryRow::mutable_runs_out, row.runsOut);
  for (const SummaryCell& cell : row.cells) put(cell, out->add_cells());
  out->set_address(row.address);
}

void put(const SummarySpending& spending, v1::SummarySpending* out) {
  out->set_on(writeEnum<v1::SpentOn>(spending.on));
  out->set_share(spending.share);
  out->mutable_ids()->Add(spending.ids.begin(), spending.ids.end());
  out->set_count(spending.count);
  out->set_address(spending.address);
}

void put(const SummaryBudget& budget, v1::SummaryBudget* out) {
  out->set_region(budget.region.value);
  out->set_objective(budget.objective.value);
  out->set_objectives(budget.objectives);
  putMaybe(*out, &v1::SummaryBudget::set_left, budget.left);
  for (const SummarySpending& one : budget.spent) put(one, out->add_spent());
  if (budget.maintenance) put(*budget.maintenance, out->mutable_maintenance());
  putTime(*out, &v1::SummaryBudget::mutable_from, budget.from);
}

void put(const SummaryCanary& canary, v1::SummaryCanary* out) {
  out->set_rollout(canary.rollout.value);
  out->set_workload(canary.workload.value);
  out->set_version(canary.version.toString());
  out->set_touched(canary.touched);
  out->set_nodes(canary.nodes);
  out->set_reason(canary.reason);
  out->set_message(canary.message);
  putTime(*out, &v1::SummaryCanary::mutable_ended, canary.ended);
  out->set_address(canary.address);
}

void put(const SummaryReleases& releases, v1::SummaryReleases* out) {
  put(releases.all, out->mutable_all());
  put(releases.succeeded, out->mutable_succeeded());
  put(releases.running, out->mutable_running());
  put(releases.paused, out->mutable_paused());
  put(releases.failed, out->mutable_failed());
  put(releases.aborted, out->mutable_aborted());
  put(releases.rolledBackAutomatically, out->mutable_rolled_back_automatically());
  put(releases.rolledBackByHand, out->mutable_rolled_back_by_hand());
  putMaybe(*out, &v1::SummaryReleases::set_change_failure_rate, releases.changeFailureRate);
  putMaybe(*out, &v1::SummaryReleases::set_change_failure_rate_before, releases.changeFailureRateBefore);
  put(releases.badLive, out->mutable_bad_live());
  put(releases.stoppedAsCanaries, out->mutable_stopped_as_canaries());
  for (const SummaryCanary& canary : releases.canaries) put(canary, out->add_canaries());
  out->set_canary_share(releases.canaryShare);
}

void put(const SummaryIncident& incident, v1::SummaryIncident* out) {
  out->set_id(incident.id.value);
  out->set_title(incident.title);
  out->set_severity(std::string(toText(incident.severity)));
  out->set_state(std::string(toText(incident.state)));
  out->set_region(incident.region.value);
  putTime(*out, &v1::SummaryIncident::mutable_opened, incident.opened);
  putMaybe(*out, &v1::SummaryIncident::mutable_to_detect, incident.toDetect);
  putMaybe(*out, &v1::SummaryIncident::mutable_to_mitigate, incident.toMitigate);
  out->set_address(incident.address);
}

void put(const SummaryIncidents& incidents, v1::SummaryIncidents* out) {
  put(incidents.all, out->mutable_all());
  for (std::size_t i = 0; i < incidents.bySeverity.size(); ++i)
    put(incidents.bySeverity.at(i), &(*out->mutable_by_severity())[std::string(kIncidentSeverityNames.at(i))]);
  put(incidents.open, out->mutable_open());
  put(incidents.falseAlarms, out->mutable_false_alarms());
  put(incidents.toDetect, out->mutable_to_detect());
  put(incidents.toAcknowledge, out->mutable_to_acknowledge());
  put(incidents.toMitigate, out->mutable_to_mitigate());
  for (const SummaryCause& cause : incidents.repeatedCauses) {
    v1::SummaryCause& one = *out->add_repeated_causes();
    one.set_cause(cause.cause);
    one.set_incidents(cause.incidents);
    one.set_address(cause.address);
  }
  put(incidents.overdueTasks, out->mutable_overdue_tasks());
  put(incidents.pages, out->mutable_pages());
  putMaybe(*out, &v1::SummaryIncidents::set_pages_per_week, incidents.pagesPerWeek);
  for (const SummaryIncident& one : incidents.newest) put(one, out->add_newest());
}

void put(const SummaryVersion& version, v1::SummaryVersion* out) {
  out->set_version(version.version.toString());
  out->set_nodes(version.nodes);
  putMaybe(*out, &v1::SummaryVersion::mutable_published, version.published);
  out->set_address(version.address);
}

void put(const SummaryFleet& fleet, v1::SummaryFleet* out) {
  put(fleet.nodes, out->mutable_nodes());
  put(fleet.inService, out->mutable_in_service());
  put(fleet.unreachable, out->mutable_unreachable());
  putMaybe(*out, &v1::SummaryFleet::mutable_unreachable_since, fleet.unreachableSince);
  put(fleet.unseen, out->mutable_unseen());
  put(fleet.sites, out->mutable_sites());
  put(fleet.sitesBelow, out->mutable_sites_below());
  for (const SummaryWorkload& workload : fleet.workloads) {
    v1::SummaryWorkload& one = *out->add_workloads();
    one.set_workload(workload.workload.value);
    one.set_nodes(workload.nodes);
    put(workload.newest, one.mutable_newest());
    put(workload.behind, one.mutable_behind());
    put(workload.unproven, one.mutable_unproven());
    putMaybe(one, &v1::SummaryWorkload::set_current_share, workload.currentShare);
    if (workload.oldest) put(*workload.oldest, one.mutable_oldest());
    putMaybe(one, &v1::SummaryWorkload::mutable_oldest_age, workload.oldestAge);
  }
}

void put(const SummaryService& service, v1::SummaryLevelOfService* out) {
  out->set_indicator(writeEnum<v1::Indicator>(service.indicator));
  *out->mutable_tally() = toProto(service.tally);
  putMaybe(*out, &v1::SummaryLevelOfService::set_level, service.level);
  putMaybe(*out, &v1::SummaryLevelOfService::set_goal, service.goal);
  putMaybe(*out, &v1::SummaryLevelOfService::set_before, service.before);
  putSteps(service.steps, out->mutable_steps());
  out->set_address(service.address);
}

void put(const SummaryBusiness& business, v1::SummaryBusiness* out) {
  *out->mutable_indicator() = toProto(business.indicator);
  putMaybe(*out, &v1::SummaryBusiness::set_value, business.value);
  putMaybe(*out, &v1::SummaryBusiness::set_before, business.before);
  putSteps(business.steps, out->mutable_steps());
  putMaybe(*out, &v1::SummaryBusiness::mutable_last_point, business.lastPoint);
  out->set_beside(writeEnum<v1::Indicator>(business.beside));
  putSteps(business.besideSteps, out->mutable_beside_steps());
  out->set_address(business.address);
}

}  // namespace

v1::GetSummaryRequest toProto(const SummaryQuestion& question) {
  v1::GetSummaryRequest out;
  *out.mutable_period() = toProto(question.period);
  for (const RegionName& region : question.regions) out.add_regions(region.value);
  out.set_canary_share(question.canaryShare);
  return out;
}

SummaryQuestion fromProto(const v1::GetSummaryRequest& request) {
  SummaryQuestion out;
  if (request.has_period()) out.period = fromProto(request.period());
  for (const std::string& region : request.regions()) out.regions.emplace_back(region);
  if (request.has_canary_share()) out.canaryShare = request.canary_share();
  return out;
}

v1::Summary toProto(const Summary& summary) {
  v1::Summary out;
  *out.mutable_from() = toProto(summary.from);
  *out.mutable_to() = toProto(summary.to);
  putMaybe(out, &v1::Summary::mutable_as_of, summary.asOf);
  out.set_whole_fleet(summary.wholeFleet);
  for (const RegionName& region : summary.regions) out.add_regions(region.value);
  out.set_regions_with_data(summary.regionsWithData);
  put(summary.headline, out.mutable_headline());
  for (const SummaryObjective& one : summary.objectives) put(one, out.add_objectives());
  for (const SummaryRow& row : summary.rows) put(row, out.add_rows());
  putMaybe(out, &v1::Summary::set_budget_left, summary.budgetLeft);
  for (const SummaryBudget& budget : summary.budgets) put(budget, out.add_budgets());
  put(summary.releases, out.mutable_releases());
  put(summary.incidents, out.mutable_incidents());
  put(summary.fleet, out.mutable_fleet());
  put(summary.service, out.mutable_service());
  for (const SummaryBusiness& one : summary.business) put(one, out.add_business());
  *out.mutable_step() = toProto(summary.step);
  out.set_revision(summary.revision);
  return out;
}

}  // namespace flotilla::wire

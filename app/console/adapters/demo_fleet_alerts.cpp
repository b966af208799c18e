// What the demonstration fleet answers about objectives and alerts.
#include "app/console/adapters/demo_alerting.h"
#include "app/console/adapters/demo_answers.h"
#include "app/console/adapters/demo_objectives.h"
#include "models/domain/alert_fields.h"
#include "models/domain/list_fields.h"

namespace flotilla::console {

void DemoFleet::listObjectives(const ListQuery& query, Done<Objectives> done) {
  answer<Objectives>(std::move(done), [this, query]() -> Result<Objectives> {
    Objectives out;
    out.objectives.assign(demoObjectives().begin(), demoObjectives().end());
    out.at = demoCounted(state_);
    FLOTILLA_TRY(out.standings, pageOf(state_, demoStandings(state_), query, standingFields()));
    return out;
  });
}

void DemoFleet::objectiveHistory(const ObjectiveSpan& span, Done<std::vector<Tally>> done) {
  answer<std::vector<Tally>>(std::move(done), [this, span] { return demoObjectiveHistory(state_, span); });
}

void DemoFleet::listAlerts(const ListQuery& query, Done<Page<ObjectiveAlert>> done) {
  answer<Page<ObjectiveAlert>>(std::move(done),
                               [this, query] { return pageOf(state_, demoAlerts(state_), query, alertFields()); });
}

void DemoFleet::listAlertStatus(const ListQuery& query, Done<Page<AlertStatus>> done) {
  answer<Page<AlertStatus>>(std::move(done), [this, query] {
    return pageOf(state_, demoAlertStatus(state_, alertBook_), query, alertStatusFields());
  });
}

void DemoFleet::listAlertGroups(const ListQuery& query, Done<Page<AlertGroup>> done) {
  answer<Page<AlertGroup>>(std::move(done), [this, query] {
    return pageOf(state_, demoAlertGroups(state_, alertBook_), query, alertGroupFields());
  });
}

void DemoFleet::listAlertHistory(const ListQuery& query, Done<Page<AlertFiring>> done) {
  answer<Page<AlertFiring>>(
      std::move(done), [this, query] { return pageOf(state_, demoAlertHistory(state_), query, alertFiringFields()); });
}

void DemoFleet::acknowledgeAlerts(const AlertChoice& choice, const std::string& note,
                                  Done<std::vector<Acknowledgement>> done) {
  answer<std::vector<Acknowledgement>>(
      std::move(done), [this, choice, note] { return demoAcknowledge(state_, alertBook_, choice, note); });
}

void DemoFleet::unacknowledgeAlerts(const AlertChoice& choice, Done<std::vector<AlertId>> done) {
  answer<std::vector<AlertId>>(std::move(done),
                               [this, choice] { return demoUnacknowledge(state_, alertBook_, choice); });
}

void DemoFleet::listSilences(const ListQuery& query, Done<Page<SilenceStatus>> done) {
  answer<Page<SilenceStatus>>(std::move(done), [this, query] {
    return pageOf(state_, demoSilences(state_, alertBook_), query, silenceFields());
  });
}

void DemoFleet::createSilence(const NewSilence& silence, Done<SilenceStatus> done) {
  updateSilence({}, silence, std::move(done));
}

void DemoFleet::updateSilence(const SilenceId& id, const NewSilence& silence, Done<SilenceStatus> done) {
  answer<SilenceStatus>(std::move(done),
                        [this, id, silence] { return demoPutSilence(state_, alertBook_, id, silence); });
}

void DemoFleet::expireSilence(const SilenceId& id, Done<SilenceStatus> done) {
  answer<SilenceStatus>(std::move(done), [this, id] { return demoExpireSilence(state_, alertBook_, id); });
}

void DemoFleet::getAlerting(Done<AlertingDocument> done) {
  answer<AlertingDocument>(std::move(done), [this]() -> Result<AlertingDocument> { return demoAlerting(state_); });
}

void DemoFleet::applyAlerting(const AlertingChange&, Done<AlertingDiff> done) {
  refuse(std::move(done), "notify anybody");
}

void DemoFleet::testRoute(const RouteQuestion&, Done<std::vector<std::string>> done) {
  refuse(std::move(done), "notify anybody");
}

void DemoFleet::listBudgets(const ListQuery& query, Done<Budgets> done) {
  answer<Budgets>(std::move(done), [this, query]() -> Result<Budgets> {
    Budgets out;
    FLOTILLA_TRY(out.budgets, pageOf<Budget>(state_, demoBudgets(state_, budgetBook_), query, standingFields(),
                                             [](const Budget& budget) { return valuesOf(budget.standing); }));
    out.overrides = reversed(budgetBook_.overrides);
    return out;
  });
}

void DemoFleet::getBudget(const ObjectiveName& objective, const RegionName& region, Done<BudgetReport> done) {
  answer<BudgetReport>(std::move(done),
                       [this, objective, region] { return demoBudgetReport(state_, objective, region); });
}

void DemoFleet::overrideBudget(const BudgetOverride& wanted, Duration lifetime, Done<BudgetOverride> done) {
  answer<BudgetOverride>(
      std::move(done), [this, wanted, lifetime] { return demoOverrideBudget(state_, budgetBook_, wanted, lifetime); });
}

void DemoFleet::revokeOverride(const BudgetOverrideId& id, Done<BudgetOverride> done) {
  answer<BudgetOverride>(std::move(done), [this, id] { return demoRevokeOverride(state_, budgetBook_, id); });
}

}  // namespace flotilla::console

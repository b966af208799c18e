#include "app/console/adapters/demo_budgets.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_objectives.h"
#include "app/console/adapters/demo_places.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kServing = 1;  // checkout-vision, of demoWorkloads()

const Objective* findObjective(const ObjectiveName& name) {
  const auto all = demoObjectives();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Objective& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

// As a control plane says it.
std::string meaningOf(const Budget& budget) {
  if (!budget.enforced) return "informs only: rollouts do not wait for it";
  if (budget.standing.overriddenUntil) return "overridden: rollouts go on in spite of it";
  return meaningForRollouts(budget.standing.state);
}

std::string newestRollout(const DemoState& state) {
  std::string out = "checkout-vision-5";
  for (const DemoRollout& rollout : state.rollouts)
    if (rollout.workload == kServing && !rollout.targets.empty()) out = idOf(rollout).value;
  return out;
}

// Whom the bad events of an episode are put down to: releases where answers went wrong, else maintenance by turns.
CauseTotal causeOf(const DemoState& state, std::size_t episode) {
  const DemoEpisode& one = demoEpisodes()[episode];
  if (one.objective == 0 && one.hours == 0) return {DebitCause::Rollout, newestRollout(state), 0};
  if (one.objective == 0) return {DebitCause::Rollout, "checkout-vision-" + std::to_string(2 + episode), 0};
  if (episode % 2 == 0) return {DebitCause::Maintenance, "weekly-maintenance", 0};
  return {DebitCause::Unexplained, {}, 0};
}

void addDebit(const DemoState& state, const DemoPlace& place, std::size_t episode, BudgetReport& report) {
  const DemoEpisode& one = demoEpisodes()[episode];
  BudgetDebit debit{causeOf(state, episode), RegionName(std::string(demoRegions()[place.region].name)), {}, {}};
  debit.from = std::max(report.from, state.startedAt - Duration(std::llround(one.hoursAgo * 3.6e9)));
  debit.to = one.hours == 0 ? demoCounted(state) : debit.from + Duration(std::llround(one.hours * 3.6e9));
  for (std::int64_t slot = demoSlot(debit.from); slot < demoSlot(debit.to); ++slot)
    debit.spent.bad += demoTally(state, place, slot).bad;
  if (debit.spent.bad > 0) report.debits.push_back(debit);
}

// What no episode explains is the everyday rest.
void addUp(BudgetReport& report) {
  std::map<std::pair<DebitCause, std::string>, std::uint64_t> sums;
  std::uint64_t explained = 0;
  for (const BudgetDebit& debit : report.debits) {
    sums[{debit.spent.cause, debit.spent.id}] += debit.spent.bad;
    explained += debit.spent.bad;
  }
  if (explained < report.tally.bad) {
    sums[{DebitCause::Unexplained, {}}] += report.tally.bad - explained;
    report.debits.push_back(
        {{DebitCause::Unexplained, {}, report.tally.bad - explained}, report.region, report.from, report.to});
  }
  for (const auto& [cause, bad] : sums) report.causes.push_back({cause.first, cause.second, bad});
  const auto larger = [](const auto& a, const auto& b) { return a > b; };
  std::stable_sort(report.causes.begin(), report.causes.end(),
                   [&](const CauseTotal& a, const CauseTotal& b) { return larger(a.bad, b.bad); });
  std::stable_sort(report.debits.begin(), report.debits.end(),
                   [&](const BudgetDebit& a, const BudgetDebit& b) { return larger(a.spent.bad, b.spent.bad); });
  if (report.debits.size() > kMaxDebits) report.debits.resize(kMaxDebits);
}

BudgetOverride overrideOf(const char* id, const char* region, const char* objective, const char* reason, TimePoint at,
                          Duration lifetime) {
  BudgetOverride out;
  out.id = BudgetOverrideId(id);
  out.region = RegionName(region);
  out.objective = ObjectiveName(objective);
  out.reason = reason;
  out.by = "operator-2";
  out.at = at;
  out.expires = at + lifetime;
  return out;
}

}  // namespace

DemoBudgetBook buildDemoBudgetBook(const DemoState& state) {
  DemoBudgetBook out;
  out.overrides = {overrideOf("override-1", "ap-south", "availability",
                              "gate-sensor 1.9.0 is what mends the cameras that miss", state.startedAt - 11 * 24h, 9h),
                   overrideOf("override-2", "us-west", "inference",
                              "checkout-vision 2.14.0 is the faster model: it has to get there to stop the loss",
                              state.startedAt - 3h, 24h)};
  out.overrides.front().revokedBy = "operator-1";
  return out;
}

std::vector<Budget> demoBudgets(const DemoState& state, const DemoBudgetBook& book) {
  std::vector<Budget> out;
  for (ObjectiveStanding& standing : demoStandings(state)) {
    Budget budget;
    const Objective* objective = findObjective(standing.objective);
    budget.enforced = objective != nullptr && enforcesBudget(*objective);
    for (const BudgetOverride& one : book.overrides)
      if (lifts(one, standing.objective, standing.region, state.now)) standing.overriddenUntil = one.expires;
    budget.standing = std::move(standing);
    budget.meaning = meaningOf(budget);
    out.push_back(std::move(budget));
  }
  return out;
}

Result<BudgetReport> demoBudgetReport(const DemoState& state, const ObjectiveName& name, const RegionName& region) {
  const Objective* objective = findObjective(name);
  if (objective == nullptr)
    return notFound("no_objective", "no objective \"" + name.value.substr(0, 80) + "\" is declared", "objective",
                    "see flotillactl objectives list");
  BudgetReport out;
  out.objective = name;
  out.region = region;
  out.to = demoCounted(state);
  out.from = out.to - objective->period;
  for (const DemoPlace& place : demoPlaces(state)) {
    const bool isMeant = region.empty() || demoRegions()[place.region].name == region.value;
    if (demoObjectives()[place.objective].name != name || !isMeant) continue;
    for (std::int64_t slot = demoSlot(out.from); slot < demoSlot(out.to); ++slot)
      out.tally += demoTally(state, place, slot);
    for (std::size_t i = 0; i < demoEpisodes().size(); ++i)
      if (demoEpisodes()[i].objective == place.objective && demoEpisodes()[i].region == place.region)
        addDebit(state, place, i, out);
  }
  out.allowed = static_cast<double>(out.tally.total) * (1 - objective->target);
  addUp(out);
  return out;
}

Result<BudgetOverride> demoOverrideBudget(const DemoState& state, DemoBudgetBook& book, const BudgetOverride& wanted,
                                          Duration lifetime) {
  if (wanted.reason.empty()) return invalid("no_reason", "an override needs a reason", "reason", "say why");
  if (lifetime < kShortestOverride || lifetime > kLongestOverride)
    return invalid("out_of_range", "an override lasts 1 minute to 7 days", "lifetime");
  BudgetOverride made = wanted;
  made.id = BudgetOverrideId("override-" + std::to_string(book.overrides.size() + 1));
  made.by = state.operators.front().name;
  made.at = state.now;
  made.expires = state.now + lifetime;
  book.overrides.push_back(made);
  return made;
}

Result<BudgetOverride> demoRevokeOverride(const DemoState& state, DemoBudgetBook& book, const BudgetOverrideId& id) {
  const auto at = std::find_if(book.overrides.begin(), book.overrides.end(),
                               [&](const BudgetOverride& one) { return one.id == id; });
  if (at == book.overrides.end())
    return notFound("no_override", "there is no override " + id.value.substr(0, 80), "id");
  if (state.now < at->expires) {
    at->expires = state.now;
    at->revokedBy = state.operators.front().name;
  }
  return *at;
}

}  // namespace flotilla::console

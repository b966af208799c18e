// What error budgets let rollouts do, who let them go on in spite of one, and what budgets were spent on.
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/list_fields.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

struct BudgetArguments {
  std::string objective;
  std::string region;
};

struct OverrideArguments {
  BudgetOverride wanted;
  Duration lifetime = kOverrideLife;
};

struct RevokeArguments {
  std::string id;
};

std::string regionText(const RegionName& region) {
  return region.empty() ? "(fleet)" : region.value;
}

std::string leftOf(const ObjectiveStanding& standing) {
  return standing.budgetLeft ? fixedText(*standing.budgetLeft * 100, 1) + " %" : "-";
}

std::string stateOf(const ObjectiveStanding& standing) {
  const std::string state(toText(standing.state));
  return standing.overriddenUntil ? state + ", overridden until " + shortTime(*standing.overriddenUntil) : state;
}

std::string endOf(const BudgetOverride& one, TimePoint now) {
  if (!one.revokedBy.empty()) return "revoked by " + one.revokedBy + " at " + shortTime(one.expires);
  return (now < one.expires ? "until " : "ended at ") + shortTime(one.expires);
}

std::string aboutText(const BudgetOverride& one) {
  return (one.objective.empty() ? "all objectives" : one.objective.value) + " in " +
         (one.region.empty() ? "every region" : one.region.value);
}

void printOverrides(const std::vector<BudgetOverride>& overrides) {
  const TimePoint now = SystemClock().now();
  Table table({"OVERRIDE", "OBJECTIVE", "REGION", "BY", "AT", "COUNTS", "REASON"});
  for (const BudgetOverride& one : overrides)
    table.add({one.id.value, one.objective.empty() ? "(all)" : one.objective.value,
               one.region.empty() ? "(everywhere)" : one.region.value, one.by, shortTime(one.at), endOf(one, now),
               one.reason});
  std::cout << '\n';
  table.print(std::cout);
}

Status listBudgets(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Budgets all,
               session.ask<Budgets>([&](auto& client, auto done) { client.listBudgets(query, done); }));
  session.show([&] {
    Table table({"OBJECTIVE", "REGION", "BUDGET LEFT", "STATE", "ROLLOUTS"});
    for (const Budget& budget : all.budgets.items)
      table.add({budget.standing.objective.value, regionText(budget.standing.region), leftOf(budget.standing),
                 stateOf(budget.standing), budget.meaning});
    table.print(std::cout);
    noteRest(all.budgets.items.size(), all.budgets.total);
    if (!all.overrides.empty()) printOverrides(all.overrides);
  });
  return okStatus();
}

std::string causeText(const CauseTotal& spent) {
  return std::string(toText(spent.cause)) + (spent.id.empty() ? "" : " " + spent.id);
}

// Of what the target allows: 120 % is a fifth more than that.
std::string shareText(std::uint64_t bad, const BudgetReport& report) {
  return ratioText(static_cast<double>(bad), report.allowed, 100, 1, " %");
}

void printReport(const BudgetReport& report) {
  printFields(std::cout, {{"objective", report.objective.value},
                          {"region", report.region.empty() ? "the fleet" : report.region.value},
                          {"counted", std::to_string(report.tally.bad) + " bad of " +
                                          std::to_string(report.tally.total) + " since " + shortTime(report.from)},
                          {"spent", shareText(report.tally.bad, report) + " of the budget"}});
  if (report.causes.empty()) {
    std::cout << "nothing of it was spent\n";
    return;
  }
  Table causes({"CAUSE", "BAD", "OF THE BUDGET"});
  for (const CauseTotal& cause : report.causes)
    causes.add({causeText(cause), std::to_string(cause.bad), shareText(cause.bad, report)});
  std::cout << '\n';
  causes.print(std::cout);
  Table debits({"LARGEST DEBITS", "UNTIL", "REGION", "CAUSE", "BAD"});
  for (const BudgetDebit& debit : report.debits)
    debits.add({shortTime(debit.from), shortTime(debit.to), regionText(debit.region), causeText(debit.spent),
                std::to_string(debit.spent.bad)});
  std::cout << '\n';
  debits.print(std::cout);
}

Status showBudget(Session& session, const BudgetArguments& arguments) {
  const ObjectiveName objective(arguments.objective);
  const RegionName region(arguments.region);
  FLOTILLA_TRY(const BudgetReport report,
               session.ask<BudgetReport>([&](auto& client, auto done) { client.getBudget(objective, region, done); }));
  session.show([&] { printReport(report); });
  return okStatus();
}

Status overrideBudget(Session& session, const OverrideArguments& arguments) {
  session.seenIn = "budgets list";
  FLOTILLA_TRY(const BudgetOverride made, session.ask<BudgetOverride>([&](auto& client, auto done) {
    client.overrideBudget(arguments.wanted, arguments.lifetime, done);
  }));
  session.show([&] {
    std::cout << harmless(made.id.value) << ": rollouts go on in spite of " << harmless(aboutText(made)) << " until "
              << shortTime(made.expires) << "; to end it: flotillactl budgets revoke " << harmless(made.id.value)
              << '\n';
  });
  return okStatus();
}

Status revokeOverride(Session& session, const RevokeArguments& arguments) {
  session.seenIn = "budgets list";
  const BudgetOverrideId id(arguments.id);
  FLOTILLA_TRY(const BudgetOverride ended,
               session.ask<BudgetOverride>([&](auto& client, auto done) { client.revokeOverride(id, done); }));
  session.show([&] {
    std::cout << harmless(ended.id.value) << " (" << harmless(aboutText(ended)) << ") "
              << harmless(endOf(ended, SystemClock().now())) << '\n';
  });
  return okStatus();
}

void declareOverride(CLI::App& app, OverrideArguments& arguments) {
  addName(app, "--region", arguments.wanted.region, "Where; without it everywhere");
  addName(app, "--objective", arguments.wanted.objective, "In spite of its budget; without it of all");
  addText(app, "--reason", arguments.wanted.reason, "Why; people read it afterwards")->required()->type_name("TEXT");
  addDuration(app, "--for", arguments.lifetime, {kShortestOverride, kLongestOverride}, "When it ends by itself");
}

}  // namespace

void addBudgetCommands(CLI::App& root, Session& session) {
  CLI::App* budgets =
      addGroup(root, "budgets", "Show what budgets let rollouts do, and let them go on", kReliabilityGroup);
  addCommand<ListQuery>(
      *budgets, session, "list", "List budgets by region, what they mean for rollouts, and overrides",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, standingFields(), "state:exhausted"); },
      listBudgets);
  addCommand<BudgetArguments>(
      *budgets, session, "show", "Show what the budget of an objective was spent on",
      [](CLI::App& app, BudgetArguments& arguments) {
        addText(app, "objective", arguments.objective, "Its name, as objectives list gives it")->required();
        addText(app, "--region", arguments.region, "Where; without it the whole fleet")->type_name("NAME");
      },
      showBudget);
  addCommand<OverrideArguments>(*budgets, session, "override",
                                "Let rollouts go on in spite of a budget; needs an approver of the region",
                                declareOverride, overrideBudget);
  addCommand<RevokeArguments>(
      *budgets, session, "revoke", "End an override now",
      [](CLI::App& app, RevokeArguments& arguments) {
        addText(app, "override", arguments.id, "Its name, as budgets list gives it")->required();
      },
      revokeOverride);
}

}  // namespace flotilla::cli

// How a fleet did over some weeks, as somebody reads it who does not run it.
#include <cmath>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

std::string percent(const std::optional<double>& share, int decimals) {
  return share ? fixedText(*share * 100, decimals) + " %" : "-";
}

std::string rowName(const RegionName& region) {
  return region.empty() ? "(fleet)" : region.value;
}

std::string lengthOf(const std::optional<Duration>& length) {
  return length ? ageText(TimePoint{} + Duration(1), TimePoint{} + Duration(1) + *length) : "-";
}

std::string spread(const SummaryDuration& duration) {
  if (!duration.median) return "-";
  return lengthOf(duration.median) + " (" + lengthOf(duration.shortest) + " to " + lengthOf(duration.longest) + ")";
}

void printSummaryHead(const Summary& summary) {
  for (const SummarySentence& sentence : summary.headline.sentences) std::cout << harmless(sentence.text) << '\n';
  std::cout << '\n';
  std::vector<std::pair<std::string, std::string>> fields{
      {"period", shortTime(summary.from) + " to " + shortTime(summary.to)},
      {"as of", (summary.asOf ? shortTime(*summary.asOf) : std::string("nothing is counted yet")) + ", data of " +
                    std::to_string(summary.regionsWithData) + " of " + counted(summary.regions.size(), "region")}};
  const SummaryService& service = summary.service;
  std::string level = percent(service.level, 3);
  if (service.goal) level += ", goal " + percent(service.goal, 3);
  level += service.before ? ", before " + percent(service.before, 3) : ", the period before is not known";
  fields.emplace_back("service level", level);
  fields.emplace_back("error budget left", percent(summary.budgetLeft, 1));
  const SummaryFleet& fleet = summary.fleet;
  std::string nodes = std::to_string(fleet.inService.value) + " of " + std::to_string(fleet.nodes.value);
  if (fleet.unreachable.value > 0)
    nodes += ", " + std::to_string(fleet.unreachable.value) + " unreachable since " +
             (fleet.unreachableSince ? shortTime(*fleet.unreachableSince) : "-");
  if (fleet.unseen.value > 0) nodes += ", " + std::to_string(fleet.unseen.value) + " never seen";
  fields.emplace_back("nodes in service", nodes);
  printFields(std::cout, fields);
}

void printRows(const Summary& summary) {
  std::vector<std::string> header{"REGION", "NODES", "STATE"};
  for (const SummaryObjective& objective : summary.objectives) header.push_back(objective.objective.name.value);
  header.emplace_back("RUNS OUT");
  Table table(header);
  for (const SummaryRow& row : summary.rows) {
    std::vector<std::string> cells{rowName(row.region), std::to_string(row.nodes), std::string(toText(row.state))};
    for (const SummaryObjective& objective : summary.objectives) {
      std::string text = "-";
      for (const SummaryCell& cell : row.cells)
        if (cell.objective == objective.objective.name) text = percent(cell.budgetLeft, 0);
      cells.push_back(text);
    }
    cells.push_back(row.runsOut ? shortTime(*row.runsOut) : "-");
    table.add(cells);
  }
  std::cout << "\nError budget left\n";
  table.print(std::cout);
}

void printSpending(const Summary& summary) {
  if (summary.budgets.empty() || !summary.budgets.front().left) return;
  const SummaryBudget& budget = summary.budgets.front();
  Table table({"SPENT ON", "OF THE BUDGET", "WHAT"});
  const auto add = [&](const SummarySpending& one) {
    table.add({std::string(toText(one.on)) + (one.on == SpentOn::Maintenance ? ", beside it" : ""),
               fixedText(one.share * 100, 1) + " %",
               orDash(joined(one.ids, ", ", [](const std::string& id) { return id; }))});
  };
  for (const SummarySpending& one : budget.spent) add(one);
  table.add({"left", percent(budget.left, 1), "mean of " + counted(budget.objectives, "objective")});
  if (budget.maintenance) add(*budget.maintenance);
  std::cout << '\n';
  table.print(std::cout);
}

void printOutcomes(const SummaryReleases& releases) {
  std::cout << "\nReleases\n";
  printFields(
      std::cout,
      {{"rollouts", std::to_string(releases.all.value)},
       {"succeeded", std::to_string(releases.succeeded.value)},
       {"running, paused", std::to_string(releases.running.value) + ", " + std::to_string(releases.paused.value)},
       {"failed, aborted", std::to_string(releases.failed.value) + ", " + std::to_string(releases.aborted.value)},
       {"rolled back by itself, by hand", std::to_string(releases.rolledBackAutomatically.value) + ", " +
                                              std::to_string(releases.rolledBackByHand.value)},
       {"change failure rate", percent(releases.changeFailureRate, 1)},
       {"bad version live, median", spread(releases.badLive)},
       {"stopped as canaries", std::to_string(releases.stoppedAsCanaries.value)}});
  for (const SummaryCanary& canary : releases.canaries)
    std::cout << "  " << harmless(canary.rollout.value) << ": " << canary.version.toString() << " touched "
              << canary.touched << " of " << counted(canary.nodes, "node") << "; " << harmless(canary.message) << '\n';
}

void printIncidents(const SummaryIncidents& incidents) {
  std::string severities;
  for (std::size_t i = 0; i < incidents.bySeverity.size(); ++i)
    severities += (i == 0 ? "" : ", ") + std::string(kIncidentSeverityNames.at(i)) + " " +
                  std::to_string(incidents.bySeverity.at(i).value);
  std::cout << "\nIncidents\n";
  printFields(
      std::cout,
      {{"opened", std::to_string(incidents.all.value) + " (" + severities + ")"},
       {"still open", std::to_string(incidents.open.value)},
       {"detected after", spread(incidents.toDetect)},
       {"looked after in", spread(incidents.toAcknowledge)},
       {"mitigated after", spread(incidents.toMitigate)},
       {"overdue tasks", std::to_string(incidents.overdueTasks.value)},
       {"pages", std::to_string(incidents.pages.value) +
                     (incidents.pagesPerWeek ? ", " + fixedText(*incidents.pagesPerWeek, 1) + " a week" : "")}});
  for (const SummaryCause& cause : incidents.repeatedCauses)
    std::cout << "  again: " << harmless(cause.cause) << ", " << counted(cause.incidents, "incident") << '\n';
}

void printCurrency(const SummaryFleet& fleet) {
  if (fleet.workloads.empty()) return;
  Table table({"WORKLOAD", "NEWEST", "ON IT", "BEHIND", "NOT PROVEN", "OLDEST", "AGE"});
  for (const SummaryWorkload& one : fleet.workloads)
    table.add({one.workload.value, one.newest.version.toString(), percent(one.currentShare, 1),
               std::to_string(one.behind.value), std::to_string(one.unproven.value),
               one.oldest ? one.oldest->version.toString() : "-", lengthOf(one.oldestAge)});
  std::cout << '\n';
  table.print(std::cout);
}

void printBusiness(const Summary& summary) {
  if (summary.business.empty()) return;
  const auto number = [](const std::optional<double>& value) { return value ? fixedText(*value, 2) : "-"; };
  Table table({"BUSINESS", "VALUE", "GOAL", "BEFORE", "UNIT", "LAST VALUE"});
  for (const SummaryBusiness& one : summary.business)
    table.add({one.indicator.title, number(one.value), number(one.indicator.goal), number(one.before),
               orDash(one.indicator.unit) + (one.indicator.aggregation == BusinessAggregation::Sum ? " a day" : ""),
               one.lastPoint ? shortTime(*one.lastPoint) : "-"});
  std::cout << '\n';
  table.print(std::cout);
}

Status showSummary(Session& session, const SummaryQuestion& question) {
  FLOTILLA_TRY(const Summary summary,
               session.ask<Summary>([&](auto& client, auto done) { client.summary(question, done); }));
  session.show([&] {
    printSummaryHead(summary);
    printRows(summary);
    printSpending(summary);
    printOutcomes(summary.releases);
    printIncidents(summary.incidents);
    printCurrency(summary.fleet);
    printBusiness(summary);
  });
  return okStatus();
}

}  // namespace

void addSummaryCommand(CLI::App& root, Session& session) {
  CLI::App* command = addCommand<SummaryQuestion>(
      root, session, "summary", "Show how the fleet did over some weeks",
      [](CLI::App& app, SummaryQuestion& question) {
        addDuration(app, "--period", question.period, {kShortestSummary, kLongestSummary}, "How far back");
        addEach<RegionName>(app, "--region", question.regions, parseName<RegionName>,
                            "Only of this region; may be given several times")
            ->type_name("NAME");
      },
      showSummary);
  command->group(kReliabilityGroup);
}

}  // namespace flotilla::cli

// What is promised and how it stands.
#include <algorithm>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/in_words.h"
#include "models/domain/list_fields.h"
#include "models/domain/nearest_name.h"

namespace flotilla::cli {
namespace {

struct ObjectiveArguments {
  std::string objective;
  std::string region;
};

Result<Objectives> ask(Session& session, const ListQuery& query) {
  return session.ask<Objectives>([&](auto& client, auto done) { client.listObjectives(query, done); });
}

std::string placeText(const RegionName& region) {
  return region.empty() ? "(fleet)" : region.value;
}

std::string leftText(const ObjectiveStanding& standing) {
  return standing.budgetLeft ? fixedText(*standing.budgetLeft * 100, 1) + " %" : "-";
}

std::string stateText(const ObjectiveStanding& standing) {
  const std::string state(toText(standing.state));
  return standing.overriddenUntil ? state + ", overridden until " + shortTime(*standing.overriddenUntil) : state;
}

std::string burnText(const ObjectiveStanding& standing) {
  return standing.tiers.empty() ? "-" : fixedText(standing.tiers.front().longBurn, 1) + "x";
}

std::string alertsOf(const ObjectiveStanding& standing) {
  std::vector<std::string> out;
  for (const TierStanding& tier : standing.tiers)
    if (tier.burning) out.push_back(std::string(toText(tier.tier.severity)) + " " + toText(tier.tier.longWindow));
  if (standing.missing) out.emplace_back("nothing observed");
  if (standing.partial) out.emplace_back("partial: nodes are silent");
  return joined(out, ", ", [](const std::string& text) { return text; });
}

void noteEmpty(const Objectives& all) {
  if (all.objectives.empty())
    std::cout << "no objective is declared; see objectives: in the file of flotillactl apply\n";
  else if (!all.at)
    std::cout << "nothing has been counted yet\n";
}

Status listObjectives(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Objectives all, ask(session, query));
  session.show([&] {
    Table table({"OBJECTIVE", "REGION", "TARGET", "PERIOD", "GOOD", "BUDGET LEFT", "STATE", "BURN", "ALERTS"});
    for (const ObjectiveStanding& standing : all.standings.items) {
      const auto objective = std::find_if(all.objectives.begin(), all.objectives.end(),
                                          [&](const Objective& o) { return o.name == standing.objective; });
      if (objective == all.objectives.end()) continue;
      table.add({objective->name.value, placeText(standing.region), targetText(objective->target),
                 toText(objective->period),
                 ratioText(static_cast<double>(standing.tally.total - standing.tally.bad),
                           static_cast<double>(standing.tally.total), 100, 3, " %"),
                 leftText(standing), stateText(standing), burnText(standing), alertsOf(standing)});
    }
    if (!all.standings.items.empty()) table.print(std::cout);
    noteEmpty(all);
    noteRest(all.standings.items.size(), all.standings.total);
    for (const std::string& note : all.notes) std::cout << "note: " << harmless(note) << '\n';
  });
  return okStatus();
}

Result<Objective> named(const Objectives& all, const std::string& name) {
  std::vector<std::string> names;
  for (const Objective& objective : all.objectives) {
    if (objective.name.value == name) return objective;
    names.push_back(objective.name.value);
  }
  return notFound("no_objective", "no objective \"" + name + "\" is declared", "objective",
                  didYouMean(name, names, "flotillactl objectives list shows them"));
}

void printTiers(const ObjectiveStanding& standing) {
  Table table({"ALERT", "BUDGET", "LONG", "BURN", "SHORT", "BURN", "LIMIT", "NOW"});
  for (const TierStanding& tier : standing.tiers) {
    const std::string now = tier.burning             ? "burning"
                            : tier.guardedBy.empty() ? "quiet"
                                                     : "held back: " + tier.guardedBy;
    table.add({std::string(toText(tier.tier.severity)), fixedText(tier.tier.budget * 100, 0) + " %",
               toText(tier.tier.longWindow), fixedText(tier.longBurn, 2), toText(tier.tier.shortWindow),
               fixedText(tier.shortBurn, 2), fixedText(tier.tier.burn, 2), now});
  }
  table.print(std::cout);
}

Status showObjective(Session& session, const ObjectiveArguments& arguments) {
  ListQuery query;
  query.filter = "objective:" + arguments.objective;
  query.pageSize = 1000;
  FLOTILLA_TRY(const Objectives all, ask(session, query));
  FLOTILLA_TRY(const Objective objective, named(all, arguments.objective));
  const auto& standings = all.standings.items;
  const auto standing = std::find_if(standings.begin(), standings.end(), [&](const ObjectiveStanding& s) {
    return s.objective == objective.name && s.region.value == arguments.region;
  });
  session.show([&] {
    printFields(std::cout, {{"objective", objective.name.value},
                            {"title", objective.title},
                            {"indicator", inWords(toText(objective.indicator)) +
                                              (objective.workload.empty() ? "" : " of " + objective.workload.value)},
                            {"target", targetText(objective.target) + " over " + toText(objective.period)},
                            {"region", arguments.region.empty() ? "the fleet" : arguments.region}});
    if (standing == standings.end()) {
      std::cout << "nothing has been counted there yet, or no region is called so\n";
      return;
    }
    printFields(std::cout,
                {{"counted", std::to_string(standing->tally.bad) + " bad of " + std::to_string(standing->tally.total)},
                 {"budget", leftText(*standing) + " left, " + stateText(*standing)},
                 {"exhausted", standing->exhaustedIn ? "in " + briefText(*standing->exhaustedIn) + " at this pace"
                                                     : std::string("not at this pace")},
                 {"observed",
                  standing->lastObserved ? "until " + shortTime(*standing->lastObserved) : std::string("nothing")}});
    std::cout << '\n';
    printTiers(*standing);
  });
  return okStatus();
}

template <class Arguments>
void declarePlace(CLI::App& app, Arguments& arguments) {
  addText(app, "objective", arguments.objective, "Its name, as objectives list gives it")->required();
  addText(app, "--region", arguments.region, "Where; without it the whole fleet")->type_name("NAME");
}

}  // namespace

void addObjectiveCommands(CLI::App& root, Session& session) {
  CLI::App* objectives = addGroup(root, "objectives", "Show what is promised and how it stands", kReliabilityGroup);
  addCommand<ListQuery>(
      *objectives, session, "list", "List objectives by region: budget, burn, alerts",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, standingFields(), "state:exhausted"); },
      listObjectives);
  addCommand<ObjectiveArguments>(*objectives, session, "show", "Show one: what was counted, and its alerts",
                                 declarePlace<ObjectiveArguments>, showObjective);
  addOpenSloCommands(*objectives, session);
}

}  // namespace flotilla::cli

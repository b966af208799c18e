#include <iostream>
#include <map>

#include "app/cli/commands/commands.h"
#include "app/cli/commands/fleet_snapshot.h"
#include "app/cli/text_output.h"
#include "services/documents/fleet_json.h"

namespace flotilla::cli {
namespace {

void printPlaces(const DeclaredFleet& fleet) {
  Table table({"REGION", "TITLE", "SITE", "TITLE", "NODES"});
  for (const auto& [name, region] : fleet.regions) {
    bool empty = true;
    for (const auto& [siteName, site] : fleet.sites) {
      if (site.region.value != name) continue;
      const auto nodes = fleet.nodes.find(siteName);
      table.add(
          {name, region.title, siteName, site.title, std::to_string(nodes == fleet.nodes.end() ? 0 : nodes->second)});
      empty = false;
    }
    if (empty) table.add({name, region.title, {}, {}, {}});
  }
  table.print(std::cout);
}

void printWorkloads(const DeclaredFleet& fleet) {
  Table table({"WORKLOAD", "ARTIFACT", "RUNTIME", "SOURCE"});
  for (const auto& [name, workload] : fleet.workloads)
    table.add({name, workload.artifact.value, workload.config.runtime, workload.config.source});
  std::cout << '\n';
  table.print(std::cout);
}

void printObjectives(const DeclaredFleet& fleet) {
  if (fleet.objectives.empty()) return;
  Table table({"OBJECTIVE", "TITLE", "INDICATOR", "WORKLOAD", "TARGET", "PERIOD"});
  for (const auto& [name, objective] : fleet.objectives)
    table.add({name, objective.title, std::string(toText(objective.indicator)), objective.workload.value,
               targetText(objective.target), toText(objective.period)});
  std::cout << '\n';
  table.print(std::cout);
}

}  // namespace

Status showFleet(Session& session) {
  FLOTILLA_TRY(const DeclaredFleet fleet, readFleet(session));
  if (session.options.json) {
    std::cout << encodeFleet({valuesOf(fleet.regions), valuesOf(fleet.sites), valuesOf(fleet.workloads),
                              valuesOf(fleet.objectives)})
              << '\n';
    return okStatus();
  }
  if (fleet.regions.empty() && fleet.workloads.empty()) {
    std::cout << "nothing is declared; see flotillactl apply --help\n";
    return okStatus();
  }
  printPlaces(fleet);
  printWorkloads(fleet);
  printObjectives(fleet);
  return okStatus();
}

}  // namespace flotilla::cli

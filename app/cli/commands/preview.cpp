#include <iostream>

#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

std::string warningText(const PreviewNote& note) {
  return note.message;
}

void printRegions(const RolloutPreview& preview) {
  Table table({"REGION", "NODES", "WARNINGS", "NO WAY BACK", "EXCLUDED"});
  for (const RegionPreview& region : preview.regions)
    table.add({region.region.value, std::to_string(region.nodes), std::to_string(region.warned),
               std::to_string(region.withoutWayBack), std::to_string(region.excluded)});
  table.print(std::cout);
}

void printNodes(const RolloutPreview& preview) {
  Table table({"NODE", "SITE", "FROM", "TO", "LIVENESS", "WAY BACK", "WARNINGS"});
  for (const PreviewNode& node : preview.nodes)
    table.add({node.name, node.site.value, node.hasVersion ? node.from.toString() : std::string("-"),
               node.to.toString(), std::string(toText(node.liveness)), node.wayBack ? "ready" : "no",
               joined(node.warnings, "; ", warningText)});
  std::cout << '\n';
  table.print(std::cout);
}

void printExcluded(const RolloutPreview& preview) {
  Table table({"EXCLUDED", "SITE", "REASON", "MESSAGE"});
  for (const ExcludedNode& node : preview.excluded)
    table.add({node.name, node.site.value, spaced(node.why.reason), node.why.message});
  std::cout << '\n';
  table.print(std::cout);
}

void printPreview(const RolloutPreview& preview) {
  const std::string to = preview.to == Version{} ? "back to the version before" : "to " + preview.to.toString();
  const bool same = preview.workload.value == preview.artifact.value;
  std::cout << harmless(preview.workload.value + (same ? "" : ": " + preview.artifact.value) + " " + to + " on " +
                        counted(preview.nodeCount, "node") + ", " + std::to_string(preview.excludedCount) + " excluded")
            << "\n\n";
  printRegions(preview);
  if (!preview.nodes.empty()) printNodes(preview);
  if (!preview.excluded.empty()) printExcluded(preview);
  if (preview.nodes.size() < preview.nodeCount || preview.excluded.size() < preview.excludedCount)
    std::cerr << "note: only the first " << counted(preview.nodes.size(), "node") << " and " << preview.excluded.size()
              << " excluded are shown\n";
  if (!preview.problem) std::cout << "\nnothing was started; it could start now\n";
}

}  // namespace

Status showPreview(Session& session, const Result<RolloutPreview>& preview) {
  if (!preview.ok()) return preview.error();
  session.show([&] { printPreview(*preview); });
  return preview->problem ? Status(*preview->problem) : okStatus();
}

}  // namespace flotilla::cli

#include <algorithm>
#include <iostream>

#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/stage_summary.h"

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

// What is expected to be noticed while the wave is watched; what takes longer is not, however well it could be told.
std::string seesText(const WavePreview& wave) {
  constexpr double kDoubling = 2;
  if (wave.smallestHarm <= 0) return "nothing";
  if (wave.smallestHarm <= kDoubling && wave.doubling) return "2x in " + briefText(*wave.doubling);
  return fixedText(wave.smallestHarm, 1) + "x in the soak";
}

void printWaves(const std::vector<WavePreview>& waves) {
  Table table({"WAVE", "SIZE", "NODES", "BASELINE", "DOWNLOAD", "TAKES", "SEES", "APPROVALS"});
  for (const WavePreview& wave : waves)
    table.add({wave.name, wave.size, std::to_string(wave.nodes), std::to_string(wave.baseline), bytesText(wave.bytes),
               briefText(wave.duration), seesText(wave), std::to_string(wave.approvals)});
  std::cout << '\n';
  table.print(std::cout);
  std::cout << '\n';
  for (const WavePreview& wave : waves) {
    if (wave.doubling)
      std::cout << harmless("a doubling of bad answers needs " + aboutText(*wave.doubling) + " in wave " + wave.name)
                << '\n';
    for (const PreviewNote& note : wave.notes)
      if (note.reason != "stages")  // the same in all waves, and told once
        std::cout << harmless("wave " + wave.name + ": " + note.message) << '\n';
  }
}

// Who decides wants to know that there is a way back before there is none.
void printWayBack(const RolloutPreview& preview) {
  std::uint64_t without = 0;
  for (const RegionPreview& region : preview.regions) without += region.withoutWayBack;
  std::cout << preview.nodeCount - std::min(without, preview.nodeCount) << " of " << counted(preview.nodeCount, "node")
            << " can go back to what they run now\n";
}

void printPreview(const RolloutPreview& preview) {
  const std::string to = preview.to == Version{} ? "back to the version before" : "to " + preview.to.toString();
  const bool same = preview.workload.value == preview.artifact.value;
  std::cout << harmless(preview.workload.value + (same ? "" : ": " + preview.artifact.value) + " " + to + " on " +
                        counted(preview.nodeCount, "node") +
                        (preview.waves.empty() ? "" : " in " + counted(preview.waves.size(), "wave")) + ", " +
                        std::to_string(preview.excludedCount) + " excluded")
            << "\n\n";
  printRegions(preview);
  if (!preview.nodes.empty()) printNodes(preview);
  if (!preview.excluded.empty()) printExcluded(preview);
  if (preview.nodes.size() < preview.nodeCount || preview.excluded.size() < preview.excludedCount)
    std::cerr << "note: only the first " << counted(preview.nodes.size(), "node") << " and " << preview.excluded.size()
              << " excluded are shown\n";
  if (!preview.waves.empty()) {
    printWaves(preview.waves);
    for (const std::string& stage : sentences(preview.stages)) std::cout << harmless("each node: " + stage) << '\n';
    printWayBack(preview);
  }
  if (!preview.planDigest.isZero()) std::cout << "plan: " << preview.planDigest.toString() << '\n';
  if (!preview.problem) std::cout << "\nnothing was started; it could start now\n";
}

}  // namespace

Status showPreview(Session& session, const Result<RolloutPreview>& preview) {
  if (!preview.ok()) return preview.error();
  session.show([&] { printPreview(*preview); });
  return preview->problem ? Status(*preview->problem) : okStatus();
}

}  // namespace flotilla::cli

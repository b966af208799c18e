// Objectives from and to OpenSLO v1. Importing does not apply: what is declared stays in the one file that people
// apply.
#include <iostream>
#include <sstream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/fleet_snapshot.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "services/documents/fleet_json.h"
#include "services/documents/openslo.h"

namespace flotilla::cli {
namespace {

constexpr std::uint64_t kLargestOpenSlo = 1024 * 1024;

struct ImportArguments {
  std::string file;
  bool check = false;
};

struct ExportArguments {
  std::string out;
  bool byRegion = false;
};

// What is harmful on a terminal stands in quotes in YAML, where \uXXXX means the same.
void printYaml(const std::string& yaml) {
  std::istringstream lines(yaml);
  for (std::string line; std::getline(lines, line);) std::cout << harmless(line) << '\n';
}

void printFindings(const std::string& file, const OpenSloImport& read) {
  for (const OpenSloFinding& finding : read.findings)
    std::cerr << (finding.level == OpenSloFinding::Level::Error ? "error: " : "warning: ") << harmless(file) << ": "
              << harmless(toText(finding)) << '\n';
  const std::size_t all = read.errors + read.warnings;
  if (all > read.findings.size()) std::cerr << "and " << all - read.findings.size() << " more\n";
}

Status importFile(Session& session, const ImportArguments& arguments) {
  FLOTILLA_TRY(const std::string yaml, readDocument("openslo", arguments.file, kLargestOpenSlo));
  const OpenSloImport read = importOpenSlo(yaml);
  const std::string file = documentName(arguments.file);
  printFindings(file, read);
  if (read.errors > 0)
    return invalid("openslo_errors", file + " has " + counted(read.errors, "error") + "; nothing was imported");
  if (arguments.check)
    std::cout << counted(read.objectives.size(), "objective") << ", no errors, " << counted(read.warnings, "warning")
              << '\n';
  else if (session.options.json)
    std::cout << encodeObjectives(read.objectives) << '\n';
  else
    printYaml(objectivesYaml(read.objectives));
  return okStatus();
}

Status exportFile(Session& session, const ExportArguments& arguments) {
  FLOTILLA_TRY(const DeclaredFleet fleet, readFleet(session));
  if (fleet.objectives.empty())
    return notFound("no_objectives", "no objective is declared", {}, "declare some under objectives: and apply them");
  std::vector<RegionName> regions;
  if (arguments.byRegion)
    for (const auto& [name, region] : fleet.regions) regions.push_back(region.name);
  FLOTILLA_TRY(const std::string yaml, exportOpenSlo(valuesOf(fleet.objectives), regions));
  if (arguments.out.empty()) {
    printYaml(yaml);
    return okStatus();
  }
  FLOTILLA_CHECK(writeOutput("--file", arguments.out, yaml));
  std::cout << counted(fleet.objectives.size(), "objective") << " written to " << harmless(arguments.out) << '\n';
  return okStatus();
}

void declareImport(CLI::App& app, ImportArguments& arguments) {
  addText(app, "openslo", arguments.file, "Documents of openslo/v1 in YAML; - is standard input")
      ->required()
      ->type_name("FILE");
  app.add_flag("--check", arguments.check, "Only say what is wrong with it");
  app.footer(
      "Prints the section objectives: to put into the file of the fleet, which flotillactl apply takes; it\n"
      "changes nothing by itself and needs no network. What an objective cannot hold is an error or a warning\n"
      "on stderr. A source of another system needs the annotation flotilla.dev/indicator on its SLI.\n" +
      app.get_footer());
}

void declareExport(CLI::App& app, ExportArguments& arguments) {
  addText(app, "--file", arguments.out, "Where to write it; without it, standard output")->type_name("FILE");
  app.add_flag("--by-region", arguments.byRegion,
               "Also an SLO for every region, for tools that cannot tell regions apart");
}

}  // namespace

void addOpenSloCommands(CLI::App& objectives, Session& session) {
  addCommand<ImportArguments>(objectives, session, "import", "Make objectives of OpenSLO documents, and lint them",
                              declareImport, importFile);
  addCommand<ExportArguments>(objectives, session, "export", "Write the objectives of the fleet as OpenSLO documents",
                              declareExport, exportFile);
}

}  // namespace flotilla::cli

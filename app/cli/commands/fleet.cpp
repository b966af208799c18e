#include <iostream>
#include <iterator>
#include <map>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "services/documents/fleet_yaml.h"

namespace flotilla::cli {
namespace {

struct NoArguments {};

struct ApplyArguments {
  std::string file;
  bool dryRun = false;
  bool remove = false;
};

struct CallArguments {
  std::string method;
  std::string request;
};

std::string stateText(const ServerInfo& info) {
  if (!info.learning) return "serving";
  return "learning: it has just started and assigns nothing until " + counted(info.unheard, "more node") +
         (info.unheard == 1 ? " has" : " have") + " reported";
}

Status showStatus(Session& session) {
  FLOTILLA_TRY(const ServerInfo info,
               session.ask<ServerInfo>([](auto& client, auto done) { client.serverInfo(done); }));
  session.show([&] {
    printFields(std::cout, {{"version", info.version},
                            {"state", stateText(info)},
                            {"nodes", std::to_string(info.nodes)},
                            {"connected", std::to_string(info.connected)},
                            {"epoch", std::to_string(info.epoch)},
                            {"revision", std::to_string(info.revision)},
                            {"reports", "every " + toText(info.reportInterval)},
                            {"clock", shortTime(info.now)},
                            {"you", info.caller.name + ": " + joined(info.caller.grants, ", ", grantText)}});
  });
  return okStatus();
}

void printDiff(const FleetDiff& diff, bool dryRun) {
  for (const std::string& line : diff.lines) std::cout << harmless(line) << '\n';
  if (diff.lines.empty()) std::cout << "nothing to change\n";
  if (dryRun && !diff.lines.empty()) std::cout << "not applied: this was a dry run\n";
}

std::string standardInput() {
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

// "1 region, 2 sites: region j, site a, site b"; empty if nothing would go.
std::string removalsOf(const FleetDiff& diff) {
  std::string names;
  std::map<std::string, std::uint64_t> kinds;
  for (const std::string& line : diff.lines) {
    if (!line.starts_with("- ")) continue;
    names += (names.empty() ? "" : ", ") + line.substr(2);
    ++kinds[line.substr(2, line.find(' ', 2) - 2)];
  }
  const std::string counts = joined(kinds, ", ", [](const auto& kind) { return counted(kind.second, kind.first); });
  return names.empty() ? names : counts + ": " + names;
}

Result<FleetDiff> ask(Session& session, const FleetDeclaration& fleet, bool dryRun) {
  return session.ask<FleetDiff>([&](auto& client, auto done) { client.applyFleet(fleet, dryRun, done); });
}

Result<FleetDeclaration> parseFile(const std::string& name, const std::string& yaml) {
  auto fleet = parseFleetYaml(yaml);
  if (fleet.ok()) return fleet;
  Error error = fleet.error();
  error.message = name + ": " + error.message;
  return error;
}

Status applyFleet(Session& session, const ApplyArguments& arguments) {
  session.seenIn = "fleet show";
  FLOTILLA_TRY(const std::string yaml, readDocument("--file", arguments.file, kLargestFleet));
  FLOTILLA_TRY(const FleetDeclaration fleet, parseFile(documentName(arguments.file), yaml));
  if (!arguments.dryRun && !arguments.remove) {
    FLOTILLA_TRY(const FleetDiff wanted, ask(session, fleet, true));
    if (const std::string removals = removalsOf(wanted); !removals.empty())
      return precondition("removes", "this would remove " + removals, {},
                          "add --remove, or keep " +
                              std::string(removals.find(", ") == std::string::npos ? "it" : "them") + " in the file");
  }
  FLOTILLA_TRY(const FleetDiff diff, ask(session, fleet, arguments.dryRun));
  session.show([&] { printDiff(diff, arguments.dryRun); });
  return okStatus();
}

Status callMethod(Session& session, const CallArguments& arguments) {
  const std::string request = arguments.request == "-" ? standardInput() : arguments.request;
  FLOTILLA_TRY(const std::string answer, session.ask<std::string>([&](auto& client, auto done) {
    client.call(arguments.method, request, done);
  }));
  std::cout << harmless(answer) << '\n';
  return okStatus();
}

void declareApply(CLI::App& app, ApplyArguments& arguments) {
  app.group(kFleetGroup);
  app.add_option("-f,--file", arguments.file, "The declaration; - reads it from stdin")->required()->type_name("FILE");
  app.add_flag("--dry-run", arguments.dryRun, "Show the difference and change nothing");
  app.add_flag("--remove", arguments.remove, "Remove what the file does not mention; without it that is refused");
}

void declareCall(CLI::App& app, CallArguments& arguments) {
  app.group(kFleetGroup);
  addText(app, "method", arguments.method, "For example NodeService/ListNodes")->required();
  app.add_option("request", arguments.request, "JSON; - reads it from stdin; nothing is {}");
  app.footer("Methods:\n  " + joined(OperatorClient::methods(), "\n  ", [](const std::string& name) { return name; }) +
             "\n" + app.get_footer());
}

}  // namespace

void addFleetCommands(CLI::App& root, Session& session) {
  addCommand<NoArguments>(
      root, session, "status", "Show the control plane: version, nodes, connections",
      [](CLI::App& app, NoArguments&) { app.group(kFleetGroup); },
      [](Session& s, const NoArguments&) { return showStatus(s); });
  addCommand<ApplyArguments>(root, session, "apply",
                             "Declare regions, sites and workloads from a YAML file; the file is the whole fleet",
                             declareApply, applyFleet);
  CLI::App* fleet = addGroup(root, "fleet", "Show what is declared", kFleetGroup);
  addCommand<NoArguments>(
      *fleet, session, "show", "Show regions, sites and workloads; -o json is a declaration that apply takes",
      [](CLI::App&, NoArguments&) {}, [](Session& s, const NoArguments&) { return showFleet(s); });
  addCommand<CallArguments>(root, session, "call", "Call any method of the operator API with JSON", declareCall,
                            callMethod);
}

}  // namespace flotilla::cli

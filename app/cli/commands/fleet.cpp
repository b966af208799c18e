#include <iostream>
#include <iterator>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "services/documents/fleet_yaml.h"
#include "services/runtime/files.h"

namespace flotilla::cli {
namespace {

constexpr std::uint64_t kLargestFleet = 1024 * 1024;

struct NoArguments {};

struct ApplyArguments {
  std::string file;
  bool dryRun = false;
};

struct CallArguments {
  std::string method;
  std::string request;
};

Status showStatus(Session& session) {
  FLOTILLA_TRY(const ServerInfo info,
               session.ask<ServerInfo>([](auto& client, auto done) { client.serverInfo(done); }));
  session.show([&] {
    printFields(std::cout, {{"version", info.version},
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

Status applyFleet(Session& session, const ApplyArguments& arguments) {
  SystemFiles files;
  FLOTILLA_TRY(const std::string yaml, files.readAll(arguments.file, kLargestFleet));
  FLOTILLA_TRY(const FleetDeclaration fleet, parseFleetYaml(yaml));
  FLOTILLA_TRY(const FleetDiff diff, session.ask<FleetDiff>([&](auto& client, auto done) {
    client.applyFleet(fleet, arguments.dryRun, done);
  }));
  session.show([&] { printDiff(diff, arguments.dryRun); });
  return okStatus();
}

Status callMethod(Session& session, const CallArguments& arguments) {
  const bool piped = arguments.request == "-";
  const std::string request = piped ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : arguments.request;
  FLOTILLA_TRY(const std::string answer, session.ask<std::string>([&](auto& client, auto done) {
    client.call(arguments.method, request, done);
  }));
  std::cout << harmless(answer) << '\n';
  return okStatus();
}

}  // namespace

void addFleetCommands(CLI::App& root, Session& session) {
  addCommand<NoArguments>(
      root, session, "status", "Show the control plane: version, nodes, connections",
      [](CLI::App& app, NoArguments&) { app.group(kFleetGroup); },
      [](Session& s, const NoArguments&) { return showStatus(s); });
  addCommand<ApplyArguments>(
      root, session, "apply", "Declare regions, sites and workloads from a YAML file",
      [](CLI::App& app, ApplyArguments& arguments) {
        app.group(kFleetGroup);
        app.add_option("-f,--file", arguments.file, "The declaration")->required()->type_name("FILE");
        app.add_flag("--dry-run", arguments.dryRun, "Show the difference and change nothing");
      },
      applyFleet);
  addCommand<CallArguments>(
      root, session, "call", "Call any method of the operator API with JSON",
      [](CLI::App& app, CallArguments& arguments) {
        app.group(kFleetGroup);
        app.add_option("method", arguments.method, "For example NodeService/ListNodes")->required();
        app.add_option("request", arguments.request, "JSON; - reads it from stdin; nothing is {}");
      },
      callMethod);
}

}  // namespace flotilla::cli

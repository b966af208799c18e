// flotillactl: the command line of operators and publishers. Threads: everything here on the main thread, which waits
// for the answers that the client's gRPC threads deliver.
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "app/cli/usage.h"
#include "models/domain/address.h"

namespace flotilla::cli {
namespace {

constexpr int kUsage = 2;
constexpr const char* kExamples =
    "Examples:\n"
    "  flotillactl apply -f fleet.yaml\n"
    "  flotillactl token create --site rotterdam --label carrier=b --count 3\n"
    "  flotillactl release publish out/meter-reader-2\n"
    "  flotillactl deploy meter-reader 2.0.0 --region eu-west --wait\n"
    "  flotillactl deploy meter-reader 2.0.0 --selector \"label.tier:gold not site:delft\" --preview\n"
    "  flotillactl rollouts plan -f plan.yaml\n"
    "  flotillactl nodes list --filter \"status:failed\" -o json\n"
    "\n"
    "On the machine of the control plane no login is needed: its data directory is the key. From elsewhere use\n"
    "--server, --ca and --token-file. Errors are text on stderr, also with -o json.\n"
    "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 nobody answered, 4 not over yet (--wait).";
constexpr const char* kAnywhere =
    "Options of flotillactl (--data, --server, --ca, --token-file, -o, --timeout) may stand anywhere.";

void declareGlobalOptions(CLI::App& root, GlobalOptions& options) {
  root.add_option("--data", options.data, "Data directory of a control plane here [~/.local/share/flotilla]")
      ->type_name("DIR");
  auto* server = addParsed(
                     root, "--server", options.server,
                     [](const std::string& text) -> Result<std::string> {
                       FLOTILLA_CHECK(checkAddress({}, text));
                       return text;
                     },
                     "Control plane elsewhere")
                     ->type_name("HOST:PORT");
  auto* ca = root.add_option("--ca", options.ca, "Its certificate authority")->type_name("FILE")->needs(server);
  auto* token = root.add_option("--token-file", options.tokenFile, "File with your token, mode 0600")
                    ->type_name("FILE")
                    ->needs(server);
  server->needs(ca)->needs(token)->excludes("--data");
  addParsed(
      root, "-o,--output", options.json,
      [](const std::string& text) -> Result<bool> {
        if (text == "json" || text == "text") return text == "json";
        return invalid("bad_output", "\"" + text + "\" is not a form of output", {}, "write json or text");
      },
      "Form of the output: text or json")
      ->type_name("FORM")
      ->default_str("text");
  addDuration(root, "--timeout", options.timeout, {std::chrono::milliseconds(1), std::chrono::hours(24)},
              "How long one call may take");
}

void declareCommands(CLI::App& root, Session& session) {
  addFleetCommands(root, session);
  addNodeCommands(root, session);
  addWorkloadCommands(root, session);
  addKeyCommands(root, session);
  addReleaseCommands(root, session);
  addPolicyCommands(root, session);
  addRolloutCommands(root, session);
  addObjectiveCommands(root, session);
  addBudgetCommands(root, session);
  addIndicatorCommands(root, session);
  addDriftCommands(root, session);
  addAlertCommands(root, session);
  addSilenceCommands(root, session);
  addIncidentCommands(root, session);
  addRunbookCommands(root, session);
  addPlaybookCommands(root, session);
  addRunCommands(root, session);
  addTaskCommands(root, session);
  addRoutineCommands(root, session);
  addGameDayCommands(root, session);
  addReplayCommands(root, session);
  addReportCommands(root, session);
  addSummaryCommand(root, session);
  addBusinessCommands(root, session);
  addAlertingCommands(root, session);
  addAccessCommands(root, session);
  addAuditCommands(root, session);
  addBackupCommands(root, session);
}

int fail(const Error& error, int exitCode) {
  std::cout.flush();
  printError(std::cerr, error);
  return exitCode;
}

// What was printed must have arrived: a disk may be full.
int endWell() {
  if (std::cout.flush().good()) return 0;
  return fail(internalError("output", "the output could not be written"), 1);
}

int runChosen(const CLI::App& root, Session& session) {
  const Status status = session.chosen();
  if (status.ok()) return endWell();
  return fail(aboutArgument(root, status.error()), exitCodeOf(root, status.error()));
}

int run(int argc, char** argv) {
  if (const auto broken = notUtf8(argc, argv)) return fail(*broken, kUsage);
  Session session;
  CLI::App root("Operate a fleet of edge nodes: roll out models, watch them, take them back.", "flotillactl");
  root.fallthrough();
  root.require_subcommand(1);
  root.set_version_flag("--version", "flotillactl " FLOTILLA_VERSION);
  declareGlobalOptions(root, session.options);
  root.footer(kAnywhere);  // which the subcommands inherit
  declareCommands(root, session);
  root.footer(kExamples);
  try {
    root.parse(argc, argv);
  } catch (const CLI::Success& success) {
    if (asksForUnknownCommand(root)) return fail(usageError(root, success), kUsage);
    root.exit(success);
    return endWell();
  } catch (const CLI::ParseError& problem) {
    return fail(usageError(root, problem), kUsage);
  }
  return runChosen(root, session);
}

}  // namespace
}  // namespace flotilla::cli

int main(int argc, char** argv) {
  flotilla::OperatorClient::silenceTransport();
  return flotilla::cli::run(argc, argv);
}

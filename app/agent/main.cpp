// flotilla-agent, the node agent. Threads: one SerialLoop runs the state machine and owns state.db; downloads, worker
// channels and gRPC have threads of their own that only post to it; this thread waits for a signal. `flotilla-agent
// worker` is the child process of one arm of a workload: single-threaded.
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "app/agent/enrol_command.h"
#include "app/agent/node.h"
#include "app/agent/settings.h"
#include "models/domain/address.h"
#include "services/agent/worker/worker.h"
#include "services/runtime/command_line.h"
#include "services/runtime/log.h"
#include "services/runtime/stop_signal.h"

namespace {

using namespace flotilla;

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;
constexpr int kUnreachable = 3;
constexpr int kWorkerDescriptor = 3;
constexpr const char* kUsage =
    "flotilla-agent: the Flotilla node agent\n\n"
    "  flotilla-agent enrol --data DIR --server HOST:PORT --token-file FILE|- --root root.json   make this machine a "
    "node\n"
    "  flotilla-agent run --data DIR [--config FILE] [--set KEY=VALUE ...]                       serve until SIGTERM "
    "or SIGINT\n"
    "  flotilla-agent config print [the same options as run]                                     every setting: "
    "what it means, its value, its source\n"
    "  flotilla-agent --help | --version\n\n"
    "The token comes from `flotillactl token create --site SITE` and is read from a private file or, with -, from "
    "standard input.\n"
    "What `config print` writes can be edited and given back with --config.\n"
    "root.json is made offline by `flotillactl keys create`; it decides whose releases this node accepts.\n";

CommandLineSpec commandLine() {
  return {"flotilla-agent",
          {"enrol", "run", "config print"},
          {{"--data", "DIR"},
           {"--config", "FILE"},
           {"--server", "HOST:PORT"},
           {"--token-file", "FILE"},
           {"--root", "root.json"}}};
}

Result<Config> readConfig(const CommandLine& line) {
  std::vector<std::string> sets = line.sets;
  if (const std::string data = line.option("--data"); !data.empty()) sets.push_back("data=" + data);
  SystemFiles files;
  FLOTILLA_TRY(Config config, Config::read(files, agent::settings(), line.option("--config"), sets));
  FLOTILLA_CHECK(agent::checkSettings(config));
  return config;
}

int enrol(const CommandLine& line) {
  for (const char* needed : {"--data", "--server", "--token-file", "--root"})
    if (line.option(needed).empty())
      return failWith(missingValue(needed, commandLine().options.at(needed)), kWrongUsage);
  if (const Status good = checkAddress({}, line.option("--server")); !good)
    return failWith(onOption("--server", good.error()), kWrongUsage);
  const auto name = agent::runEnrol(
      {line.option("--data"), line.option("--server"), line.option("--token-file"), line.option("--root")});
  if (!name) return failWith(name.error(), name.error().code == ErrorCode::Unavailable ? kUnreachable : kFailed);
  std::cout << *name << "\n";
  return 0;
}

// The same program with the same arguments, in this process. Nothing of the one before is left but its number, so that
// whoever supervises it sees no end.
int startAnew(char** argv) {
  log::info("starting anew");
  ::execv("/proc/self/exe", argv);
  log::error("the agent cannot start anew", {{"why", std::strerror(errno)}});
  return kFailed;
}

int run(const Config& config, char** argv) {
  if (config.text("data").empty()) return failWith(missingValue("--data", "DIR"), kWrongUsage);
  const StopSignal stop;
  log::setContext({{"program", "flotilla-agent"}});
  log::setLevel(config.text("log.level"));
  std::atomic<bool> again = false;
  {
    const auto node = agent::NodeProgram::start(config, [&again]() -> Status {
      again = true;
      ::kill(::getpid(), SIGTERM);
      return okStatus();
    });
    if (!node) return failWith(node.error(), kFailed);
    log::info("ready", {{"node", (*node)->name()}});
    stop.wait();
    log::info("stopping");
  }
  return again ? startAnew(argv) : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "worker") == 0) return runWorker(kWorkerDescriptor);
  if (argc < 2) return std::fputs(kUsage, stderr) < 0 ? kFailed : kWrongUsage;
  const auto line = readCommandLine(commandLine(), {argv + 1, argv + argc});
  if (!line) return failWith(line.error(), kWrongUsage);
  if (line->help) return std::fputs(kUsage, stdout) < 0 ? kFailed : 0;
  if (line->version) return std::puts("flotilla-agent " FLOTILLA_VERSION) < 0 ? kFailed : 0;
  ::umask(0077);  // whatever is written is for its owner
  if (line->command == "enrol") return enrol(*line);
  const auto config = readConfig(*line);
  if (!config) return failWith(config.error(), kWrongUsage);
  if (line->command == "run") return run(*config, argv);
  return std::fputs(config->print().c_str(), stdout) < 0 ? kFailed : 0;
}

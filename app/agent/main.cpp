// flotilla-agent, the node agent. Threads: one SerialLoop runs the state machine and owns state.db; downloads, worker
// channels and gRPC have threads of their own that only post to it; this thread waits for a signal. `flotilla-agent
// worker` is the child process of one arm of a workload: single-threaded.
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "app/agent/enrol_command.h"
#include "app/agent/node.h"
#include "app/agent/settings.h"
#include "models/domain/error_text.h"
#include "services/agent/worker/worker.h"
#include "services/runtime/log.h"

namespace {

using namespace flotilla;

constexpr int kWorkerDescriptor = 3;
constexpr const char* kUsage =
    "flotilla-agent: the Flotilla node agent\n\n"
    "  flotilla-agent enrol --data DIR --server HOST:PORT --token-file FILE|- --root root.json   make this machine a "
    "node\n"
    "  flotilla-agent run --data DIR [--config FILE] [--set KEY=VALUE ...]                       serve until SIGTERM "
    "or SIGINT\n"
    "  flotilla-agent config print [the same options as run]                                     show every value and "
    "its source\n"
    "  flotilla-agent --help | --version\n\n"
    "The token comes from `flotillactl token create --site SITE` and is read from a private file or, with -, from "
    "standard input.\n"
    "root.json is made offline by `flotillactl keys create`; it decides whose releases this node accepts.\n";

struct Arguments {
  std::string command;
  std::map<std::string, std::string> options;
  std::vector<std::string> sets;
};

int fail(const Error& error, int code) {
  std::cerr << describe(error);
  return code;
}

Result<Arguments> readArguments(int argc, char** argv) {
  Arguments out;
  const std::vector<std::string> known{"--data", "--config", "--server", "--token-file", "--root"};
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool hasNext = i + 1 < argc;
    if (!word.starts_with("-"))
      out.command += (out.command.empty() ? "" : " ") + word;
    else if (word == "--set" && hasNext)
      out.sets.emplace_back(argv[++i]);
    else if (std::find(known.begin(), known.end(), word) != known.end() && hasNext)
      out.options[word] = argv[++i];
    else
      return invalid("usage", "\"" + word + "\" is not an option, or its value is missing", {},
                     "flotilla-agent --help");
  }
  if (out.options.contains("--data")) out.sets.push_back("data=" + out.options["--data"]);
  return out;
}

Result<Config> readConfig(Arguments& arguments) {
  std::string yaml;
  const std::string file = arguments.options["--config"];
  if (!file.empty()) {
    FLOTILLA_TRY(yaml, SystemFiles().readAll(file, 1 << 20));
  }
  return Config::load(agent::settings(), yaml, file, arguments.sets);
}

int enrol(Arguments& arguments) {
  for (const char* needed : {"--data", "--server", "--token-file", "--root"})
    if (arguments.options[needed].empty())
      return fail(invalid("usage", std::string(needed) + " is missing", {}, "flotilla-agent --help"), 2);
  const auto name = agent::runEnrol({arguments.options["--data"], arguments.options["--server"],
                                     arguments.options["--token-file"], arguments.options["--root"]});
  if (!name) return fail(name.error(), name.error().code == ErrorCode::Unavailable ? 3 : 1);
  std::cout << *name << "\n";
  return 0;
}

int run(const Config& config) {
  // Blocked before any thread starts, so that only sigwait sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  log::setContext({{"program", "flotilla-agent"}});
  if (config.text("log.level") == "debug") log::setLevel(log::Level::Debug);
  const auto node = agent::NodeProgram::start(config);
  if (!node) return fail(node.error(), 1);
  log::info("ready", {{"node", (*node)->name()}});
  int signal = 0;
  sigwait(&signals, &signal);
  log::info("stopping");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "worker") == 0) return runWorker(kWorkerDescriptor);
  if (argc < 2 || std::strcmp(argv[1], "--help") == 0 || std::strcmp(argv[1], "-h") == 0) {
    std::fputs(kUsage, argc < 2 ? stderr : stdout);
    return argc < 2 ? 2 : 0;
  }
  if (std::strcmp(argv[1], "--version") == 0) {
    std::puts("flotilla-agent " FLOTILLA_VERSION);
    return 0;
  }
  auto arguments = readArguments(argc, argv);
  if (!arguments) return fail(arguments.error(), 2);
  ::umask(0077);  // whatever is written is for its owner
  if (arguments->command == "enrol") return enrol(*arguments);
  if (arguments->command != "run" && arguments->command != "config print")
    return fail(invalid("usage", "there is no command \"" + arguments->command + "\"", {}, "flotilla-agent --help"), 2);
  const auto config = readConfig(*arguments);
  if (!config) return fail(config.error(), 2);
  if (arguments->command == "run") return run(*config);
  std::fputs(config->print().c_str(), stdout);
  return 0;
}

// flotillad, the control plane. Threads: one SerialLoop owns the fleet state and the one database connection; gRPC and
// HTTP threads translate and post to it; this thread waits for a signal.
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "app/controlplane/server.h"
#include "app/controlplane/settings.h"
#include "models/domain/error_text.h"
#include "services/runtime/log.h"

namespace {

using namespace flotilla;

constexpr const char* kUsage =
    "flotillad: the Flotilla control plane\n\n"
    "  flotillad --data DIR [--config FILE] [--set KEY=VALUE ...]   serve until SIGTERM or SIGINT\n"
    "  flotillad config print [the same options]                    show every value and where it comes from\n"
    "  flotillad --help | --version\n\n"
    "DIR is made with mode 0700 if it does not exist. With port 0 a listener takes any free port; the real ones are in "
    "DIR/ports.json.\n"
    "Whoever owns DIR administers the fleet through DIR/operators.sock: flotillactl --data DIR status\n";

struct Arguments {
  bool print = false;
  std::string configFile;
  std::vector<std::string> sets;
};

int fail(const Error& error, int code) {
  std::cerr << describe(error);
  return code;
}

Result<Arguments> readArguments(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool hasNext = i + 1 < argc;
    if (word == "config" && hasNext && std::strcmp(argv[i + 1], "print") == 0) {
      out.print = true;
      ++i;
    } else if (word == "--data" && hasNext) {
      out.sets.push_back("data=" + std::string(argv[++i]));
    } else if (word == "--config" && hasNext) {
      out.configFile = argv[++i];
    } else if (word == "--set" && hasNext) {
      out.sets.emplace_back(argv[++i]);
    } else {
      return invalid("usage", "\"" + word + "\" is not an option, or its value is missing", {}, "flotillad --help");
    }
  }
  return out;
}

Result<Config> readConfig(const Arguments& arguments) {
  std::string yaml;
  if (!arguments.configFile.empty()) {
    FLOTILLA_TRY(yaml, SystemFiles().readAll(arguments.configFile, 1 << 20));
  }
  return Config::load(controlplane::settings(), yaml, arguments.configFile, arguments.sets);
}

void setLogLevel(const std::string& name) {
  const std::vector<std::pair<std::string, log::Level>> levels{{"debug", log::Level::Debug},
                                                               {"info", log::Level::Info},
                                                               {"warn", log::Level::Warn},
                                                               {"error", log::Level::Error}};
  for (const auto& [text, level] : levels)
    if (text == name) log::setLevel(level);
}

int serve(const Config& config, const sigset_t& signals) {
  ::umask(0077);  // whatever is written is for its owner
  const auto server = controlplane::Server::start(config);
  if (!server) return fail(server.error(), 1);
  log::info("ready: " + (*server)->describe());
  int signal = 0;
  sigwait(&signals, &signal);
  log::info("stopping");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && (std::strcmp(argv[1], "--help") == 0 || std::strcmp(argv[1], "-h") == 0)) {
    std::fputs(kUsage, stdout);
    return 0;
  }
  if (argc == 2 && std::strcmp(argv[1], "--version") == 0) {
    std::puts("flotillad " FLOTILLA_VERSION);
    return 0;
  }
  const auto arguments = readArguments(argc, argv);
  if (!arguments) return fail(arguments.error(), 2);
  const auto config = readConfig(*arguments);
  if (!config) return fail(config.error(), 2);
  if (arguments->print) {
    std::fputs(config->print().c_str(), stdout);
    return 0;
  }
  // Blocked before any thread starts, so that only sigwait sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  log::setContext({{"program", "flotillad"}});
  setLogLevel(config->text("log.level"));
  return serve(*config, signals);
}

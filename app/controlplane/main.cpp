// flotillad, the control plane. Threads: one SerialLoop owns the fleet state and the one database connection; gRPC and
// HTTP threads translate and post to it; this thread waits for a signal.
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "app/controlplane/server.h"
#include "app/controlplane/settings.h"
#include "services/runtime/command_line.h"
#include "services/runtime/log.h"
#include "services/runtime/stop_signal.h"

namespace {

using namespace flotilla;

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;
constexpr const char* kUsage =
    "flotillad: the Flotilla control plane\n\n"
    "  flotillad --data DIR [--config FILE] [--set KEY=VALUE ...]   serve until SIGTERM or SIGINT\n"
    "  flotillad config print [the same options]                    every setting: what it means, its value, its "
    "source\n"
    "  flotillad --help | --version\n\n"
    "While nobody has a password, each start prints a code with which the operator admin logs in; --first-admin off "
    "prints none.\n"
    "What `config print` writes can be edited and given back with --config.\n"
    "DIR is made with mode 0700 if it does not exist. With port 0 a listener takes any free port; the real ones are in "
    "DIR/ports.json.\n"
    "Whoever owns DIR administers the fleet through DIR/operators.sock: flotillactl --data DIR status\n";

CommandLineSpec commandLine() {
  return {"flotillad", {"", "config print"}, {{"--data", "DIR"}, {"--config", "FILE"}, {"--first-admin", "on|off"}}};
}

Result<Config> readConfig(const CommandLine& line) {
  std::vector<std::string> sets = line.sets;
  if (const std::string data = line.option("--data"); !data.empty()) sets.push_back("data=" + data);
  if (const std::string first = line.option("--first-admin"); !first.empty()) {
    if (first != "on" && first != "off")
      return invalid("bad_value", "\"" + first + "\" is neither on nor off", "--first-admin", "write on or off");
    sets.push_back(std::string("accounts.first_admin=") + (first == "on" ? "true" : "false"));
  }
  SystemFiles files;
  FLOTILLA_TRY(Config config, Config::read(files, controlplane::settings(), line.option("--config"), sets));
  FLOTILLA_CHECK(controlplane::checkSettings(config));
  return config;
}

// A thousand browsers and as many nodes have a connection each; shells allow 1024 files.
void allowManyConnections() {
  constexpr rlim_t kFiles = 16'384;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= kFiles) return;
  files.rlim_cur = std::min(kFiles, files.rlim_max);
  if (::setrlimit(RLIMIT_NOFILE, &files) != 0) log::warn("few files can be open at one time");
}

int serve(const Config& config) {
  if (config.text("data").empty()) return failWith(missingValue("--data", "DIR"), kWrongUsage);
  const StopSignal stop;
  allowManyConnections();
  ::umask(0077);  // whatever is written is for its owner
  log::setContext({{"program", "flotillad"}});
  log::setLevel(config.text("log.level"));
  const auto server = controlplane::Server::start(config);
  if (!server) return failWith(server.error(), kFailed);
  const auto first = (*server)->inviteFirstAdministrator();
  if (!first) return failWith(first.error(), kFailed);
  if (!first->empty()) {
    (void)std::puts(first->c_str());
    (void)std::fflush(stdout);
  }
  log::info("ready: " + (*server)->describe());
  stop.wait();
  log::info("stopping");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const auto line = readCommandLine(commandLine(), {argv + 1, argv + argc});
  if (!line) return failWith(line.error(), kWrongUsage);
  if (line->help) return std::fputs(kUsage, stdout) < 0 ? kFailed : 0;
  if (line->version) return std::puts("flotillad " FLOTILLA_VERSION) < 0 ? kFailed : 0;
  const auto config = readConfig(*line);
  if (!config) return failWith(config.error(), kWrongUsage);
  if (line->command.empty()) return serve(*config);
  return std::fputs(config->print().c_str(), stdout) < 0 ? kFailed : 0;
}

#include "plugins/runtime-process/service_runtime.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "plugins/api/runtime.h"

namespace flotilla::process {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kBetweenQuestions{50};  // while it starts
constexpr milliseconds kStaysUp{300};          // after it said that it is ready
constexpr milliseconds kSaysGoodbye{100};      // from a failed probe to the news that the service has ended

Error unreadable(const std::string& message) {
  return precondition("service_unreadable", std::string(kServiceFile) + ": " + message);
}

Result<ServiceSpec> readSpec(const fs::path& folder) {
  std::ifstream file(folder / kServiceFile, std::ios::binary);
  if (!file) return unreadable("the bundle has none");
  std::string text(kMaxServiceFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxServiceFileBytes) return unreadable("is longer than 64 KiB");
  auto spec = parseServiceSpec(text);
  if (!spec) return unreadable(spec.error().message);
  return spec;
}

// Beside the slot, which is never written, and under a name of its own, so that what a killed worker left there is
// found and removed.
fs::path workingFolder(const fs::path& bundle) {
  return bundle.parent_path() / ("run-" + bundle.filename().string());
}

Status makeFolder(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (!error && ::mkdir(folder.c_str(), 0700) == 0) return okStatus();
  return precondition("service_unreadable", "the folder " + folder.string() + " cannot be made");
}

std::map<std::string, std::string> variablesOf(const ServiceSpec& spec, const fs::path& bundle, const fs::path& folder,
                                               std::uint16_t port) {
  const char* path = std::getenv("PATH");
  std::map<std::string, std::string> out{{"PATH", path != nullptr ? path : "/usr/bin:/bin"},
                                         {"HOME", folder.string()},
                                         {"TMPDIR", folder.string()},
                                         {"FLOTILLA_BUNDLE", bundle.string()},
                                         {"FLOTILLA_WORKLOAD", bundle.parent_path().filename().string()},
                                         {"PORT", std::to_string(port)}};
  for (const auto& [name, value] : spec.env) out[name] = value;
  return out;
}

}  // namespace

Result<std::unique_ptr<ServiceRuntime>> ServiceRuntime::start(const std::string& folder) {
  std::error_code error;
  const fs::path bundle = fs::canonical(folder, error);
  if (error) return unreadable("there is no folder " + folder);
  FLOTILLA_TRY(ServiceSpec spec, readSpec(bundle));
  FLOTILLA_TRY(const std::uint16_t port, freePort());
  const fs::path working = workingFolder(bundle);
  FLOTILLA_CHECK(makeFolder(working));
  ProbeTarget target{bundle.string(), variablesOf(spec, bundle, working, port), working.string(), port};
  std::unique_ptr<ServiceRuntime> runtime(new ServiceRuntime(std::move(spec), std::move(target)));
  const Command command(runtime->target_.bundle, runtime->spec_.command, runtime->target_.variables,
                        runtime->target_.folder);
  FLOTILLA_CHECK(runtime->process_.start(command));
  FLOTILLA_CHECK(runtime->awaitReady());
  return runtime;
}

ServiceRuntime::ServiceRuntime(ServiceSpec spec, ProbeTarget target)
    : spec_(std::move(spec)), target_(std::move(target)) {}

ServiceRuntime::~ServiceRuntime() {
  process_.stop(spec_.stopGrace);
  std::error_code ignored;
  fs::remove_all(target_.folder, ignored);
}

Status ServiceRuntime::awaitReady() {
  const auto deadline = Clock::now() + spec_.startDeadline;
  for (;;) {
    const Status ready = ask(spec_.readiness, target_);
    if (const auto end = process_.ended(ready ? kStaysUp : kBetweenQuestions))
      return precondition(plugin::kServiceExited, *end + (ready ? "" : " (before it was ready)"));
    if (ready) return okStatus();
    if (Clock::now() < deadline) continue;
    process_.kill();  // at once: it had its time
    const std::string& line = process_.lastLine();
    return precondition("service_not_ready",
                        "the service was not ready within " + std::to_string(spec_.startDeadline.count()) +
                            " s: " + ready.error().message + (line.empty() ? "" : "; it said: " + line));
  }
}

Status ServiceRuntime::look() {
  if (const auto end = process_.ended(milliseconds(0))) return precondition(plugin::kServiceExited, *end);
  return okStatus();
}

Status ServiceRuntime::probe() {
  FLOTILLA_CHECK(look());
  const Status alive = ask(spec_.liveness, target_);
  if (alive) {
    failures_ = 0;
    return alive;
  }
  // Why a service does not answer is often that it has just ended.
  if (const auto end = process_.ended(kSaysGoodbye)) return precondition(plugin::kServiceExited, *end);
  if (++failures_ < spec_.failures) return alive;
  process_.kill();
  const std::string& line = process_.lastLine();
  return precondition(plugin::kServiceHangs, "the service failed " + std::to_string(failures_) +
                                                 " probes in a row and was ended, last: " + alive.error().message +
                                                 (line.empty() ? "" : "; it said: " + line));
}

}  // namespace flotilla::process

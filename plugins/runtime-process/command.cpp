#include "plugins/runtime-process/command.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

namespace flotilla::process {
namespace {

constexpr int kCannotRun = 127;
// Above that of the worker, so that it is the service that goes when memory ends, and the worker that tells of it.
constexpr std::string_view kOomScore = "800";

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

void resetSignals() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void offerToOomKiller() {
  const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!::write(file, kOomScore.data(), kOomScore.size());
  ::close(file);
}

bool noCoreDumps() {
  const rlimit none{0, 0};
  return ::setrlimit(RLIMIT_CORE, &none) == 0;
}

}  // namespace

Command::Command(const std::string& bundle, std::vector<std::string> arguments,
                 const std::map<std::string, std::string>& variables, std::string folder)
    : program_(bundle + "/" + arguments.front()), folder_(std::move(folder)), arguments_(std::move(arguments)) {
  failure_ = "cannot run " + arguments_.front() + ": ";
  for (const auto& [name, value] : variables) environment_.push_back(name + "=" + value);
  argumentPointers_ = pointersTo(arguments_);
  environmentPointers_ = pointersTo(environment_);
}

void Command::becomeIt(int output, int parent) const {
  bool ready = ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == parent;
  resetSignals();
  ::setpgid(0, 0);
  ::umask(077);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const int told = output >= 0 ? output : nothing;
  ready = ready && nothing >= 0 && ::dup2(nothing, STDIN_FILENO) >= 0;
  ready = ready && ::dup2(told, STDOUT_FILENO) >= 0 && ::dup2(told, STDERR_FILENO) >= 0;
  ready = ready && ::close_range(STDERR_FILENO + 1, ~0U, 0) == 0 && ::chdir(folder_.c_str()) == 0;
  ready = ready && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && noCoreDumps();
  offerToOomKiller();
  if (ready) ::execve(program_.c_str(), argumentPointers_.data(), environmentPointers_.data());
  const char* why = ::strerrordesc_np(errno);
  (void)!::write(STDERR_FILENO, failure_.data(), failure_.size());
  if (why != nullptr) (void)!::write(STDERR_FILENO, why, ::strlen(why));
  ::_exit(kCannotRun);
}

}  // namespace flotilla::process

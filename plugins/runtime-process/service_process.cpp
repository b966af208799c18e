#include "plugins/runtime-process/service_process.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "plugins/runtime-process/keeper.h"

namespace flotilla::process {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kKillLimit{10'000};  // the keeper gives up before

Error spawnFailed(const char* what) {
  return {ErrorCode::Unavailable, "spawn_failed",
          std::string("cannot start the service: ") + what + ": " + ::strerrordesc_np(errno)};
}

std::string endSentence(int status, const std::string& line) {
  std::string out = "the service ";
  if (WIFEXITED(status)) {
    out += "exited with code " + std::to_string(WEXITSTATUS(status));
  } else {
    const int number = WTERMSIG(status);
    const char* name = ::sigdescr_np(number);
    out += "was killed by signal " + std::to_string(number) + (name ? " (" + std::string(name) + ")" : std::string());
  }
  return line.empty() ? out : out + ": " + line;
}

}  // namespace

Status ServiceProcess::start(const Command& command) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return spawnFailed("socketpair");
  channel_ = Descriptor(ends[0]);
  const Descriptor other(ends[1]);
  keeper_ = ::fork();
  if (keeper_ < 0) return spawnFailed("fork");
  if (keeper_ == 0) keep(command, other.get());
  return okStatus();
}

bool ServiceProcess::receiveReport(milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    pollfd wait{channel_.get(), POLLIN, 0};
    const int ready = ::poll(&wait, 1, static_cast<int>(std::max(left, milliseconds(0)).count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    break;
  }
  KeeperReport report;
  const ssize_t got = ::recv(channel_.get(), &report, sizeof(report), 0);
  if (got == sizeof(report)) {
    report.line.back() = '\0';
    lastLine_ = report.line.data();
    end_ = endSentence(report.status, lastLine_);
  } else {
    end_ = "the service is gone, and so is the process that watched it";
  }
  reapKeeper();
  return true;
}

std::optional<std::string> ServiceProcess::ended(milliseconds limit) {
  if (!end_ && channel_) receiveReport(limit);
  return end_;
}

void ServiceProcess::stop(milliseconds grace) {
  if (end_ || !channel_) return;
  (void)::send(channel_.get(), &kTerminate, 1, MSG_NOSIGNAL);
  if (!receiveReport(grace)) kill();
}

void ServiceProcess::kill() {
  if (end_ || !channel_) return;
  (void)::send(channel_.get(), &kKill, 1, MSG_NOSIGNAL);
  if (receiveReport(kKillLimit)) return;
  ::kill(keeper_, SIGKILL);
  end_ = "the service could not be ended";
  reapKeeper();
}

void ServiceProcess::reapKeeper() {
  channel_.reset();
  while (::waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) continue;
}

}  // namespace flotilla::process

#include "plugins/runtime-process/probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <string_view>

#include "plugins/runtime-process/descriptor.h"

namespace flotilla::process {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxStatusLine = 512;

Error failed(const std::string& what, const std::string& how) {
  return {ErrorCode::Unavailable, "probe_failed", what + " " + how};
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

// What is left of a probe's time.
class Deadline {
 public:
  explicit Deadline(milliseconds limit) : at_(Clock::now() + limit) {}
  // False when the time is over first.
  bool waitFor(int descriptor, short events) const {
    for (;;) {
      const auto left = std::chrono::ceil<milliseconds>(at_ - Clock::now()).count();
      pollfd wait{descriptor, events, 0};
      const int ready = ::poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
      if (ready < 0 && errno == EINTR) continue;
      return ready > 0;
    }
  }

 private:
  Clock::time_point at_;
};

Result<Descriptor> connected(std::uint16_t port, const Deadline& deadline, const std::string& what) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return failed(what, std::string("has no socket: ") + ::strerrordesc_np(errno));
  const sockaddr_in address = loopback(port);
  const int begun = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  if (begun != 0 && errno != EINPROGRESS) return failed(what, ::strerrordesc_np(errno));
  if (!deadline.waitFor(socket.get(), POLLOUT)) return failed(what, "was not answered in time");
  int error = 0;
  socklen_t size = sizeof(error);
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return failed(what, std::string("failed: ") + ::strerrordesc_np(error));
  return socket;
}

Status askTcp(std::uint16_t port, milliseconds timeout) {
  const auto socket = connected(port, Deadline(timeout), "a connection to port " + std::to_string(port));
  return socket ? okStatus() : Status(socket.error());
}

// "HTTP/1.1 204 No Content" -> 204; 0 if it is nothing like it.
int statusOf(std::string_view answer) {
  if (!answer.starts_with("HTTP/1.") || answer.size() < 12 || answer[8] != ' ') return 0;
  int status = 0;
  const auto parsed = std::from_chars(answer.data() + 9, answer.data() + 12, status);
  return parsed.ptr == answer.data() + 12 ? status : 0;
}

Status askHttp(const ServiceProbe& probe, std::uint16_t port) {
  const Deadline deadline(probe.timeout);
  const std::string what = "GET " + probe.path;
  FLOTILLA_TRY(const Descriptor socket, connected(port, deadline, what));
  const std::string request = "GET " + probe.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                              "\r\nUser-Agent: flotilla-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n";
  // A fresh connection takes a request of this size at once.
  if (::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
    return failed(what, "could not be sent");
  std::string answer;
  while (answer.find('\n') == std::string::npos && answer.size() < kMaxStatusLine) {
    if (!deadline.waitFor(socket.get(), POLLIN)) return failed(what, "was not answered in time");
    std::array<char, kMaxStatusLine> bytes;
    const ssize_t got = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) break;
    answer.append(bytes.data(), static_cast<std::size_t>(got));
  }
  const int status = statusOf(answer);
  if (status == 0) return failed(what, "was answered with something that is not HTTP");
  if (status >= 200 && status < 400) return okStatus();
  return failed(what, "was answered with " + std::to_string(status));
}

Status askExec(const ServiceProbe& probe, const ProbeTarget& target) {
  const std::string what = "the probe " + probe.command.front();
  const Command command(target.bundle, probe.command, target.variables, target.folder);
  const pid_t self = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return failed(what, std::string("could not be started: ") + ::strerrordesc_np(errno));
  if (child == 0) command.becomeIt(-1, self);
  ::setpgid(child, child);
  const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  const bool inTime = process && Deadline(probe.timeout).waitFor(process.get(), POLLIN);
  ::kill(-child, SIGKILL);
  ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!inTime) return failed(what, "was not over in time");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return okStatus();
  if (WIFEXITED(status)) return failed(what, "exited with code " + std::to_string(WEXITSTATUS(status)));
  return failed(what, "was killed by signal " + std::to_string(WTERMSIG(status)));
}

}  // namespace

Status ask(const ServiceProbe& probe, const ProbeTarget& target) {
  const std::uint16_t port = probe.port != 0 ? probe.port : target.port;
  switch (probe.kind) {
    case ServiceProbe::Kind::Http:
      return askHttp(probe, port);
    case ServiceProbe::Kind::Tcp:
      return askTcp(port, probe.timeout);
    case ServiceProbe::Kind::Exec:
      return askExec(probe, target);
  }
  return okStatus();
}

Result<std::uint16_t> freePort() {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof(address);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (!socket || ::bind(socket.get(), any, size) != 0 || ::getsockname(socket.get(), any, &size) != 0)
    return Error{ErrorCode::Unavailable, "no_port",
                 std::string("no free port on the loopback interface: ") + ::strerrordesc_np(errno)};
  return ntohs(address.sin_port);
}

}  // namespace flotilla::process

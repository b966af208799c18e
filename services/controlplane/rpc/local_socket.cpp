#include "services/controlplane/rpc/local_socket.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr int kBacklog = 128;
constexpr int kPauseMs = 100;  // when no descriptor is free

Error cannotListen(const std::string& path) {
  return {ErrorCode::Unavailable, "cannot_listen", "cannot listen on " + path + ": " + std::strerror(errno), "data",
          "choose a data directory with a shorter path, on a file system with sockets"};
}

bool bindTo(int fd, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return false;
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool isAdministrator(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  if (peer.uid == ::geteuid() || peer.uid == 0) return true;
  log::warn("another user was turned away from the local socket", {{"uid", std::to_string(peer.uid)}});
  return false;
}

}  // namespace

Result<std::unique_ptr<LocalSocket>> LocalSocket::open(const std::string& path, std::unique_ptr<Acceptor> acceptor) {
  const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int stop = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  ::unlink(path.c_str());
  const bool good = listening >= 0 && stop >= 0 && bindTo(listening, path) && ::chmod(path.c_str(), 0600) == 0 &&
                    ::listen(listening, kBacklog) == 0;
  if (good) return std::unique_ptr<LocalSocket>(new LocalSocket(path, listening, stop, std::move(acceptor)));
  const Error error = cannotListen(path);
  if (listening >= 0) ::close(listening);
  if (stop >= 0) ::close(stop);
  return error;
}

LocalSocket::LocalSocket(std::string path, int listening, int stop, std::unique_ptr<Acceptor> acceptor)
    : path_(std::move(path)), listening_(listening), stop_(stop), acceptor_(std::move(acceptor)), thread_([this] {
        acceptUntilStopped();
      }) {}

LocalSocket::~LocalSocket() {
  (void)::eventfd_write(stop_, 1);
  thread_.join();
  ::unlink(path_.c_str());
  ::close(listening_);
  ::close(stop_);
}

void LocalSocket::acceptUntilStopped() {
  std::array<pollfd, 2> waiting{{{stop_, POLLIN, 0}, {listening_, POLLIN, 0}}};
  while (true) {
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    if (waiting[0].revents != 0) return;
    if (waiting[1].revents != 0) acceptOne();
  }
}

void LocalSocket::acceptOne() {
  const int fd = ::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) {
    // The connection stays in the queue, so that without a pause this would be tried without end.
    pollfd stop{stop_, POLLIN, 0};
    if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) (void)::poll(&stop, 1, kPauseMs);
    return;
  }
  if (!isAdministrator(fd)) {
    ::close(fd);
    return;
  }
  Acceptor::NewConnectionParameters connection;
  connection.listener_fd = listening_;
  connection.fd = fd;
  acceptor_->HandleNewConnection(&connection);
}

}  // namespace flotilla::controlplane

// The sample service: counts what stands on a shelf, and answers over HTTP on the loopback port that PORT names.
//   GET /healthz  200 while it works     GET /count  {"items": 42, "looks": 7}
// SHELF_COUNTER_CRASH_AFTER_S makes it a version that ends by itself so many seconds after its start.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kItemsOnTheShelf = 42;

volatile std::sig_atomic_t stopping = 0;

int listenOn(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 || ::listen(socket, 64) != 0) {
    std::perror("cannot listen");
    std::exit(2);
  }
  return socket;
}

std::string answerTo(const std::string& request, long looks) {
  const auto reply = [](const char* status, const std::string& body) {
    return std::string("HTTP/1.1 ") + status +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
  };
  if (request.starts_with("GET /healthz ")) return reply("200 OK", "{\"ok\": true}\n");
  if (request.starts_with("GET /count "))
    return reply("200 OK",
                 "{\"items\": " + std::to_string(kItemsOnTheShelf) + ", \"looks\": " + std::to_string(looks) + "}\n");
  return reply("404 Not Found", "{\"error\": \"ask for /healthz or /count\"}\n");
}

// One request of a client on the same machine; one that says nothing for a second is hung up on.
void serveOne(int listener, long looks) {
  const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const timeval limit{1, 0};
  ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  ::setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  char buffer[2048];
  const ssize_t got = ::recv(client, buffer, sizeof(buffer), 0);
  if (got > 0) {
    const std::string answer = answerTo(std::string(buffer, static_cast<std::size_t>(got)), looks);
    (void)!::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
  }
  ::close(client);
}

}  // namespace

int main() {
  std::signal(SIGTERM, [](int) { stopping = 1; });
  const char* port = std::getenv("PORT");
  if (port == nullptr) {
    std::fputs("PORT is not set\n", stderr);
    return 2;
  }
  const char* crash = std::getenv("SHELF_COUNTER_CRASH_AFTER_S");
  const auto crashAt = Clock::now() + std::chrono::seconds(crash != nullptr ? std::atoi(crash) : 0);
  const int listener = listenOn(std::atoi(port));
  std::printf("counting, port %s\n", port);
  std::fflush(stdout);
  for (long looks = 0; stopping == 0; ++looks) {
    pollfd wait{listener, POLLIN, 0};
    if (::poll(&wait, 1, 200) > 0) serveOne(listener, looks);
    if (crash != nullptr && Clock::now() >= crashAt) {
      std::fputs("the shelf index is damaged\n", stderr);
      return 3;
    }
  }
  return 0;
}

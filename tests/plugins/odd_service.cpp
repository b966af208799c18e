// A service that does what its arguments say, for tst_process_runtime. It answers HTTP on PORT with the status that is
// in the file "status" of its folder (200 if there is none, nothing at all if it says 0).
//   ready-after MS | exit CODE | exit-after MS CODE | deaf-to-term | flood | fork | escape | say TEXT | say-hex BYTES |
//   no-port
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

namespace {

using Clock = std::chrono::steady_clock;

void writeNote(const std::string& name, const std::string& text) {
  std::ofstream(name) << text;
}

// What the service was given, for the test to read. The bundle's own folder must not be changed by it.
void describeSelf() {
  std::string out;
  for (char** variable = environ; *variable != nullptr; ++variable) out += std::string(*variable) + "\n";
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  std::string open;
  for (int number = 0; number < 1024; ++number)
    if (::fcntl(number, F_GETFD) >= 0) open += std::to_string(number) + ",";
  char stdinName[100] = {};
  (void)!::readlink("/proc/self/fd/0", stdinName, sizeof(stdinName) - 1);
  out += "descriptors=" + open + "\nstdin=" + stdinName + "\ncore=" + std::to_string(core.rlim_cur) +
         "\nprivileges=" + std::to_string(::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)) + "\n";
  writeNote("self", out);
}

// A child that would outlive us; `escape` leaves the session too, as a daemon does.
void leaveChild(bool escape) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (escape) ::setsid();
    if (escape && ::fork() != 0) ::_exit(0);
    std::ofstream("child-" + std::to_string(::getpid())) << "";
    for (;;) ::pause();
  }
}

int statusNow() {
  std::ifstream file("status");
  int status = 200;
  if (file) file >> status;
  return status;
}

void serve(int listener) {
  const int client = ::accept(listener, nullptr, nullptr);
  if (client < 0) return;
  char buffer[2000];
  (void)!::recv(client, buffer, sizeof(buffer), 0);
  const int status = statusNow();
  if (status == 0) {
    static std::vector<int> kept;  // never answered and never closed
    kept.push_back(client);
    return;
  }
  const std::string answer =
      status == 1 ? std::string(100'000, 'x') : "HTTP/1.1 " + std::to_string(status) + " Whatever\r\n\r\n";
  (void)!::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
  ::close(client);
}

int listenOnPort() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(std::getenv("PORT"))));
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 || ::listen(listener, 16) != 0)
    std::exit(9);
  return listener;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGTERM, [](int) { ::_exit(0); });
  Clock::time_point readyAt = Clock::now();
  Clock::time_point exitAt = Clock::time_point::max();
  int exitCode = 0;
  bool flood = false;
  bool port = true;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto number = [&] { return std::atoi(argv[++i]); };
    if (word == "ready-after") readyAt += std::chrono::milliseconds(number());
    if (word == "exit") return number();
    if (word == "exit-after") exitAt = Clock::now() + std::chrono::milliseconds(number()), exitCode = number();
    if (word == "deaf-to-term") std::signal(SIGTERM, SIG_IGN);
    if (word == "flood") flood = true;
    if (word == "fork") leaveChild(false);
    if (word == "escape") leaveChild(true);
    if (word == "no-port") port = false;
    if (word == "say-hex")
      for (const char* hex = argv[++i]; hex[0] != 0 && hex[1] != 0; hex += 2)
        std::fputc(static_cast<int>(std::stoul(std::string(hex, 2), nullptr, 16)), stderr);
    if (word == "say") std::fputs((std::string(argv[++i]) + "\n").c_str(), stderr);
  }
  describeSelf();
  int listener = -1;
  const std::string noise(8192, 'n');
  for (;;) {
    if (port && listener < 0 && Clock::now() >= readyAt) listener = listenOnPort();
    if (flood) (void)!::write(STDOUT_FILENO, noise.data(), noise.size());
    pollfd wait{listener, POLLIN, 0};
    if (::poll(&wait, 1, flood ? 0 : 5) > 0) serve(listener);
    if (Clock::now() >= exitAt) return exitCode;
  }
}

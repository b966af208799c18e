// A worker that does what each frame says, for tst_worker_process: "echo <text>", "exit <code>", "abort", "allocate
// <MB>", "describe", "priority", "close", "flood", "burst <frames>", "raw <hex length>", "deaf", "fork", "bomb
// <processes>", "spin <milliseconds>", "say <text>".
#include <dirent.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

extern char** environ;

namespace {

constexpr int kChannel = 3;

bool readAll(void* to, std::size_t size) {
  auto* at = static_cast<char*>(to);
  while (size > 0) {
    const ssize_t got = ::read(kChannel, at, size);
    if (got <= 0) return false;
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

void writeAll(const void* from, std::size_t size) {
  const auto* at = static_cast<const char*>(from);
  while (size > 0) {
    const ssize_t wrote = ::write(kChannel, at, size);
    if (wrote <= 0) ::_exit(99);
    at += wrote;
    size -= static_cast<std::size_t>(wrote);
  }
}

void answer(const std::string& frame) {
  const auto length = static_cast<std::uint32_t>(frame.size());
  writeAll(&length, sizeof(length));
  writeAll(frame.data(), frame.size());
}

std::string firstLine(const char* path) {
  std::string line;
  std::getline(std::ifstream(path), line);
  return line;
}

std::string target(const char* link) {
  char text[200];
  const ssize_t size = ::readlink(link, text, sizeof(text));
  return size < 0 ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

rlim_t softLimit(__rlimit_resource resource) {
  rlimit value{};
  ::getrlimit(resource, &value);
  return value.rlim_cur;
}

std::string openDescriptors() {
  std::string out;
  DIR* directory = ::opendir("/proc/self/fd");
  for (const dirent* entry = ::readdir(directory); entry; entry = ::readdir(directory)) {
    const bool own = std::atoi(entry->d_name) == ::dirfd(directory);
    if (entry->d_name[0] != '.' && !own) out += std::string(out.empty() ? "" : ",") + entry->d_name;
  }
  ::closedir(directory);
  return out;
}

int deathSignal() {
  int number = 0;
  ::prctl(PR_GET_PDEATHSIG, &number);
  return number;
}

std::string environment() {
  std::string out;
  for (char** variable = environ; *variable; ++variable)
    out += (out.empty() ? "" : ",") + std::string(*variable).substr(0, std::strcspn(*variable, "="));
  return out;
}

std::string describe(const std::string& arguments) {
  std::string out = "arguments=" + arguments + " environment=" + environment() + " descriptors=" + openDescriptors();
  out += " core=" + std::to_string(softLimit(RLIMIT_CORE)) + " files=" + std::to_string(softLimit(RLIMIT_NOFILE));
  out += " data=" + std::to_string(softLimit(RLIMIT_DATA)) + " oom=" + firstLine("/proc/self/oom_score_adj");
  out += " death=" + std::to_string(deathSignal()) + " stdin=" + target("/proc/self/fd/0");
  out += " leader=" + std::to_string(::getpgrp() == ::getpid()) + " pid=" + std::to_string(::getpid());
  return out;
}

void allocate(std::size_t megabytes) {
  static std::vector<std::string> kept;
  for (std::size_t i = 0; i < megabytes; ++i) kept.emplace_back(std::size_t{1} << 20, 'x');
}

[[noreturn]] void waitForEver() {
  while (true) ::pause();
}

// A child that outlives its parent unless somebody ends the whole group.
void forkSleeper() {
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(kChannel);
    waitForEver();
  }
  answer(std::to_string(child));
}

// Leaves more behind than one read takes.
[[noreturn]] void burstAndExit(int frames) {
  std::string all;
  for (int i = 0; i < frames; ++i) all += std::string("\xe8\x03\0\0", 4) + std::string(1000, 'x');
  writeAll(all.data(), all.size());
  ::_exit(0);
}

// How many of so many children could be made.
void forkMany(int wanted) {
  int made = 0;
  for (int i = 0; i < wanted; ++i) {
    const pid_t child = ::fork();
    if (child == 0) waitForEver();
    made += child > 0 ? 1 : 0;
  }
  answer(std::to_string(made));
}

// On both of its outputs; the second line has no end.
void say(const std::string& text) {
  std::printf("%s\n", text.c_str());
  std::fflush(stdout);
  std::fprintf(stderr, "%s too", text.c_str());
}

// The processor time that this much time gave, in milliseconds.
void spin(int milliseconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  const std::clock_t before = std::clock();
  while (std::chrono::steady_clock::now() < until) continue;
  answer(std::to_string((std::clock() - before) * 1000 / CLOCKS_PER_SEC));
}

void obey(const std::string& command, const std::string& rest, const std::string& arguments) {
  if (command == "echo") answer(rest);
  if (command == "exit") ::_exit(std::atoi(rest.c_str()));
  if (command == "abort") std::abort();
  if (command == "describe") answer(describe(arguments));
  if (command == "say") say(rest);
  if (command == "deaf") waitForEver();
  if (command == "priority")
    answer("policy=" + std::to_string(::sched_getscheduler(0)) +
           " nice=" + std::to_string(::getpriority(PRIO_PROCESS, 0)));
  if (command == "fork") forkSleeper();
  if (command == "bomb") forkMany(std::atoi(rest.c_str()));
  if (command == "spin") spin(std::atoi(rest.c_str()));
  if (command == "burst") burstAndExit(std::atoi(rest.c_str()));
  if (command == "allocate") {
    allocate(std::strtoul(rest.c_str(), nullptr, 10));
    answer("allocated");
  }
  if (command == "close") {
    ::close(kChannel);
    waitForEver();
  }
  if (command == "flood")
    while (true) answer("x");
  if (command == "raw") {
    const auto length = static_cast<std::uint32_t>(std::strtoul(rest.c_str(), nullptr, 16));
    writeAll(&length, sizeof(length));
    waitForEver();
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string arguments;
  for (int i = 1; i < argc; ++i) arguments += (i > 1 ? "," : "") + std::string(argv[i]);
  std::uint32_t length = 0;
  while (readAll(&length, sizeof(length))) {
    std::string frame(length, '\0');
    if (!readAll(frame.data(), length)) return 98;
    const std::size_t space = std::min(frame.find(' '), frame.size());
    obey(frame.substr(0, space), frame.substr(std::min(space + 1, frame.size())), arguments);
  }
  return 97;
}

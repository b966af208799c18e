// A large artifact through a server in a process of its own, so that its memory can be watched from outside.
// The process is started before Qt, so that it begins with one thread.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>
#include <algorithm>
#include <fstream>
#include <vector>

#include "services/crypto/hash.h"
#include "services/publisher/bundle.h"
#include "services/publisher/push.h"
#include "tests/http/curl_client.h"
#include "tests/http/registry_fixture.h"

namespace flotilla {

// A line of /proc/<pid>/status in bytes.
inline std::uint64_t memoryOf(pid_t process, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name + ":")) return std::stoull(line.substr(name.size() + 1)) * 1024;
  return 0;
}

class ServerProcess {
 public:
  ServerProcess() {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    process_ = ::fork();
    if (process_ == 0) runChild(ends[1]);
    if (::read(ends[0], &hello_, sizeof hello_) != static_cast<ssize_t>(sizeof hello_)) std::abort();
    ::close(ends[0]);
    ::close(ends[1]);
  }
  ~ServerProcess() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  pid_t id() const { return process_; }
  std::uint16_t push() const { return hello_.push; }
  std::string caPem() const { return hello_.caPem; }

 private:
  struct Hello {
    std::uint16_t push = 0;
    char caPem[8192] = {};
  };

  [[noreturn]] static void runChild(int out) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    int signal = 0;
    {
      RegistryFixture fixture;
      Hello hello;
      hello.push = fixture.push;
      fixture.pki.caPem().copy(hello.caPem, sizeof hello.caPem - 1);
      if (::write(out, &hello, sizeof hello) != static_cast<ssize_t>(sizeof hello)) ::_exit(1);
      ::sigwait(&ends, &signal);
    }
    ::_exit(0);
  }

  pid_t process_ = -1;
  Hello hello_;
};

// Remembers where the memory of a process was, and measures how far its peak went.
class MemoryWatch {
 public:
  explicit MemoryWatch(pid_t process) : process_(process) {
    std::ofstream("/proc/" + std::to_string(process) + "/clear_refs") << "5";  // forgets the peak so far
    before_ = memoryOf(process, "VmRSS");
  }
  double growthMb() const {
    return (static_cast<double>(memoryOf(process_, "VmHWM")) - static_cast<double>(before_)) / 1e6;
  }

 private:
  pid_t process_;
  std::uint64_t before_ = 0;
};

// A file that does not compress and has no repeated pieces.
inline void writeNoise(const Path& path, std::uint64_t bytes) {
  std::ofstream out(path, std::ios::binary);
  std::uint64_t state = 0x9E3779B97F4A7C15ULL;
  std::vector<std::uint64_t> piece(8192);
  for (std::uint64_t left = bytes; left > 0;) {
    for (std::uint64_t& word : piece) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      word = state;
    }
    const std::uint64_t size = std::min<std::uint64_t>(left, piece.size() * sizeof(std::uint64_t));
    out.write(reinterpret_cast<const char*>(piece.data()), static_cast<std::streamsize>(size));
    left -= size;
  }
}

// AddressSanitizer does, to find its use: growth says nothing there.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kKeepsFreedMemory = true;
#else
inline constexpr bool kKeepsFreedMemory = false;
#endif

// Builds, pushes and pulls back one file of that size; both processes stay small.
inline void moveLargeArtifact(const ServerProcess& server, std::uint64_t bytes, double limitMb) {
  QTemporaryDir folder;
  SystemFiles files;
  const Path source = Path(folder.path().toStdString()) / "source";
  const Path layout = Path(folder.path().toStdString()) / "layout";
  std::filesystem::create_directory(source);
  writeNoise(source / "model.onnx", bytes);
  const auto file = files.open(source / "model.onnx", OpenMode::Read).value();
  const Digest digest = sha256(*file, bytes).value();

  const MemoryWatch serverMemory(server.id());
  const MemoryWatch ownMemory(::getpid());
  QElapsedTimer timer;
  timer.start();
  const auto variants =
      publisher::buildLayout(files, ArtifactName("vision"), Version{1, 0, 0}, {{source, "any"}}, layout);
  QVERIFY(variants);
  const qint64 built = timer.restart();
  const auto pushed = publisher::pushLayout(
      files, layout, {"https://127.0.0.1:" + std::to_string(server.push()), kTicket, server.caPem()});
  QVERIFY2(pushed, pushed ? "" : pushed.error().message.c_str());
  const qint64 sent = timer.restart();

  CurlClient client = CurlClient::pusher(server.push(), server.caPem());
  Sha256 hash;
  std::uint64_t received = 0;
  client.setSink([&](std::string_view piece) {
    hash.update(piece);
    received += piece.size();
  });
  QCOMPARE(client.get("/v2/vision/blobs/" + digest.toString()).status, 200L);
  QCOMPARE(received, bytes);
  QCOMPARE(hash.finish(), digest);
  qInfo("%.0f MB: build %lld ms, push %lld ms, pull %lld ms; peak growth of the server %.1f MB, of the client %.1f MB",
        static_cast<double>(bytes) / 1e6, built, sent, timer.elapsed(), serverMemory.growthMb(), ownMemory.growthMb());
  if (kKeepsFreedMemory) return;
  QVERIFY(serverMemory.growthMb() < limitMb);
  QVERIFY(ownMemory.growthMb() < limitMb);
}

}  // namespace flotilla

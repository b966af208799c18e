// Browsers that watch the fleet over Connect: `bench_watchers [WATCHERS] [NODES] [UPDATES PER SECOND] [SECONDS]`. The
// real server with TLS and the real store in this process, the browsers in another one, so that the CPU time told here
// is the server's alone. Prints "value unit"; asserts nothing.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include "tests/bench/measure.h"
#include "tests/http/connect_reader.h"
#include "tests/http/web_fixture.h"

using namespace flotilla;
using namespace flotilla::bench;
using namespace flotilla::tests;
using namespace flotilla::controlplane::test;
using std::chrono::steady_clock;

namespace {

constexpr int kPerSession = 25;
constexpr auto kTurn = std::chrono::milliseconds(100);

double secondsSince(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

// The other process: a thread per browser, until the parent closes the connections.
int watch(std::uint16_t port, const std::vector<std::string>& sessions, int watchers) {
  std::atomic<std::uint64_t> messages = 0;
  std::atomic<std::uint64_t> bytes = 0;
  std::atomic<int> inStep = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < watchers; ++i) {
    threads.emplace_back([&, session = sessions[static_cast<std::size_t>(i / kPerSession)]] {
      ConnectReader stream(port, "/flotilla.v1.WatchService/Watch", "application/connect+proto", std::string(5, '\0'),
                           WebFixture::bearer(session) + "\r\n");
      bool isFirst = true;
      while (const auto message = stream.next()) {
        if (message->isEnd) std::fprintf(stderr, "a stream ended: %s\n", message->text.c_str());
        if (std::exchange(isFirst, false)) ++inStep;
        ++messages;
        bytes += message->text.size();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("browsers: %d were told something, %.1f messages and %.2f MB each\n", inStep.load(),
              static_cast<double>(messages) / watchers, static_cast<double>(bytes) / 1e6 / watchers);
  return 0;
}

std::string nameOf(int node) {
  return "node-" + std::to_string(node);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  if (argc > 3 && std::string(argv[1]) == "--browsers")
    return watch(static_cast<std::uint16_t>(std::atoi(argv[2])), {argv + 4, argv + argc}, std::atoi(argv[3]));
  const int watchers = argc > 1 ? std::atoi(argv[1]) : 500;
  const int nodes = argc > 2 ? std::atoi(argv[2]) : 10'000;
  const int rate = argc > 3 ? std::atoi(argv[3]) : 20'000;
  const int seconds = argc > 4 ? std::atoi(argv[4]) : 20;

  WebFixture fixture;
  std::vector<std::pair<std::string, RegionName>> names;
  for (int i = 0; i < nodes; ++i) names.emplace_back(nameOf(i), i % 2 == 0 ? kWest : kEast);
  fixture.with([&](PlaneRig& rig) { rig.commit(smallFleet(names)); });
  std::string command =
      std::string(argv[0]) + " --browsers " + std::to_string(fixture.port) + " " + std::to_string(watchers);
  for (int i = 0; i * kPerSession < watchers; ++i)
    command += " " + fixture.sessionOf("viewer-" + std::to_string(i), Role::Viewer);
  print("resident memory without browsers", residentMb(), "MB");
  FILE* const browsers = ::popen(command.c_str(), "r");
  if (browsers == nullptr) return 1;
  while (fixture.with([](PlaneRig& rig) { return rig.watch.watchers(); }) < static_cast<std::size_t>(watchers))
    std::this_thread::sleep_for(kTurn);
  std::this_thread::sleep_for(std::chrono::seconds(5));  // snapshots
  print("resident memory with them", residentMb(), "MB");

  int told = 0;
  std::uint64_t generation = 2;
  double longestWait = 0;
  const auto begin = steady_clock::now();
  const double cpu = cpuSeconds();
  for (auto turn = begin; secondsSince(begin) < seconds; turn += kTurn) {
    std::this_thread::sleep_until(turn);
    const auto asked = steady_clock::now();
    fixture.with([&](PlaneRig& rig) {
      longestWait = std::max(longestWait, secondsSince(asked));
      controlplane::Mutation changes;
      for (int i = 0; i < rate / 10; ++i, ++told)
        changes.rows.emplace_back(workloadStatus(NodeId("id-of-" + nameOf(told % nodes)), "2.0.0", ++generation));
      rig.commit(std::move(changes));
    });
  }
  const double wall = secondsSince(begin);
  print("watchers", watchers, "");
  print("node updates committed", told / wall, "per s");
  print("CPU of the server, store and all", (cpuSeconds() - cpu) / wall, "cores");
  print("longest wait for the fleet loop", longestWait * 1000, "ms");
  print("resident memory at the end", residentMb(), "MB");
  fixture.server().stop();
  char line[256];
  while (std::fgets(line, sizeof line, browsers) != nullptr) std::fputs(line, stdout);
  return ::pclose(browsers);
}

// Browsers that watch the fleet over Connect: `bench_watchers [WATCHERS] [NODES] [REPORTS PER SECOND] [SECONDS]`. The
// real server with TLS and the real store in this process on one processor core, the browsers in another process on
// the others, so that the time told here is the server's alone. First everybody gets the fleet, as after a restart;
// then nodes report evenly, as 10,000 of them do every 30 s; then as many as report in five seconds report at once,
// every five seconds. Prints "value unit"; asserts nothing.
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <future>
#include <iostream>

#include "tests/bench/measure.h"
#include "tests/http/connect_reader.h"
#include "tests/http/web_fixture.h"

using namespace flotilla;
using namespace flotilla::bench;
using namespace flotilla::tests;
using namespace flotilla::controlplane::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr int kPerSession = 25;
constexpr int kLookAtAll = 10;  // of the browsers measure how old what they are told is
constexpr int kBurst = 150;     // things in a message that is part of one
constexpr auto kTurn = milliseconds(10);

double secondsSince(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

// Core 0 for the server, the others for the browsers; a machine with one core shares it.
void keepTo(bool isServer) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  const int count = static_cast<int>(std::thread::hardware_concurrency());
  for (int core = 0; core < std::max(count, 1); ++core)
    if (count < 2 || (core == 0) == isServer) CPU_SET(core, &cores);
  (void)sched_setaffinity(0, sizeof cores, &cores);
}

// The browsers' process.
class Browsers {
 public:
  Browsers(std::uint16_t port, const std::string& sessionsFile, int count) : port_(port), count_(count) {
    std::ifstream file(sessionsFile);
    for (std::string line; std::getline(file, line);) sessions_.push_back(line);
  }

  int run() {
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(count_));
    for (int i = 0; i < count_; ++i) threads.emplace_back([this, i] { watch(i); });
    for (std::thread& thread : threads) thread.join();
    std::printf("  browsers: %d got the fleet, %d never; %.1f messages and %.2f MB each after it\n", inStep_.load(),
                count_ - inStep_, static_cast<double>(messages_) / count_, static_cast<double>(bytes_) / 1e6 / count_);
    printAges("evenly", ages_);
    printAges("in bursts", burstAges_);
    return 0;
  }

 private:
  void watch(int number) {
    const std::string& session = sessions_[static_cast<std::size_t>(number / kPerSession)];
    ConnectReader stream(port_, "/flotilla.v1.WatchService/Watch", "application/connect+proto", std::string(5, '\0'),
                         WebFixture::bearer(session) + "\r\n");
    v1::WatchResponse message;
    bool hasFleet = false;
    while (const auto told = stream.next()) {
      if (told->isEnd) break;
      if (!hasFleet) {
        hasFleet = told->text.size() < 64 && message.ParseFromString(told->text) && message.has_snapshot_end();
        if (hasFleet && ++inStep_ == count_) {
          readyAt_ = SystemClock().now();
          std::cout << "ready" << std::endl;
        }
        continue;
      }
      ++messages_;
      bytes_ += told->text.size();
      if (number < kLookAtAll && inStep_ == count_ && message.ParseFromString(told->text)) note(message.changes());
    }
  }
  static void printAges(const char* how, std::vector<double>& ages) {
    std::sort(ages.begin(), ages.end());
    const auto at = [&](double part) {
      return ages.empty() ? 0 : ages[static_cast<std::size_t>(part * static_cast<double>(ages.size() - 1))];
    };
    std::printf("  from a report to a browser, %s: half within %.0f ms, 95 %% within %.0f ms, all within %.0f ms\n",
                how, at(0.5), at(0.95), at(1));
  }
  void note(const v1::Changes& changes) {
    const auto now = SystemClock().now();
    const std::lock_guard lock(mutex_);
    std::vector<double>& ages = changes.upserts_size() < kBurst ? ages_ : burstAges_;
    for (const v1::Thing& thing : changes.upserts()) {
      const auto node = wire::fromProto(thing.node());
      if (node && node->lastSeen > readyAt_.load())
        ages.push_back(std::chrono::duration<double, std::milli>(now - node->lastSeen).count());
    }
  }

  std::uint16_t port_;
  int count_;
  std::vector<std::string> sessions_;
  std::atomic<std::uint64_t> messages_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::atomic<int> inStep_ = 0;
  std::atomic<TimePoint> readyAt_ = TimePoint{};  // when the last one had the fleet
  std::mutex mutex_;                              // of what follows; milliseconds
  std::vector<double> ages_;
  std::vector<double> burstAges_;
};

// The server's process.
class Bench {
 public:
  Bench(int watchers, int nodes) : watchers_(watchers), nodes_(nodes) {
    std::vector<std::pair<std::string, RegionName>> names;
    for (int i = 0; i < nodes; ++i) names.emplace_back("node-" + std::to_string(i), i % 2 == 0 ? kWest : kEast);
    fixture_.with([&](PlaneRig& rig) {
      rig.commit(smallFleet(names));
      controlplane::Mutation running;
      for (int i = 0; i < nodes; ++i) running.rows.emplace_back(workloadStatus(idOf(i), "2.0.0", 1));
      rig.commit(std::move(running));
    });
    sessionsFile_ = fixture_.rig.folder.path().toStdString() + "/sessions";
    std::ofstream file(sessionsFile_);
    for (int i = 0; i * kPerSession < watchers; ++i)
      file << fixture_.sessionOf("viewer-" + std::to_string(i), Role::Viewer) << "\n";
  }

  int run(const char* program, int rate, int seconds) {
    print("resident memory without browsers", residentMb(), "MB");
    const std::string command = std::string(program) + " --browsers " + std::to_string(fixture_.port) + " " +
                                sessionsFile_ + " " + std::to_string(watchers_);
    FILE* const browsers = ::popen(command.c_str(), "r");
    if (browsers == nullptr) return 1;
    giveTheFleet(browsers);
    report("evenly", rate, 1, seconds);
    report("in bursts", rate, 5, seconds);
    print("resident memory at the end", residentMb(), "MB");
    fixture_.server().stop();
    char line[256];
    while (std::fgets(line, sizeof line, browsers) != nullptr) std::fputs(line, stdout);
    return ::pclose(browsers);
  }

 private:
  static NodeId idOf(int i) { return NodeId("id-of-node-" + std::to_string(i)); }

  void giveTheFleet(FILE* browsers) {
    const auto begin = steady_clock::now();
    const double cpu = cpuSeconds();
    auto ready = std::async(std::launch::async, [browsers] {
      char line[64];
      return std::fgets(line, sizeof line, browsers) != nullptr;
    });
    while (ready.wait_for(milliseconds(500)) != std::future_status::ready) commit(1);  // the readers' patience is short
    print("every browser has the fleet after", secondsSince(begin), "s");
    print("  time of the processor for it", cpuSeconds() - cpu, "s");
    print("  resident memory then", residentMb(), "MB");
  }

  // `together`: seconds' worth of reports that come at once, or one for evenly.
  void report(const std::string& how, int rate, int together, int seconds) {
    const auto turn = together > 1 ? milliseconds(1000 * together) : milliseconds(kTurn);
    const int each = together > 1 ? rate * together : 0;
    const auto begin = steady_clock::now();
    const double cpu = cpuSeconds();
    int told = 0;
    for (auto next = begin; secondsSince(begin) < seconds; next += turn) {
      std::this_thread::sleep_until(next);
      const int due = each > 0 ? each : static_cast<int>(secondsSince(begin) * rate) - told;
      commit(due);
      told += due;
    }
    const double wall = secondsSince(begin);
    print("reports " + how, told / wall, "per s");
    print("  the server, store and all", (cpuSeconds() - cpu) / wall, "of a core");
    print("  longest wait for the fleet loop", std::exchange(longestWait_, 0) * 1000, "ms");
  }

  void commit(int count) {
    const auto asked = steady_clock::now();
    fixture_.with([&](PlaneRig& rig) {
      longestWait_ = std::max(longestWait_, secondsSince(asked));
      const TimePoint now = SystemClock().now();
      rig.clock.advance(now - rig.clock.now());
      controlplane::Mutation changes;
      for (int i = 0; i < count; ++i, ++reported_) {
        controlplane::NodeStatus status;
        status.node = idOf(reported_ % nodes_);
        status.lastSeen = now;
        status.lastSeq = static_cast<std::uint64_t>(reported_) + 1;
        changes.rows.emplace_back(status);
      }
      if (count > 0) rig.commit(std::move(changes));
    });
  }

  WebFixture fixture_;
  const int watchers_;
  const int nodes_;
  std::string sessionsFile_;
  int reported_ = 0;
  double longestWait_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const bool isBrowsers = argc > 4 && std::string(argv[1]) == "--browsers";
  keepTo(!isBrowsers);
  if (isBrowsers) return Browsers(static_cast<std::uint16_t>(std::atoi(argv[2])), argv[3], std::atoi(argv[4])).run();
  const auto number = [&](int place, int otherwise) { return argc > place ? std::atoi(argv[place]) : otherwise; };
  const int watchers = number(1, 500), nodes = number(2, 10'000);
  std::printf("%d browsers watch %d nodes\n", watchers, nodes);
  std::fflush(stdout);
  return Bench(watchers, nodes).run(argv[0], number(3, 333), number(4, 20));
}

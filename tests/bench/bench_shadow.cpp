// What a candidate in shadow costs the callers of the version that answers: the latency of stable alone, and beside one
// that behaves, hangs, spins, leaks or crashes, with real workers under their limits. Alone and beside take turns, so
// that what else runs on the machine meets both; the figures are those of all turns together.
//   bench_shadow [seconds of a turn] [turns] [requests per second]
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "services/agent/core/workload_arms.h"
#include "services/agent/platform/linux/worker_process.h"
#include "tests/bench/measure.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace std::chrono_literals;

namespace {

const Path kBinaries = FLOTILLA_BINARY_DIR;

struct Found {
  PairCounts comparison;
  std::string ended;  // how the candidate ended, if it did
  std::uint64_t peakRssKb = 0;
};

// A slot with the model and what it will do.
Path makeSlot(const Path& folder, const std::string& version, const std::string& mood) {
  const Path slot = folder / (mood.empty() ? "good" : mood);
  std::filesystem::create_directories(slot);
  std::filesystem::copy(kBinaries / "models" / "meter-reader" / version, slot,
                        std::filesystem::copy_options::overwrite_existing | std::filesystem::copy_options::recursive);
  if (!mood.empty()) std::ofstream(slot / "mood") << mood << '\n';
  return slot;
}

Path makePlugins(const Path& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& plugin : std::filesystem::directory_iterator(kBinaries / "bin" / "plugins"))
    std::filesystem::create_symlink(plugin.path(), folder / plugin.path().filename());
  std::filesystem::create_symlink(kBinaries / "tests" / "fixtures" / "runtime-moody.so", folder / "runtime-moody.so");
  return folder;
}

AssignmentTarget targetOf(const std::string& runtime, double rate) {
  AssignmentTarget target;
  target.workload = WorkloadName("meter-reader");
  target.version = {2, 0, 0, {}};
  target.config.runtime = runtime;
  target.config.ratePerSecond = rate;
  target.config.memoryMb = 256;
  return target;
}

class Node {
 public:
  Node(const Path& folder, double rate)
      : rate_(rate),
        limits_(Limits::choose({}, "flotilla-bench-" + std::to_string(::getpid()))),
        launcher_(kBinaries / "bin" / "flotilla-agent", loop_, std::move(limits_)),
        setting_{launcher_, loop_, clock_, makePlugins(folder / "plugins"), "bench", {}, 60s, files_} {}

  ~Node() {
    loop_.run([this] {
      arms_.reset();
      return 0;
    });
  }

  void start(const Path& stable) {
    loop_.run([&] {
      WorkloadArms::Listener listener;
      listener.onCandidateReady = [this] { arms_->judgeCandidate(worker::FrontMode::Shadow); };
      listener.onCandidateEnded = [this](const Error& why) { found_.ended = why.message; };
      listener.onCompared = [this](const worker::Compared& compared) { found_.comparison.merge(compared.delta); };
      listener.onCrashLoop = [](const Error&) {};
      arms_ = std::make_unique<WorkloadArms>(setting_, random_, true, std::move(listener));
      arms_->startStable(stable, targetOf("runtime-onnx", rate_));
      return 0;
    });
  }
  void begin(const std::optional<Path>& candidate) {
    loop_.run([&] {
      found_ = {};
      AssignmentTarget target = targetOf("runtime-moody", rate_);
      target.config.memoryMb = 128;
      if (candidate) arms_->startCandidate(*candidate, target, true);
      return 0;
    });
  }
  // What stable counted since the last time.
  ArmCounts take() {
    return loop_.run([this] {
      ArmCounts sum;
      for (const ArmReport& report : arms_->counts(WorkloadName("meter-reader"))) sum.merge(report.counts);
      arms_->clearCounts();
      found_.peakRssKb = std::max(found_.peakRssKb, arms_->candidateRssKb());
      return sum;
    });
  }
  Found end() {
    return loop_.run([this] {
      arms_->dropCandidate();
      return found_;
    });
  }

 private:
  double rate_;
  SerialLoop loop_;
  SystemClock clock_;
  SystemFiles files_;
  SystemRandom random_;
  Limits limits_;
  LinuxWorkerLauncher launcher_;
  WorkerSetting setting_;
  Found found_;
  std::unique_ptr<WorkloadArms> arms_;
};

void sleepFor(int seconds) {
  for (int i = 0; i < seconds; ++i) ::usleep(1'000'000);
}

// One turn; the first second is not counted, because of what a start does to caches.
ArmCounts turn(Node& node, const std::optional<Path>& candidate, int seconds, Found* found) {
  node.begin(candidate);
  sleepFor(1);
  (void)node.take();
  ArmCounts sum;
  for (int i = 0; i < seconds; ++i) {
    sleepFor(1);
    sum.merge(node.take());
  }
  const Found end = node.end();
  if (found == nullptr) return sum;
  found->comparison.merge(end.comparison);
  found->ended = end.ended;
  found->peakRssKb = std::max(found->peakRssKb, end.peakRssKb);
  return sum;
}

void tell(const std::string& name, const ArmCounts& alone, const ArmCounts& beside, const Found& found) {
  const double before = alone.latencyUs.quantile(0.99), with = beside.latencyUs.quantile(0.99);
  bench::print(name + ": p50 alone", alone.latencyUs.quantile(0.5), "us");
  bench::print(name + ": p50 beside", beside.latencyUs.quantile(0.5), "us");
  bench::print(name + ": p99 alone", before, "us");
  bench::print(name + ": p99 beside", with, "us");
  bench::printAtMost(name + ": p99 beside, of that alone", 100 * with / before, "%", 110);
  bench::printAtMost(name + ": requests that failed", static_cast<double>(beside.errors), "", 0);
  std::printf(
      "  %llu answered alone, %llu beside; %llu compared, %llu differ, %llu errors, %llu drops, peak %llu MB%s%s\n",
      static_cast<unsigned long long>(alone.requests), static_cast<unsigned long long>(beside.requests),
      static_cast<unsigned long long>(found.comparison.compared),
      static_cast<unsigned long long>(found.comparison.differ),
      static_cast<unsigned long long>(found.comparison.errors), static_cast<unsigned long long>(found.comparison.drops),
      static_cast<unsigned long long>(found.peakRssKb / 1024),
      found.ended.empty() ? "" : "; it ended: ", found.ended.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 5;
  const int turns = argc > 2 ? std::atoi(argv[2]) : 4;
  const double rate = argc > 3 ? std::atof(argv[3]) : 500;
  const Path folder = std::filesystem::temp_directory_path() / ("bench-shadow-" + std::to_string(::getpid()));
  {
    Node node(folder, rate);
    node.start(makeSlot(folder / "stable", "2.0.0", ""));
    sleepFor(2);
    for (const char* mood : {"", "hang", "spin", "leak", "crash"}) {
      const Path candidate = makeSlot(folder / "candidates", "2.0.0", mood);
      ArmCounts alone, beside;
      Found found;
      for (int i = 0; i < turns; ++i) {
        alone.merge(turn(node, std::nullopt, seconds, nullptr));
        beside.merge(turn(node, candidate, seconds, &found));
      }
      tell(*mood == 0 ? "one that behaves" : std::string("one that does ") + mood, alone, beside, found);
    }
  }
  std::filesystem::remove_all(folder);
  return 0;
}

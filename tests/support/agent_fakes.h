// A node without its surroundings: virtual time, scripted workers, a downloader
// that serves from memory, and disks that fail on demand. Real: the signing
// keys, the files below the data directory, and state.db. Thread: the test's.
// Lifetime: the ports outlive the agent under test.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "models/domain/policy.h"
#include "models/domain/release.h"
#include "models/domain/trust.h"
#include "services/agent/core/ports.h"
#include "services/crypto/ed25519.h"
#include "services/runtime/clock.h"
#include "services/runtime/random.h"
#include "services/runtime/serial_loop.h"
#include "services/telemetry/worker_frames.h"
#include "tests/support/virtual_loop.h"

namespace flotilla::agent::fakes {

using testing::VirtualLoop;

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  std::string bytes(std::size_t count) override;

 private:
  std::mt19937_64 engine_;
};

// The offline and online keys of a fleet, and what they sign. Releases need two
// of two keys.
struct Published {
  Release release;
  std::string envelope;
  std::map<Digest, std::string> blobs;  // the manifest and every file
};

class FleetKeys {
 public:
  FleetKeys();
  const RootDocument& root() const { return root_; }
  Published publish(const std::string& version, std::uint64_t counter, std::uint64_t floor = 0) const;
  AssignmentTarget target(const Published& published, const std::string& workload) const;
  std::string assign(const Assignment& assignment) const;
  // Signed by both release keys, or by one of them and the assignment key.
  std::string sign(const Policy& policy) const;
  std::string forge(const Policy& policy) const;

 private:
  SigningKey releaseA_ = SigningKey::generate();
  SigningKey releaseB_ = SigningKey::generate();
  SigningKey assignment_ = SigningKey::generate();
  RootDocument root_;
};

// Thrown out of the operation before which the power goes. Nothing of the agent
// runs any more; destroy it.
struct PowerCut {};

// Counts every operation that is meant to last, on files and on state.db alike,
// and fails one of them.
class FaultPlan {
 public:
  enum class Mode {
    Kill,          // the process dies: what was written is there
    LoseUnsynced,  // the power goes: what was not synced is gone, and names in
                   // folders that were not
    Error,         // the operation reports an I/O error, once
  };
  void arm(Mode mode, std::uint64_t at) { mode_ = mode, at_ = at, count_ = 0, fired_ = false; }
  void disarm() { at_ = 0; }
  bool fired() const { return fired_; }
  Mode mode() const { return mode_; }
  std::uint64_t count() const { return count_; }
  void restartCount() { count_ = 0; }
  // Names of what happened, for tests of order.
  std::vector<std::string> log;

  // Call before the operation. True: it must fail with an error. Throws
  // PowerCut.
  bool fails();
  bool about() const { return at_ != 0 && count_ + 1 == at_; }  // the next operation is the one

 private:
  Mode mode_ = Mode::Kill;
  std::uint64_t at_ = 0;
  std::uint64_t count_ = 0;
  bool fired_ = false;
};

class FaultyFiles final : public Files {
 public:
  explicit FaultyFiles(FaultPlan& plan) : plan_(plan) {}
  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override;
  Status createDirectories(const Path& path) override;
  Status rename(const Path& from, const Path& to) override;
  Status remove(const Path& path) override;
  Status removeAll(const Path& path) override;
  Status syncDirectory(const Path& path) override;
  bool exists(const Path& path) override { return real_.exists(path); }
  Result<std::vector<std::string>> list(const Path& directory) override { return real_.list(directory); }
  Result<std::uint64_t> freeBytes(const Path& path) override;

  // After a PowerCut: what the disk holds now.
  void losePower();
  std::uint64_t free = 1ULL << 40;  // what freeBytes says

 private:
  friend class FaultyFile;
  void remember(const Path& path, std::uint64_t offset);
  Status gone(const Path& path);

  FaultPlan& plan_;
  SystemFiles real_;
  // A file as it was last synced; what is only appended to it needs no copy.
  struct Synced {
    std::uint64_t size = 0;
    std::optional<std::string> content = {};
  };
  std::map<Path, Synced> unsynced_;
  std::map<Path, std::set<Path>> newEntries_;  // by folder
};

class FaultyStore final : public AgentStore {
 public:
  explicit FaultyStore(FaultPlan& plan) : plan_(plan) {}
  void use(AgentStore* real) { real_ = real; }
  Result<AgentState> load() override { return real_->load(); }
  Status apply(const StateChange& change) override;
  Result<std::optional<News>> news(bool onlySecurity) override { return real_->news(onlySecurity); }
  Status dropNews(NewsLane lane, std::uint64_t through) override;
  Status numberNewsAfter(const std::array<std::uint64_t, 2>& through) override {
    return real_->numberNewsAfter(through);
  }
  Result<std::uint64_t> refusedNews() override { return real_->refusedNews(); }

 private:
  FaultPlan& plan_;
  AgentStore* real_ = nullptr;
};

class FakeDownloader final : public Downloader {
 public:
  FakeDownloader(VirtualLoop& loop, Files& files) : loop_(loop), files_(files) {}
  void fetch(const Digest& digest, std::uint64_t length, const Path& into, std::function<void(Status)> done) override;
  void cancel() override {
    ++job_;
    ++cancels;
  }
  void limitTo(std::uint64_t bytesPerSecond) override { limit = bytesPerSecond; }

  void serve(const Published& published) { blobs_.insert(published.blobs.begin(), published.blobs.end()); }
  void flipByteOf(const Digest& digest);  // from now on, in what is served
  int away = 0;                           // so many fetches find no source
  bool denied = false;                    // the source refuses
  int fetches = 0;
  int cancels = 0;
  std::uint64_t limit = 0;

 private:
  Status write(const Digest& digest, const Path& into);

  VirtualLoop& loop_;
  Files& files_;
  std::map<Digest, std::string> blobs_;
  std::uint64_t job_ = 0;
};

// How workers of one version behave.
struct WorkerScript {
  std::string failsToLoad = {};  // reason; empty = loads
  std::string failsGolden = {};  // reason; empty = passes
  int crashesAfterServing = 0;   // virtual seconds; 0 = never
  int crashes = 1'000'000;       // so many workers crash, then they do not any more
  double successRatio = 1;
  double latencyMs = 5;
  bool silent = false;              // serves without ever answering
  int windowEvery = 0;              // virtual seconds of serving after which a window closes; 0 = never
  std::string refusesCapture = {};  // reason; empty = tells its inputs
  std::size_t inputFloats = 4;
  // As a candidate that is asked.
  double differs = 0;           // share of its answers that decide otherwise
  double failsAsked = 0;        // share that it does not answer, and says so
  bool mute = false;            // it never answers what it is asked
  int crashesAfterAsked = 0;    // inputs; 0 = never
  bool outOfMemory = false;     // and that is why it ends
  double askedMs = 5;           // how long an answer takes it
  std::uint64_t goodAsked = 0;  // it behaves for so many inputs first
  std::uint64_t rssKb = 1000;
};

class FakeLauncher final : public WorkerLauncher {
 public:
  explicit FakeLauncher(VirtualLoop& loop) : loop_(loop) {}
  Result<std::unique_ptr<WorkerProcess>> start(const WorkerLimits& limits, WorkerEvents events) override;

  std::map<std::string, WorkerScript> scripts;               // by version
  std::map<std::string, int> starts;                         // by version, once loaded
  std::uint64_t answered = 0;                                // requests, by all workers
  worker::Load lastLoad = {};                                // what the newest worker was asked to load
  std::vector<std::pair<std::string, WorkerLimits>> limits;  // of every worker that loaded, with its version
  std::map<std::string, std::uint64_t> asked;                // inputs that it was asked for another worker, by version
  void reseed(std::uint64_t seed) { chance_.seed(seed); }    // of what candidates do when they are asked
  std::uint64_t lateAnswers = 0;  // requests whose caller waited for the candidate in vain, and got stable's answer
  std::uint64_t unanswered = 0;   // requests that the front took and that nobody answered yet
  std::vector<std::string>* log = nullptr;  // gets \"start <version>\", if given
  // Versions of the workers of that workload that serve now.
  std::vector<std::string> serving(const std::string& workload) const;
  std::size_t alive() const { return workers_.size(); }

 private:
  friend class FakeWorker;
  VirtualLoop& loop_;
  std::set<class FakeWorker*> workers_;
  std::mt19937_64 chance_{20'261'127};
};

}  // namespace flotilla::agent::fakes

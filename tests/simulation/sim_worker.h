// Workers without processes: what a version answers follows from the bytes in its slot. And downloads without a network
// of their own. Thread: that of the world, on the node's actor. Lifetime: outlives the agent under test.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "services/agent/core/ports.h"
#include "tests/simulation/actor.h"
#include "tests/simulation/content.h"

namespace flotilla::simulation {

class SimWorker;

class SimLauncher final : public agent::WorkerLauncher {
 public:
  struct Loaded {
    Digest manifest;       // of the bytes in the slot
    std::string version;   // as its manifest says
    bool isWhole = false;  // every file of it is as the manifest says
  };
  // `onLoaded` is told what is about to run.
  SimLauncher(World& world, Actor& actor, Files& files, const Authority& authority,
              std::function<void(const Loaded&)> onLoaded)
      : world_(world), actor_(actor), files_(files), authority_(authority), onLoaded_(std::move(onLoaded)) {}

  Result<std::unique_ptr<agent::WorkerProcess>> start(const agent::WorkerLimits& limits,
                                                      agent::WorkerEvents events) override;
  // The manifests that answer requests now, one for each worker.
  std::vector<Digest> serving() const;
  std::size_t alive() const { return workers_.size(); }
  // Requests that were told, by version.
  const std::map<std::string, std::uint64_t>& answered() const { return answered_; }
  // Something on the machine kills one of them. False if there is none.
  bool killOne();

 private:
  friend class SimWorker;
  World& world_;
  Actor& actor_;
  Files& files_;
  const Authority& authority_;
  std::function<void(const Loaded&)> onLoaded_;
  std::map<std::uint64_t, SimWorker*> workers_;  // in the order of their start
  std::uint64_t started_ = 0;
  std::map<std::string, std::uint64_t> answered_;
};

// What nodes download from: the content of all releases, with faults.
struct SourceFaults {
  double away = 0;    // of fetches that find nobody, 0 to 1
  double cut = 0;     // that end in the middle
  double damage = 0;  // that bring a wrong byte
  double denied = 0;  // after which that content is refused for a while, as with a ticket that is not good any more
};

class SimDownloader final : public agent::Downloader {
 public:
  // `onFetched` is told how each fetch ended.
  SimDownloader(World& world, Actor& actor, Files& files, const Authority& authority, const SourceFaults& faults,
                std::function<bool()> reachable, std::function<void(const Digest&, const Status&)> onFetched)
      : world_(world),
        dice_(world.dice.fork("downloads")),
        actor_(actor),
        files_(files),
        authority_(authority),
        faults_(faults),
        reachable_(std::move(reachable)),
        onFetched_(std::move(onFetched)) {}

  void fetch(const Digest& digest, std::uint64_t length, const Path& into, std::function<void(Status)> done) override;
  void cancel() override { ++job_; }
  void limitTo(std::uint64_t) override {}
  std::uint64_t fetches() const { return fetches_; }

 private:
  Status write(const Digest& digest, const Path& into);

  World& world_;
  Dice dice_;
  Actor& actor_;
  Files& files_;
  const Authority& authority_;
  const SourceFaults& faults_;
  std::function<bool()> reachable_;
  std::function<void(const Digest&, const Status&)> onFetched_;
  std::map<Digest, Duration> deniedUntil_;
  std::uint64_t job_ = 0;
  std::uint64_t fetches_ = 0;
};

}  // namespace flotilla::simulation

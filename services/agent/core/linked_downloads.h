// Downloads over the link of a node, as faults for practice leave it: while it is cut nothing comes, as when a real one
// is cut, and over a slow one it comes slowly. Thread: the agent's loop. Lifetime: owned by the Agent; the downloader
// and the loop outlive it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "services/agent/core/drill_keeper.h"
#include "services/agent/core/guard.h"
#include "services/agent/core/ports.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

class LinkedDownloads final : public Downloader {
 public:
  LinkedDownloads(Downloader& downloader, Executor& loop) : downloader_(downloader), loop_(loop) {}

  // Besides what the downloader says: source_unavailable while the link is cut, also of what was on its way. What had
  // come stays, so that the next attempt goes on from there.
  void fetch(const Digest& digest, std::uint64_t length, const Path& into, std::function<void(Status)> done) override;
  void cancel() override;
  void limitTo(std::uint64_t bytesPerSecond) override;

  // Also for what is on its way.
  void setLink(const LinkState& link);

 private:
  struct Job {
    Digest digest;
    std::uint64_t length;
    Path into;
    std::function<void(Status)> done;
  };
  void start();
  void hand();
  void finish(const Status& status);
  void applyLimit();

  Downloader& downloader_;
  Executor& loop_;
  LinkState link_;
  std::uint64_t limit_ = 0;  // that somebody asked for besides
  std::optional<Job> job_;
  Guard guard_;  // renewed with each attempt
};

// What a link carries whose answers are late by `delay`: one window of TCP, 64 KiB, for each. Bytes per second.
std::uint64_t rateOf(Duration delay);

}  // namespace flotilla::agent

// The downloader fetches one thing at a time; workloads that install at once stand in line here.
// Thread: the agent's loop. Lifetime: owned by the Agent; the destructor cancels what runs.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#include "services/agent/core/guard.h"
#include "services/agent/core/ports.h"

namespace flotilla::agent {

class DownloadQueue {
 public:
  explicit DownloadQueue(Downloader& downloader) : downloader_(downloader) {}
  ~DownloadQueue();

  // Returns a ticket for cancel(). `done` comes later, on the loop.
  std::uint64_t add(const Digest& digest, std::uint64_t length, Path into, std::function<void(Status)> done);
  void cancel(std::uint64_t ticket);  // `done` is not called any more; unknown tickets are fine

 private:
  struct Job {
    std::uint64_t ticket;
    Digest digest;
    std::uint64_t length;
    Path into;
    std::function<void(Status)> done;
  };
  void startFirst();
  void finishFirst(Status status);

  Downloader& downloader_;
  std::deque<Job> jobs_;  // the first one runs
  std::uint64_t lastTicket_ = 0;
  Guard guard_;
};

}  // namespace flotilla::agent

// The door to a node's log store, with the thread behind it: lines are taken at once and written there, searches run
// there in steps between the writes. A slow disk or a flood costs lines, which are counted, and never memory or the
// agent's loop. Thread: any. Lifetime: `files` and `clock` outlive it; the destructor writes what waits and joins.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "services/agent/storage/log_sampler.h"
#include "services/agent/storage/log_store.h"
#include "services/runtime/clock.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

inline constexpr std::size_t kMaxWaitingLines = 2000;
inline constexpr std::size_t kMaxWaitingBytes = 512 * 1024;

class LogBook {
 public:
  LogBook(LogStore store, Clock& clock, LogSampling sampling = {});
  ~LogBook();

  void write(LogLine line);
  // Whether lines of what runs in a workload may leave the node.
  using MayLeave = std::function<bool(const WorkloadName&)>;
  // `done` comes once, on the thread of the book, or at once with Exhausted/"busy" while another search runs. Takes up
  // to kLongestLogSearch. Precondition: checkLogQuery().
  void search(const LogQuery& query, MayLeave mayLeave, Done<LogExcerpt> done);
  // Waits until what was written so far is in the store.
  void drain();

 private:
  void takeWaiting();
  void endPeriod(bool atOnce);
  void searchOn(const std::shared_ptr<LogSearch>& search, SteadyPoint deadline, const Done<LogExcerpt>& done);

  Clock& clock_;
  std::mutex mutex_;
  std::vector<LogLine> waiting_;  // mutex_
  std::size_t waitingBytes_ = 0;  // mutex_
  std::atomic<std::uint64_t> dropped_ = 0;
  std::atomic<bool> searching_ = false;
  // The rest belongs to the loop.
  LogStore store_;
  LogSampler sampler_;
  bool periodRuns_ = false;
  SerialLoop loop_;  // last, so that it stops first
};

}  // namespace flotilla::agent

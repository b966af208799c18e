// What the agent core needs from the outside. Everything is called on the agent's loop and, unless said, answers there.
// Lifetime: all outlive the Agent that holds references to them.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/result.h"
#include "services/agent/core/agent_state.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

// Events and contradictions on their way from state.db to the queue. Those about security have space
// of their own in the queue.
enum class NewsLane { Ordinary, Security };
struct News {
  NewsLane lane = NewsLane::Ordinary;
  std::uint64_t through = 0;  // id of the newest of it, which makes it count once
  NodeReport holder;
};

// state.db. Every call is durable when it returns.
class AgentStore {
 public:
  virtual ~AgentStore() = default;
  virtual Result<AgentState> load() = 0;
  virtual Status apply(const StateChange& change) = 0;

  // What changes told and the queue does not hold yet: the oldest that follow each other in one lane, as one report
  // that has only events and contradictions. With `onlySecurity` those of that lane. Nothing if there is none. They
  // stay until dropNews().
  virtual Result<std::optional<News>> news(bool onlySecurity) = 0;
  virtual Status dropNews(NewsLane lane, std::uint64_t through) = 0;
  // From now on news gets ids above these; a state.db that begins anew must not repeat ids that the queue knows.
  virtual Status numberNewsAfter(const std::array<std::uint64_t, 2>& through) = 0;
  // Events that could not be kept since state.db began, because too many waited.
  virtual Result<std::uint64_t> refusedNews() = 0;
};

// The store-and-forward queue: what waits until the control plane has it, on disk, within quotas.
class TelemetryQueue {
 public:
  virtual ~TelemetryQueue() = default;
  virtual const QueueIdentity& identity() const = 0;

  // A report of counts and states. It gets the next number, and is durable within a second if sync() is called then.
  // When there is no room, the oldest reports are merged, then dropped and counted. Exhausted/"queue_full" if events
  // take all of the space: then the producer keeps it.
  virtual Status append(NodeReport report) = 0;
  virtual Status sync() = 0;
  // Events, durable when it returns. Exhausted/"queue_full" when even all metrics gave way and there is no room.
  virtual Status append(NodeReport holder, const News& news) = 0;
  // The newest news of each lane that it took.
  virtual std::array<std::uint64_t, 2> newsThrough() const = 0;
  // So many events could not be kept by state.db since that began: they take numbers and are counted as dropped.
  virtual Status countRefused(std::uint64_t refused) = 0;

  // Oldest first, and durable, so that a number that left the node is never given out again.
  virtual Result<std::vector<NodeReport>> pending(std::size_t limit) = 0;
  virtual Status acknowledge(std::uint64_t seq) = 0;  // forgets everything up to seq
  virtual QueueStatus status() const = 0;

  // Takes the space that its quota leaves to reports, as if something else had it, until free() or the next start;
  // events keep theirs. Exhausted if the disk has no room for that.
  virtual Status fill() = 0;
  virtual void free() = 0;
};

struct UsedOf {
  std::uint64_t used = 0;
  std::uint64_t total = 0;
};

// What of the machine is in use; nothing where it cannot be known.
struct MachineUse {
  std::optional<UsedOf> cpuTime;  // since the machine started, in any unit
  std::optional<UsedOf> memory;
  std::optional<UsedOf> disk;  // that of the data directory
};

class MachineGauge {
 public:
  virtual ~MachineGauge() = default;
  virtual MachineUse read() = 0;  // cheap: it is asked every second
};

// Fetches content by digest into a file, resuming what is there. One download at a time.
class Downloader {
 public:
  virtual ~Downloader() = default;
  // Ends with a file of exactly `length` bytes at `into`, or an error; `done` is posted to the loop. Hashing is the
  // caller's. Errors: V29_disk_full, V29_too_long, V30_too_slow, V32_too_short, source_unavailable (try again later),
  // not_found.
  virtual void fetch(const Digest& digest, std::uint64_t length, const Path& into,
                     std::function<void(Status)> done) = 0;
  virtual void cancel() = 0;  // `done` is not called any more
  // From the next fetch on; 0 = as fast as it goes.
  virtual void limitTo(std::uint64_t bytesPerSecond) = 0;
};

// A worker child process and its channel.
class WorkerProcess {
 public:
  virtual ~WorkerProcess() = default;  // kills and reaps the child
  virtual void send(std::string frame) = 0;
  virtual std::uint64_t rssKb() const = 0;  // of it and all that it started
  virtual void kill() = 0;                  // SIGKILL; onExit follows, as when somebody else had killed it
  // The kernel has killed something of it because it took more memory than it may.
  virtual bool outOfMemory() const = 0;
};

struct WorkerEvents {
  std::function<void(std::string frame)> onFrame;
  std::function<void(std::string why)> onExit;  // once, after the last frame; not called after destruction
  // A line that it or what it started wrote, made of any bytes. On a thread of the launcher, also after destruction.
  std::function<void(std::string_view line)> onOutput = {};
};

// What a worker and all that it starts may take together. Zeroes as in WorkloadConfig.
struct WorkerLimits {
  std::string workload;  // whose it is, for the names that people see on the node
  std::uint32_t memoryMb = 256;
  std::uint32_t cpuPercent = 0;
  std::uint32_t maxProcesses = 0;
  bool background = false;  // it gets what processor time the others leave
};

class WorkerLauncher {
 public:
  virtual ~WorkerLauncher() = default;
  // Starts `flotilla-agent worker` under limits, as far as the node can set them.
  virtual Result<std::unique_ptr<WorkerProcess>> start(const WorkerLimits& limits, WorkerEvents events) = 0;
};

}  // namespace flotilla::agent

// What the agent core needs from the outside. Everything is called on the agent's loop and, unless said, answers there.
// Lifetime: all outlive the Agent that holds references to them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/result.h"
#include "services/agent/core/agent_state.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

// state.db. Every call is durable when it returns.
class AgentStore {
 public:
  virtual ~AgentStore() = default;
  virtual Result<AgentState> load() = 0;
  virtual Status apply(const StateChange& change) = 0;

  // Takes all events that no report holds yet, gives the report the next seq, and stores it, in one transaction.
  virtual Result<NodeReport> appendReport(NodeReport report) = 0;
  virtual Result<std::vector<NodeReport>> pendingReports(std::size_t limit) = 0;  // oldest first
  virtual Status acknowledge(std::uint64_t seq) = 0;                              // drops reports up to seq
  // Bounds the outbox: while more than `limit` reports wait, neighbouring old reports of one boot are merged, so that
  // counts survive and detail does not. Events are never dropped.
  virtual Status compact(std::size_t limit) = 0;
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
};

// A worker child process and its channel.
class WorkerProcess {
 public:
  virtual ~WorkerProcess() = default;  // kills and reaps the child
  virtual void send(std::string frame) = 0;
  virtual std::uint64_t rssKb() const = 0;  // of it and all that it started
  // The kernel has killed something of it because it took more memory than it may.
  virtual bool outOfMemory() const = 0;
};

struct WorkerEvents {
  std::function<void(std::string frame)> onFrame;
  std::function<void(std::string why)> onExit;  // once, after the last frame; not called after destruction
};

// What a worker and all that it starts may take together. Zeroes as in WorkloadConfig.
struct WorkerLimits {
  std::string workload;  // whose it is, for the names that people see on the node
  std::uint32_t memoryMb = 256;
  std::uint32_t cpuPercent = 0;
  std::uint32_t maxProcesses = 0;
};

class WorkerLauncher {
 public:
  virtual ~WorkerLauncher() = default;
  // Starts `flotilla-agent worker` under limits, as far as the node can set them.
  virtual Result<std::unique_ptr<WorkerProcess>> start(const WorkerLimits& limits, WorkerEvents events) = 0;
};

}  // namespace flotilla::agent

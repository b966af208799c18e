// The thread behind all workers: forks them, waits in epoll for their sockets and their ends, and moves their frames.
// Thread: public functions from any thread but its own. Lifetime: the destructor kills and reaps what is left, and
// joins.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "services/agent/platform/linux/limits.h"
#include "services/agent/platform/linux/worker_channel.h"

namespace flotilla::agent {

class WorkerHub {
 public:
  explicit WorkerHub(Limits limits);
  ~WorkerHub();
  WorkerHub(const WorkerHub&) = delete;
  WorkerHub& operator=(const WorkerHub&) = delete;

  // Forks on the hub's thread and waits for it. The number names the worker and is never used again; a number of a
  // worker that has ended is fine everywhere. Errors: those of spawnWorker().
  Result<std::uint64_t> start(const Path& program, const WorkerLimits& limits,
                              const std::shared_ptr<WorkerListener>& listener);
  void send(std::uint64_t id, std::string frame);
  // Kills the worker; its listener is told.
  void kill(std::uint64_t id);
  // Kills the worker and waits until it is reaped.
  void end(std::uint64_t id);

 private:
  struct Entry {
    std::unique_ptr<WorkerChannel> channel;
    std::uint32_t watched = 0;  // epoll events of its socket
    std::shared_ptr<std::promise<void>> gone;
  };

  void post(std::function<void()> task);
  void run();
  void runTasks();
  int tellGaps();
  void handle(std::uint64_t tag);
  Result<std::uint64_t> startHere(const Path& program, const WorkerLimits& limits,
                                  const std::shared_ptr<WorkerListener>& listener);
  Result<SpawnedWorker> spawn(const Path& program, const WorkerLimits& limits, const WorkerGroup& group);
  void watchSocket(std::uint64_t id, Entry& entry);
  void finish(std::uint64_t id);

  Descriptor epoll_;
  Descriptor wake_;
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_;
  // The rest belongs to the thread.
  Limits limits_;
  std::map<std::uint64_t, Entry> entries_;
  std::uint64_t nextId_ = 1;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace flotilla::agent

// One running worker as the hub's thread sees it: its process, its socket, what waits to be written, and who wants to
// hear of it. Thread: the hub's, except WorkerListener, whose `alive` any thread may read and whose events run on the
// agent's loop.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "services/agent/core/ports.h"
#include "services/agent/platform/linux/frame_splitter.h"
#include "services/agent/platform/linux/output_lines.h"
#include "services/agent/platform/linux/spawn.h"
#include "services/agent/platform/linux/worker_group.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

// Shared between the hub and the WorkerProcess; nobody is called once `alive` is false.
struct WorkerListener {
  WorkerEvents events;
  Executor& loop;
  std::atomic<bool> alive = true;
  std::atomic<std::size_t> pendingBytes = 0;    // of frames that were posted and not yet handled
  std::atomic<pid_t> pid = 0;                   // 0 once reaped, when the number may belong to somebody else
  std::atomic<bool> outOfMemory = false;        // known at the latest when it was reaped
  std::weak_ptr<const WorkerGroup> group = {};  // set before anybody else has the listener; ends with the channel
};

class WorkerChannel {
 public:
  WorkerChannel(SpawnedWorker worker, std::shared_ptr<WorkerGroup> group, std::shared_ptr<WorkerListener> listener);
  WorkerChannel(const WorkerChannel&) = delete;
  WorkerChannel& operator=(const WorkerChannel&) = delete;

  int socket() const { return worker_.channel.get(); }
  int process() const { return worker_.process.get(); }
  int output() const { return worker_.output.get(); }
  bool open() const { return static_cast<bool>(worker_.channel); }
  bool wantsToWrite() const { return open() && !outbound_.empty(); }

  // Writes what the socket takes and keeps the rest, at most 8 MiB; a worker that lets more wait is killed.
  void send(const std::string& frame);
  void flush();
  // Takes at most 64 KiB from the socket and posts the frames that became complete. False when nothing was there.
  bool receive();
  // Takes at most 64 KiB of what it writes and passes on the lines, on this thread. False when nothing was there; at
  // its end the pipe is closed.
  bool takeOutput();
  // Lines were left out; tellGap() says so after the second in which it happened, also if nothing more comes.
  bool hasGap() const { return lines_.hasGap(); }
  void tellGap();
  // `why` is told at the exit if this is what ended the worker. The worker's own children go with it.
  void kill(std::string why);
  // The process has ended: takes the frames it left, reaps it and posts its exit.
  void reap();

 private:
  void hangUp(std::string why);
  void post(std::string frame);
  OutputLines::Take passOn() const;

  std::shared_ptr<WorkerGroup> group_;
  SpawnedWorker worker_;
  std::shared_ptr<WorkerListener> listener_;
  FrameSplitter inbound_;
  OutputLines lines_;
  std::deque<std::string> outbound_;
  std::size_t outboundBytes_ = 0;
  std::string why_;
};

}  // namespace flotilla::agent

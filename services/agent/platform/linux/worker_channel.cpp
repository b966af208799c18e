#include "services/agent/platform/linux/worker_channel.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

namespace flotilla::agent {
namespace {

constexpr std::size_t kMaxOutbound = 8 << 20;  // bytes that wait for the worker
constexpr std::size_t kMaxPending = 8 << 20;   // bytes that wait for the agent's loop
constexpr std::size_t kFrameOverhead = 256;    // what an empty frame costs while it waits
constexpr int kMaxLeftover = 64;               // pieces read from a dead worker; more than a socket buffer holds

std::string exitSentence(int status, const std::string& why) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == kSpawnFailed)
    return "the worker could not be started (exit code 127)";
  if (WIFEXITED(status)) return "the worker exited with code " + std::to_string(WEXITSTATUS(status));
  const int number = WTERMSIG(status);
  if (number == SIGKILL && !why.empty()) return "the worker was ended because " + why;
  return "the worker was killed by signal " + std::to_string(number) + " (" + ::strsignal(number) + ")";
}

}  // namespace

WorkerChannel::WorkerChannel(SpawnedWorker worker, std::shared_ptr<WorkerGroup> group,
                             std::shared_ptr<WorkerListener> listener)
    : group_(std::move(group)), worker_(std::move(worker)), listener_(std::move(listener)) {
  listener_->pid = worker_.pid;
  listener_->group = group_;
}

void WorkerChannel::send(const std::string& frame) {
  if (!open()) return;
  if (frame.size() > kMaxWorkerFrame)
    return kill("a frame of " + std::to_string(frame.size()) + " bytes was to be sent to it");
  outboundBytes_ += frame.size();
  outbound_.push_back(frameWithLength(frame));
  flush();
  if (outboundBytes_ > kMaxOutbound) kill("it does not read what is sent to it");
}

void WorkerChannel::flush() {
  while (wantsToWrite()) {
    std::string& first = outbound_.front();
    const ssize_t wrote = ::send(socket(), first.data(), first.size(), MSG_NOSIGNAL);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0 && errno == EAGAIN) return;
    if (wrote < 0) return hangUp("it closed its channel");
    outboundBytes_ -= std::min(outboundBytes_, static_cast<std::size_t>(wrote));
    first.erase(0, static_cast<std::size_t>(wrote));
    if (first.empty()) outbound_.pop_front();
  }
}

bool WorkerChannel::receive() {
  if (!open()) return false;
  std::array<char, 64 << 10> buffer;
  const ssize_t got = ::recv(socket(), buffer.data(), buffer.size(), 0);
  if (got < 0 && errno == EINTR) return true;
  if (got < 0 && errno == EAGAIN) return false;
  if (got <= 0) {
    hangUp("it closed its channel");
    return false;
  }
  std::vector<std::string> frames;
  const Status split = inbound_.feed({buffer.data(), static_cast<std::size_t>(got)}, frames);
  for (std::string& frame : frames) post(std::move(frame));
  if (!split) hangUp("it sent " + split.error().message);
  if (listener_->pendingBytes > kMaxPending) hangUp("it sends more than the agent can take");
  return open();
}

OutputLines::Take WorkerChannel::passOn() const {
  return [this](std::string_view line) {
    if (listener_->events.onOutput) listener_->events.onOutput(line);
  };
}

void WorkerChannel::tellGap() {
  lines_.endSecond(std::chrono::steady_clock::now(), passOn());
}

bool WorkerChannel::takeOutput() {
  if (!worker_.output) return false;
  std::array<char, 64 << 10> buffer;
  const ssize_t got = ::read(worker_.output.get(), buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return true;
  if (got < 0 && errno == EAGAIN) return false;
  const OutputLines::Take take = passOn();
  if (got > 0) {
    lines_.feed({buffer.data(), static_cast<std::size_t>(got)}, std::chrono::steady_clock::now(), take);
    return true;
  }
  lines_.finish(take);
  worker_.output.reset();
  return false;
}

void WorkerChannel::post(std::string frame) {
  const std::size_t cost = frame.size() + kFrameOverhead;
  listener_->pendingBytes += cost;
  listener_->loop.post([listener = listener_, frame = std::move(frame), cost]() mutable {
    listener->pendingBytes -= cost;
    if (listener->alive) listener->events.onFrame(std::move(frame));
  });
}

void WorkerChannel::hangUp(std::string why) {
  kill(std::move(why));
  worker_.channel.reset();
}

void WorkerChannel::kill(std::string why) {
  if (why_.empty()) why_ = std::move(why);
  ::kill(-worker_.pid, SIGKILL);
  ::kill(worker_.pid, SIGKILL);
}

void WorkerChannel::reap() {
  for (int piece = 0; piece < kMaxLeftover && receive(); ++piece) continue;
  // Before the number is given back, everything that the worker started goes too.
  ::kill(-worker_.pid, SIGKILL);
  group_->killAll();
  for (int piece = 0; piece < kMaxLeftover && takeOutput(); ++piece) continue;
  if (group_->oomKills() > 0) listener_->outOfMemory = true;
  listener_->pid = 0;
  int status = 0;
  while (::waitpid(worker_.pid, &status, 0) < 0 && errno == EINTR) continue;
  // The reference is handed over, so that what the callbacks captured is released on the loop and not here.
  Executor& loop = listener_->loop;
  loop.post([listener = std::move(listener_), sentence = exitSentence(status, why_)] {
    if (listener->alive) listener->events.onExit(sentence);
  });
}

}  // namespace flotilla::agent

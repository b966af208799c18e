// The production worker loop in a thread, and the agent's end of its socketpair. Waits for frames with a deadline,
// never sleeps.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <QtTest>

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "services/agent/worker/frame_channel.h"
#include "services/agent/worker/worker.h"
#include "tests/plugins/bundles.h"

namespace flotilla::tests {

inline std::string fixturePath(const std::string& name) {
  return std::string(FLOTILLA_BINARY_DIR) + "/tests/fixtures/" + name + ".so";
}

inline worker::Load loadOf(const std::string& slot, const std::string& seed = "node-1") {
  return {.slot = slot,
          .runtimePlugin = pluginPath("runtime-onnx"),
          .sourcePlugin = pluginPath("source-replay"),
          .seed = seed};
}

class WorkerUnderTest {
 public:
  WorkerUnderTest() {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_) != 0) qFatal("no socketpair");
    channel_.emplace(ends_[0]);
    thread_ = std::thread([this] {
      exitCode_ = runWorker(ends_[1]);
      ::shutdown(ends_[1], SHUT_RDWR);  // as the end of the process would
    });
  }
  ~WorkerUnderTest() {
    exitCode();
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  WorkerUnderTest(const WorkerUnderTest&) = delete;
  WorkerUnderTest& operator=(const WorkerUnderTest&) = delete;

  void send(const worker::Frame& frame) { (void)channel_->send(frame); }
  void sendRaw(const std::string& bytes) { (void)::send(ends_[0], bytes.data(), bytes.size(), MSG_NOSIGNAL); }

  std::vector<worker::Traced> traces;  // that came between the frames below

  // Nothing if the worker closed, or said nothing for a minute.
  std::optional<worker::Frame> receive() {
    worker::Frame frame;
    for (;;) {
      const auto input = channel_->receive(std::chrono::minutes(1), frame);
      if (!input || *input != worker::FrameChannel::Input::Arrived) return std::nullopt;
      const auto* traced = std::get_if<worker::Traced>(&frame);
      if (traced == nullptr) return frame;
      traces.push_back(*traced);
    }
  }
  template <class Kind>
  std::optional<Kind> expect() {
    const auto frame = receive();
    const Kind* kind = frame ? std::get_if<Kind>(&*frame) : nullptr;
    return kind ? std::optional<Kind>(*kind) : std::nullopt;
  }

  void hangUp() { ::shutdown(ends_[0], SHUT_WR); }
  // Hangs up and waits for the loop to end.
  int exitCode() {
    hangUp();
    if (thread_.joinable()) thread_.join();
    return exitCode_;
  }
  int agentEnd() const { return ends_[0]; }

 private:
  int ends_[2] = {-1, -1};
  std::optional<worker::FrameChannel> channel_;
  std::thread thread_;
  int exitCode_ = -1;
};

}  // namespace flotilla::tests

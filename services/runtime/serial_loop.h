// One thread that runs tasks in order: the owner of a program's state. post() is the only call that others make.
// Thread: post, postAfter and stop from any thread; tasks run on the loop's own thread.
// Lifetime: the destructor stops and joins; tasks not yet run are dropped. A task must not destroy the loop.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace flotilla {

// What code that needs "later" takes, so that simulation can run it in virtual time.
class Executor {
 public:
  using Task = std::function<void()>;
  virtual ~Executor() = default;
  virtual void post(Task task) = 0;
  virtual void postAfter(std::chrono::microseconds delay, Task task) = 0;
};

class SerialLoop final : public Executor {
 public:
  SerialLoop();
  ~SerialLoop() override;
  SerialLoop(const SerialLoop&) = delete;
  SerialLoop& operator=(const SerialLoop&) = delete;

  void post(Task task) override;
  void postAfter(std::chrono::microseconds delay, Task task) override;

  // After the running task nothing more runs. Safe to call twice; joins unless called on the loop itself.
  void stop();
  bool onLoop() const { return std::this_thread::get_id() == thread_.get_id(); }

  // Runs `work` on the loop and waits for its answer. Not callable on the loop, and not when stop() may come before the
  // answer: dropped work never answers.
  template <class F>
  auto run(F work) -> decltype(work()) {
    std::optional<decltype(work())> answer;
    std::mutex mutex;
    std::condition_variable done;
    post([&] {
      auto value = work();
      const std::lock_guard lock(mutex);
      answer = std::move(value);
      done.notify_one();
    });
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return answer.has_value(); });
    return std::move(*answer);
  }

 private:
  using Key = std::pair<std::chrono::steady_clock::time_point, std::uint64_t>;
  void loop();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<Key, Task> tasks_;
  std::uint64_t sequence_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace flotilla

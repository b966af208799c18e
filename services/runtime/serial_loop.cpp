#include "services/runtime/serial_loop.h"

namespace flotilla {

SerialLoop::SerialLoop() : thread_([this] { loop(); }) {}

SerialLoop::~SerialLoop() {
  stop();
}

void SerialLoop::post(Task task) {
  postAfter(std::chrono::microseconds(0), std::move(task));
}

void SerialLoop::postAfter(std::chrono::microseconds delay, Task task) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  tasks_.emplace(Key{std::chrono::steady_clock::now() + delay, sequence_++}, std::move(task));
  wake_.notify_one();
}

void SerialLoop::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable() && !onLoop()) thread_.join();
}

void SerialLoop::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (tasks_.empty()) {
      wake_.wait(lock);
      continue;
    }
    const auto due = tasks_.begin()->first.first;
    if (due > std::chrono::steady_clock::now()) {
      wake_.wait_until(lock, due);
      continue;
    }
    Task task = std::move(tasks_.extract(tasks_.begin()).mapped());
    lock.unlock();
    task();
    task = nullptr;  // what the task captured is released on this thread, outside the lock
    lock.lock();
  }
}

}  // namespace flotilla

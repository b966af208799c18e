// Argon2id on threads of its own (libsodium). One hash takes tens of MiB and a good part of a second, so at most a few
// run at once, and a few more wait. Thread: hash() and verify() on the loop that gets the answers; load() on any.
// Lifetime: the loop outlives it; the destructor waits for what runs, and what waits is never answered.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "services/controlplane/core/accounts/password_hasher.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::controlplane {

struct PasswordCost {
  std::size_t memoryBytes = 64 << 20;  // at least 8 KiB
  unsigned passes = 3;
  std::size_t workers = 4;
  std::size_t waiting = 16;
};

struct PasswordLoad {
  std::size_t running = 0;
  std::size_t waiting = 0;
  std::size_t mostRunning = 0;  // since the start
  std::size_t mostWaiting = 0;
};

class PasswordWorkers final : public PasswordHasher {
 public:
  PasswordWorkers(Executor& loop, PasswordCost cost);
  ~PasswordWorkers() override;
  PasswordWorkers(const PasswordWorkers&) = delete;
  PasswordWorkers& operator=(const PasswordWorkers&) = delete;

  bool hash(std::string password, std::function<void(std::string)> done) override;
  bool verify(std::string password, std::string kept, std::function<void(PasswordVerdict)> done) override;
  PasswordLoad load() const;

 private:
  bool enqueue(std::function<void()> work);
  void runUntilStopped();
  std::string hashNow(const std::string& password) const;
  PasswordVerdict verifyNow(const std::string& password, const std::string& kept) const;

  Executor& loop_;
  const PasswordCost cost_;
  std::string nobody_;  // the hash of a password that nobody knows
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  PasswordLoad load_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace flotilla::controlplane

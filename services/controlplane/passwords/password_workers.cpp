#include "services/controlplane/passwords/password_workers.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "services/runtime/log.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

PasswordWorkers::PasswordWorkers(Executor& loop, PasswordCost cost) : loop_(loop), cost_(cost) {
  if (sodium_init() < 0) {
    log::error("libsodium does not start");
    std::abort();
  }
  nobody_ = hashNow(SystemRandom().bytes(32));
  for (std::size_t i = 0; i < cost_.workers; ++i) threads_.emplace_back([this] { runUntilStopped(); });
}

PasswordWorkers::~PasswordWorkers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::string PasswordWorkers::hashNow(const std::string& password) const {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const int failed = crypto_pwhash_str(out.data(), password.data(), password.size(), cost_.passes, cost_.memoryBytes);
  if (failed != 0) log::error("there is no memory to hash a password");
  return failed != 0 ? std::string() : std::string(out.data());
}

PasswordVerdict PasswordWorkers::verifyNow(const std::string& password, const std::string& kept) const {
  const std::string& against = kept.empty() ? nobody_ : kept;
  const bool right = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  PasswordVerdict out{right && !kept.empty()};
  if (out.matches && crypto_pwhash_str_needs_rehash(kept.c_str(), cost_.passes, cost_.memoryBytes) != 0)
    out.renewed = hashNow(password);
  return out;
}

bool PasswordWorkers::hash(std::string password, std::function<void(std::string)> done) {
  return enqueue([this, password = std::move(password), done = std::move(done)]() mutable {
    std::string out = hashNow(password);
    sodium_memzero(password.data(), password.size());
    loop_.post([done = std::move(done), out = std::move(out)] { done(out); });
  });
}

bool PasswordWorkers::verify(std::string password, std::string kept, std::function<void(PasswordVerdict)> done) {
  return enqueue([this, password = std::move(password), kept = std::move(kept), done = std::move(done)]() mutable {
    PasswordVerdict out = verifyNow(password, kept);
    sodium_memzero(password.data(), password.size());
    loop_.post([done = std::move(done), out = std::move(out)] { done(out); });
  });
}

bool PasswordWorkers::enqueue(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= cost_.waiting) return false;
    waiting_.push_back(std::move(work));
    load_.mostWaiting = std::max(load_.mostWaiting, waiting_.size());
  }
  wake_.notify_one();
  return true;
}

PasswordLoad PasswordWorkers::load() const {
  const std::lock_guard lock(mutex_);
  PasswordLoad out = load_;
  out.waiting = waiting_.size();
  return out;
}

void PasswordWorkers::runUntilStopped() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const std::function<void()> work = std::move(waiting_.front());
    waiting_.pop_front();
    load_.mostRunning = std::max(load_.mostRunning, ++load_.running);
    lock.unlock();
    work();
    lock.lock();
    --load_.running;
  }
}

}  // namespace flotilla::controlplane

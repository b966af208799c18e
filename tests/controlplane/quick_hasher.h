// Passwords without the waiting: what is kept of one is the password itself, marked. Answers come on the loop, or when
// a test lets them. Thread: the test's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/controlplane/core/accounts/password_hasher.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::controlplane::test {

class QuickHasher final : public PasswordHasher {
 public:
  explicit QuickHasher(Executor& loop) : loop_(loop) {}

  static std::string kept(const std::string& password) { return "quick " + password; }

  bool isFull = false;
  bool isHeld = false;               // answers wait for letGo()
  int asked = 0;                     // hashes of either kind
  std::string renewed;               // told with every match
  std::vector<std::string> against;  // what passwords were held against

  bool hash(std::string password, std::function<void(std::string)> done) override {
    return take([password = std::move(password), done = std::move(done)] { done(kept(password)); });
  }
  bool verify(std::string password, std::string hash, std::function<void(PasswordVerdict)> done) override {
    against.push_back(hash);
    const bool matches = hash == kept(password);
    return take([this, matches, done = std::move(done)] { done({matches, matches ? renewed : std::string()}); });
  }
  void letGo() {
    isHeld = false;
    for (const auto& work : std::exchange(held_, {})) loop_.post(work);
  }

 private:
  bool take(std::function<void()> work) {
    if (isFull) return false;
    ++asked;
    if (isHeld)
      held_.push_back(std::move(work));
    else
      loop_.post(std::move(work));
    return true;
  }

  Executor& loop_;
  std::vector<std::function<void()>> held_;
};

}  // namespace flotilla::controlplane::test

// Makes callbacks harmless once their owner is gone: what wrap() returns does nothing after the Guard was destroyed.
// Thread: the agent's loop. Lifetime: a member of the owner, declared last, so that it goes first.
#pragma once

#include <memory>
#include <utility>

namespace flotilla::agent {

class Guard {
 public:
  Guard() = default;
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  template <class F>
  auto wrap(F work) const {
    return [watch = std::weak_ptr<int>(token_), work = std::move(work)](auto&&... args) {
      if (!watch.expired()) work(std::forward<decltype(args)>(args)...);
    };
  }
  // Callbacks handed out before are dead from here on.
  void renew() { token_ = std::make_shared<int>(0); }

 private:
  std::shared_ptr<int> token_ = std::make_shared<int>(0);
};

}  // namespace flotilla::agent

// Turns passwords into what may be kept of them, which is slow on purpose and takes much memory: so only few at once.
// Thread: calls on the fleet loop; answers arrive there, later, once. Lifetime: outlives the accounts that use it.
#pragma once

#include <functional>
#include <string>

namespace flotilla::controlplane {

struct PasswordVerdict {
  bool matches = false;
  std::string renewed = {};  // of a match whose hash was made with other parameters: what to keep instead
};

class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  // The answer is a PHC string; empty if there was no memory for it. False at once, and then no answer, if too many
  // wait already.
  virtual bool hash(std::string password, std::function<void(std::string)> done) = 0;
  // Against an empty `kept`, that of nobody, it takes as long and never matches.
  virtual bool verify(std::string password, std::string kept, std::function<void(PasswordVerdict)> done) = 0;
};

}  // namespace flotilla::controlplane

// How often somebody may try to become known. From the 5th failure in a row on an account has to wait, twice as long
// each time; an account has at most 20 failures in an hour, an address 100. Nothing is locked for good. Memory is
// bounded: what has failed least is forgotten first. Thread: the owner's. Lifetime: a value.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "models/domain/time.h"

namespace flotilla::controlplane {

struct ThrottleLimits {
  std::size_t freeFailures = 4;  // after which waiting begins
  Duration firstWait = std::chrono::seconds(1);
  Duration longestWait = std::chrono::minutes(5);
  std::size_t perAccount = 20;
  std::size_t perSource = 100;
  Duration span = std::chrono::hours(1);
  std::size_t remembered = 10'000;  // accounts, and as many sources
};

class LoginThrottle {
 public:
  explicit LoginThrottle(ThrottleLimits limits = {}) : limits_(limits) {}

  // How long there is to wait; nothing if it may be tried now. What is empty is not counted.
  std::optional<Duration> wait(const std::string& account, const std::string& source, TimePoint now) const;
  // Counted when it begins, so that those under way count too.
  void tried(const std::string& account, const std::string& source, TimePoint now);
  // It did not fail after all: nothing of it is counted.
  void takeBack(const std::string& account, const std::string& source);
  // Likewise, and what the account failed before is forgiven.
  void succeeded(const std::string& account, const std::string& source);
  std::size_t remembered() const { return accounts_.size() + sources_.size(); }

 private:
  using Failures = std::map<std::string, std::deque<TimePoint>>;
  std::optional<Duration> waitFor(const Failures& all, const std::string& key, std::size_t limit, TimePoint now) const;
  void add(Failures& all, const std::string& key, std::size_t limit, TimePoint now);
  static void removeLast(Failures& all, const std::string& key);

  ThrottleLimits limits_;
  Failures accounts_;
  Failures sources_;
};

}  // namespace flotilla::controlplane

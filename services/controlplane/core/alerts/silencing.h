// Silences made ready to be asked often. Pure. Thread: the fleet loop.
#pragma once

#include <cstdint>
#include <vector>

#include "models/domain/alert.h"
#include "services/controlplane/core/alerts/matching.h"

namespace flotilla::controlplane {

// Those that are active, compiled once each.
class SilenceBook {
 public:
  // One that cannot be compiled is left out: what was stored was checked, and a page too many is better than none.
  void follow(const std::vector<Silence>& silences, TimePoint now);
  std::vector<SilenceId> silencing(const Labels& labels) const;
  const Silence* find(const SilenceId& id) const;
  // Another number whenever an answer may be another one.
  std::uint64_t version() const { return version_; }

 private:
  struct One {
    Silence silence;
    Matchers matchers;
  };
  std::vector<One> active_;
  std::uint64_t version_ = 1;
};

}  // namespace flotilla::controlplane

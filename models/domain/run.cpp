#include "models/domain/run.h"

#include <algorithm>

namespace flotilla {

const StepAttempt* Run::last(std::string_view key) const {
  const auto at = std::find_if(attempts.rbegin(), attempts.rend(), [&](const StepAttempt& a) { return a.step == key; });
  return at == attempts.rend() ? nullptr : &*at;
}

const StepAttempt* Run::find(std::uint32_t seq) const {
  const auto at = std::find_if(attempts.begin(), attempts.end(), [&](const StepAttempt& a) { return a.seq == seq; });
  return at == attempts.end() ? nullptr : &*at;
}

}  // namespace flotilla

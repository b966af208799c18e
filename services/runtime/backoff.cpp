#include "services/runtime/backoff.h"

#include <algorithm>

namespace flotilla {

std::chrono::milliseconds Backoff::next() {
  const auto scaled = base_.count() * (std::int64_t{1} << std::min(attempts_, 20));
  const auto ceiling = std::min<std::int64_t>(cap_.count(), scaled);
  if (attempts_ < 20) ++attempts_;
  const auto drawn = static_cast<std::int64_t>(random_.unit() * static_cast<double>(ceiling));
  return std::max(floor_, std::chrono::milliseconds(drawn));
}

}  // namespace flotilla

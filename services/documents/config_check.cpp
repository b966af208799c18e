#include "services/documents/config_check.h"

#include <algorithm>

#include "services/documents/text_checks.h"
#include "services/runtime/log.h"

namespace flotilla {
namespace {

template <class T>
Status checkRange(const Config& config, std::string_view key, T value, T least, T most, const std::string& allowed) {
  if (value >= least && value <= most) return okStatus();
  return invalid(
      "out_of_range",
      "\"" + config.written(key) + "\" is too " + (value < least ? "small" : "large") + " for " + std::string(key),
      std::string(key), "write " + allowed);
}

}  // namespace

Status checkLength(const Config& config, std::string_view key, Duration least, Duration most) {
  return checkRange(config, key, config.length(key), least, most, toText(least) + " to " + toText(most));
}

Status checkInteger(const Config& config, std::string_view key, std::int64_t least, std::int64_t most) {
  return checkRange(config, key, config.integer(key), least, most,
                    std::to_string(least) + " to " + std::to_string(most));
}

Status checkNumber(const Config& config, std::string_view key, double least, double most) {
  return checkRange(config, key, config.number(key), least, most, plainNumber(least) + " to " + plainNumber(most));
}

Status checkLogLevel(const Config& config, std::string_view key) {
  const std::string& level = config.text(key);
  std::string all;
  for (const std::string_view name : log::kLevelNames) {
    if (level == name) return okStatus();
    all += (all.empty() ? "" : ", ") + std::string(name);
  }
  return invalid("unknown_level", "\"" + level + "\" is not a log level", std::string(key), "one of " + all);
}

}  // namespace flotilla

// Keeps lines that say the same again and again from filling the store: the first of a minute are kept, then one of
// many, and at the end of the minute a line tells how many are missing, so that the gap is visible. Numbers in a
// message do not make it another one. Traces have limits of their own and pass. Thread: values; time is an argument.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/node_logs.h"
#include "services/runtime/clock.h"

namespace flotilla::agent {

struct LogSampling {
  std::uint32_t first = 20;       // lines of a message in a minute
  std::uint32_t thenOneOf = 100;  // of the further ones
};
inline constexpr std::chrono::seconds kSamplingPeriod{60};
inline constexpr std::size_t kMaxSampled = 256;  // different messages in a minute; the others pass

class LogSampler {
 public:
  explicit LogSampler(LogSampling sampling = {}) : sampling_(sampling) {}

  bool keeps(const LogLine& line, SteadyPoint now);
  // A line for each message that was suppressed, once its minute is over (or `atOnce`), dated `at`.
  std::vector<LogLine> endPeriod(SteadyPoint now, TimePoint at, bool atOnce = false);
  // When endPeriod() has something to tell; nothing if nothing is suppressed.
  std::optional<SteadyPoint> due() const;
  std::uint64_t suppressed() const { return suppressed_; }

 private:
  struct Message {
    std::uint64_t seen = 0;
    std::uint64_t suppressed = 0;
    LogLine example;  // of the suppressed ones
  };
  LogSampling sampling_;
  SteadyPoint begin_{};
  std::map<std::string, Message> messages_;
  bool missing_ = false;
  std::uint64_t suppressed_ = 0;
};

}  // namespace flotilla::agent

#include "services/agent/storage/log_sampler.h"

#include <string_view>

namespace flotilla::agent {
namespace {

constexpr std::size_t kMaxKey = 160;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// Who says what, with '#' for every number.
std::string keyOf(const LogLine& line) {
  std::string key = line.workload.value + '\n' + static_cast<char>('0' + static_cast<int>(line.level));
  bool inNumber = false;
  for (const char c : std::string_view(line.message).substr(0, kMaxKey)) {
    if (!isDigit(c)) key += c;
    if (isDigit(c) && !inNumber) key += '#';
    inNumber = isDigit(c);
  }
  return key;
}

}  // namespace

bool LogSampler::keeps(const LogLine& line, SteadyPoint now) {
  if (!line.spans.empty()) return true;
  if (!missing_ && now - begin_ >= kSamplingPeriod) {
    messages_.clear();
    begin_ = now;
  }
  const std::string key = keyOf(line);
  const auto at = messages_.find(key);
  if (at == messages_.end() && messages_.size() >= kMaxSampled) return true;
  Message& message = at == messages_.end() ? messages_[key] : at->second;
  if (++message.seen <= sampling_.first) return true;
  if ((message.seen - sampling_.first) % sampling_.thenOneOf == 0) return true;
  if (message.suppressed++ == 0) message.example = line;
  ++suppressed_;
  missing_ = true;
  return false;
}

std::vector<LogLine> LogSampler::endPeriod(SteadyPoint now, TimePoint at, bool atOnce) {
  std::vector<LogLine> out;
  if (!missing_ || (!atOnce && now - begin_ < kSamplingPeriod)) return out;
  for (auto& [key, message] : messages_) {
    if (message.suppressed == 0) continue;
    LogLine line{at, message.example.level,
                 "suppressed " + std::to_string(message.suppressed) + " lines like this: " + message.example.message};
    line.workload = message.example.workload;
    line.version = message.example.version;
    line.fields = message.example.fields;  // whoever may not read the lines may not read this one
    out.push_back(std::move(line));
  }
  messages_.clear();
  missing_ = false;
  begin_ = now;
  return out;
}

std::optional<SteadyPoint> LogSampler::due() const {
  return missing_ ? std::optional(begin_ + kSamplingPeriod) : std::nullopt;
}

}  // namespace flotilla::agent

#include "services/runtime/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "services/runtime/clock.h"

namespace flotilla::log {
namespace {

struct Logger {
  std::shared_ptr<spdlog::logger> out = spdlog::stderr_logger_mt("flotilla");
  bool terminal = ::isatty(STDERR_FILENO) == 1;
  std::string jsonContext;
  std::string textContext;
  std::mutex sinkMutex;
  std::function<void(const Line&)> sink;  // sinkMutex
  Logger() {
    out->set_pattern("%v");
    out->flush_on(spdlog::level::trace);
  }
};

Logger& logger() {
  static Logger instance;
  return instance;
}

spdlog::level::level_enum spdLevel(Level level) {
  constexpr std::array kLevels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
  return kLevels[static_cast<std::size_t>(level)];
}

std::string asJson(Fields fields) {
  std::string text;
  for (const auto& [key, value] : fields) text += ",\"" + std::string(key) + "\":\"" + escape(value) + "\"";
  return text;
}

std::string asText(Fields fields) {
  std::string text;
  for (const auto& [key, value] : fields) text += " " + std::string(key) + "=" + escape(value);
  return text;
}

}  // namespace

std::string escape(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (c == '\n')
      out += "\\n";
    else if (byte < 0x20 || byte == 0x7f)
      out += {'\\', 'u', '0', '0', kHex[byte >> 4], kHex[byte & 15]};
    else
      out += c;
  }
  return out;
}

void setLevel(Level level) {
  logger().out->set_level(spdLevel(level));
}

bool setLevel(std::string_view name) {
  const auto at = std::find(kLevelNames.begin(), kLevelNames.end(), name);
  if (at != kLevelNames.end()) setLevel(static_cast<Level>(at - kLevelNames.begin()));
  return at != kLevelNames.end();
}

void setContext(Fields fields) {
  logger().jsonContext = asJson(fields);
  logger().textContext = asText(fields);
}

void setSink(std::function<void(const Line&)> sink) {
  const std::lock_guard lock(logger().sinkMutex);
  logger().sink = std::move(sink);
}

void write(Level level, std::string_view message, Fields fields) {
  Logger& target = logger();
  if (!target.out->should_log(spdLevel(level))) return;
  const TimePoint at = SystemClock().now();
  const std::string now = toRfc3339(at);
  const std::string_view name = kLevelNames[static_cast<std::size_t>(level)];
  const std::string line = target.terminal
                               ? now.substr(11, 12) + " " + std::string(name) + " " + escape(message) + asText(fields)
                               : "{\"ts\":\"" + now + "\",\"level\":\"" + std::string(name) + "\",\"msg\":\"" +
                                     escape(message) + "\"" + target.jsonContext + asJson(fields) + "}";
  target.out->log(spdLevel(level), spdlog::string_view_t(line));
  const std::lock_guard lock(target.sinkMutex);
  if (target.sink) target.sink({at, level, message, fields});
}

}  // namespace flotilla::log

// JSON lines on stderr (`ts level msg` and the given fields), or readable text when stderr is a terminal.
// Values are escaped; secrets are never passed in. Thread: any.
#pragma once

#include <array>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "models/domain/time.h"

namespace flotilla::log {

enum class Level { Debug, Info, Warn, Error };

using Field = std::pair<std::string_view, std::string>;
using Fields = std::initializer_list<Field>;

inline constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warn", "error"};

void setLevel(Level level);
bool setLevel(std::string_view name);  // one of kLevelNames; false, and nothing changes, for another
// Fields that every line carries, for example {"program", "flotillad"} or {"node", id}. Set before other threads log.
void setContext(Fields fields);

// One line as it was given, valid during the call.
struct Line {
  TimePoint at{};
  Level level = Level::Info;
  std::string_view message;
  Fields fields;
};
// Gets every line of the level and above beside stderr, on the thread that writes it, and must not log. Replaces the
// one before, which is not called any more once this returns; an empty one ends it.
void setSink(std::function<void(const Line&)> sink);

void write(Level level, std::string_view message, Fields fields = {});
inline void debug(std::string_view message, Fields fields = {}) {
  write(Level::Debug, message, fields);
}
inline void info(std::string_view message, Fields fields = {}) {
  write(Level::Info, message, fields);
}
inline void warn(std::string_view message, Fields fields = {}) {
  write(Level::Warn, message, fields);
}
inline void error(std::string_view message, Fields fields = {}) {
  write(Level::Error, message, fields);
}

// Text inside a JSON string: quotes, backslashes and control characters escaped, without the quotes around it.
std::string escape(std::string_view text);

}  // namespace flotilla::log

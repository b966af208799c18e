// JSON lines on stderr (`ts level msg` and the given fields), or readable text when stderr is a terminal.
// Values are escaped; secrets are never passed in. Thread: any.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace flotilla::log {

enum class Level { Debug, Info, Warn, Error };

using Field = std::pair<std::string_view, std::string>;
using Fields = std::initializer_list<Field>;

inline constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warn", "error"};

void setLevel(Level level);
bool setLevel(std::string_view name);  // one of kLevelNames; false, and nothing changes, for another
// Fields that every line carries, for example {"program", "flotillad"} or {"node", id}. Set before other threads log.
void setContext(Fields fields);

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

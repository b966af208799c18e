#include "services/client/session_file.h"

#include <cstdlib>

namespace flotilla {
namespace {

constexpr std::uint64_t kLargestSession = 4 * 1024;

std::string fromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

Path usualSessionFile(const std::string& address) {
  // What is not absolute counts as not set, says the specification of these directories.
  const Path state = fromEnvironment("XDG_STATE_HOME"), home = fromEnvironment("HOME");
  const Path base = state.is_absolute() ? state : home.is_absolute() ? home / ".local/state" : Path();
  return base.empty() ? base : base / "flotilla/sessions" / address;
}

Result<std::string> readSession(const Path& file) {
  SystemFiles files;
  if (!files.exists(file)) return std::string();
  FLOTILLA_CHECK(checkPrivateFile(file));
  FLOTILLA_TRY(std::string text, files.readAll(file, kLargestSession));
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  return text;
}

Status writeSession(const Path& file, const std::string& session) {
  SystemFiles files;
  if (const Path folder = file.parent_path(); !folder.empty() && !files.exists(folder))
    FLOTILLA_CHECK(files.createDirectories(folder));
  return files.replace(file, session + "\n");
}

Status removeSession(const Path& file) {
  return SystemFiles().remove(file);
}

}  // namespace flotilla

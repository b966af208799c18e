#include "services/runtime/file_error.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace flotilla {
namespace {

using Path = std::filesystem::path;

std::string verb(FileAct act) {
  constexpr std::array kVerbs{"read", "write", "make", "remove", "list"};
  return kVerbs[static_cast<std::size_t>(act)];
}

std::optional<struct stat> look(const Path& path) {
  struct stat info {};
  if (::stat(path.empty() ? "." : path.c_str(), &info) != 0) return std::nullopt;
  return info;
}

// The first part of the path for which `matches` holds, from the front; the whole path if there is none.
template <class F>
Path firstPart(const Path& path, F matches) {
  Path part;
  for (const Path& name : path) {
    part /= name;
    if (matches(part)) return part;
  }
  return path;
}

Error missing(const Path& path, FileAct act) {
  const Path part = firstPart(path, [](const Path& p) { return !look(p); });
  if (part == path && act == FileAct::Make)  // as below /proc
    return {ErrorCode::Denied, "no_permission", path.string() + " cannot be made there", {}, "choose another place"};
  const std::string kind = part == path && act != FileAct::List ? "file" : "directory";
  return notFound("no_file", "there is no " + kind + " " + part.string(), {}, "name a " + kind + " that exists");
}

Error belowAFile(const Path& path) {
  const Path part = firstPart(path, [](const Path& p) {
    const auto info = look(p);
    return info && !S_ISDIR(info->st_mode);
  });
  return notFound("no_file", part.string() + " is not a directory", {}, "name a directory");
}

std::string userName(uid_t user) {
  const passwd* entry = ::getpwuid(user);
  return entry != nullptr ? entry->pw_name : "user " + std::to_string(user);
}

// What decides is the thing itself, or the directory that keeps it from being seen or changed.
Error forbidden(const Path& path, FileAct act) {
  const bool inDirectory = act == FileAct::Make || act == FileAct::Remove;
  Path decides = inDirectory ? path.parent_path() : path;
  auto info = look(decides);
  while (!info && !decides.empty() && decides != decides.parent_path()) {
    decides = decides.parent_path();
    info = look(decides);
  }
  const std::string shown = decides.empty() ? "this directory" : decides.string();
  std::string fix = "run this as a user that may";
  if (info && info->st_uid == ::geteuid())
    fix = "give yourself the right: chmod u+rwX " + shown;
  else if (info)
    fix = "ask " + userName(info->st_uid) + ", who owns " + shown + ", or run this as that user";
  return {ErrorCode::Denied, "no_permission", "no permission to " + verb(act) + " " + path.string(), {}, fix};
}

}  // namespace

Error notAFile(const Path& path) {
  return invalid("not_a_file", path.string() + " is a directory, not a file", {}, "name a file");
}

Error notADirectory(const Path& path) {
  return invalid("not_a_directory", path.string() + " is not a directory", {}, "name a directory");
}

Error fileError(const Path& path, FileAct act, int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      return {ErrorCode::Exhausted,
              "disk_full",
              "no space is left for " + path.string(),
              {},
              "free space on that file system"};
    case ENOENT:
      return missing(path, act);
    case ENOTDIR:
      return act == FileAct::List && look(path) ? notADirectory(path) : belowAFile(path);
    case EISDIR:
      return notAFile(path);
    case ELOOP:
      return {ErrorCode::Denied,
              "no_permission",
              path.string() + " is a symbolic link, and links are not followed here",
              {},
              "name the file that it points to"};
    case EROFS:
      return {ErrorCode::Denied,
              "no_permission",
              "the file system of " + path.string() + " is read-only",
              {},
              "choose a place that can be written"};
    case EACCES:
    case EPERM:
      return forbidden(path, act);
    default:
      return internalError("io_error", "cannot " + verb(act) + " " + path.string() + ": " + std::strerror(code));
  }
}

}  // namespace flotilla

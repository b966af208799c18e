#include "app/cli/input_files.h"

#include <filesystem>
#include <iostream>
#include <iterator>

#include "app/cli/text_output.h"
#include "services/documents/text_checks.h"

namespace flotilla::cli {
namespace {

using std::filesystem::file_type;

file_type typeOf(const Path& path) {
  std::error_code error;
  return std::filesystem::status(path, error).type();
}

Error about(const std::string& argument, Error error) {
  error.field = argument;
  return error;
}

// A pipe is as good as a file.
Status checkFile(const std::string& argument, const Path& path) {
  switch (typeOf(path)) {
    case file_type::not_found:
      return notFound("no_file", "there is no file " + path.string(), argument);
    case file_type::directory:
      return precondition("not_a_file", path.string() + " is a directory, not a file", argument);
    default:
      return okStatus();
  }
}

}  // namespace

Result<std::string> readInput(const std::string& argument, const Path& path, std::uint64_t limit) {
  FLOTILLA_CHECK(checkFile(argument, path));
  auto content = SystemFiles().readAll(path, limit);
  if (!content.ok()) return about(argument, content.error());
  return content;
}

Result<std::string> readDocument(const std::string& argument, const std::string& path, std::uint64_t limit) {
  std::string content;
  if (path == "-") {
    content.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    FLOTILLA_TRY(content, readInput(argument, path, limit));
  }
  if (content.size() > limit)
    return invalid(
        "file_too_large",
        documentName(path) + " has " + std::to_string(content.size()) + " bytes, the limit is " + std::to_string(limit),
        argument);
  if (!isUtf8(content)) return invalid("not_utf8", documentName(path) + " is not valid UTF-8", argument);
  return content;
}

std::string documentName(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

Result<std::string> readSecret(const std::string& argument, const Path& path, std::uint64_t limit) {
  FLOTILLA_CHECK(checkFile(argument, path));
  if (const Status closed = checkPrivateFile(path); !closed.ok()) return about(argument, closed.error());
  return readInput(argument, path, limit);
}

Status writeOutput(const std::string& argument, const std::string& path, std::string_view content) {
  std::error_code ignored;
  const auto there = std::filesystem::status(path, ignored);
  if (path == "-" || (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)))
    return precondition("not_a_file", harmless(path) + " is no file that could be replaced", argument,
                        "name a file, or one that does not exist yet");
  Path target(path);
  if (std::filesystem::is_symlink(std::filesystem::symlink_status(path, ignored)))
    target = std::filesystem::exists(there) ? std::filesystem::canonical(path, ignored)
                                            : target.parent_path() / std::filesystem::read_symlink(path, ignored);
  SystemFiles files;
  const Status written = files.replace(target, content);
  if (written) return okStatus();
  return precondition(written.error().reason, written.error().message, argument, written.error().fix);
}

Status checkFolder(const std::string& argument, const Path& path) {
  const file_type type = typeOf(path);
  if (type == file_type::directory) return okStatus();
  if (type == file_type::not_found) return notFound("no_folder", "there is no folder " + path.string(), argument);
  return precondition("not_a_folder", path.string() + " is not a folder", argument);
}

}  // namespace flotilla::cli

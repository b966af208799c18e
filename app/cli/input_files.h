// Files that an argument names, to read or to write. Errors are about the argument and say what is wrong with the file
// in plain words.
// Thread: any, blocking.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "services/runtime/files.h"

namespace flotilla::cli {

// `argument` is "--ca". Errors: NotFound/"no_file", Precondition/"not_a_file", and those of Files::readAll.
Result<std::string> readInput(const std::string& argument, const Path& path, std::uint64_t limit);

// The same for a document that people write; "-" is standard input. Errors besides: Invalid/"file_too_large",
// Invalid/"not_utf8".
Result<std::string> readDocument(const std::string& argument, const std::string& path, std::uint64_t limit);
// How it is called in messages: its path, or "standard input".
std::string documentName(const std::string& path);

// The same for what nobody else may read: a token, a key.
Result<std::string> readSecret(const std::string& argument, const Path& path, std::uint64_t limit);

// Writes a file that `argument` names, whole or not at all; what is there is replaced, also behind a link. Errors:
// Precondition/"not_a_file" for a device, a pipe or a folder, and those of Files::replace.
Status writeOutput(const std::string& argument, const std::string& path, std::string_view content);

// The same for a folder: Ok, NotFound/"no_folder", Precondition/"not_a_folder".
Status checkFolder(const std::string& argument, const Path& path);

}  // namespace flotilla::cli

// What the operating system refused, in words: who is missing, what is of the wrong kind, who may allow it. Thread:
// any.
#pragma once

#include <filesystem>

#include "models/domain/result.h"

namespace flotilla {

enum class FileAct { Read, Write, Make, Remove, List };

// `code` is the errno of the refusal. Looks at the file system again to tell which part of the path is meant and whom
// it belongs to. Reasons: as in files.h.
Error fileError(const std::filesystem::path& path, FileAct act, int code);

// Errors of kind: Invalid/"not_a_file" and Invalid/"not_a_directory".
Error notAFile(const std::filesystem::path& path);
Error notADirectory(const std::filesystem::path& path);

}  // namespace flotilla

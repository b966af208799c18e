// The offline release keys, as commands that sign take them. Thread: the main thread.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "services/publisher/release_check.h"

namespace flotilla::cli {

// --key, repeatable and required, and --root.
void addSigningKeys(CLI::App& app, std::vector<std::string>& keyFiles, std::string& root);

// Keys that nobody else may read, each once. Errors are about --key.
Result<std::vector<publisher::KeyFile>> readSigningKeys(Files& files, const std::vector<std::string>& paths);

// Whether these keys are enough for nodes with this root.json; an empty path asks nothing. Errors: about --root or
// --key.
Status checkRoot(Files& files, const std::string& root, const std::vector<publisher::KeyFile>& keys);

}  // namespace flotilla::cli

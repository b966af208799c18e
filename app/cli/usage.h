// What was typed wrongly, told in one style: the option that was typed, what is wrong with it, what was probably meant.
// Thread: the main thread.
#pragma once

#include <CLI/CLI.hpp>

#include <optional>

#include "models/domain/result.h"

namespace flotilla::cli {

// Bytes that are not UTF-8 are no argument: no answer could repeat them.
std::optional<Error> notUtf8(int argc, const char* const* argv);

// Help was asked for a command that does not exist: "nodes rename --help".
bool asksForUnknownCommand(const CLI::App& root);

// What the parser refused, as an error that names the argument, the nearest command or option, and where the help is.
Error usageError(const CLI::App& root, const CLI::ParseError& problem);

// An error of a command. A field of the API becomes the option that was typed, if the command has one for it:
// "grants.regions" is --region. The message then begins with it.
Error aboutArgument(const CLI::App& root, Error error);

// 0 is success, 1 refused or failed, 2 wrong usage, 3 nobody answered, 4 not over yet, 130 interrupted. `error` is as
// the command returned it.
int exitCodeOf(const CLI::App& root, const Error& error);

}  // namespace flotilla::cli

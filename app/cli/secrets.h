// Passwords and codes: from a file, from standard input, or asked for on the terminal without showing them. They are
// never arguments, which others on the machine could read. Thread: the main thread, blocking.
#pragma once

#include <string>

#include "models/domain/result.h"

namespace flotilla::cli {

// Where one comes from. `argument` is the option that names the file, "--password-file"; an empty `file` asks on the
// terminal with `prompt`, and "-" is the next line of standard input.
struct SecretSource {
  std::string argument;
  std::string file;
  std::string prompt;
};

// Somebody sits there who can be asked: standard input and standard error are terminals.
bool onTerminal();

// Without the end of its line; never empty. Errors: those of readSecret, Precondition/"empty", "no_terminal" with the
// option that helps, and kInterrupted.
Result<std::string> secretOf(const SecretSource& source);

// The same for one that is chosen now: on the terminal it is asked for twice. Errors besides: Invalid/"not_the_same".
Result<std::string> chosenSecret(const SecretSource& source);

}  // namespace flotilla::cli

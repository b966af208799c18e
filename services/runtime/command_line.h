// The command line of a service: bare words that name a command, options with a value each, --set any number of times,
// --help anywhere. Thread: any; pure but for failWith.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"

namespace flotilla {

struct CommandLineSpec {
  std::string program;
  std::vector<std::string> commands;           // "run", "config print"; "" = what the program does without a command
  std::map<std::string, std::string> options;  // "--data" -> "DIR", what stands for the value in messages
};

struct CommandLine {
  bool help = false;  // whatever else is there
  bool version = false;
  std::string command;
  std::map<std::string, std::string> options;
  std::vector<std::string> sets;

  // Empty if it is not there.
  std::string option(const std::string& name) const {
    const auto at = options.find(name);
    return at == options.end() ? std::string() : at->second;
  }
};

// `words` without the name of the program. Errors are Invalid/"usage" with a fix. The last of several values of one
// option counts.
Result<CommandLine> readCommandLine(const CommandLineSpec& spec, const std::vector<std::string>& words);

Error missingValue(const std::string& option, const std::string& placeholder);
// Puts the option in front: what its value did is what went wrong.
Error onOption(std::string_view option, Error error);

// Prints the error to stderr; returns the code, for main.
int failWith(const Error& error, int code);

}  // namespace flotilla

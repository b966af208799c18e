#include "services/runtime/command_line.h"

#include <algorithm>
#include <iostream>

#include "models/domain/error_text.h"
#include "models/domain/nearest_name.h"

namespace flotilla {
namespace {

constexpr std::string_view kSet = "--set";

Error usage(std::string message, std::string fix) {
  return invalid("usage", std::move(message), {}, std::move(fix));
}

Error unknownOption(const CommandLineSpec& spec, const std::string& name) {
  std::vector<std::string> known{std::string(kSet), "--help", "--version"};
  for (const auto& [option, placeholder] : spec.options) known.push_back(option);
  const std::string nearest = nearestName(name, known);
  return usage("\"" + name + "\" is not an option of " + spec.program,
               nearest.empty() ? spec.program + " --help" : "did you mean " + nearest + "?");
}

Status checkCommand(const CommandLineSpec& spec, const std::string& command) {
  const auto& known = spec.commands;
  if (std::find(known.begin(), known.end(), command) != known.end()) return okStatus();
  const std::string help = spec.program + " --help";
  if (command.empty()) return usage(spec.program + " needs a command", help);
  const std::string first = command.substr(0, command.find(' '));
  for (const std::string& whole : known)
    if (whole.starts_with(first + " "))
      return usage(spec.program + " " + first + " needs \"" + whole.substr(first.size() + 1) + "\"",
                   spec.program + " " + whole);
  const bool alone = std::find(known.begin(), known.end(), "") != known.end();
  return usage("\"" + command + "\" is not " + (alone ? "an option" : "a command") + " of " + spec.program, help);
}

// Reads options from words; a value may follow as the next word or behind '='.
class Reader {
 public:
  Reader(const CommandLineSpec& spec, const std::vector<std::string>& words) : spec_(spec), words_(words) {}

  Status read(CommandLine& out) {
    for (; at_ < words_.size(); ++at_) {
      if (words_[at_].starts_with("-"))
        FLOTILLA_CHECK(readOption(out));
      else
        out.command += (out.command.empty() ? "" : " ") + words_[at_];
    }
    return okStatus();
  }

 private:
  Status readOption(CommandLine& out) {
    const std::string& word = words_[at_];
    const std::size_t equals = std::min(word.find('='), word.size());
    const std::string name = word.substr(0, equals);
    const auto known = spec_.options.find(name);
    if (name != kSet && known == spec_.options.end()) return unknownOption(spec_, name);
    std::string value;
    if (equals < word.size())
      value = word.substr(equals + 1);
    else if (at_ + 1 < words_.size() && !words_[at_ + 1].starts_with("--"))
      value = words_[++at_];
    if (value.empty()) return missingValue(name, name == kSet ? "NAME=VALUE" : known->second);
    if (name == kSet)
      out.sets.push_back(std::move(value));
    else
      out.options[name] = std::move(value);
    return okStatus();
  }

  const CommandLineSpec& spec_;
  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
};

}  // namespace

Result<CommandLine> readCommandLine(const CommandLineSpec& spec, const std::vector<std::string>& words) {
  CommandLine out;
  const auto has = [&](const char* word) { return std::find(words.begin(), words.end(), word) != words.end(); };
  out.help = has("--help") || has("-h");
  out.version = has("--version");
  if (out.help || out.version) return out;
  FLOTILLA_CHECK(Reader(spec, words).read(out));
  FLOTILLA_CHECK(checkCommand(spec, out.command));
  return out;
}

Error missingValue(const std::string& option, const std::string& placeholder) {
  return usage(option + ": its value is missing", "write " + option + " " + placeholder);
}

Error onOption(std::string_view option, Error error) {
  error.message = std::string(option) + ": " + error.message;
  return error;
}

int failWith(const Error& error, int code) {
  std::cerr << describe(error);
  return code;
}

}  // namespace flotilla

// Reading arguments: values in the domain's own forms, and usage errors that say what was probably meant.
// Thread: the main thread.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "app/cli/session.h"
#include "models/domain/result.h"

namespace flotilla::cli {

// Throws CLI::ValidationError with the sentence of the error.
[[noreturn]] void refuseArgument(const Error& error);

template <class T>
T parsed(Result<T> result) {
  if (!result.ok()) refuseArgument(result.error());
  return std::move(result).value();
}

// An option whose text `parse` turns into a T; what does not parse is wrong usage.
template <class T, class Parse>
CLI::Option* addParsed(CLI::App& app, const std::string& name, T& target, Parse parse, const std::string& help) {
  return app.add_option_function<std::string>(
      name, [&target, parse](const std::string& text) { target = parsed<T>(parse(text)); }, help);
}

CLI::Option* addDuration(CLI::App& app, const std::string& name, Duration& target, const std::string& help);

// The same for a name of a region, site, workload or artifact.
template <class Name>
CLI::Option* addName(CLI::App& app, const std::string& name, Name& target, const std::string& help) {
  return addParsed(
      app, name, target,
      [](const std::string& text) -> Result<Name> {
        FLOTILLA_CHECK(checkName({}, text));
        return Name(text);
      },
      help);
}

// A subcommand with arguments of type `Arguments`: `declare(app, arguments)` adds its options, `run(session,
// arguments)` is the command.
template <class Arguments, class Declare, class Run>
CLI::App* addCommand(CLI::App& parent, Session& session, const std::string& name, const std::string& help,
                     Declare declare, Run run) {
  CLI::App* command = parent.add_subcommand(name, help);
  const auto arguments = std::make_shared<Arguments>();
  declare(*command, *arguments);
  command->callback(
      [&session, arguments, run] { session.chosen = [&session, arguments, run] { return run(session, *arguments); }; });
  return command;
}

// What CLI11 refused, as an error with the nearest command or option as its fix.
Error usageError(const CLI::App& root, const CLI::ParseError& problem);

}  // namespace flotilla::cli

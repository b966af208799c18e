// Reading arguments: values in the domain's own forms, refused in its own words. Thread: the main thread.
#pragma once

#include <CLI/CLI.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/session.h"
#include "models/domain/result.h"

namespace flotilla::cli {

// What an argument was refused for; carries the whole error through the parser.
class ArgumentRefused final : public CLI::ValidationError {
 public:
  explicit ArgumentRefused(flotilla::Error why) : CLI::ValidationError(why.message), error(std::move(why)) {}
  flotilla::Error error;
};

// Throws ArgumentRefused about the argument that `name` declares: "-o,--output", "--limit" or "node".
[[noreturn]] void refuseArgument(const std::string& name, Error error);

template <class T>
T parsed(const std::string& name, Result<T> result) {
  if (!result.ok()) refuseArgument(name, result.error());
  return std::move(result).value();
}

// An option whose text `parse` turns into a T; what does not parse is wrong usage.
template <class T, class Parse>
CLI::Option* addParsed(CLI::App& app, const std::string& name, T& target, Parse parse, const std::string& help) {
  return app.add_option_function<std::string>(
      name, [&target, name, parse](const std::string& text) { target = parsed<T>(name, parse(text)); }, help);
}

// The same for an option that may be given several times.
template <class T, class Parse>
CLI::Option* addEach(CLI::App& app, const std::string& name, std::vector<T>& target, Parse parse,
                     const std::string& help) {
  return app
      .add_option_function<std::vector<std::string>>(
          name,
          [&target, name, parse](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) target.push_back(parsed<T>(name, parse(text)));
          },
          help)
      ->expected(1)
      ->take_all();
}

struct DurationRange {
  Duration min;
  Duration max;
};
CLI::Option* addDuration(CLI::App& app, const std::string& name, Duration& target, DurationRange range,
                         const std::string& help);

// A whole number from `min` to `max`.
Result<std::uint64_t> parseWhole(const std::string& text, std::uint64_t min, std::uint64_t max);

// The default is shown unless it is out of range, which is how a number without a default is written.
template <class Number>
CLI::Option* addWhole(CLI::App& app, const std::string& name, Number& target, std::uint64_t min, std::uint64_t max,
                      const std::string& help) {
  const auto parse = [min, max](const std::string& text) -> Result<Number> {
    FLOTILLA_TRY(const std::uint64_t value, parseWhole(text, min, max));
    return static_cast<Number>(value);
  };
  CLI::Option* option =
      addParsed(app, name, target, parse, help + " (" + std::to_string(min) + " to " + std::to_string(max) + ")");
  if (target >= min && target <= max) option->default_str(std::to_string(target));
  return option->type_name("N");
}

// A name of a region, site, workload or artifact.
template <class Name>
Result<Name> parseName(const std::string& text) {
  FLOTILLA_CHECK(checkName({}, text));
  return Name(text);
}

template <class Name>
CLI::Option* addName(CLI::App& app, const std::string& name, Name& target, const std::string& help) {
  return addParsed(app, name, target, parseName<Name>, help)->type_name("NAME");
}

// What the server knows by a text that is not checked here, except that it is there.
CLI::Option* addText(CLI::App& app, const std::string& name, std::string& target, const std::string& help);

// One of the words of an enumeration.
template <class T, class Enum, std::size_t N>
auto parseOneOf(const std::array<std::string_view, N>& names) {
  return [&names](const std::string& text) -> Result<T> {
    std::string all;
    for (std::size_t i = 0; i < N; ++i) {
      if (names[i] == text) return T(static_cast<Enum>(i));
      all += (i == 0 ? "" : ", ") + std::string(names[i]);
    }
    return invalid("bad_word", "\"" + text + "\" is none of " + all);
  };
}
template <class Enum, std::size_t N>
auto parseOneOf(const std::array<std::string_view, N>& names) {
  return parseOneOf<Enum, Enum>(names);
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

}  // namespace flotilla::cli

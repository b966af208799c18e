#include "app/cli/arguments.h"

#include <charconv>

namespace flotilla::cli {

void refuseArgument(const std::string& name, Error error) {
  error.field = name.substr(name.find(',') + 1);  // of "-o,--output" the long one
  throw ArgumentRefused(std::move(error));
}

CLI::Option* addDuration(CLI::App& app, const std::string& name, Duration& target, DurationRange range,
                         const std::string& help) {
  const std::string limits = toText(range.min) + " to " + toText(range.max);
  const auto parse = [range, limits](const std::string& text) -> Result<Duration> {
    const auto value = parseDuration(text);
    if (!value.ok() && value.error().reason == "bad_duration") return value;
    if (value.ok() && *value >= range.min && *value <= range.max) return value;
    return invalid("bad_duration", "\"" + text + "\" is not from " + limits);
  };
  CLI::Option* option = addParsed(app, name, target, parse, help + " (" + limits + ")");
  if (target != Duration::zero()) option->default_str(toText(target));
  return option->type_name("TIME");
}

Result<std::uint64_t> parseWhole(const std::string& text, std::uint64_t min, std::uint64_t max) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value >= min && value <= max) return value;
  return invalid("bad_number",
                 "\"" + text + "\" is not a whole number from " + std::to_string(min) + " to " + std::to_string(max));
}

CLI::Option* addText(CLI::App& app, const std::string& name, std::string& target, const std::string& help) {
  return addParsed(
      app, name, target,
      [](const std::string& text) -> Result<std::string> {
        if (text.find_first_not_of(" \t") != std::string::npos) return text;
        return invalid("empty", "nothing is given");
      },
      help);
}

}  // namespace flotilla::cli

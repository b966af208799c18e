#include "services/documents/yaml_fields.h"

#include <algorithm>

#include "models/domain/ids.h"

namespace flotilla {
namespace {

bool isZeroLength(std::string_view text) {
  constexpr std::array<std::string_view, 5> kZeros{"0ms", "0s", "0m", "0h", "0d"};
  return std::find(kZeros.begin(), kZeros.end(), text) != kZeros.end();
}

std::string lengthText(Duration length) {
  return length == Duration(0) ? "0s" : toText(length);
}

}  // namespace

Result<std::string> yamlName(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (!isVisibleAscii(text, 1, 63)) return invalid("bad_name", "must be 1 to 63 of a-z, 0-9 and '-'");
  FLOTILLA_CHECK(checkName("", text));
  return text;
}

Result<Duration> yamlLengthIn(const YamlNode& node, Duration min, Duration max) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  const auto length = isZeroLength(text) ? Result<Duration>(Duration(0)) : yamlLength(node);
  if (length && *length >= min && *length <= max) return length;
  return invalid("bad_duration",
                 "must be a duration from " + lengthText(min) + " to " + lengthText(max) + ", such as 30s, 10m or 2h");
}

Result<std::size_t> yamlOneOf(const YamlNode& node, const std::vector<std::string>& names) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : &name == &names.back() ? " or " : ", ") + name;
  return invalid("bad_word", "must be " + all, {}, didYouMean(text, names, ""));
}

}  // namespace flotilla

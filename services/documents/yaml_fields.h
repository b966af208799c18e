// Converters (see field_reader.h) for values that several YAML documents have. Private to services/documents. Thread:
// pure functions. Each message says what may be written.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/nearest_name.h"
#include "services/documents/fleet_limits.h"
#include "services/documents/yaml_tree.h"

namespace flotilla {

Result<std::string> yamlName(const YamlNode& node);  // checkName

// Rounded to units of 1/scale, so that a value compares equal after it was written and read.
inline auto yamlNumberFrom(double min, double max, double scale) {
  return [=](const YamlNode& node) -> Result<double> {
    FLOTILLA_TRY(const double value, yamlNumber(node, min, max));
    return roundedTo(value, scale);
  };
}

inline auto yamlIntegerFrom(std::int64_t min, std::int64_t max) {
  return [=](const YamlNode& node) { return yamlInteger(node, min, max); };
}

// "0s" too, if `min` is zero.
Result<Duration> yamlLengthIn(const YamlNode& node, Duration min, Duration max);
inline auto yamlLengthFrom(Duration min, Duration max) {
  return [=](const YamlNode& node) { return yamlLengthIn(node, min, max); };
}

// The position of the text among `names`, which fits the enumeration that they are the names of.
Result<std::size_t> yamlOneOf(const YamlNode& node, const std::vector<std::string>& names);
template <std::size_t N>
auto yamlWordOf(const std::array<std::string_view, N>& names) {
  return [known = std::vector<std::string>(names.begin(), names.end())](const YamlNode& node) {
    return yamlOneOf(node, known);
  };
}

}  // namespace flotilla

// The parts of an alerting document, which have files of their own. Private to services/documents. Thread: pure
// functions, except that time zones are looked up on this machine.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/domain/alerting.h"
#include "models/domain/nearest_name.h"
#include "services/documents/matcher_text.h"
#include "services/documents/yaml_fields.h"

namespace flotilla {

Result<Rotation> readRotation(const YamlNode& node, const std::string& path);
// `names` of rotations that are declared.
Result<Receiver> readReceiver(const YamlNode& node, const std::string& path, const std::vector<std::string>& names);

// The names that a route may use, and how many routes were read.
struct RouteNames {
  std::vector<std::string> receivers;
  std::vector<std::string> windows;
  std::size_t routes = 0;
};
Result<AlertRoute> readRootRoute(const YamlNode& node, const std::string& path, RouteNames& names);

template <class T>
std::vector<std::string> namesOf(const std::vector<T>& things) {
  std::vector<std::string> out;
  for (const T& thing : things) out.push_back(thing.name);
  return out;
}

// Converter: one of the names that are declared as `kind`.
inline auto yamlDeclared(const char* kind, const std::vector<std::string>& names) {
  return [kind, &names](const YamlNode& node) -> Result<std::string> {
    FLOTILLA_TRY(std::string text, yamlName(node));
    for (const std::string& name : names)
      if (name == text) return text;
    return invalid("unknown_reference", std::string("no ") + kind + " \"" + text + "\" is declared here", {},
                   didYouMean(text, names, std::string("declare it under ") + kind + "s"));
  };
}

// Converters.
inline Result<Matcher> yamlMatcher(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  return parseMatcher(text);
}
inline auto yamlMatchers(std::size_t min) {
  return listOf<Matcher>(min, kMaxMatchers, yamlMatcher, "write them as a list: ['severity=\"page\"']");
}
inline Result<std::string> yamlLabelName(const YamlNode& node) {
  FLOTILLA_TRY(std::string text, yamlText(node));
  FLOTILLA_CHECK(checkLabelName(text));
  return text;
}

}  // namespace flotilla

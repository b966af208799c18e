#include "services/documents/alerting.h"

#include "services/documents/alerting_limits.h"
#include "services/documents/alerting_parts.h"
#include "services/documents/yaml_window.h"

namespace flotilla {
namespace {

Result<InhibitRule> readInhibition(const YamlNode& node, const std::string& path) {
  InhibitRule rule;
  YamlReader reader(node, path);
  reader.required("name", rule.name, yamlName);
  reader.required("source", rule.source, yamlMatchers(1));
  reader.required("target", rule.target, yamlMatchers(1));
  reader.optional("equal", rule.equal, listOf<std::string>(0, kMaxGroupLabels, yamlLabelName));
  reader.unique("equal", rule.equal, "", [](const std::string& name) { return name; });
  reader.optional("lasts", rule.lasts, yamlLengthFrom(Duration(0), kLongestResolve));
  FLOTILLA_CHECK(reader.finish());
  return rule;
}

Result<std::string> windowReason(const YamlNode& node) {
  FLOTILLA_TRY(std::string text, yamlText(node));
  if (characterCount(text) <= kMaxWindowReason && !hasControls(text, false)) return text;
  return invalid("bad_reason", "must be at most 200 characters on one line");
}

Result<MaintenanceWindow> readMaintenance(const YamlNode& node, const std::string& path) {
  MaintenanceWindow window;
  TimePoint from, to;
  YamlReader reader(node, path);
  reader.required("name", window.name, yamlName);
  reader.optional("matchers", window.matchers, yamlMatchers(0));
  reader.required("hours", window.hours, readWindow);
  if (reader.optional("from", from, yamlMomentIn(window.hours.zone))) window.from = from;
  if (reader.optional("to", to, yamlMomentIn(window.hours.zone))) window.to = to;
  reader.check(!window.from || !window.to || *window.from < *window.to, "to", "is not after from",
               "write when the window ends for the last time");
  reader.optional("reason", window.reason, windowReason);
  FLOTILLA_CHECK(reader.finish());
  return window;
}

template <class T, class Convert>
void readNamed(YamlReader& reader, const char* name, std::vector<T>& target, std::size_t max, const Convert& convert) {
  reader.optional(name, target, listOf<T>(0, max, convert));
  reader.unique(name, target, "name", [](const T& thing) { return thing.name; });
}

// What a name refers to is read before the name is.
void readAll(YamlReader& reader, Alerting& out) {
  readNamed(reader, "rotations", out.rotations, kMaxRotations, readRotation);
  const std::vector<std::string> rotations = namesOf(out.rotations);
  readNamed(reader, "receivers", out.receivers, kMaxReceivers,
            [&](const YamlNode& node, const std::string& path) { return readReceiver(node, path, rotations); });
  readNamed(reader, "windows", out.windows, kMaxMaintenanceWindows, readMaintenance);
  readNamed(reader, "inhibitions", out.inhibitions, kMaxInhibitions, readInhibition);
  RouteNames names{namesOf(out.receivers), namesOf(out.windows), 0};
  reader.required("route", out.route,
                  [&](const YamlNode& node, const std::string& path) { return readRootRoute(node, path, names); });
  reader.optional("resolve_after", out.resolveAfter, yamlLengthFrom(kShortestAlertLength, kLongestResolve));
  reader.optional("hold_resolved", out.holdResolved, yamlLengthFrom(Duration(0), kLongestResolve));
}

}  // namespace

Result<Alerting> parseAlertingYaml(std::string_view yaml) {
  if (yaml.size() > kMaxAlertingBytes)
    return yamlError(1, "yaml_syntax", "an alerting document must not be longer than 256 KiB");
  FLOTILLA_TRY(const YamlNode root, parseYaml(yaml));
  Alerting out;
  YamlReader reader(root, "");
  readAll(reader, out);
  FLOTILLA_CHECK(reader.finish());
  return out;
}

}  // namespace flotilla

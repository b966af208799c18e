// Which alert goes to which receiver, grouped and when.
#include <algorithm>

#include "services/documents/alerting_limits.h"
#include "services/documents/alerting_parts.h"

namespace flotilla {
namespace {

auto readStepOf(const RouteNames& names) {
  return [&names](const YamlNode& node, const std::string& path) -> Result<EscalationStep> {
    EscalationStep step;
    YamlReader reader(node, path);
    reader.required("after", step.after, yamlLengthFrom(kShortestAlertLength, kLongestEscalation));
    reader.required("receiver", step.receiver, yamlDeclared("receiver", names.receivers));
    FLOTILLA_CHECK(reader.finish());
    return step;
  };
}

// A key that is absent leaves the field empty, which means inherited.
void readTimes(YamlReader& reader, AlertRoute& route) {
  const auto length = [&](const char* name, std::optional<Duration>& target, Duration min, Duration max) {
    reader.optional(name, target, yamlLengthFrom(min, max));
  };
  length("group_wait", route.groupWait, Duration(0), kLongestGroupWait);
  length("group_interval", route.groupInterval, kShortestAlertLength, kLongestGroupInterval);
  length("repeat_interval", route.repeatInterval, kShortestAlertLength, kLongestRepeat);
}

void readGrouping(YamlReader& reader, AlertRoute& route) {
  std::vector<std::string> labels;
  const auto label = [](const YamlNode& node) -> Result<std::string> {
    FLOTILLA_TRY(const std::string text, yamlText(node));
    return text == "..." ? Result<std::string>(text) : yamlLabelName(node);
  };
  if (!reader.optional("group_by", labels, listOf<std::string>(0, kMaxGroupLabels, label))) return;
  reader.unique("group_by", labels, "", [](const std::string& name) { return name; });
  reader.check(labels.size() < 2 || std::find(labels.begin(), labels.end(), "...") == labels.end(), "group_by",
               "\"...\" means all labels and stands alone", "leave the others out, or \"...\"");
  route.groupBy = std::move(labels);
}

void readEscalation(YamlReader& reader, AlertRoute& route, const RouteNames& names) {
  std::vector<EscalationStep> steps;
  if (!reader.optional("escalation", steps, listOf<EscalationStep>(0, kMaxEscalationSteps, readStepOf(names)))) return;
  const bool rises = std::is_sorted(
      steps.begin(), steps.end(), [](const EscalationStep& a, const EscalationStep& b) { return a.after <= b.after; });
  reader.check(rises, "escalation", "each step has to come after the one before",
               "order them by after, which counts from the first message");
  route.escalation = std::move(steps);
}

Result<AlertRoute> readRoute(const YamlNode& node, const std::string& path, RouteNames& names, std::size_t depth);

void readChildren(YamlReader& reader, AlertRoute& route, RouteNames& names, std::size_t depth) {
  const auto child = [&names, depth](const YamlNode& node, const std::string& path) {
    return readRoute(node, path, names, depth + 1);
  };
  reader.optional("routes", route.routes, listOf<AlertRoute>(0, kMaxChildRoutes, child));
}

Result<AlertRoute> readRoute(const YamlNode& node, const std::string& path, RouteNames& names, std::size_t depth) {
  if (depth > kMaxRouteDepth)
    return yamlError(node.line, "bad_value", "routes are nested more than 8 deep", path,
                     "put its matchers into one route");
  if (++names.routes > kMaxRoutes)
    return yamlError(node.line, "bad_value", "there are more than 1000 routes", path, "say the same with fewer");
  AlertRoute route;
  YamlReader reader(node, path);
  reader.optional("matchers", route.matchers, yamlMatchers(0));
  reader.optional("receiver", route.receiver, yamlDeclared("receiver", names.receivers));
  readGrouping(reader, route);
  readTimes(reader, route);
  reader.optional("mute_in", route.muteIn,
                  listOf<std::string>(0, kMaxMaintenanceWindows, yamlDeclared("window", names.windows)));
  reader.unique("mute_in", route.muteIn, "", [](const std::string& name) { return name; });
  readEscalation(reader, route, names);
  reader.optional("continue", route.goesOn, yamlFlag);
  readChildren(reader, route, names, depth);
  FLOTILLA_CHECK(reader.finish());
  return route;
}

}  // namespace

// Everything comes to the root, so it neither matches nor goes on, and no window ends all notifications.
Result<AlertRoute> readRootRoute(const YamlNode& node, const std::string& path, RouteNames& names) {
  for (const YamlNode& child : node.children)
    if (child.key == "matchers" || child.key == "mute_in" || child.key == "continue")
      return yamlError(child.line, "bad_value", "every alert comes to this route, so it cannot have " + child.key,
                       path + "." + child.key, "put it into a route under routes");
  FLOTILLA_TRY(AlertRoute root, readRoute(node, path, names, 0));
  if (root.receiver.empty())
    return yamlError(node.line, "missing_key", "\"receiver\" is missing", path + ".receiver",
                     "name who hears of what no route takes; a receiver without notifiers tells nobody");
  return root;
}

}  // namespace flotilla

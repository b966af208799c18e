#include "services/controlplane/core/alerts/routing.h"

#include <algorithm>
#include <set>

namespace flotilla::controlplane {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxGroupLabels = 32;
constexpr std::size_t kMaxEscalationSteps = 16;

Duration wholeIntervals(Duration repeat, Duration interval) {
  return (repeat + interval - Duration(1)) / interval * interval;
}

}  // namespace

class RouteCompiler {
 public:
  Status add(const AlertRoute& declared, const Route* parent, const std::string& field, std::size_t depth) {
    if (depth > kMaxRouteDepth || tree_.nodes_.size() >= kMaxRoutes)
      return invalid(depth > kMaxRouteDepth ? "too_deep" : "too_many",
                     "routes are at most " + std::to_string(kMaxRouteDepth) + " deep and " +
                         std::to_string(kMaxRoutes) + " in all",
                     field, "take some out");
    RouteTree::Node node;
    FLOTILLA_TRY(node.matchers, Matchers::compile(declared.matchers, field + ".matchers"));
    node.goesOn = declared.goesOn;
    node.route = inherited(declared, parent);
    node.route.path = pathOf(declared, parent);
    node.route.field = field;
    FLOTILLA_CHECK(check(declared, node.route, field));
    node.route.repeatInterval = wholeIntervals(node.route.repeatInterval, node.route.groupInterval);
    const std::size_t index = tree_.nodes_.size();
    tree_.nodes_.push_back(node);
    for (std::size_t i = 0; i < declared.routes.size(); ++i) {
      tree_.nodes_[index].children.push_back(tree_.nodes_.size());
      FLOTILLA_CHECK(add(declared.routes[i], &node.route, field + ".routes[" + std::to_string(i) + "]", depth + 1));
    }
    return okStatus();
  }
  RouteTree take() { return std::move(tree_); }

 private:
  static Route inherited(const AlertRoute& declared, const Route* parent) {
    Route out = parent != nullptr ? *parent : Route{.groupWait = 30s, .groupInterval = 5min, .repeatInterval = 4h};
    if (!declared.receiver.empty()) out.receiver = declared.receiver;
    if (declared.groupBy) {
      out.groupBy = *declared.groupBy;
      out.byAll = std::find(out.groupBy.begin(), out.groupBy.end(), "...") != out.groupBy.end();
    }
    out.groupWait = declared.groupWait.value_or(out.groupWait);
    out.groupInterval = declared.groupInterval.value_or(out.groupInterval);
    out.repeatInterval = declared.repeatInterval.value_or(out.repeatInterval);
    out.escalation = declared.escalation.value_or(out.escalation);
    out.muteIn = declared.muteIn;
    return out;
  }
  // Two routes with the same matchers below the same parent are two routes.
  std::string pathOf(const AlertRoute& declared, const Route* parent) {
    const std::string path = (parent != nullptr ? parent->path + "/" : "") + toText(declared.matchers);
    std::string unique = path;
    for (int i = 2; !paths_.insert(unique).second; ++i) unique = path + "#" + std::to_string(i);
    return unique;
  }
  static Status check(const AlertRoute& declared, const Route& route, const std::string& field) {
    if (field == "route") {
      if (!declared.matchers.empty())
        return invalid("root_matchers", "the first route takes all alerts", field + ".matchers", "leave them out");
      if (route.receiver.empty())
        return invalid("no_receiver", "the first route names no receiver", field + ".receiver", "name one");
    }
    if (route.groupInterval < 1s || route.groupWait < Duration{} || route.repeatInterval < 1s)
      return invalid("bad_interval", "group_interval and repeat_interval are at least 1 s, group_wait is not negative",
                     field, "write for example group_wait: 30s, group_interval: 5m, repeat_interval: 4h");
    const bool named = std::all_of(route.groupBy.begin(), route.groupBy.end(), [](const std::string& name) {
      return !name.empty() && name.size() <= kMaxLabelName && isReadable(name);
    });
    if (!named || route.groupBy.size() > kMaxGroupLabels)
      return invalid("bad_label", "groups are by at most " + std::to_string(kMaxGroupLabels) + " names of labels",
                     field + ".groupBy", "name labels such as region, or \"...\" for all");
    return checkSteps(route.escalation, field + ".escalation");
  }
  static Status checkSteps(const std::vector<EscalationStep>& steps, const std::string& field) {
    if (steps.size() > kMaxEscalationSteps)
      return invalid("bad_escalation", "there are more than " + std::to_string(kMaxEscalationSteps) + " steps", field,
                     "leave some out");
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (steps[i].after < 1s || (i > 0 && steps[i].after < steps[i - 1].after))
        return invalid("bad_escalation",
                       "a step comes at least 1 s after the first message and not before the last step",
                       field + "[" + std::to_string(i) + "].after", "put the steps in order");
    return okStatus();
  }

  RouteTree tree_;
  std::set<std::string> paths_;
};

Result<RouteTree> RouteTree::compile(const AlertRoute& root) {
  RouteCompiler compiler;
  FLOTILLA_CHECK(compiler.add(root, nullptr, "route", 1));
  return compiler.take();
}

std::vector<std::size_t> RouteTree::match(const Labels& labels) const {
  std::vector<std::size_t> out;
  if (!nodes_.empty()) collect(0, labels, out);
  return out;
}

bool RouteTree::collect(std::size_t index, const Labels& labels, std::vector<std::size_t>& out) const {
  const Node& node = nodes_[index];
  if (!node.matchers.match(labels)) return false;
  bool taken = false;
  for (const std::size_t child : node.children) {
    if (!collect(child, labels, out)) continue;
    taken = true;
    if (!nodes_[child].goesOn) break;
  }
  if (!taken) out.push_back(index);
  return true;
}

Labels groupLabelsOf(const Route& route, const Labels& labels) {
  if (route.byAll) return labels;
  Labels out;
  for (const std::string& name : route.groupBy)
    if (const std::string& value = valueOf(labels, name); !value.empty()) out.emplace(name, value);
  return out;
}

std::string groupKeyOf(const Route& route, const Labels& groupLabels) {
  std::vector<Matcher> shared;
  shared.reserve(groupLabels.size());
  for (const auto& [name, value] : groupLabels) shared.push_back({.name = name, .value = value});
  return route.path + ":" + toText(shared);
}

}  // namespace flotilla::controlplane

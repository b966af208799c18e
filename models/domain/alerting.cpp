#include "models/domain/alerting.h"

namespace flotilla {
namespace {

Matcher equals(std::string_view name, std::string value) {
  return {.name = std::string(name), .value = std::move(value)};
}
Matcher isSet(std::string_view name) {
  return {.name = std::string(name), .value = "", .isEqual = false};
}
Matcher fits(std::string_view name, std::string pattern) {
  return {.name = std::string(name), .value = std::move(pattern), .isRegex = true};
}

// Rules ask for the labels in which they agree: of two alerts that both lack one, it would be equal.
std::vector<InhibitRule> inhibitionsOfOurs() {
  return {
      {"page-over-ticket",
       {equals(label::kSeverity, "page"), isSet(label::kObjective)},
       {equals(label::kSeverity, "ticket"), isSet(label::kObjective)},
       {std::string(label::kObjective), std::string(label::kRegion)}},
      {"region-over-its-nodes",
       {equals(label::kAlert, "RegionUnreachable"), isSet(label::kRegion)},
       {fits(label::kAlert, "NodeOffline|NoData"), isSet(label::kRegion)},
       {std::string(label::kRegion)},
       std::chrono::minutes(2)},  // nodes come back one after the other
      // That nodes do not report is the same news twice; their budget is seen a while longer, by windows that look
      // back.
      {"region-over-its-reachability",
       {equals(label::kAlert, "RegionUnreachable"), isSet(label::kRegion)},
       {equals(label::kAlert, "BudgetBurn"), fits(label::kIndicator, "reachability|in_step|delivery"),
        equals(label::kSeverity, "page"), isSet(label::kRegion)},
       {std::string(label::kRegion)},
       std::chrono::hours(1)},
  };
}

}  // namespace

Alerting builtInAlerting() {
  Alerting out;
  out.receivers = {{.name = "nobody"}};
  out.route.receiver = "nobody";
  out.route.groupBy = {std::string(label::kRegion), std::string(label::kObjective), "service"};
  out.route.groupWait = std::chrono::seconds(30);
  out.route.groupInterval = std::chrono::minutes(5);
  out.route.repeatInterval = std::chrono::hours(4);
  AlertRoute nodes;
  nodes.matchers = {equals(label::kAlert, "NodeOffline")};
  nodes.groupBy = {std::string(label::kSite), std::string(label::kCause)};
  out.route.routes = {nodes};
  out.inhibitions = inhibitionsOfOurs();
  return out;
}

}  // namespace flotilla

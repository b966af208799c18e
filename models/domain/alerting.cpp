#include "models/domain/alerting.h"

namespace flotilla {
namespace {

Matcher is(std::string_view name, const char* value) {
  return {std::string(name), value, false, true};
}

}  // namespace

Alerting builtInAlerting() {
  Alerting out;
  out.route.groupBy = {std::string(label::kRegion), std::string(label::kObjective), "service"};
  out.inhibitions = {{"page-holds-back-ticket",
                      {is(label::kSeverity, "page")},
                      {is(label::kSeverity, "ticket")},
                      {std::string(label::kObjective), std::string(label::kRegion)}},
                     {"region-holds-back-nodes",
                      {is(label::kAlert, "RegionUnreachable")},
                      {is(label::kAlert, "NodeOffline")},
                      {std::string(label::kRegion)}}};
  return out;
}

}  // namespace flotilla

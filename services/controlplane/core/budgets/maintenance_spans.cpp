#include "services/controlplane/core/budgets/maintenance_spans.h"

#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/alerts/windows.h"

namespace flotilla::controlplane {
namespace {

constexpr int kLooks = 4;

// A part is a slot, or an hour where slots are not known any more; of an hour every quarter is looked at.
bool isOpenWithin(const MaintenanceWindow& window, const SeriesPart& part) {
  for (int look = 0; look < kLooks; ++look)
    if (isOpenAt(window, part.from + look * part.length / kLooks)) return true;
  return false;
}

bool isAbout(const Matchers& matchers, const FleetState& state, const Objective& objective, const RegionName& region) {
  for (const Severity severity : {Severity::Page, Severity::Ticket}) {
    ObjectiveAlert alert;
    alert.key = {AlertKind::Burn, objective.name, region, severity};
    if (matchers.match(alertOf(alert, state.objectives).labels)) return true;
  }
  return false;
}

void addSpans(const MaintenanceWindow& window, const CountedParts& place, std::vector<CauseSpan>& out) {
  CauseSpan* open = nullptr;
  for (const SeriesPart& part : place.parts) {
    if (part.tally.bad == 0 || !isOpenWithin(window, part)) continue;
    if (open == nullptr || open->to != part.from)
      open = &out.emplace_back(CauseSpan{DebitCause::Maintenance, window.name, place.region, {}, part.from, part.from});
    open->to = part.from + part.length;
  }
}

}  // namespace

std::vector<CauseSpan> maintenanceSpans(const FleetState& state, const Objective& objective,
                                        std::span<const CountedParts> places) {
  std::vector<CauseSpan> out;
  if (!state.alerting || !state.alerting->alerting) return out;
  for (const MaintenanceWindow& window : state.alerting->alerting->windows) {
    if (window.matchers.empty()) continue;
    const auto matchers = Matchers::compile(window.matchers, "matchers");
    if (!matchers) continue;  // what is declared was checked; one that cannot be read any more explains nothing
    for (const CountedParts& place : places)
      if (isAbout(*matchers, state, objective, place.region)) addSpans(window, place, out);
  }
  return out;
}

}  // namespace flotilla::controlplane

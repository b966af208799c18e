#include "services/controlplane/core/alerts/leading.h"

#include <array>
#include <map>
#include <optional>

#include "models/domain/objective.h"
#include "services/controlplane/core/alerts/matching.h"
#include "services/controlplane/core/alerts/own_alerts.h"

namespace flotilla::controlplane {
namespace {

struct Burning {
  std::optional<std::size_t> fleet;
  std::map<std::string, std::size_t> regions;  // the page of each, where it has one
};

// Of one objective, by severity. A region that pages has no ticket, and counts for those of others.
struct OfObjective {
  std::array<Burning, kSeverityNames.size()> bySeverity;
};

void add(OfObjective& objective, const Labels& labels, std::size_t index) {
  static const std::string kRegion(label::kRegion), kSeverity(label::kSeverity);
  const std::string& region = valueOf(labels, kRegion);
  const bool isPage = valueOf(labels, kSeverity) == toText(Severity::Page);
  Burning& pages = objective.bySeverity[static_cast<std::size_t>(Severity::Page)];
  Burning& tickets = objective.bySeverity[static_cast<std::size_t>(Severity::Ticket)];
  if (region.empty()) {
    (isPage ? pages : tickets).fleet = index;
  } else if (isPage) {
    pages.regions.emplace(region, index);
    tickets.regions[region] = index;
  } else {
    tickets.regions.emplace(region, index);
  }
}

}  // namespace

std::vector<LedAlert> heldByLeaders(const std::vector<const Alert*>& firing, std::size_t regions) {
  static const std::string kName(label::kAlert), kObjective(label::kObjective), kSeverity(label::kSeverity);
  std::map<std::string, OfObjective> byObjective;
  for (std::size_t i = 0; i < firing.size(); ++i) {
    const Labels& labels = firing[i]->labels;
    const std::string& objective = valueOf(labels, kObjective);
    if (!objective.empty() && valueOf(labels, kName) == kBudgetBurn) add(byObjective[objective], labels, i);
  }
  std::vector<LedAlert> out;
  for (const auto& [objective, all] : byObjective)
    for (std::size_t severity = 0; severity < all.bySeverity.size(); ++severity) {
      const Burning& burning = all.bySeverity[severity];
      const std::string word(kSeverityNames[severity]);
      if (!burning.fleet || burning.regions.empty()) continue;
      const std::size_t count = burning.regions.size();
      const std::string where = objective + " burns in ";
      const std::string of = std::to_string(count) + " of " + std::to_string(regions) + " regions";
      if (count < 2 || 2 * count < regions) {
        out.push_back({*burning.fleet, burning.regions.begin()->second,
                       "the " + word + "s of the regions lead, because " + where + "only " + of});
        continue;
      }
      for (const auto& [region, index] : burning.regions)
        if (valueOf(firing[index]->labels, kSeverity) == word)
          out.push_back({index, *burning.fleet, "the " + word + " of the fleet leads, because " + where + of});
    }
  return out;
}

}  // namespace flotilla::controlplane

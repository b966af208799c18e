#include "services/controlplane/core/alerts/leading.h"

#include <map>
#include <optional>

#include "services/controlplane/core/alerts/matching.h"
#include "services/controlplane/core/alerts/own_alerts.h"

namespace flotilla::controlplane {
namespace {

struct Pages {
  std::optional<std::size_t> fleet;
  std::map<std::string, std::size_t> regions;
};

bool isPageOfObjective(const Labels& labels) {
  static const std::string kName(label::kAlert), kSeverity(label::kSeverity);
  return valueOf(labels, kName) == kBudgetBurn && valueOf(labels, kSeverity) == toText(Severity::Page);
}

}  // namespace

std::vector<LedAlert> heldByLeaders(const std::vector<const Alert*>& firing, std::size_t regions) {
  static const std::string kObjective(label::kObjective), kRegion(label::kRegion);
  std::map<std::string, Pages> byObjective;
  for (std::size_t i = 0; i < firing.size(); ++i) {
    const Labels& labels = firing[i]->labels;
    const std::string& objective = valueOf(labels, kObjective);
    if (objective.empty() || !isPageOfObjective(labels)) continue;
    const std::string& region = valueOf(labels, kRegion);
    if (region.empty())
      byObjective[objective].fleet = i;
    else
      byObjective[objective].regions.emplace(region, i);
  }
  std::vector<LedAlert> out;
  for (const auto& [objective, pages] : byObjective) {
    if (!pages.fleet || pages.regions.empty()) continue;
    const std::size_t burning = pages.regions.size();
    const std::string count = std::to_string(burning) + " of " + std::to_string(regions) + " regions";
    if (burning >= 2 && 2 * burning >= regions) {
      for (const auto& [region, index] : pages.regions)
        out.push_back(
            {index, *pages.fleet, "the page of the fleet leads, because " + objective + " burns in " + count});
    } else {
      out.push_back({*pages.fleet, pages.regions.begin()->second,
                     "the pages of the regions lead, because " + objective + " burns in only " + count});
    }
  }
  return out;
}

}  // namespace flotilla::controlplane

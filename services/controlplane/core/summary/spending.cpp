#include <algorithm>
#include <array>

#include "services/controlplane/core/objectives/standing.h"
#include "services/controlplane/core/summary/addresses.h"
#include "services/controlplane/core/summary/count.h"
#include "services/controlplane/core/summary/parts.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostIds = 5;
constexpr std::size_t kCauses = kSpentOnNames.size();

// Nodes that were away and records that did not come, where nothing else is known, are for the network to answer.
bool isOfNetwork(Indicator indicator) {
  return indicator == Indicator::Reachability || indicator == Indicator::Delivery;
}

SpentOn spentOn(DebitCause cause, Indicator indicator) {
  switch (cause) {
    case DebitCause::Rollout:
      return SpentOn::Releases;
    case DebitCause::Maintenance:
      return SpentOn::Maintenance;
    case DebitCause::Incident:
      return SpentOn::Incidents;
    case DebitCause::Unexplained:
      break;
  }
  return isOfNetwork(indicator) ? SpentOn::Network : SpentOn::Unexplained;
}

const char* pageOfCause(SpentOn on) {
  switch (on) {
    case SpentOn::Releases:
      return "rollouts";
    case SpentOn::Incidents:
      return "incidents";
    case SpentOn::Network:
      return "nodes";
    case SpentOn::Unexplained:
    case SpentOn::Maintenance:
      break;
  }
  return "slo";
}

// Shares of budgets that are added up, of as many objectives as `count`.
class BudgetSums {
 public:
  void add(const Objective& objective, const SummarySpent& spent, TimePoint now) {
    const double allowed = allowedBy(objective, spent, now);
    if (spent.tally.total == 0 || allowed <= 0) return;
    ++count_;
    if (spent.first) from_ = count_ == 1 ? *spent.first : std::min(from_, *spent.first);
    for (const auto& [key, bad] : spent.causes) {
      const auto on = static_cast<std::size_t>(spentOn(key.first, objective.indicator));
      const double share = static_cast<double>(bad) / allowed;
      shares_[on] += share;
      if (!key.second.empty()) ids_[on][key.second] += share;
    }
  }

  SummaryBudget budget(const RegionName& region, const ObjectiveName& objective, const SummaryFacts& facts) const {
    SummaryBudget out{region, objective, count_, {}, {}, {}, count_ > 0 ? from_ : facts.basis.times.from};
    if (count_ == 0) return out;
    double left = 1;
    for (std::size_t i = 0; i < kCauses; ++i) {
      SummarySpending one = spending(static_cast<SpentOn>(i), region, facts);
      if (one.on == SpentOn::Maintenance) {
        out.maintenance = std::move(one);
        continue;
      }
      left -= one.share;
      out.spent.push_back(std::move(one));
    }
    out.left = left;
    return out;
  }

 private:
  SummarySpending spending(SpentOn on, const RegionName& region, const SummaryFacts& facts) const {
    const auto at = static_cast<std::size_t>(on);
    SummarySpending out{on, shares_[at] / count_, {}, static_cast<std::uint32_t>(ids_[at].size()), {}};
    std::vector<std::pair<std::string, double>> all(ids_[at].begin(), ids_[at].end());
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> ids;
    for (const auto& [id, share] : all) {
      if (out.ids.size() < kMostIds) out.ids.push_back(id);
      ids.push_back(id);
    }
    out.address = listAddress(pageOfCause(on), {termOf(on, ids, region, facts)});
    return out;
  }

  static std::string termOf(SpentOn on, const std::vector<std::string>& ids, const RegionName& region,
                            const SummaryFacts& facts) {
    if (on == SpentOn::Releases || on == SpentOn::Incidents) {
      std::string out;
      for (const std::string& id : ids) out += (out.empty() ? "id:(" : "|") + id;
      return out.empty() ? out : out + ")";
    }
    if (on == SpentOn::Network) {
      const std::string where = !region.empty()          ? "region:" + region.value
                                : facts.scope.wholeFleet ? std::string()
                                                         : regionTerm(facts.scope.regions);
      return "liveness:(offline|unseen)" + (where.empty() ? where : " " + where);
    }
    return region.empty() ? std::string() : "region:" + region.value;
  }

  std::uint32_t count_ = 0;
  TimePoint from_{};
  std::array<double, kCauses> shares_{};
  std::array<std::map<std::string, double>, kCauses> ids_;
};

}  // namespace

double allowedBy(const Objective& objective, const SummarySpent& spent, TimePoint now) {
  const double whole = static_cast<double>(spent.tally.total) / observedShare(spent.first, objective.period, now);
  return (1 - objective.target) * whole;
}

std::optional<SummaryPlace> togetherOf(const SummaryFacts& facts, const Objective& objective) {
  const auto only = [&](const RegionName& region) -> std::optional<SummaryPlace> {
    const SummaryPlace* place = placeIn(facts.basis, objective.name, region);
    return place == nullptr ? std::nullopt : std::optional(*place);
  };
  if (facts.scope.wholeFleet) return only({});
  if (facts.scope.regions.size() == 1) return only(facts.scope.regions.front());
  if (!addsUpOverRegions(objective)) return std::nullopt;
  const auto add = [](std::vector<Tally>& into, const std::vector<Tally>& more) {
    if (into.size() < more.size()) into.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i) into[i] += more[i];
  };
  SummaryPlace out;
  for (const RegionName& region : facts.scope.regions) {
    const SummaryPlace* place = placeIn(facts.basis, objective.name, region);
    if (place == nullptr) continue;
    add(out.steps, place->steps);
    add(out.before, place->before);
    out.spent += place->spent;
  }
  return out;
}

std::vector<SummaryBudget> budgetsOf(const SummaryFacts& facts) {
  const TimePoint now = facts.basis.times.now;
  const RegionName together =
      facts.scope.wholeFleet || facts.scope.regions.size() != 1 ? RegionName() : facts.scope.regions.front();
  BudgetSums all;
  std::vector<SummaryBudget> out(1);
  for (const Objective& objective : facts.basis.objectives) {
    const auto place = togetherOf(facts, objective);
    if (!place || place->spent.tally.total == 0) continue;
    if (decides(facts.basis, objective)) all.add(objective, place->spent, now);
    BudgetSums one;
    one.add(objective, place->spent, now);
    out.push_back(one.budget(together, objective.name, facts));
  }
  out.front() = all.budget(together, {}, facts);
  if (facts.scope.regions.size() == 1 && !facts.scope.wholeFleet) return out;
  for (const RegionName& region : facts.scope.regions) {
    BudgetSums there;
    for (const Objective& objective : facts.basis.objectives)
      if (const SummaryPlace* place = placeIn(facts.basis, objective.name, region);
          place != nullptr && decides(facts.basis, objective))
        there.add(objective, place->spent, now);
    out.push_back(there.budget(region, {}, facts));
  }
  return out;
}

}  // namespace flotilla::controlplane

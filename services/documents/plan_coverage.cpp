#include <algorithm>
#include <map>

#include "models/domain/nearest_name.h"
#include "services/documents/plan_limits.h"
#include "services/documents/plan_wave.h"

namespace flotilla {
namespace {

constexpr std::int64_t kWhole = 100 * static_cast<std::int64_t>(kPercentScale);

// What the waves so far are certain to have taken.
class Coverage {
 public:
  Coverage(const YamlNode& root, const RolloutPlan& plan)
      : waves_(*DocumentTraits<YamlNode>::member(root, "waves")), plan_(plan) {}

  Status check() {
    for (; at_ < plan_.waves.size(); ++at_) {
      if (complete_)
        return refuse("no node is left for this wave: those before it take all",
                      "remove it, or let an earlier wave take less");
      FLOTILLA_CHECK(add(plan_.waves[at_].size));
    }
    --at_;
    return complete_ ? okStatus() : refuse("there may be nodes that no wave takes", "end with a wave of size: rest");
  }

 private:
  Status add(const WaveSize& size) {
    switch (size.kind) {
      case WaveSize::Kind::Percent:
        return addShare(size.percent);
      case WaveSize::Kind::Count:
        return okStatus();
      case WaveSize::Kind::Regions:
        return addRegions(size.regions);
      case WaveSize::Kind::Sites:
        return addAll("site", size.sites, sites_);
      case WaveSize::Kind::Rest:
        complete_ = true;
        return okStatus();
    }
    return okStatus();
  }

  Status addShare(double percent) {
    share_ += scaled(percent, kPercentScale);
    complete_ = share_ == kWhole;
    return share_ <= kWhole ? okStatus()
                            : refuse("the shares up to this wave are more than 100% together",
                                     "write smaller shares, or size: rest for the last wave");
  }

  Status addRegions(const std::vector<RegionName>& regions) {
    std::vector<std::string> all;
    for (const RegionName& region : plan_.regions) all.push_back(region.value);
    for (const RegionName& region : regions)
      if (!all.empty() && std::find(all.begin(), all.end(), region.value) == all.end())
        return refuse("region \"" + region.value + "\" is not one of the regions of the rollout",
                      didYouMean(region.value, all, "remove it, or add it to regions above"));
    FLOTILLA_CHECK(addAll("region", regions, regions_));
    complete_ =
        !all.empty() && std::all_of(all.begin(), all.end(), [&](auto& name) { return regions_.contains(name); });
    return okStatus();
  }

  template <class Names>
  Status addAll(const std::string& kind, const Names& names, std::map<std::string, std::string>& taken) {
    for (const auto& name : names) {
      const auto [place, fresh] = taken.emplace(name.value, plan_.waves[at_].name);
      if (!fresh)
        return refuse(kind + " \"" + name.value + "\" is in wave \"" + place->second + "\" already",
                      "remove it from one of them");
    }
    return okStatus();
  }

  Error refuse(const std::string& message, std::string fix) const {
    const YamlNode& size = *DocumentTraits<YamlNode>::member(waves_.children[at_], "size");
    return yamlError(size.line, "bad_value", message, "waves[" + std::to_string(at_) + "].size", std::move(fix));
  }

  const YamlNode& waves_;
  const RolloutPlan& plan_;
  std::size_t at_ = 0;
  std::int64_t share_ = 0;  // thousandths of a percent
  std::map<std::string, std::string> regions_, sites_;
  bool complete_ = false;
};

}  // namespace

Status checkCoverage(const YamlNode& root, const RolloutPlan& plan) {
  return Coverage(root, plan).check();
}

}  // namespace flotilla

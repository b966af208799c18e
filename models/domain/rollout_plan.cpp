#include "models/domain/rollout_plan.h"

#include <cmath>

namespace flotilla {
namespace {

template <class Names>
std::string listed(const char* one, const char* many, const Names& names) {
  std::string text = names.size() == 1 ? one : many;
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? " " : ", ") + names[i].value;
  return text;
}

std::string percentText(double percent) {
  const double tenths = std::round(percent * 10);
  std::string text = std::to_string(static_cast<std::int64_t>(tenths / 10));
  if (const auto rest = static_cast<std::int64_t>(tenths) % 10; rest != 0) text += "." + std::to_string(rest);
  return text + " %";
}

}  // namespace

std::string toText(const WaveSize& size) {
  switch (size.kind) {
    case WaveSize::Kind::Percent:
      return percentText(size.percent);
    case WaveSize::Kind::Count:
      return std::to_string(size.count) + (size.count == 1 ? " node" : " nodes");
    case WaveSize::Kind::Regions:
      return listed("region", "regions", size.regions);
    case WaveSize::Kind::Sites:
      return listed("site", "sites", size.sites);
    case WaveSize::Kind::Rest:
      return "the rest";
  }
  return {};
}

}  // namespace flotilla

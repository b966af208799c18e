#include "services/documents/plan_wave.h"

#include <charconv>

#include "services/documents/plan_limits.h"
#include "services/documents/yaml_fields.h"
#include "services/documents/yaml_window.h"

namespace flotilla {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kSizeRule =
    "must be a whole number of nodes from 1 to 1000000, a share such as 10%, {regions: [...]}, {sites: [...]} or rest";

Result<double> shareOf(std::string_view text) {
  text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  double percent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (whole && percent <= 100 && scaled(percent, kPercentScale) >= 1) return roundedTo(percent, kPercentScale);
  return invalid("bad_share", "must be a share from 0.001% to 100%");
}

Result<WaveSize> sizeText(const YamlNode& node) {
  WaveSize size;
  if (node.text == "rest") return size;
  if (node.text.ends_with('%')) {
    size.kind = WaveSize::Kind::Percent;
    FLOTILLA_TRY(size.percent, shareOf(node.text));
    return size;
  }
  size.kind = WaveSize::Kind::Count;
  const auto count = yamlInteger(node, 1, kMaxPlanNodes);
  if (!count) return invalid("bad_size", std::string(kSizeRule), {}, didYouMean(node.text, {"rest"}, ""));
  size.count = static_cast<std::uint64_t>(*count);
  return size;
}

Result<WaveSize> sizeOfPlaces(const YamlNode& node, const std::string& path) {
  WaveSize size;
  YamlReader reader(node, path);
  const auto name = [](const auto& id) { return id.value; };
  const bool regions = reader.optional("regions", size.regions, listOf<RegionName>(1, kMaxDeclared, yamlName));
  reader.unique("regions", size.regions, "", name);
  const bool sites = reader.optional("sites", size.sites, listOf<SiteName>(1, kMaxDeclared, yamlName));
  reader.unique("sites", size.sites, "", name);
  FLOTILLA_CHECK(reader.finish());
  if (!regions && !sites) return yamlError(node.line, "bad_value", std::string(kSizeRule), path);
  size.kind = regions ? WaveSize::Kind::Regions : WaveSize::Kind::Sites;
  if (regions && sites)
    return yamlError(node.line, "bad_value", "must be regions or sites, not both", path, "make two waves of it");
  return size;
}

Result<WaveSize> readSize(const YamlNode& node, const std::string& path) {
  if (node.kind == YamlNode::Kind::Map) return sizeOfPlaces(node, path);
  if (node.kind == YamlNode::Kind::Scalar) return convertAt(node, path, sizeText);
  return yamlError(node.line, "bad_value", std::string(kSizeRule), path);
}

Result<ApprovalRule> readApprovals(const YamlNode& node, const std::string& path) {
  ApprovalRule rule;
  YamlReader reader(node, path);
  reader.required("count", rule.count, yamlIntegerFrom(0, kMaxApprovals));
  reader.optional("role", rule.role, yamlWordOf(kRoleNames));
  reader.optional("lifetime", rule.lifetime, yamlLengthFrom(minutes(1), kMonth));
  FLOTILLA_CHECK(reader.finish());
  return rule;
}

Result<RolloutRate> readRate(const YamlNode& node, const std::string& path) {
  RolloutRate rate;
  YamlReader reader(node, path);
  reader.required("nodes", rate.nodes, yamlIntegerFrom(1, kMaxPlanNodes));
  reader.required("every", rate.every, yamlLengthFrom(seconds(1), hours(24)));
  reader.optional("growth", rate.growth, yamlNumberFrom(1, 10, kFractionScale));
  FLOTILLA_CHECK(reader.finish());
  return rate;
}

}  // namespace

Result<PlanWave> readPlanWave(const YamlNode& node, const std::string& path) {
  PlanWave wave;
  YamlReader reader(node, path);
  reader.required("name", wave.name, yamlName);
  reader.required("size", wave.size, readSize);
  reader.optional("soak", wave.soak, yamlLengthFrom(Duration(0), kMonth));
  const bool limited = reader.optional("limit", wave.limit, yamlLengthFrom(seconds(1), kMonth));
  reader.optional("approvals", wave.approvals, readApprovals);
  reader.optional("window", wave.window, readWindow);
  reader.optional("rate", wave.rate, readRate);
  const std::string fix = "write a limit of " + toText(wave.soak) + " or more";
  if (limited)
    reader.check(wave.limit >= wave.soak, "limit", "is shorter than soak", fix);
  else
    reader.check(wave.limit >= wave.soak, "soak", "is longer than limit, which is 24h if it is left out", fix);
  FLOTILLA_CHECK(reader.finish());
  return wave;
}

}  // namespace flotilla

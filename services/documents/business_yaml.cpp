#include "services/documents/business_yaml.h"

#include <charconv>
#include <cmath>

#include "services/documents/yaml_fields.h"

namespace flotilla {
namespace {

constexpr double kMostGoal = 1e15;
constexpr std::size_t kMaxUnitCharacters = 20;
constexpr std::string_view kCsvHeader = "indicator,region,site,at,value";
constexpr std::size_t kCsvFields = 5;

auto textOfAtMost(std::size_t most) {
  return [most](const YamlNode& node) -> Result<std::string> {
    FLOTILLA_TRY(std::string text, yamlText(node));
    if (!text.empty() && characterCount(text) <= most && !hasControls(text, false)) return text;
    return invalid("bad_value", "must be 1 to " + std::to_string(most) + " characters on one line");
  };
}

Result<double> goalFrom(const YamlNode& node) {
  return yamlNumber(node, -kMostGoal, kMostGoal);
}

Result<BusinessIndicator> readBusinessIndicator(const YamlNode& node, const std::string& path) {
  BusinessIndicator out;
  std::size_t better = 0;
  static constexpr std::array<std::string_view, 2> kBetter{"more", "less"};
  YamlReader reader(node, path);
  reader.required("name", out.name, yamlName);
  reader.required("title", out.title, textOfAtMost(kMaxTitleCharacters));
  reader.optional("unit", out.unit, textOfAtMost(kMaxUnitCharacters));
  reader.optional("better", better, yamlWordOf(kBetter));
  reader.optional("goal", out.goal, goalFrom);
  reader.required("aggregation", out.aggregation, yamlWordOf(kBusinessAggregationNames));
  FLOTILLA_CHECK(reader.finish());
  out.lessIsBetter = better == 1;
  return out;
}

Error csvError(std::size_t line, const std::string& message, const std::string& fix) {
  return invalid("csv_syntax", "line " + std::to_string(line) + ": " + message, {}, fix);
}

std::vector<std::string_view> fieldsOf(std::string_view line) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t comma = line.find(',');
    out.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return out;
    line.remove_prefix(comma + 1);
  }
}

Result<BusinessPoint> pointFrom(std::string_view text, std::size_t line) {
  const auto fields = fieldsOf(text);
  if (fields.size() != kCsvFields)
    return csvError(line, "has " + std::to_string(fields.size()) + " fields", "write " + std::string(kCsvHeader));
  BusinessPoint out{BusinessName(std::string(fields[0])),
                    RegionName(std::string(fields[1])),
                    SiteName(std::string(fields[2])),
                    {},
                    0};
  if (!fields[3].empty()) {
    const auto at = parseRfc3339(fields[3]);
    if (!at) return csvError(line, at.error().message, "write times like 2026-01-31T12:00:00Z");
    out.at = *at;
  }
  const std::string_view number = fields[4];
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), out.value);
  if (error != std::errc{} || end != number.data() + number.size() || !std::isfinite(out.value))
    return csvError(line, "\"" + excerpt(number) + "\" is not a number", "write it like 3 or 0.5");
  return out;
}

}  // namespace

Result<std::vector<BusinessIndicator>> parseBusinessYaml(std::string_view yaml) {
  if (yaml.size() > kMaxBusinessBytes)
    return yamlError(1, "yaml_syntax", "the document must not be longer than 64 KiB");
  FLOTILLA_TRY(const YamlNode root, parseYaml(yaml));
  std::vector<BusinessIndicator> out;
  YamlReader reader(root, "");
  reader.required("business", out, listOf<BusinessIndicator>(0, kMaxBusinessIndicators, readBusinessIndicator));
  reader.unique("business", out, "name", [](const BusinessIndicator& one) { return one.name.value; });
  FLOTILLA_CHECK(reader.finish());
  return out;
}

Result<std::vector<BusinessPoint>> parseBusinessCsv(std::string_view csv) {
  std::vector<BusinessPoint> out;
  for (std::size_t line = 1; !csv.empty(); ++line) {
    const std::size_t end = csv.find('\n');
    std::string_view text = csv.substr(0, end);
    csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (line == 1) {
      if (text == kCsvHeader) continue;
      return csvError(line, "does not name the fields", "write " + std::string(kCsvHeader));
    }
    if (text.empty()) continue;
    FLOTILLA_TRY(out.emplace_back(), pointFrom(text, line));
  }
  return out;
}

}  // namespace flotilla

// What an SLI measures, as it is written.
#include "services/documents/openslo_parts.h"

namespace flotilla::openslo {
namespace {

constexpr std::array<std::string_view, 2> kRawTypes{"success", "failure"};

// {metricSource: {metricSourceRef, type, spec}}
std::optional<MetricSource> readSource(Fields& parent, const char* name, Findings& findings) {
  const YamlNode* const node = parent.need(name);
  if (node == nullptr) return {};
  Fields metric(*node, parent.at(name), findings);
  const YamlNode* const inner = metric.need("metricSource");
  if (inner == nullptr) {
    metric.finish();
    return {};
  }
  MetricSource source;
  source.where = metric.at("metricSource");
  Fields fields(*inner, source.where, findings);
  if (fields.has("metricSourceRef"))
    source.dataSource = Use{fields.at("metricSourceRef"), fields.neededText("metricSourceRef")};
  source.type = fields.text("type");
  if (fields.usable() && source.type.empty() && !source.dataSource)
    fields.error("type", "missing_key", "is missing, and there is no metricSourceRef either");
  source.spec = fields.need("spec");
  if (source.spec != nullptr && (source.spec->kind != YamlNode::Kind::Map || source.spec->children.empty())) {
    fields.error("spec", "bad_value", "must be at least one key and its value");
    source.spec = nullptr;
  }
  fields.finish();
  metric.finish();
  return source;
}

void readRatio(const YamlNode& node, Fields& spec, Sli& sli, Findings& findings) {
  Fields ratio(node, spec.at("ratioMetric"), findings);
  ratio.flag("counter");
  const bool good = ratio.has("good"), bad = ratio.has("bad"), raw = ratio.has("raw");
  const auto type = ratio.word<std::size_t>("rawType", kRawTypes);
  if (!ratio.usable()) return;
  if (int{good} + int{bad} + int{raw} != 1) {
    ratio.error(raw ? "raw" : "good", "bad_value", "must have exactly one of good, bad and raw");
    return;
  }
  if (raw) {
    if (!type && !ratio.has("rawType"))
      ratio.error("rawType", "missing_key", "is missing", "write whether raw is success or failure");
    if (ratio.has("total")) ratio.error("total", "bad_value", "has no place beside raw");
    if (type) sli.shape = *type == 0 ? SliShape::RawSuccess : SliShape::RawFailure;
    sli.counted = readSource(ratio, "raw", findings);
  } else {
    if (ratio.has("rawType")) ratio.error("rawType", "bad_value", "has no place without raw");
    sli.shape = good ? SliShape::Good : SliShape::Bad;
    sli.counted = readSource(ratio, good ? "good" : "bad", findings);
    sli.total = readSource(ratio, "total", findings);
  }
  ratio.finish();
}

}  // namespace

void readSli(Fields& spec, Sli& sli, Reading& reading) {
  const YamlNode* const ratio = spec.find("ratioMetric");
  const YamlNode* const threshold = spec.find("thresholdMetric");
  if (!spec.usable()) return;
  if ((ratio == nullptr) == (threshold == nullptr))
    return spec.error("ratioMetric", ratio == nullptr ? "missing_key" : "bad_value",
                      "must have exactly one of ratioMetric and thresholdMetric");
  if (ratio != nullptr) return readRatio(*ratio, spec, sli, reading.findings);
  sli.shape = SliShape::Threshold;
  sli.counted = readSource(spec, "thresholdMetric", reading.findings);
}

}  // namespace flotilla::openslo

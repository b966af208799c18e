// What an SLI counts: our own source says it, of a foreign one its annotations do.
#include <algorithm>
#include <charconv>

#include "services/documents/fleet_limits.h"
#include "services/documents/openslo_parts.h"
#include "services/documents/text_checks.h"
#include "services/documents/yaml_fields.h"

namespace flotilla::openslo {
namespace {

std::string indicatorList() {
  std::string all;
  for (const std::string_view name : kIndicatorNames) all += (all.empty() ? "" : "|") + std::string(name);
  return all;
}

// The spec of a source of ours: {indicator, workload, limit}.
std::optional<Meaning> ownMeaning(const MetricSource& source, Findings& findings) {
  if (source.spec == nullptr) return {};
  Meaning out;
  out.own = true;
  Fields spec(*source.spec, below(source.where, "spec", source.spec), findings);
  spec.need("indicator");
  const auto indicator = spec.word<Indicator>("indicator", kIndicatorNames);
  out.workload = WorkloadName(spec.text("workload"));
  if (!out.workload.empty() && !isLabel(out.workload.value))
    spec.error("workload", "bad_name", "is not the name of a workload", "use 1 to 63 of a-z, 0-9 and '-'");
  out.limit = spec.number("limit");
  spec.finish();
  if (!indicator) return {};
  out.indicator = *indicator;
  return out;
}

std::optional<double> numberIn(const std::string& text) {
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && stop == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// What flotilla.dev/indicator and its companions say.
std::optional<Meaning> notedMeaning(const Sli& sli, Findings& findings) {
  const std::string word = sli.metadata.annotation(kIndicatorNote);
  const auto at = [&](const char* note) { return below(sli.where, std::string("metadata.annotations.") + note); };
  const auto found = std::find(kIndicatorNames.begin(), kIndicatorNames.end(), word);
  if (found == kIndicatorNames.end()) {
    findings.error(at(kIndicatorNote), "bad_value", "\"" + excerpt(word) + "\" is no indicator",
                   "write one of " + indicatorList());
    return {};
  }
  Meaning out;
  out.indicator = static_cast<Indicator>(found - kIndicatorNames.begin());
  out.workload = WorkloadName(sli.metadata.annotation(kWorkloadNote));
  if (!out.workload.empty() && !isLabel(out.workload.value))
    findings.error(at(kWorkloadNote), "bad_name", "is not the name of a workload", "use 1 to 63 of a-z, 0-9 and '-'");
  if (const std::string limit = sli.metadata.annotation(kLimitNote); !limit.empty()) {
    out.limit = numberIn(limit);
    if (!out.limit) findings.error(at(kLimitNote), "bad_value", "must be a number", "write ms, or s of nodes");
  }
  findings.warn(sli.where, "query_not_kept", "its query is not kept: Flotilla counts " + word + " by itself");
  return out;
}

// Good and all have to be the same events.
void checkTotal(const Sli& sli, const Meaning& counted, Findings& findings) {
  if (!sli.total) return;
  if (sli.total->type != kSourceType)
    return findings.error(below(sli.total->where, "type"), "unsupported_source",
                          "counts elsewhere than what it is the total of", "write type: Flotilla");
  const auto total = ownMeaning(*sli.total, findings);
  if (!total) return;
  if (total->indicator != counted.indicator || total->workload != counted.workload)
    findings.error(below(sli.total->where, "spec", sli.total->spec), "other_total",
                   "is not the total of " + std::string(toText(counted.indicator)) +
                       (counted.workload.empty() ? "" : " of " + counted.workload.value),
                   "write the same indicator and workload in both");
}

}  // namespace

std::optional<Meaning> meaningOf(const Sli& sli, Findings& findings) {
  if (!sli.counted || !sli.shape) return {};
  const bool noted = sli.metadata.annotations.contains(kIndicatorNote);
  if (sli.counted->type == kSourceType) {
    if (noted)
      findings.error(below(sli.where, std::string("metadata.annotations.") + kIndicatorNote), "bad_value",
                     "says what the source says already", "remove it");
    const auto meaning = ownMeaning(*sli.counted, findings);
    if (meaning) checkTotal(sli, *meaning, findings);
    return meaning;
  }
  if (noted) return notedMeaning(sli, findings);
  if (sli.counted->type.empty()) return {};
  findings.error(below(sli.counted->where, "type"), "unsupported_source",
                 excerpt(sli.counted->type) + " is not asked: Flotilla counts by itself",
                 "say what it means here with the annotations flotilla.dev/indicator (" + indicatorList() +
                     "), flotilla.dev/workload and flotilla.dev/limit of the SLI");
  return {};
}

}  // namespace flotilla::openslo

#include <charconv>
#include <set>

#include "models/domain/burn_tiers.h"
#include "services/documents/openslo.h"
#include "services/documents/openslo_parts.h"

namespace flotilla {
namespace openslo {
namespace {

// "line 12: not YAML"
void noteSyntax(const Error& why, Findings& findings) {
  constexpr std::string_view kBefore = "line ", kAfter = ": ";
  std::string_view text = why.message;
  Where where{1, {}, why.field};
  if (text.starts_with(kBefore)) {
    std::from_chars(text.data() + kBefore.size(), text.data() + text.size(), where.line);
    text.remove_prefix(text.find(kAfter) + kAfter.size());
  }
  if (!why.field.empty() && text.starts_with(why.field + ": ")) text.remove_prefix(why.field.size() + kAfter.size());
  findings.error(where, why.reason == "duplicate_key" ? "duplicate_key" : "yaml_syntax", std::string(text), why.fix);
}

// Of every objective once, however many regions have it.
void lintObjectives(const std::vector<Mapped>& objectives, Findings& findings) {
  for (const Mapped& mapped : objectives)
    for (const std::string& note : lintTiers(mapped.objective, burnTiers(mapped.objective.period, kOpenSloSlot)))
      findings.warn(below(mapped.where, "spec.objectives"), "never_fires", note, "raise the target, or live with it");
}

// SLOs of one objective with the same policies are told once.
class AlertsOnce {
 public:
  void look(const Slo& slo, const std::vector<Mapped>& mapped, const File& file, Findings& findings) {
    if (!slo.window || slo.calendar) return;
    std::vector<std::size_t> policies;
    for (const Use& use : slo.policies) policies.push_back(use.index.value_or(file.policies.size()));
    const std::string name = mapped.empty() ? slo.metadata.name : mapped.front().objective.name.value;
    if (policies.empty() || !seen_.emplace(name, policies).second) return;
    lintAlerts(slo, mapped.empty() ? *slo.window : mapped.front().objective.period, file, findings);
  }

 private:
  std::set<std::pair<std::string, std::vector<std::size_t>>> seen_;
};

std::vector<Objective> objectivesOf(const File& file, Findings& findings) {
  std::vector<std::optional<Meaning>> meanings;
  for (const Sli& sli : file.slis) meanings.push_back(meaningOf(sli, findings));
  std::vector<Mapped> all;
  AlertsOnce alerts;
  for (const Slo& slo : file.slos) {
    const auto mapped = mapSlo(slo, file, meanings, findings);
    alerts.look(slo, mapped, file, findings);
    all.insert(all.end(), mapped.begin(), mapped.end());
  }
  const auto folded = fold(all, findings);
  lintPolicies(file, findings);
  lintObjectives(folded, findings);
  std::vector<Objective> out;
  for (const Mapped& mapped : folded) out.push_back(mapped.objective);
  return out;
}

}  // namespace
}  // namespace openslo

std::string toText(const OpenSloFinding& finding) {
  std::string out = "line " + std::to_string(finding.line) + ": ";
  if (!finding.object.empty()) out += finding.object + ": ";
  if (!finding.field.empty()) out += finding.field + ": ";
  return out + finding.message + (finding.fix.empty() ? "" : "; " + finding.fix);
}

OpenSloImport importOpenSlo(std::string_view yaml) {
  OpenSloImport out;
  openslo::Findings findings;
  const auto documents = parseYamlDocuments(yaml, openslo::kMaxOpenSloDocuments);
  if (!documents.ok()) {
    openslo::noteSyntax(documents.error(), findings);
    findings.moveTo(out);
    return out;
  }
  openslo::File file;
  openslo::Reading reading{file, findings};
  std::size_t number = 0;
  for (const YamlNode& document : *documents) openslo::readDocument(document, ++number, reading);
  openslo::resolve(file, findings);
  out.objectives = openslo::objectivesOf(file, findings);
  if (file.slos.empty() && !findings.any())
    findings.error({}, "missing_key", "there is no SLO in this file", "write documents of apiVersion openslo/v1");
  findings.moveTo(out);
  return out;
}

}  // namespace flotilla

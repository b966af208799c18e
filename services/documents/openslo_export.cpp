#include <map>
#include <set>

#include "models/domain/burn_tiers.h"
#include "services/documents/openslo.h"
#include "services/documents/openslo_duration.h"
#include "services/documents/openslo_parts.h"
#include "services/documents/text_checks.h"
#include "services/documents/yaml_writer.h"

namespace flotilla {
namespace openslo {
namespace {

constexpr const char* kTargetName = "flotilla-routes";

// Members of mappings on lines of their own.
class Lines {
 public:
  Lines& open(const std::string& key) {
    text_ += pad() + key + ":\n";
    ++depth_;
    return *this;
  }
  Lines& close(int levels = 1) {
    depth_ -= levels;
    return *this;
  }
  Lines& put(const std::string& key, const std::string& scalar) {
    text_ += pad() + key + ": " + scalar + "\n";
    return *this;
  }
  Lines& text(const std::string& key, std::string_view value) { return put(key, yamlScalar(value)); }
  // Begins an element of a list with its first member; its others follow a level deeper.
  Lines& item(const std::string& key, const std::string& scalar) {
    text_ += pad() + "- " + key + ": " + scalar + "\n";
    ++depth_;
    return *this;
  }
  std::string take() { return std::move(text_); }
  std::size_t size() const { return text_.size(); }
  void line(const std::string& text) { text_ += text + "\n"; }

 private:
  std::string pad() const { return std::string(static_cast<std::size_t>(depth_) * 2, ' '); }

  std::string text_;
  int depth_ = 0;
};

class Exporter {
 public:
  std::string run(const std::vector<Objective>& objectives, const std::vector<RegionName>& regions) {
    for (const Objective& objective : objectives) names_.insert(objective.name.value);
    std::set<std::string> services;
    for (const Objective& objective : objectives)
      if (services.insert(serviceOf(objective.workload)).second) service(serviceOf(objective.workload));
    for (const Objective& objective : objectives) {
      sli(objective);
      slo(objective, objective.name.value, {});
      for (const RegionName& region : regions) {
        if (tooMuch()) return {};
        slo(objective, nameIn(objective.name.value, region.value), region.value);
      }
    }
    alerts(objectives);
    return lines_.take();
  }

  bool tooMuch() const { return documents_ > kMaxOpenSloDocuments || lines_.size() > kMaxDocumentBytes; }

 private:
  // The names of the objective and the region, as far as there is room and nobody else is called so.
  std::string nameIn(const std::string& objective, const std::string& region) {
    std::string name = labelOf(objective + "-" + region);
    for (int i = 2; !names_.insert(name).second; ++i) {
      const std::string suffix = "-" + std::to_string(i);
      name = labelOf((objective + "-" + region).substr(0, 63 - suffix.size())) + suffix;
    }
    return name;
  }

  void begin(Kind kind, const std::string& name) {
    if (++documents_ > 1) lines_.line("---");
    lines_.put("apiVersion", "openslo/v1").put("kind", std::string(toText(kind))).open("metadata").text("name", name);
  }

  void service(const std::string& name) {
    begin(Kind::Service, name);
    lines_.close().put("spec", "{}");
  }

  void source(const char* key, const Objective& objective, bool limit) {
    lines_.open(key).open("metricSource").text("type", kSourceType).open("spec");
    lines_.text("indicator", toText(objective.indicator));
    if (!objective.workload.empty()) lines_.text("workload", objective.workload.value);
    if (limit && objective.limit != 0) lines_.put("limit", yamlDecimal(objective.limit));
    lines_.close(3);
  }

  void sli(const Objective& objective) {
    begin(Kind::Sli, objective.name.value);
    lines_.close().open("spec").open("ratioMetric").put("counter", "true");
    source("good", objective, true);
    source("total", objective, false);
    lines_.close(2);
  }

  void notes(const Objective& objective, const std::string& region) {
    std::map<std::string, std::string> notes;
    if (!objective.owner.empty()) notes[kOwnerNote] = objective.owner;
    if (objective.period % std::chrono::minutes(1) != Duration(0))
      notes[kPeriodNote] = flotilla::toText(objective.period);
    if (!region.empty()) notes[kTemplateNote] = objective.name.value;
    if (notes.empty()) return;
    lines_.open("annotations");
    for (const auto& [key, value] : notes) lines_.text(key, value);
    lines_.close();
  }

  void slo(const Objective& objective, const std::string& name, const std::string& region) {
    begin(Kind::Slo, name);
    lines_.text("displayName", objective.title);
    if (!region.empty()) lines_.open("labels").text(kRegionLabel, region).close();
    notes(objective, region);
    lines_.close()
        .open("spec")
        .text("service", serviceOf(objective.workload))
        .text("indicatorRef", objective.name.value);
    lines_.open("timeWindow").item("duration", shorthand(objective.period)).put("isRolling", "true").close(2);
    lines_.put("budgetingMethod", objective.goodSlot > 0 ? "Timeslices" : "Occurrences");
    lines_.open("objectives").item("target", yamlDecimal(objective.target));
    if (objective.goodSlot > 0)
      lines_.put("timeSliceTarget", yamlDecimal(objective.goodSlot)).put("timeSliceWindow", shorthand(kOpenSloSlot));
    lines_.close(2).open("alertPolicies");
    for (const BurnTier& tier : burnTiers(objective.period, kOpenSloSlot))
      lines_.item("alertPolicyRef", yamlScalar(tierName(tier, objective.period))).close();
    lines_.close(2);
  }

  void policy(const BurnTier& tier, const std::string& name) {
    begin(Kind::AlertPolicy, name);
    lines_.open("annotations")
        .text(kShortWindowNote, shorthand(tier.shortWindow))
        .text(kTierNote, yamlDecimal(tier.budget * 100) + " % of the budget in " + shorthand(tier.longWindow));
    lines_.close(2).open("spec").put("alertWhenNoData", "false").put("alertWhenResolved", "true");
    lines_.put("alertWhenBreaching", "true").open("conditions").item("conditionRef", yamlScalar(name)).close(2);
    lines_.open("notificationTargets").item("targetRef", kTargetName).close(3);
  }

  void condition(const BurnTier& tier, const std::string& name) {
    begin(Kind::AlertCondition, name);
    lines_.close().open("spec").text("severity", toText(tier.severity)).open("condition").put("kind", "burnrate");
    lines_.put("op", "gte").put("threshold", yamlDecimal(tier.burn));
    lines_.put("lookbackWindow", shorthand(tier.longWindow)).close(2);
  }

  // Objectives of the same period have the same tiers.
  void alerts(const std::vector<Objective>& objectives) {
    std::set<std::string> done;
    for (const Objective& objective : objectives)
      for (const BurnTier& tier : burnTiers(objective.period, kOpenSloSlot)) {
        const std::string name = tierName(tier, objective.period);
        if (!done.insert(name).second) continue;
        policy(tier, name);
        condition(tier, name);
      }
    if (done.empty()) return;
    begin(Kind::AlertNotificationTarget, kTargetName);
    lines_.close().open("spec").text("description", "The routes of the fleet say who is told.");
    lines_.text("target", "flotilla").close();
  }

  Lines lines_;
  std::set<std::string> names_;
  std::size_t documents_ = 0;
};

}  // namespace
}  // namespace openslo

Result<std::string> exportOpenSlo(const std::vector<Objective>& objectives, const std::vector<RegionName>& regions) {
  openslo::Exporter exporter;
  std::string out = exporter.run(objectives, regions);
  if (!exporter.tooMuch() && out.size() <= kMaxDocumentBytes) return out;
  return Error{ErrorCode::Exhausted, "too_many", "the file would have more than 5000 documents or 1 MiB", "",
               regions.empty() ? "" : "export the objectives without their regions"};
}

std::string objectivesYaml(const std::vector<Objective>& objectives) {
  openslo::Lines lines;
  if (objectives.empty()) return "objectives: []\n";
  lines.open("objectives");
  for (const Objective& objective : objectives) {
    lines.item("name", yamlScalar(objective.name.value)).text("title", objective.title);
    lines.text("indicator", toText(objective.indicator));
    if (!objective.workload.empty()) lines.text("workload", objective.workload.value);
    if (objective.limit != 0) lines.put("limit", yamlDecimal(objective.limit));
    lines.put("target", yamlDecimal(objective.target)).put("period", toText(objective.period));
    if (objective.goodSlot > 0) lines.put("good_slot", yamlDecimal(objective.goodSlot));
    if (!objective.owner.empty()) lines.text("owner", objective.owner);
    lines.close();
  }
  return lines.take();
}

}  // namespace flotilla

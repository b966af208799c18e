// From an SLO to objectives.
#include <algorithm>
#include <cmath>

#include "services/documents/fleet_check.h"
#include "services/documents/fleet_limits.h"
#include "services/documents/openslo_duration.h"
#include "services/documents/openslo_parts.h"
#include "services/documents/text_checks.h"

namespace flotilla::openslo {
namespace {

// At most `max` characters.
std::string cut(const std::string& text, std::size_t max) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U && ++count > max) break;
  return text.substr(0, end);
}

class Mapper {
 public:
  Mapper(const Slo& slo, const File& file, const std::vector<std::optional<Meaning>>& meanings, Findings& findings)
      : slo_(slo), file_(file), meanings_(meanings), findings_(findings) {}

  std::vector<Mapped> run() {
    Objective common;
    const bool window = takeWindow(common), name = takeName(common), owner = takeOwner(common);
    const bool budgeting = checkBudgeting();
    const auto meaning = takeMeaning();
    noteLosses(meaning);
    std::vector<Mapped> out;
    for (std::size_t i = 0; i < slo_.objectives.size(); ++i) {
      Objective objective = common;
      const bool whole = takeObjective(slo_.objectives[i], meaning, objective);
      if (!whole || !window || !name || !owner || !budgeting || !meaning) continue;
      nameApart(i, objective);
      if (const Status checked = checkObjective(objective, ""); !checked.ok())
        fail(checked.error().field.ends_with("period") ? slo_.windowWhere : at(sli_->where, "spec"), "bad_value",
             checked.error().message, checked.error().fix);
      else
        out.push_back({objective, slo_.where, region_});
    }
    return out;
  }

 private:
  bool fail(const Where& where, const char* rule, const std::string& message, const std::string& fix = {}) {
    findings_.error(where, rule, message, fix);
    return false;
  }
  static Where at(const Where& where, const char* member) { return below(where, member); }
  Where note(const char* key) const { return below(slo_.where, std::string("metadata.annotations.") + key); }

  // What there is no room for in an objective.
  void noteLosses(const std::optional<Meaning>& meaning) {
    std::vector<std::string> lost;
    if (!slo_.description.empty()) lost.emplace_back("spec.description");
    const bool isRegion = slo_.metadata.annotations.contains(kTemplateNote);
    for (const auto& [key, values] : slo_.metadata.labels)
      if (key != kRegionLabel || !isRegion) lost.push_back("metadata.labels." + excerpt(key));
    for (const auto& [key, value] : slo_.metadata.annotations)
      if (!key.starts_with(kOwnPrefix)) lost.push_back("metadata.annotations." + excerpt(key));
    if (meaning && slo_.service && slo_.service->name != serviceOf(meaning->workload))
      lost.emplace_back("spec.service");
    if (slo_.objectives.size() == 1 && !slo_.objectives.front().displayName.empty())
      lost.emplace_back("spec.objectives[0].displayName");
    if (lost.empty()) return;
    std::string all;
    for (std::size_t i = 0; i < std::min<std::size_t>(lost.size(), 10); ++i) all += (i == 0 ? "" : ", ") + lost[i];
    if (lost.size() > 10) all += " and " + std::to_string(lost.size() - 10) + " more";
    findings_.warn(slo_.where, "not_kept", "an objective has no place for " + all);
  }

  bool takeWindow(Objective& objective) {
    if (slo_.calendar)
      return fail(*slo_.calendar, "calendar_window", "a budget of Flotilla moves with time and follows no calendar",
                  "write isRolling: true, without calendar");
    if (!slo_.window) return false;
    objective.period = *slo_.window;
    if (const std::string exact = slo_.metadata.annotation(kPeriodNote); !exact.empty()) {
      const auto length = isVisibleAscii(exact, 1, 32) ? parseDuration(exact) : Result<Duration>(Duration(0));
      if (!length.ok() || std::chrono::ceil<std::chrono::minutes>(*length) != *slo_.window)
        return fail(note(kPeriodNote), "bad_value",
                    "is not what " + shorthand(*slo_.window) + " is the whole minutes of", "remove it, or correct one");
      objective.period = *length;
    }
    if (objective.period >= kShortestPeriod && objective.period <= kLongestPeriod) return true;
    return fail(slo_.windowWhere, "out_of_range", "must be 1h to 400d here");
  }

  bool takeName(Objective& objective) {
    const Metadata& data = slo_.metadata;
    if (data.name.empty()) return false;
    const bool isRegion = data.annotations.contains(kTemplateNote);
    const std::string given = isRegion ? data.annotation(kTemplateNote) : data.name;
    objective.name = ObjectiveName(isLabel(given) ? given : labelOf(given));
    if (objective.name.empty())
      return fail(isRegion ? note(kTemplateNote) : at(slo_.where, "metadata.name"), "bad_name",
                  "nothing of it can be a name", "use 1 to 63 of a-z, 0-9 and '-'");
    objective.title = data.displayName.empty() ? given : data.displayName;
    if (!takeTitle(objective.title, at(slo_.where, "metadata.displayName"))) return false;
    if (!isRegion) return true;
    const auto label = data.labels.find(kRegionLabel);
    if (label == data.labels.end() || label->second.size() != 1 || !isLabel(label->second.front()))
      return fail(at(slo_.where, "metadata.labels.region"), "missing_key",
                  "must name the region of this SLO, because it has a flotilla.dev/template");
    region_ = label->second.front();
    return true;
  }

  bool takeTitle(std::string& title, const Where& where) {
    if (hasControls(title, false)) return fail(where, "bad_value", "must be on one line");
    if (characterCount(title) <= kMaxTitleCharacters) return true;
    findings_.warn(where, "title_cut", "is cut after 80 characters");
    title = cut(title, kMaxTitleCharacters);
    return true;
  }

  bool takeOwner(Objective& objective) {
    objective.owner = slo_.metadata.annotation(kOwnerNote);
    return objective.owner.empty() || takeTitle(objective.owner, note(kOwnerNote));
  }

  bool checkBudgeting() {
    if (!slo_.budgeting) return false;
    if (*slo_.budgeting != Budgeting::RatioTimeslices) return true;
    return fail(at(slo_.where, "spec.budgetingMethod"), "ratio_timeslices",
                "a mean of ratios is not kept: it does not add up over nodes",
                "write Timeslices with a timeSliceTarget, or Occurrences");
  }

  std::optional<Meaning> takeMeaning() {
    bool composite = false;
    for (const SloObjective& objective : slo_.objectives) {
      if (objective.indicator && !composite)
        fail(objective.indicator->where, "composite", "objectives with indicators of their own are not kept together",
             "write an SLO for each of them");
      composite = composite || objective.indicator;
    }
    if (composite) return {};
    if (!slo_.indicator) {
      fail(at(slo_.where, "spec.indicatorRef"), "missing_key", "must have one of indicatorRef and indicator");
      return {};
    }
    if (!slo_.indicator->index) return {};
    sli_ = &file_.slis[*slo_.indicator->index];
    return meanings_[*slo_.indicator->index];
  }

  bool takeObjective(const SloObjective& from, const std::optional<Meaning>& meaning, Objective& to) {
    const bool target = takeTarget(from, to), slot = takeSlot(from, to);
    if (!meaning) return false;
    to.indicator = meaning->indicator;
    to.workload = meaning->workload;
    return takeLimit(from, *meaning, to) && target && slot;
  }

  bool takeTarget(const SloObjective& from, Objective& to) {
    if (!from.target) return false;
    to.target = roundedTo(*from.target, kMillion);
    if (to.target < kLowestTarget || to.target > kHighestTarget)
      return fail(from.targetWhere, "out_of_range", "must be 0.5 to 0.99999 here");
    if (std::abs(to.target - *from.target) > 1e-9)
      findings_.warn(from.targetWhere, "rounded", "is rounded to six decimals");
    return true;
  }

  bool takeSlot(const SloObjective& from, Objective& to) {
    if (slo_.budgeting != Budgeting::Timeslices) {
      if (slo_.budgeting == Budgeting::Occurrences && (from.timeSliceTarget || from.timeSliceWindow))
        findings_.warn(from.where, "not_kept", "slices mean nothing to Occurrences",
                       "write Timeslices, or remove them");
      return true;
    }
    if (!from.timeSliceTarget) return false;
    to.goodSlot = roundedTo(*from.timeSliceTarget, kMillion);
    if (to.goodSlot < kLowestTarget)
      return fail(at(from.where, "timeSliceTarget"), "out_of_range", "must be 0.5 to 1 here");
    if (from.timeSliceWindow && *from.timeSliceWindow != kOpenSloSlot)
      findings_.warn(at(from.where, "timeSliceWindow"), "slice_length",
                     "slices are as long as objectives.slot of the control plane says, which is 1m unless set",
                     "write 1m");
    return true;
  }

  bool takeLimit(const SloObjective& from, const Meaning& meaning, Objective& to) {
    const bool threshold = sli_->shape == SliShape::Threshold;
    if (!threshold && (from.op || from.value))
      return fail(at(from.where, from.op ? "op" : "value"), "bad_value", "belongs to a thresholdMetric only");
    if (threshold && slo_.objectives.size() > 1)
      return fail(at(slo_.where, "spec.objectives"), "bad_value", "a thresholdMetric has exactly one objective");
    if (threshold && (!from.op || !from.value))
      return fail(at(from.where, from.op ? "value" : "op"), "missing_key", "is missing: this is a thresholdMetric");
    if (threshold && (from.op == Comparison::Gte || from.op == Comparison::Gt))
      return fail(at(from.where, "op"), "bad_value", "what is above a value is never good here", "write lte");
    std::optional<double> limit = meaning.limit;
    if (threshold && meaning.own) {
      if (limit && *limit != *from.value)
        return fail(at(from.where, "value"), "bad_value", "is not the limit of the SLI", "remove one of them");
      limit = from.value;
    }
    if (threshold && !limit)
      return fail(below(sli_->where, std::string("metadata.annotations.") + kLimitNote), "missing_key",
                  "is missing: nobody knows the unit of value", "write ms, or s of nodes");
    if (!limit) return true;
    to.limit = roundedTo(*limit, kThousand);
    if (to.limit >= 1 / kThousand && to.limit <= kMaxObjectiveLimit) return true;
    return fail(threshold ? at(from.where, "value") : sli_->where, "out_of_range",
                "the limit must be 0.001 to 86400000");
  }

  // Several targets of one SLO are objectives of their own.
  void nameApart(std::size_t i, Objective& objective) {
    if (slo_.objectives.size() == 1) return;
    const std::string suffix = "-" + std::to_string(i + 1);
    objective.name = ObjectiveName(labelOf(objective.name.value.substr(0, 63 - suffix.size())) + suffix);
    const std::string& extra = slo_.objectives[i].displayName;
    if (!extra.empty()) objective.title += ": " + extra;
    (void)takeTitle(objective.title, at(slo_.objectives[i].where, "displayName"));
    if (i == 0)
      findings_.warn(at(slo_.where, "spec.objectives"), "several_targets",
                     "each becomes an objective of its own, " + objective.name.value + " and so on");
  }

  const Slo& slo_;
  const File& file_;
  const std::vector<std::optional<Meaning>>& meanings_;
  Findings& findings_;
  const Sli* sli_ = nullptr;
  std::string region_;
};

}  // namespace

std::vector<Mapped> mapSlo(const Slo& slo, const File& file, const std::vector<std::optional<Meaning>>& meanings,
                           Findings& findings) {
  return Mapper(slo, file, meanings, findings).run();
}

}  // namespace flotilla::openslo

#include <algorithm>
#include <cmath>

#include "models/domain/in_words.h"
#include "services/controlplane/core/budgets/budgets.h"
#include "services/controlplane/core/summary/addresses.h"
#include "services/controlplane/core/summary/parts.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostSentences = 6;

std::string dayOf(TimePoint at) {
  return toRfc3339(at).substr(0, 10);
}

std::string percentOf(double share) {
  return oneDecimal(share * 100);
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::string many(std::uint64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

class Writer {
 public:
  Writer(const SummaryFacts& facts, const Summary& summary) : facts_(facts), summary_(summary) {
    for (const SummaryRow& row : summary.rows)
      if (!row.region.empty()) rows_.push_back(&row);
  }

  SummaryHeadline write() {
    status();
    worst();
    held();
    unknown();
    incidents();
    budget();
    if (!facts_.scope.wholeFleet) {
      const auto seen = std::to_string(rows_.size());
      add("part_of_fleet", {{"seen", seen}}, "Only " + many(rows_.size(), "region") + " of the fleet.", "");
    }
    if (out_.sentences.size() > kMostSentences) out_.sentences.resize(kMostSentences);
    out_.level = level();
    return std::move(out_);
  }

 private:
  using Parameters = std::map<std::string, std::string>;

  void add(const std::string& code, Parameters parameters, std::string text, std::string address) {
    out_.sentences.push_back({code, std::move(parameters), std::move(text), std::move(address)});
  }

  void status() {
    if (rows_.empty()) return add("no_region", {}, "No region is declared.", "");
    const auto known = std::count_if(rows_.begin(), rows_.end(), [](const auto* row) { return row->insideTarget; });
    inside_ =
        std::count_if(rows_.begin(), rows_.end(), [](const auto* row) { return row->insideTarget.value_or(false); });
    known_ = known;
    if (known == 0) return add("none_known", {}, "It is not known of any region how it stands.", "/slo");
    const std::string all = std::to_string(known), inside = std::to_string(inside_);
    if (inside_ == known)
      return add("all_inside_target", {{"known", all}},
                 known == 1 ? "The region is inside its targets." : "All " + all + " regions are inside target.",
                 "/slo");
    add("inside_target", {{"inside", inside}, {"known", all}},
        inside + " of " + many(static_cast<std::uint64_t>(known), "region") + (inside_ == 1 ? " is" : " are") +
            " inside target.",
        "/slo");
  }

  std::string titleOf(const ObjectiveName& name) const {
    const auto at = facts_.state.objectives.find(name);
    return at == facts_.state.objectives.end() ? name.value : at->second.title;
  }

  // The one that has least left of what holds rollouts, where anything is wrong.
  void worst() {
    const SummaryRow* row = nullptr;
    const SummaryCell* cell = nullptr;
    for (const SummaryRow* one : rows_)
      for (const SummaryCell& other : one->cells) {
        const auto objective = facts_.state.objectives.find(other.objective);
        const bool counts = objective != facts_.state.objectives.end() && decides(facts_.basis, objective->second);
        if (!counts || !other.budgetLeft || (cell != nullptr && *cell->budgetLeft <= *other.budgetLeft)) continue;
        row = one;
        cell = &other;
      }
    if (cell == nullptr) return;
    const std::string region = row->region.value, title = titleOf(cell->objective);
    if (*cell->budgetLeft <= 0)
      return add("overspent", {{"region", region}, {"title", title}},
                 region + " has used up its budget of \"" + title + "\".", cell->address);
    if (cell->runsOut)
      return add(
          "runs_out", {{"region", region}, {"title", title}, {"at", toRfc3339(*cell->runsOut)}},
          region + " runs out of its budget of \"" + title + "\" on " + dayOf(*cell->runsOut) + " at the current pace.",
          cell->address);
    const double target = facts_.state.objectives.at(cell->objective).target;
    if (cell->attainment && *cell->attainment < target)
      add("below_target", {{"region", region}, {"title", title}}, region + " is below the target of \"" + title + "\".",
          cell->address);
  }

  // Where budgets hold releases, and where somebody lifted that.
  void held() {
    std::vector<std::string> limited, stopped, lifted;
    for (const SummaryRow* row : rows_) {
      const bool isLifted =
          std::any_of(facts_.basis.objectives.begin(), facts_.basis.objectives.end(), [&](const Objective& one) {
            return overriddenUntil(facts_.state, one.name, row->region, facts_.basis.times.now).has_value();
          });
      if (row->state == BudgetState::Healthy || row->state == BudgetState::Unknown) continue;
      (isLifted ? lifted : row->state == BudgetState::Exhausted ? stopped : limited).push_back(row->region.value);
    }
    if (!stopped.empty())
      add("releases_stopped", {{"regions", joined(stopped)}}, "Releases wait in " + joined(stopped) + ".", "/rollouts");
    if (!limited.empty())
      add("releases_limited", {{"regions", joined(limited)}}, "Releases are limited in " + joined(limited) + ".",
          "/rollouts");
    if (!lifted.empty())
      add("releases_overridden", {{"regions", joined(lifted)}},
          "Releases go on in " + joined(lifted) + " in spite of the budget.", "/slo");
  }

  void unknown() {
    std::vector<std::string> names;
    for (const SummaryRow* row : rows_)
      if (!row->insideTarget) names.push_back(row->region.value);
    if (names.empty() || known_ == 0) return;
    add("regions_unknown", {{"count", std::to_string(names.size())}, {"names", joined(names)}},
        "It is not known how " + joined(names) + (names.size() == 1 ? " stands." : " stand."), "/slo");
  }

  void incidents() {
    if (summary_.budgets.empty() || !summary_.budgets.front().left) return;
    for (const SummarySpending& one : summary_.budgets.front().spent) {
      if (one.on != SpentOn::Incidents || one.count == 0) continue;
      const std::string percent = percentOf(one.share);
      add("incidents_spent", {{"count", std::to_string(one.count)}, {"percent", percent}},
          many(one.count, "incident") + " used " + percent + " % of the budget.", one.address);
    }
  }

  void budget() {
    if (!summary_.budgetLeft) return;
    const std::string percent = percentOf(*summary_.budgetLeft);
    add("budget_kept", {{"percent", percent}}, percent + " % of the error budget is left.", "/slo");
  }

  SummaryLevel level() const {
    if (known_ == 0) return SummaryLevel::Unknown;
    const auto any = [&](auto test) { return std::any_of(rows_.begin(), rows_.end(), test); };
    if (any([](const auto* row) { return row->state == BudgetState::Exhausted; })) return SummaryLevel::Bad;
    if (inside_ < known_) return SummaryLevel::Caution;
    if (any([](const auto* row) { return !row->insideTarget || row->runsOut || row->state != BudgetState::Healthy; }))
      return SummaryLevel::Caution;
    return SummaryLevel::Good;
  }

  const SummaryFacts& facts_;
  const Summary& summary_;
  std::vector<const SummaryRow*> rows_;
  std::ptrdiff_t inside_ = 0, known_ = 0;
  SummaryHeadline out_;
};

}  // namespace

SummaryHeadline headlineOf(const SummaryFacts& facts, const Summary& summary) {
  return Writer(facts, summary).write();
}

}  // namespace flotilla::controlplane

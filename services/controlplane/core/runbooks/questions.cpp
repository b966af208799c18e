#include "services/controlplane/core/runbooks/questions.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "models/domain/alert_fields.h"
#include "models/domain/brief_text.h"
#include "models/domain/in_words.h"
#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "models/domain/utf8.h"
#include "services/controlplane/core/alerts/alert_scope.h"
#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/runtime/pattern.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kUsualWindow = std::chrono::minutes(5);
constexpr Duration kLongestWindow = std::chrono::hours(24);

const std::string& argumentOf(const Arguments& arguments, const char* name) {
  static const std::string kNone;
  const auto at = arguments.find(name);
  return at == arguments.end() ? kNone : at->second;
}

std::string countText(std::size_t count, const char* thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string shareText(double share) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%.2f %%", share * 100);
  return out.data();
}

std::optional<double> numberIn(const std::string& text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(out)) return std::nullopt;
  return out;
}

bool compares(double left, Comparison how, double right) {
  switch (how) {
    case Comparison::Less:
      return left < right;
    case Comparison::AtMost:
      return left <= right;
    case Comparison::Is:
      return left == right;
    case Comparison::IsNot:
      return left != right;
    case Comparison::AtLeast:
      return left >= right;
    case Comparison::More:
      return left > right;
  }
  return false;
}

Error badComparison(const std::string& message, const char* fix) {
  return invalid("bad_comparison", message, "is", fix);
}

Result<bool> holds(const RunbookCondition& condition, const Answer& answer) {
  if (!answer.isKnown()) return false;
  if (answer.number) {
    const auto wanted = numberIn(condition.value);
    if (!wanted) return badComparison("\"" + condition.value + "\" is no number", "compare with a number");
    return compares(*answer.number, condition.is, *wanted);
  }
  if (condition.is == Comparison::Is) return answer.word == condition.value;
  if (condition.is == Comparison::IsNot) return answer.word != condition.value;
  return badComparison("the answer is the word \"" + answer.word + "\"", "compare with = or !=");
}

}  // namespace

std::string comparisonText(const RunbookCondition& condition) {
  return std::string(kComparisonNames[static_cast<std::size_t>(condition.is)]) + " " + condition.value;
}

Result<Answer> FleetQuestions::ask(const RunbookQuery& query, const Caller& asker) {
  switch (query.kind) {
    case QueryKind::Nodes:
      return askNodes(argumentOf(query.arguments, "where"), asker);
    case QueryKind::Alerts:
      return askAlerts(argumentOf(query.arguments, "where"), asker);
    case QueryKind::Objective:
      return askObjective(query.arguments, asker);
    case QueryKind::Rollout:
      return askRollout(RolloutId(argumentOf(query.arguments, "rollout")), asker);
    case QueryKind::Logs:
    case QueryKind::Samples:
      return invalid("asked_of_nodes", "only nodes can answer this", "show");
  }
  return internalError("no_query", "a query of an unknown kind");
}

Result<RunReading> FleetQuestions::read(const RunbookCondition& condition, const Caller& asker) {
  FLOTILLA_TRY(const Answer answer, ask(condition.query, asker));
  FLOTILLA_TRY(const bool good, holds(condition, answer));
  return RunReading{condition.title, answer.text + ", has to be " + comparisonText(condition), good, answer.isKnown()};
}

Result<Answer> FleetQuestions::askNodes(const std::string& where, const Caller& asker) {
  if (!nodes_) nodes_ = nodeViews(ports_.state, {{}, {{Role::Viewer, {}}}}, ports_.now, ports_.reportInterval);
  FLOTILLA_TRY(const Selector selector, readSelector(where, nodeSelectorFields(), compilePattern, "where"));
  const auto count = static_cast<std::size_t>(std::count_if(nodes_->begin(), nodes_->end(), [&](const Node& node) {
    return asker.mayIn(Role::Viewer, node.region) && matches(selector, nodeSelectorValues(node, ports_.now));
  }));
  return Answer{countText(count, "node"), static_cast<double>(count)};
}

// Silenced or not: what is wrong is wrong. That a run does not get on is no reason for it not to.
Result<Answer> FleetQuestions::askAlerts(const std::string& where, const Caller& asker) const {
  FLOTILLA_TRY(const Selector selector, readSelector(where, alertStatusFields(), compilePattern, "where"));
  const auto count =
      static_cast<std::size_t>(std::count_if(ports_.alerts.begin(), ports_.alerts.end(), [&](const AlertStatus& alert) {
        return alert.fires && labelOf(alert.alert.labels, label::kAlert) != kRunStuck &&
               mayWithAlert(asker, Role::Viewer, alert.alert.labels) && matches(selector, valuesOf(alert));
      }));
  return Answer{countText(count, "alert"), static_cast<double>(count)};
}

Result<Answer> FleetQuestions::askObjective(const Arguments& arguments, const Caller& asker) const {
  const ObjectiveName name(argumentOf(arguments, "objective"));
  const RegionName region(argumentOf(arguments, "region"));
  if (!ports_.state.objectives.contains(name))
    return notFound("no_objective", "there is no objective " + excerpt(name.value, 64), "objective",
                    "flotillactl objectives list shows them");
  const bool sees = mayAt(asker, Role::Viewer, region);
  if (!sees || (!region.empty() && !ports_.state.regions.contains(region)))
    return noRegion(ports_.state, region, "region");
  Duration window = kUsualWindow;
  if (const std::string& text = argumentOf(arguments, "window"); !text.empty()) {
    FLOTILLA_TRY(window, parseDuration(text));
  }
  if (window < ports_.slot || window > kLongestWindow)
    return invalid("bad_window", "a window is between " + briefText(ports_.slot) + " and 24h long", "window",
                   "write another one");
  Tally all;
  for (const Tally& tally : ports_.tallies(name, region, ports_.now - window, ports_.now)) all += tally;
  if (all.total == 0) return Answer{"unknown: nothing was counted in the last " + briefText(window), std::nullopt};
  const double good = static_cast<double>(all.total - all.bad) / static_cast<double>(all.total);
  return Answer{shareText(good) + " of " + std::to_string(all.total) + " were good in the last " + briefText(window),
                good};
}

Result<Answer> FleetQuestions::askRollout(const RolloutId& id, const Caller& asker) const {
  FLOTILLA_CHECK(checkVisible(ports_.state, id, asker));
  const std::string word(toText(ports_.state.rollouts.at(id).state));
  return Answer{id.value + " is " + inWords(word), std::nullopt, word};
}

}  // namespace flotilla::controlplane

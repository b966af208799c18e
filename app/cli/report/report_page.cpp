#include "app/cli/report/report_page.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "app/cli/alert_text.h"
#include "app/cli/report/report_style.h"
#include "app/cli/text_output.h"
#include "models/domain/in_words.h"

namespace flotilla::cli {
namespace {

constexpr std::size_t kShownPages = 8;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : harmless(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string tag(const std::string& name, const std::string& content, const std::string& kind = {}) {
  return "<" + name + (kind.empty() ? "" : " class=\"" + kind + "\"") + ">" + content + "</" + name + ">";
}

// "2026-01-31 12:00", of UTC like all times of the page.
std::string minuteText(TimePoint at) {
  std::string text = shortTime(at).substr(0, 16);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

// With a minus sign that is as wide as a digit.
std::string percentText(double share) {
  const std::string text = fixedText(std::fabs(share) * 100, 0);
  return (share < 0 && text != "0" ? "\u2212" : "") + text;
}

// Told apart by shape as well as by colour.
std::string shapeOf(BudgetState state) {
  static const std::map<BudgetState, std::string> kShapes{
      {BudgetState::Healthy, "<circle class=\"healthy\" cx=\"8\" cy=\"8\" r=\"6\"/>"},
      {BudgetState::Caution, "<path class=\"caution\" d=\"M8 1 15.5 15H.5z\"/>"},
      {BudgetState::Restricted, "<path class=\"restricted\" d=\"M2 1h4v14H2zM10 1h4v14h-4z\"/>"},
      {BudgetState::Exhausted, "<path class=\"exhausted\" d=\"M3 0 8 5l5-5 3 3-5 5 5 5-3 3-5-5-5 5-3-3 5-5-5-5z\"/>"},
      {BudgetState::Unknown, "<circle class=\"unknown\" cx=\"8\" cy=\"8\" r=\"6\"/>"}};
  return "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\">" + kShapes.at(state) + "</svg>";
}

std::string panel(const std::string& width, const std::string& title, const std::string& aside,
                  const std::string& content) {
  return tag("section", tag("div", tag("h2", title) + tag("span", aside), "top") + content, width);
}

std::string fact(const std::string& label, const std::string& value, const std::string& unit,
                 const std::string& under) {
  return tag("section",
             tag("div", label, "label") + tag("div", value + (unit.empty() ? "" : " " + tag("small", unit)), "value") +
                 tag("div", under, "under"),
             "w3");
}

std::string bar(double share, bool spent) {
  const double percent = std::clamp(share, 0.0, 1.0) * 100;
  return "<div class=\"bar\"><i" + std::string(spent ? " class=\"spent\"" : "") +
         " style=\"width:" + fixedText(percent, 1) + "%\"></i></div>";
}

std::string percentOf(double part, double whole, int decimals) {
  return whole == 0 ? "-" : fixedText(part / whole * 100, decimals);
}

const IndicatorReading* readingOf(const FleetReport& report, Indicator indicator) {
  for (const IndicatorReading& reading : report.indicators)
    if (reading.indicator == indicator) return &reading;
  return nullptr;
}

// The first objective that is about answers, or the first there is.
const Objective* mainObjective(const FleetReport& report) {
  for (const Objective& objective : report.objectives.objectives)
    if (isOfWorkload(objective.indicator)) return &objective;
  return report.objectives.objectives.empty() ? nullptr : &report.objectives.objectives.front();
}

std::string serviceFact(const FleetReport& report) {
  const Objective* const objective = mainObjective(report);
  if (objective == nullptr) return fact("Service level", "-", {}, "no objective is declared");
  for (const ObjectiveStanding* standing : standingsIn(report, RegionName()))
    if (standing->objective == objective->name)
      return fact("Service level, " + toText(objective->period),
                  percentOf(static_cast<double>(standing->tally.total - standing->tally.bad),
                            static_cast<double>(standing->tally.total), 2),
                  standing->tally.total == 0 ? "" : "%",
                  tag("b", "goal " + targetText(objective->target)) + " " + escaped(objective->title));
  return fact("Service level", "-", {}, "nothing was observed");
}

std::string budgetFact(const FleetReport& report) {
  const ObjectiveStanding* const least = leastLeft(report, RegionName());
  if (least == nullptr) return fact("Error budget left", "-", {}, "nothing was observed");
  const std::string pace =
      least->exhaustedIn ? "runs out in " + briefText(*least->exhaustedIn) : std::string("lasts the period");
  return fact("Error budget left, the least", percentText(*least->budgetLeft), "%",
              tag("b", *least->budgetLeft <= 0 ? "overspent" : pace) + " " + escaped(least->objective.value));
}

std::string nodesFact(const FleetReport& report) {
  return fact("Nodes connected", std::to_string(report.server.connected), "of " + std::to_string(report.server.nodes),
              report.server.learning ? "the control plane has just started" : "as they are now");
}

std::string deploymentFact(const FleetReport& report) {
  const IndicatorReading* const reading = readingOf(report, Indicator::Deployment);
  if (reading == nullptr || reading->tally.total == 0)
    return fact("Deployments that held", "-", {}, "nothing was deployed in this time");
  return fact("Deployments that held",
              percentOf(static_cast<double>(reading->tally.total - reading->tally.bad),
                        static_cast<double>(reading->tally.total), 1),
              "%", counted(reading->tally.total, "node") + " of ended rollouts");
}

std::string cell(const ObjectiveStanding* standing) {
  if (standing == nullptr || !standing->budgetLeft) return tag("td", shapeOf(BudgetState::Unknown) + "-", "n in");
  const double used = std::clamp(1 - *standing->budgetLeft, 0.0, 1.0);
  const std::string mark = standing->state == BudgetState::Healthy ? std::string() : shapeOf(standing->state);
  return "<td class=\"n in\" style=\"background:rgba(var(--heat)," + fixedText(0.5 * std::pow(used, 1.7), 2) + ")\">" +
         mark + percentText(*standing->budgetLeft) + "</td>";
}

std::string regionRow(const FleetReport& report, const RegionName& region) {
  const BudgetState state = stateOf(report, region);
  std::string row = tag("td", region.empty() ? tag("b", "Fleet") : escaped(region.value)) +
                    tag("td", shapeOf(state) + std::string(toText(state)), "state");
  std::optional<Duration> soonest;
  const auto standings = standingsIn(report, region);
  for (const Objective& objective : report.objectives.objectives) {
    const auto at = std::find_if(standings.begin(), standings.end(),
                                 [&](const ObjectiveStanding* s) { return s->objective == objective.name; });
    row += cell(at == standings.end() ? nullptr : *at);
    if (at == standings.end() || !(*at)->exhaustedIn) continue;
    soonest = soonest ? std::min(*soonest, *(*at)->exhaustedIn) : *(*at)->exhaustedIn;
  }
  const std::string out = state == BudgetState::Exhausted ? "used up" : soonest ? "in " + briefText(*soonest) : "lasts";
  return tag("tr", row + tag("td", state == BudgetState::Unknown ? "-" : out, "n"));
}

std::string budgetTable(const FleetReport& report) {
  std::string head = tag("th", "Region") + tag("th", "State");
  for (const Objective& objective : report.objectives.objectives)
    head += tag(
        "th",
        escaped(objective.name.value) + tag("small", targetText(objective.target) + ", " + toText(objective.period)),
        "n");
  std::string rows = tag("tr", head + tag("th", "Runs out", "n"));
  for (const RegionName& region : regionsOf(report)) rows += regionRow(report, region);
  rows += regionRow(report, RegionName());
  return panel(
      "", "Error budget left by region and objective", "% of the period",
      tag("div", tag("table", rows), "scroll") +
          tag("div",
              "from 50 % healthy, from 25 % caution, below that restricted, nothing left exhausted; the number "
              "is what is left",
              "note"));
}

std::string spentPanel(const FleetReport& report) {
  if (!report.spent || report.spent->allowed <= 0)
    return panel("w5", "Where the budget went", "", tag("div", "Nothing was spent.", "note"));
  const BudgetReport& spent = *report.spent;
  std::string rows;
  for (const CauseTotal& cause : spent.causes) {
    const double share = static_cast<double>(cause.bad) / spent.allowed;
    rows += tag("div", escaped(inWords(toText(cause.cause)) + (cause.id.empty() ? "" : " " + cause.id))) +
            bar(share, true) + tag("div", fixedText(share * 100, 1) + " %", "n");
  }
  const double left = 1 - static_cast<double>(spent.tally.bad) / spent.allowed;
  rows += tag("b", left >= 0 ? "left" : "overspent") + bar(std::fabs(left), left < 0) +
          tag("b", fixedText(std::fabs(left) * 100, 1) + " %", "n");
  return panel("w5", "Where the budget went", escaped(spent.objective.value) + ", fleet", tag("div", rows, "bars"));
}

std::string releasePanel(const FleetReport& report) {
  std::map<RolloutState, std::size_t> counts;
  for (const Rollout& rollout : report.rollouts) ++counts[rollout.state];
  const auto most = static_cast<double>(std::max<std::size_t>(report.rollouts.size(), 1));
  std::string rows;
  for (const auto& [state, count] : counts)
    rows += tag("div", inWords(toText(state))) + bar(static_cast<double>(count) / most, state == RolloutState::Failed) +
            tag("div", std::to_string(count), "n");
  return panel("w7", "Release outcomes", counted(report.rollouts.size(), "rollout"),
               rows.empty() ? tag("div", "No rollout began in this time.", "note") : tag("div", rows, "bars"));
}

std::string pagesPanel(const FleetReport& report) {
  std::string rows;
  for (std::size_t i = 0; i < std::min(report.pages.size(), kShownPages); ++i) {
    const AlertFiring& page = report.pages[i];
    rows += tag("tr",
                tag("td", escaped(alertName(page.labels))) + tag("td", escaped(alertPlace(page.labels))) +
                    tag("td", minuteText(page.began), "n") +
                    tag("td", page.hasEnded() ? "over after " + briefText(page.ended - page.began) : "not over", "n"));
  }
  const auto median = medianLength(report.pages);
  const std::string aside =
      counted(report.pages.size(), "page") + (median ? ", over after " + briefText(*median) + " (median)" : "");
  return panel("w7", "What somebody was woken for", aside,
               rows.empty() ? tag("div", "Nothing.", "note")
                            : tag("div", "<table class=\"list\">" + rows + "</table>", "scroll"));
}

std::string valueOf(const IndicatorReading& reading) {
  const auto total = static_cast<double>(reading.tally.total);
  if (reading.indicator == Indicator::Reduction)
    return reading.tally.bad == 0 ? "-" : fixedText(total / static_cast<double>(reading.tally.bad), 1) + " x fewer";
  if (reading.indicator == Indicator::Rollback)
    return std::to_string(reading.tally.bad) + " of " + std::to_string(reading.tally.total);
  if (reading.spread)
    return fixedText(reading.spread->p95, reading.spread->p95 < 1 ? 3 : 1) +
           (reading.indicator == Indicator::Latency ? " ms" : " s");
  return percentOf(total - static_cast<double>(reading.tally.bad), total, 2) + " %";
}

std::string measuredPanel(const FleetReport& report) {
  std::string rows;
  for (const IndicatorReading& reading : report.indicators)
    rows += tag("tr", tag("td", escaped(inWords(toText(reading.indicator)))) +
                          tag("td", escaped(reading.workload.value + " " + reading.version)) +
                          tag("td", (reading.spread ? "P95 " : "") + valueOf(reading), "n"));
  return panel("w5", "What was measured", "of the whole fleet",
               rows.empty() ? tag("div", "Nothing.", "note")
                            : tag("div", "<table class=\"list\">" + rows + "</table>", "scroll"));
}

}  // namespace

std::string reportPage(const FleetReport& report) {
  const Headline headline = headlineOf(report);
  const std::string span = shortTime(report.from).substr(0, 10) + " to " + shortTime(report.to).substr(0, 10);
  const std::string body =
      tag("header", tag("b", "Flotilla") + tag("span", "Fleet report") + tag("span", span)) +
      tag("h1",
          shapeOf(headline.state) + tag("span", tag("b", escaped(headline.strong)) + " " + escaped(headline.rest))) +
      tag("div",
          serviceFact(report) + budgetFact(report) + nodesFact(report) + deploymentFact(report) + budgetTable(report) +
              spentPanel(report) + releasePanel(report) + pagesPanel(report) + measuredPanel(report),
          "grid") +
      tag("footer", "As of " + minuteText(report.to) + " UTC. Counted up to " +
                        (report.objectives.at ? minuteText(*report.objectives.at) : std::string("-")) +
                        ", from counts, never from averages of ratios. Control plane " +
                        escaped(report.server.version) + ", revision " + std::to_string(report.server.revision) + ".");
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Fleet report, " + span +
         "</title><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><style>" + kReportStyle +
         "</style></head><body>" + tag("main", body) + "</body></html>\n";
}

}  // namespace flotilla::cli

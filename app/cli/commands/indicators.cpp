// What was counted somewhere: how answers, nodes, rollouts and recoveries went.
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/in_words.h"

namespace flotilla::cli {
namespace {

struct IndicatorArguments {
  IndicatorQuery query;
  Duration since = std::chrono::hours(24);
  Duration step{};
};

std::string spreadText(const std::optional<Spread>& spread, const std::string& unit) {
  if (!spread) return "-";
  const auto text = [&](double value) { return fixedText(value, value < 10 ? 2 : 0); };
  return text(spread->p50) + " / " + text(spread->p95) + " / " + text(spread->p99) + ", mean " + text(spread->mean) +
         unit;
}

std::string goodText(const Tally& tally) {
  const auto total = static_cast<double>(tally.total);
  return ratioText(total - static_cast<double>(tally.bad), total, 100, 3, " %");
}

// A share, unless what is bad needs a limit; of bytes, how many times fewer went upstream.
std::string valueText(const IndicatorReading& reading) {
  const auto total = static_cast<double>(reading.tally.total);
  if (reading.indicator == Indicator::Reduction)
    return reading.tally.bad == 0 ? "-" : fixedText(total / static_cast<double>(reading.tally.bad), 1) + " x fewer";
  return hasLimit(reading.indicator) ? "-" : goodText(reading.tally);
}

Status showSteps(Session& session, const IndicatorHistoryQuery& query) {
  FLOTILLA_TRY(const auto steps, session.ask<std::vector<IndicatorStep>>(
                                     [&](auto& client, auto done) { client.indicatorHistory(query, done); }));
  session.show([&] {
    if (steps.empty()) {
      std::cout << "nothing was counted there\n";
      return;
    }
    Table table({"FROM", "ANSWERS", "GOOD", "P50 / P95 / P99", "REACHABLE", "DELIVERED", "NOT SATURATED"});
    for (const IndicatorStep& step : steps)
      table.add({shortTime(step.at), std::to_string(step.answers.total), goodText(step.answers),
                 spreadText(step.latency, " ms"), goodText(step.reachable), goodText(step.delivery),
                 goodText(step.saturation)});
    table.print(std::cout);
  });
  return okStatus();
}

Status showIndicators(Session& session, const IndicatorArguments& arguments) {
  IndicatorQuery query = arguments.query;
  query.to = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  query.from = query.to - arguments.since;
  if (arguments.step > Duration::zero()) {
    query.from = query.to - query.to.time_since_epoch() % arguments.step - arguments.since;
    return showSteps(session, {query, arguments.step});
  }
  FLOTILLA_TRY(const auto readings, session.ask<std::vector<IndicatorReading>>(
                                        [&](auto& client, auto done) { client.indicators(query, done); }));
  session.show([&] {
    if (readings.empty()) {
      std::cout << "nothing was counted there\n";
      return;
    }
    Table table({"INDICATOR", "WORKLOAD", "VERSION", "GOOD", "COUNTED", "P50 / P95 / P99"});
    for (const IndicatorReading& reading : readings)
      table.add({inWords(toText(reading.indicator)), reading.workload.empty() ? "-" : reading.workload.value,
                 reading.version.empty() ? "-" : reading.version, valueText(reading),
                 reading.indicator == Indicator::Reduction ? bytesText(reading.tally.total)
                                                           : std::to_string(reading.tally.total),
                 spreadText(reading.spread, reading.indicator == Indicator::Latency ? " ms" : " s")});
    table.print(std::cout);
  });
  return okStatus();
}

void declareIndicators(CLI::App& app, IndicatorArguments& arguments) {
  addName(app, "--region", arguments.query.region, "Only of this region; without a place, of the fleet");
  addName(app, "--site", arguments.query.site, "Only of the nodes of this site");
  addText(app, "--node", arguments.query.node, "Only of this node, by name or id")->type_name("NODE");
  addName(app, "--workload", arguments.query.workload, "Only answers of this workload");
  addText(app, "--version", arguments.query.version, "Only answers of this version")->type_name("VERSION");
  addDuration(app, "--since", arguments.since, {std::chrono::hours(1), std::chrono::hours(24 * 400)},
              "How far back, by whole hours unless there is a step");
  addDuration(app, "--step", arguments.step, {std::chrono::seconds(1), std::chrono::hours(24)},
              "By steps of this length, at most 500; those in which nothing was counted are left out");
}

}  // namespace

void addIndicatorCommands(CLI::App& root, Session& session) {
  addCommand<IndicatorArguments>(root, session, "indicators",
                                 "Show what was counted in the fleet, a region, a site or on a node", declareIndicators,
                                 showIndicators)
      ->group(kReliabilityGroup);
}

}  // namespace flotilla::cli

// Whether the inputs of models are still distributed as they were when they were trained.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

constexpr std::size_t kWidth = 40;  // of a bar
constexpr std::uint64_t kAllFeatures = 1000;

struct DriftArguments {
  DriftQuery query;
  std::uint64_t features = 10;
  std::string feature;
};

std::string whereText(const DriftStanding& s) {
  if (!s.node.empty()) return s.node + " (" + s.region.value + ")";
  return s.site.empty() ? s.region.value : s.site.value + " (" + s.region.value + ")";
}

// What is to be done about it, in words.
std::string causeText(const DriftStanding& s) {
  if (s.cause == DriftCause::Region) return "the region drifts since " + shortTime(s.since);
  if (s.cause == DriftCause::Sensor) return "the sensor of this node drifts since " + shortTime(s.since);
  if (s.verdict == DriftVerdict::Drifted) return "not settled yet whether it is the sensor or the region";
  return "-";
}

std::string numbers(const std::optional<DriftMeasure>& m, double DriftMeasure::*value, int decimals) {
  return m && m->bins > 0 ? fixedText((*m).*value, decimals) : "-";
}

void addMeasure(Table& table, const std::string& feature, const char* reference, const std::optional<DriftMeasure>& m) {
  if (!m) return;
  table.add({feature, reference, spaced(toText(m->verdict)), numbers(m, &DriftMeasure::psi, 3),
             m->threshold > 0 ? fixedText(m->threshold, 3) : "-", numbers(m, &DriftMeasure::js, 3),
             numbers(m, &DriftMeasure::ks, 3), numbers(m, &DriftMeasure::shift, 2), std::to_string(m->n),
             fixedText(m->effective, 0), std::to_string(m->inRow)});
}

void printHead(const DriftStanding& s) {
  std::cout << harmless(whereText(s)) << ", " << s.workload.value << " " << harmless(s.version) << ": "
            << spaced(toText(s.verdict));
  if (s.cause != DriftCause::None) std::cout << ", " << causeText(s);
  std::cout << "\n  " << counted(s.records, "input") << " from " << shortTime(s.began) << " to " << shortTime(s.ended)
            << (s.partial ? ", closed early" : "");
  if (s.node.empty())
    std::cout << "; " << s.driftedNodes << " of " << counted(s.nodes, "node") << " drift by themselves";
  if (!s.profiled) std::cout << "\n  no profile of the training to compare with";
  if (!s.learnt) std::cout << "\n  its own beginning is still being learnt";
  std::cout << "\n";
}

void printFeatures(const DriftStanding& s, std::uint64_t most) {
  Table table({"FEATURE", "AGAINST", "VERDICT", "PSI", "THRESHOLD", "JS", "KS", "SHIFT", "N", "N EFF", "IN A ROW"});
  std::uint64_t shown = 0;
  for (const FeatureDrift& feature : s.features) {
    if (shown++ >= most) break;
    addMeasure(table, feature.feature, "training", feature.training);
    addMeasure(table, feature.feature, "beginning", feature.own);
  }
  table.print(std::cout);
  if (s.features.size() > most)
    std::cout << "... and " << counted(s.features.size() - most, "feature") << " that are nearer; see --features\n";
}

Status nothingThere(const std::vector<DriftStanding>& standings) {
  if (standings.empty()) std::cout << "no windows of inputs have come from there\n";
  return okStatus();
}

Result<std::vector<DriftStanding>> ask(Session& session, const DriftQuery& query) {
  return session.ask<std::vector<DriftStanding>>([&](auto& client, auto done) { client.drift(query, done); });
}

void printOverview(const std::vector<DriftStanding>& standings) {
  Table table({"WHERE", "WORKLOAD", "VERSION", "VERDICT", "NODES", "DRIFTING", "FARTHEST", "CAUSE"});
  for (const DriftStanding& s : standings)
    table.add({whereText(s), s.workload.value, s.version, spaced(toText(s.verdict)), std::to_string(s.nodes),
               std::to_string(s.driftedNodes), s.features.empty() ? "-" : s.features.front().feature, causeText(s)});
  table.print(std::cout);
}

bool namesPlace(const DriftQuery& query) {
  return !query.region.empty() || !query.site.empty() || !query.node.empty();
}

Status showDrift(Session& session, const DriftArguments& arguments) {
  FLOTILLA_TRY(const auto standings, ask(session, arguments.query));
  session.show([&] {
    if (standings.empty()) return (void)nothingThere(standings);
    if (!namesPlace(arguments.query)) return printOverview(standings);
    for (const DriftStanding& standing : standings) {
      printHead(standing);
      printFeatures(standing, arguments.features);
    }
  });
  return okStatus();
}

std::string binText(const FeatureHistogram& h, std::size_t i) {
  const auto edge = [&](std::size_t at) { return fixedText(static_cast<double>(h.bins.edges[at]), 3); };
  if (h.bins.kind == FeatureKind::Category) {
    if (i == kUnseenBin) return "unseen";
    if (i == kOtherBin) return "other";
    return i < h.bins.top.size() ? fixedText(static_cast<double>(h.bins.top[i]), 0) : std::string();
  }
  if (i == 0) return "to " + edge(0);
  return i == kInnerEdges ? "above " + edge(i - 1) : "to " + edge(i);
}

std::string bar(double share, double largest, char mark) {
  const double length = largest > 0 ? share / largest * static_cast<double>(kWidth) : 0;
  return std::string(static_cast<std::size_t>(std::lround(std::clamp(length, 0.0, static_cast<double>(kWidth)))), mark);
}

void printHistogram(const FeatureDrift& feature) {
  const FeatureHistogram& h = *feature.histogram;
  std::uint64_t sum = 0;
  for (const std::uint64_t count : h.counts) sum += count;
  const bool training = !h.training.empty();
  const std::vector<double>& reference = training ? h.training : h.own;
  double largest = 0;
  std::vector<double> now(h.counts.size());
  for (std::size_t i = 0; i < now.size(); ++i) {
    now[i] = sum == 0 ? 0 : static_cast<double>(h.counts[i]) / static_cast<double>(sum);
    largest = std::max({largest, now[i], reference.empty() ? 0 : reference[i]});
  }
  std::cout << "\n"
            << harmless(feature.feature) << ": " << spaced(toText(feature.verdict())) << "\n  mean "
            << fixedText(h.mean, 3) << ", deviation " << fixedText(h.sd, 3) << ", from " << fixedText(h.min, 3)
            << " to " << fixedText(h.max, 3) << "; " << h.missing << " missing, " << h.under << " below and " << h.over
            << " above what was ever seen\n";
  Table table({"BIN", "NOW", reference.empty() ? "-" : training ? "TRAINING" : "BEGINNING", ""});
  for (std::size_t i = 0; i < now.size(); ++i) {
    const double was = reference.empty() ? 0 : reference[i];
    // Neighbouring edges that are the same leave nothing between them.
    if (now[i] == 0 && was == 0) continue;
    table.add(
        {binText(h, i), fixedText(100 * now[i], 1) + " %", fixedText(100 * was, 1) + " %", bar(now[i], largest, '#')});
    if (!reference.empty()) table.add({"", "", "", bar(was, largest, '-')});
  }
  table.print(std::cout);
}

Status showHistograms(Session& session, const DriftArguments& arguments) {
  DriftQuery query = arguments.query;
  query.histograms = true;
  FLOTILLA_TRY(const auto standings, ask(session, query));
  session.show([&] {
    (void)nothingThere(standings);
    for (const DriftStanding& standing : standings) {
      printHead(standing);
      std::uint64_t shown = 0;
      for (const FeatureDrift& feature : standing.features) {
        const bool wanted =
            arguments.feature.empty() ? shown < arguments.features : feature.feature == arguments.feature;
        if (!wanted || !feature.histogram) continue;
        printHistogram(feature);
        ++shown;
      }
      if (shown == 0 && !arguments.feature.empty())
        std::cout << "it has no feature " << harmless(arguments.feature) << "\n";
    }
  });
  return okStatus();
}

void declarePlace(CLI::App& app, DriftQuery& query) {
  addName(app, "--region", query.region, "Of this region; without a place, of all, with nodes whose sensor drifts");
  addName(app, "--site", query.site, "Of the nodes of this site together");
  addText(app, "--node", query.node, "Of this node, by name or id")->type_name("NODE");
  addName(app, "--workload", query.workload, "Only of this workload");
  addText(app, "--version", query.version, "Only of this version")->type_name("VERSION");
}

void declareDrift(CLI::App& app, DriftArguments& arguments) {
  declarePlace(app, arguments.query);
  addWhole(app, "--features", arguments.features, 1, kAllFeatures, "How many of the farthest features are shown");
}

void declareShow(CLI::App& app, DriftArguments& arguments) {
  arguments.features = 3;
  declareDrift(app, arguments);
  addText(app, "--feature", arguments.feature, "Only this feature")->type_name("FEATURE");
  addDuration(app, "--since", arguments.query.since, {std::chrono::hours(1), std::chrono::hours(24 * 400)},
              "What was seen for so long, by whole hours, instead of the newest window");
}

}  // namespace

void addDriftCommands(CLI::App& root, Session& session) {
  CLI::App* drift = root.add_subcommand("drift", "Show whether inputs of models are still as they were in training");
  drift->group(kReliabilityGroup);
  const auto arguments = std::make_shared<DriftArguments>();
  declareDrift(*drift, *arguments);
  // It is called after that of its subcommand, which then has been chosen.
  drift->callback([drift, &session, arguments] {
    if (drift->get_subcommands().empty())
      session.chosen = [&session, arguments] { return showDrift(session, *arguments); };
  });
  addCommand<DriftArguments>(*drift, session, "show", "Show histograms of inputs beside those of the training",
                             declareShow, showHistograms);
  addCaptureCommand(*drift, session);
}

}  // namespace flotilla::cli

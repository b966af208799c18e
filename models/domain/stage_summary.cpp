#include "models/domain/stage_summary.h"

#include <cmath>
#include <cstdio>

#include "models/domain/in_words.h"

namespace flotilla {
namespace {

constexpr double kPercent = 100;
constexpr std::size_t kDigits = 3;  // in a group of a number

// 1204 -> "1,204"
std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > kDigits; at -= kDigits) out.insert(at - kDigits, ",");
  return out;
}

// 0.012 -> "1.2 %"; what is finer than that keeps two digits that say something.
std::string percentText(double share) {
  const double percent = share * kPercent;
  if (percent == 0 || percent >= 0.1) return oneDecimal(percent) + " %";
  const int places = 1 - static_cast<int>(std::floor(std::log10(percent)));
  std::string out(32, '\0');
  out.resize(static_cast<std::size_t>(std::snprintf(out.data(), out.size(), "%.*f", places, percent)));
  while (out.ends_with('0')) out.pop_back();
  return out + " %";
}

double shareOf(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

template <class Counts>
std::string countsText(const Counts& counts) {
  std::string out = grouped(counts.compared) + (counts.compared == 1 ? " answer" : " answers") + " compared, " +
                    grouped(counts.differ) + (counts.differ == 1 ? " differs (" : " differ (") +
                    percentText(shareOf(counts.differ, counts.compared)) + ")";
  if (counts.errors > 0) out += ", " + grouped(counts.errors) + " not answered";
  if (counts.drops > 0) out += ", " + grouped(counts.drops) + " dropped";
  return out;
}

constexpr const char* kOpen = "; not decided yet";
constexpr const char* kAlarm = "; more differ than may";

}  // namespace

bool StageSummary::alarms() const {
  return logE >= std::log(kStageAlarm);
}

std::string toText(const ShadowStage& stage) {
  return "shadow for " + toText(stage.minTime) + " to " + toText(stage.limit) + ": refused where " +
         percentText(stage.bad) + " of the answers differ, promoted at " + percentText(stage.good);
}

std::string toText(const WeightStage& stage) {
  std::string steps;
  for (std::size_t i = 0; i < stage.steps.size(); ++i) {
    const bool last = i + 1 == stage.steps.size();
    steps += (i == 0 ? "" : last ? " and " : ", ") + std::to_string(stage.steps[i]);
  }
  return "weights of " + steps + " %, each for " + toText(stage.minTime) + " and " + grouped(stage.minRequests) +
         " answers, " + toText(stage.limit) + " at most: back where more than " + percentText(stage.differ) + " differ";
}

std::string toText(const StageSummary& summary) {
  return std::string(toText(summary.stage)) + ": " + grouped(summary.nodes) +
         (summary.nodes == 1 ? " node, " : " nodes, ") + countsText(summary) +
         (summary.alarms()       ? kAlarm
          : summary.underWay > 0 ? kOpen
                                 : "");
}

std::string toText(const NodeStage& stage) {
  const StageReport& report = stage.report;
  const bool alarms = report.logE >= std::log(kStageAlarm);
  return std::string(toText(report.stage)) +
         (report.stage == StageKind::Weights ? ", " + std::to_string(report.percent) + " %: " : ": ") +
         countsText(report) +
         (alarms           ? kAlarm
          : stage.underWay ? kOpen
                           : "");
}

std::vector<std::string> sentences(const Stages& stages) {
  std::vector<std::string> out;
  if (stages.shadow) out.push_back(toText(*stages.shadow));
  if (stages.weights) out.push_back(toText(*stages.weights));
  return out;
}

}  // namespace flotilla

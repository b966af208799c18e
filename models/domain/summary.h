// How a fleet did over some weeks, for one page. What is not known is absent, and never zero. Shares are from 0 to 1.
// An address is path and query of the list that a number counts. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/business.h"
#include "models/domain/incident.h"
#include "models/domain/objective.h"
#include "models/domain/version.h"

namespace flotilla {

struct SummaryQuestion {
  Duration period = std::chrono::hours(24 * 30);  // 1 d to 90 d
  std::vector<RegionName> regions = {};           // none = all that the caller may see
  double canaryShare = 0.1;  // up to which share of its nodes a version that was stopped is a canary
};
inline constexpr Duration kShortestSummary = std::chrono::hours(24);
inline constexpr Duration kLongestSummary = std::chrono::hours(24 * 90);
inline constexpr std::size_t kSummarySteps = 30;

using SummarySteps = std::vector<std::optional<double>>;

enum class SummaryLevel { Good, Caution, Bad, Unknown };
inline constexpr std::array<std::string_view, 4> kSummaryLevelNames{"good", "caution", "bad", "unknown"};
constexpr std::string_view toText(SummaryLevel level) {
  return kSummaryLevelNames[static_cast<std::size_t>(level)];
}

// By its code, for who has words of their own; the codes are in summary.proto.
struct SummarySentence {
  std::string code;
  std::map<std::string, std::string> parameters;
  std::string text;
  std::string address;
};
struct SummaryHeadline {
  SummaryLevel level = SummaryLevel::Unknown;
  std::vector<SummarySentence> sentences;  // the first is the status
};

struct SummaryCell {
  ObjectiveName objective;
  std::optional<double> attainment, budgetLeft, burn;
  BudgetState state = BudgetState::Unknown;
  std::optional<TimePoint> runsOut;
  SummarySteps left;
  bool missing = false;
  std::string address;
};
struct SummaryRow {
  RegionName region;  // empty = the fleet
  std::string title;
  std::uint64_t nodes = 0;
  BudgetState state = BudgetState::Unknown;
  std::optional<bool> insideTarget;
  std::optional<TimePoint> runsOut;
  std::vector<SummaryCell> cells;
  std::string address;
};
struct SummaryObjective {
  Objective objective;
  bool enforced = false;
};

// The order is that in which they are shown; maintenance stands beside the sum.
enum class SpentOn { Releases, Incidents, Network, Unexplained, Maintenance };
inline constexpr std::array<std::string_view, 5> kSpentOnNames{"releases", "incidents", "network", "unexplained",
                                                               "maintenance"};
constexpr std::string_view toText(SpentOn on) {
  return kSpentOnNames[static_cast<std::size_t>(on)];
}
struct SummarySpending {
  SpentOn on = SpentOn::Unexplained;
  double share = 0;
  std::vector<std::string> ids;  // the most expensive first
  std::uint32_t count = 0;
  std::string address;
};
struct SummaryBudget {
  RegionName region;
  ObjectiveName objective;
  std::uint32_t objectives = 0;
  std::optional<double> left;          // 1 = left + the shares of `spent`
  std::vector<SummarySpending> spent;  // without maintenance
  std::optional<SummarySpending> maintenance;
  TimePoint from{};
};

struct SummaryCount {
  std::uint64_t value = 0;
  std::string address;
};
struct SummaryDuration {
  std::optional<Duration> median, shortest, longest;
  std::uint32_t of = 0;
};
struct SummaryCanary {
  RolloutId rollout;
  WorkloadName workload;
  Version version;
  std::uint64_t touched = 0, nodes = 0;
  std::string reason, message;
  TimePoint ended{};
  std::string address;
};
struct SummaryReleases {
  SummaryCount all, succeeded, running, paused, failed, aborted, rolledBackAutomatically, rolledBackByHand;
  std::optional<double> changeFailureRate, changeFailureRateBefore;
  SummaryDuration badLive;
  SummaryCount stoppedAsCanaries;
  std::vector<SummaryCanary> canaries;
  double canaryShare = 0;
};

struct SummaryIncident {
  IncidentId id;
  std::string title;
  IncidentSeverity severity = IncidentSeverity::Sev3;
  IncidentState state = IncidentState::Triage;
  RegionName region;
  TimePoint opened{};
  std::optional<Duration> toDetect, toMitigate;
  std::string address;
};
struct SummaryCause {
  std::string cause;
  std::uint32_t incidents = 0;
  std::string address;
};
struct SummaryIncidents {
  SummaryCount all;
  std::array<SummaryCount, kIncidentSeverityNames.size()> bySeverity;
  SummaryCount open, falseAlarms;
  SummaryDuration toDetect, toAcknowledge, toMitigate;
  std::vector<SummaryCause> repeatedCauses;
  SummaryCount overdueTasks, pages;
  std::optional<double> pagesPerWeek;
  std::vector<SummaryIncident> newest;
};

struct SummaryVersion {
  Version version;
  std::uint64_t nodes = 0;
  std::optional<TimePoint> published;
  std::string address;
};
struct SummaryWorkload {
  WorkloadName workload;
  std::uint64_t nodes = 0;
  SummaryVersion newest;
  SummaryCount behind, unproven;
  std::optional<double> currentShare;
  std::optional<SummaryVersion> oldest;
  std::optional<Duration> oldestAge;
};
struct SummaryFleet {
  SummaryCount nodes, inService, unreachable;
  std::optional<TimePoint> unreachableSince;
  SummaryCount unseen, sites, sitesBelow;
  std::vector<SummaryWorkload> workloads;
};

struct SummaryService {
  Indicator indicator = Indicator::Success;
  Tally tally;
  std::optional<double> level, goal, before;
  SummarySteps steps;
  std::string address;
};

struct SummaryBusiness {
  BusinessIndicator indicator;
  std::optional<double> value, before;
  SummarySteps steps;
  std::optional<TimePoint> lastPoint;
  Indicator beside = Indicator::Success;
  SummarySteps besideSteps;
  std::string address;
};

struct Summary {
  TimePoint from{}, to{};
  std::optional<TimePoint> asOf;
  bool wholeFleet = false;
  std::vector<RegionName> regions;
  std::uint32_t regionsWithData = 0;
  SummaryHeadline headline;
  std::vector<SummaryObjective> objectives;
  std::vector<SummaryRow> rows;
  std::optional<double> budgetLeft;
  std::vector<SummaryBudget> budgets;
  SummaryReleases releases;
  SummaryIncidents incidents;
  SummaryFleet fleet;
  SummaryService service;
  std::vector<SummaryBusiness> business;
  Duration step{};
  std::uint64_t revision = 0;
};

}  // namespace flotilla

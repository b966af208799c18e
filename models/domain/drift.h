// Drift: whether the inputs of a model are still distributed as they were when it was trained, and as they were when
// the node began. What it says and how far it can be believed. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/reference_profile.h"
#include "models/domain/time.h"

namespace flotilla {

inline constexpr std::uint64_t kLeastDriftValues = 200;  // below it nothing is judged
inline constexpr double kLeastDriftEffective = 50;       // likewise, of independent values
inline constexpr std::uint32_t kDriftInRow = 3;          // windows above their threshold make an alarm
inline constexpr double kSmallestDriftShift = 0.1;       // what is less than both of these is no news
inline constexpr double kSmallestDriftPsi = 0.02;

// Suspected: the newest window is further away than chance explains, and not yet so many in a row that it is told.
enum class DriftVerdict { NotEnoughData, Steady, Suspected, Drifted };
inline constexpr std::array<std::string_view, 4> kDriftVerdictNames{"not_enough_data", "steady", "suspected",
                                                                    "drifted"};
constexpr std::string_view toText(DriftVerdict verdict) {
  return kDriftVerdictNames[static_cast<std::size_t>(verdict)];
}

// One feature in one window against one reference.
struct DriftMeasure {
  DriftVerdict verdict = DriftVerdict::NotEnoughData;
  double psi = 0;           // population stability index, natural logarithm
  double js = 0;            // Jensen-Shannon distance, base 2, 0 to 1
  double ks = 0;            // largest difference of the cumulated shares, on the edges; of a category, of one share
  double shift = 0;         // Wasserstein distance in standard deviations of the reference; 0 of a category
  double threshold = 0;     // of the PSI in this window
  std::uint64_t n = 0;      // values
  std::uint32_t bins = 0;   // in which they were compared; 0: nothing was
  double effective = 0;     // that so many independent ones are worth
  double cumulated = 0;     // of the slow sum of small excesses; told from 2 on
  std::uint32_t inRow = 0;  // windows above the threshold
  friend bool operator==(const DriftMeasure&, const DriftMeasure&) = default;
};

// Where it is: in inputs of a whole region, which is a change of the world, or of one node alone, which is its sensor.
enum class DriftCause { None, Region, Sensor };
inline constexpr std::array<std::string_view, 3> kDriftCauseNames{"none", "region", "sensor"};
constexpr std::string_view toText(DriftCause cause) {
  return kDriftCauseNames[static_cast<std::size_t>(cause)];
}

// A feature as it was counted, in shares of one for the references.
struct FeatureHistogram {
  FeatureBins bins;
  std::vector<std::uint64_t> counts;  // kBins
  std::vector<double> training;       // empty without a profile
  std::vector<double> own;            // empty while it is learnt
  std::uint64_t under = 0, over = 0, missing = 0;
  double mean = 0, sd = 0, min = 0, max = 0;
  friend bool operator==(const FeatureHistogram&, const FeatureHistogram&) = default;
};

struct FeatureDrift {
  std::string feature;
  std::optional<DriftMeasure> training;  // against the profile
  std::optional<DriftMeasure> own;       // against its own beginning
  std::optional<FeatureHistogram> histogram;
  // The one that says more.
  DriftVerdict verdict() const;
  friend bool operator==(const FeatureDrift&, const FeatureDrift&) = default;
};

// What the newest windows of one node, site or region say of one version.
struct DriftStanding {
  RegionName region;
  SiteName site;     // empty of a region
  std::string node;  // its name; empty of a region or site
  WorkloadName workload;
  std::string version;
  DriftVerdict verdict = DriftVerdict::NotEnoughData;
  DriftCause cause = DriftCause::None;
  TimePoint since{};           // of the drift
  TimePoint began{}, ended{};  // the newest window
  std::uint64_t records = 0;
  bool partial = false;   // it closed early
  bool profiled = false;  // the bundle has a profile that the control plane could read
  bool learnt = false;    // its own beginning is complete
  std::uint32_t nodes = 1, driftedNodes = 0;
  std::vector<FeatureDrift> features;  // the farthest first
  friend bool operator==(const DriftStanding&, const DriftStanding&) = default;
};

struct DriftQuery {
  RegionName region;  // at most one of region, site and node; none: every region, and nodes whose sensor drifts
  SiteName site;
  std::string node;  // name or id
  WorkloadName workload;
  std::string version;
  bool histograms = false;
  Duration since{};  // above 0: histograms of so long, by whole hours, instead of the newest window
};

// The budget of false alarms is the setting; levels of single tests follow from it.
struct DriftBudget {
  double daysPerFalseAlarm = 90;  // of one node, or of one region and version
  friend bool operator==(const DriftBudget&, const DriftBudget&) = default;
};

}  // namespace flotilla

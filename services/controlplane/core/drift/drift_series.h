// The windows of one node, or of one region, and of one version: what is kept from one to the next. Thread: values.
#pragma once

#include <string>
#include <vector>

#include "services/controlplane/core/drift/drift_judge.h"
#include "services/telemetry/input_window.h"

namespace flotilla::controlplane::drift {

// A window and how many independent values each of its features is worth; the confidence comes last, if it has one.
struct WindowEvidence {
  InputWindow window;
  std::vector<double> effective;
  friend bool operator==(const WindowEvidence&, const WindowEvidence&) = default;

  std::size_t features() const { return effective.size(); }
  const Distribution& feature(std::size_t i) const {
    return i < window.features.size() ? window.features[i] : *window.confidence;
  }
  // Other nodes see other inputs, so their evidence adds up; but not beyond the inputs that all of them repeat.
  bool merge(const WindowEvidence& other);
};
// Neighbours are correlated in the window or, if `profile` says so, in the training.
WindowEvidence evidenceOf(InputWindow window, const ReferenceProfile* profile);
// Three windows in a row would be the same inputs again.
bool repeats(const InputWindow& window);

// What a profile that belongs to the window says about its feature; nothing of a confidence.
const FeatureProfile* profileOf(const InputWindow& window, const ReferenceProfile* profile, std::size_t feature);
FeatureBins binsOf(const InputWindow& window, const ReferenceProfile* profile, std::size_t feature);
std::string nameOf(const InputWindow& window, const ReferenceProfile* profile, std::size_t feature);

struct FeatureLook {
  std::size_t feature = 0;
  bool own = false;  // against its own beginning instead of the training
  DriftMeasure measure;
  double chance = 1;
};

struct LearningRule {
  std::size_t windows = 8;                 // at least
  Duration span = std::chrono::hours(24);  // from the first to the last, at least: a day has its hours
};

class DriftSeries {
 public:
  // How far the window is, each feature against what is known. The order is that of the features.
  std::vector<FeatureLook> look(const WindowEvidence& evidence, const ReferenceProfile* profile,
                                const DriftLevel& level) const;
  // The same, with what is known from the windows before in the verdicts; changes nothing.
  std::vector<FeatureLook> standing(const ReferenceProfile* profile, const DriftLevel& level) const;
  // One more window: verdicts become those of its place in the row.
  void take(WindowEvidence evidence, std::vector<FeatureLook>& looks, const LearningRule& rule);

  bool empty() const { return last_.effective.empty(); }
  // Whether the next window can be compared with those before.
  bool fits(const InputWindow& window) const { return empty() || last_.window.sameKind(window); }
  bool drifted() const { return since_ != TimePoint{}; }
  TimePoint since() const { return since_; }
  bool learnt() const { return learnt_; }
  const WindowEvidence& last() const { return last_; }
  const WindowEvidence& beginning() const { return beginning_; }
  // Of those that have drifted, and of those that were far in the newest window.
  std::vector<std::size_t> driftedFeatures() const;
  bool isFar(std::size_t feature) const;

  std::string encode() const;
  static Result<DriftSeries> decode(std::string_view bytes);  // Internal/"bad_series"
  friend bool operator==(const DriftSeries&, const DriftSeries&) = default;

 private:
  void learn(const WindowEvidence& evidence, bool farFromTraining, const LearningRule& rule);
  struct States {
    DriftState training, own;
    friend bool operator==(const States&, const States&) = default;
  };
  std::vector<States> states_;  // by feature
  WindowEvidence last_;
  WindowEvidence beginning_;      // of its first windows
  std::uint32_t windows_ = 0;     // in the beginning
  std::uint32_t farWindows_ = 0;  // of these, while it had drifted from the training
  bool learnt_ = false;
  TimePoint since_{};
};

}  // namespace flotilla::controlplane::drift

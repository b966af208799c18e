// How the inputs of a model were distributed when it was trained: what the inputs of a node are compared with. It
// travels in the signed bundle, so nobody on the way can change what counts as normal. Thread: values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace flotilla {

inline constexpr std::size_t kInnerEdges = 19;
inline constexpr std::size_t kBins = kInnerEdges + 1;
inline constexpr std::size_t kMaxFeatures = 512;
// A category keeps its most frequent values apart; the last two bins hold the others that training knew, and the rest.
inline constexpr std::size_t kTopCategories = kBins - 2;
inline constexpr std::size_t kOtherBin = kBins - 2;
inline constexpr std::size_t kUnseenBin = kBins - 1;
inline constexpr std::size_t kMaxOtherCategories = 64;

enum class FeatureKind { Number, Category };

// Where the values of one feature are counted. Bin i of a number holds what is above edge i-1, up to and including
// edge i; the outer bins have no end.
struct FeatureBins {
  FeatureKind kind = FeatureKind::Number;
  std::array<float, kInnerEdges> edges{};  // of a number: ascending, ties possible, and then bins between them empty
  std::vector<float> top;                  // of a category: at most kTopCategories, bin i holds those equal to top[i]
  std::vector<float> others;               // of a category: known to training, too rare for a bin of their own
  float min = 0;                           // of the reference; what lies outside is counted apart as well
  float max = 0;
  float centre = 0;  // near the mean, so that sums of squares stay exact
  friend bool operator==(const FeatureBins&, const FeatureBins&) = default;
};

struct FeatureProfile {
  std::string name;
  FeatureBins bins;
  std::uint64_t n = 0;                        // reference values
  std::array<std::uint64_t, kBins> counts{};  // in these bins; their sum is n
  double mean = 0;
  double sd = 0;
  double lag1 = 0;  // autocorrelation of neighbours, -1 to 1
  friend bool operator==(const FeatureProfile&, const FeatureProfile&) = default;
};

struct ReferenceProfile {
  std::vector<FeatureProfile> features;  // in the order of the model's inputs
  friend bool operator==(const ReferenceProfile&, const ReferenceProfile&) = default;
};

// The confidence of a classifier needs no training to be counted: it lies between 0 and 1. Finer where they usually
// are.
FeatureBins confidenceBins();
inline constexpr const char* kConfidence = "confidence";

}  // namespace flotilla

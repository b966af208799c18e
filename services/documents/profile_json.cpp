#include "services/documents/profile_json.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

constexpr double kMost = std::numeric_limits<float>::max();
constexpr std::size_t kMaxFeatureName = 64;

struct Fields {
  std::string kind = "number";
  std::vector<double> edges, top, others;
  std::vector<std::uint64_t> counts;
  double min = 0, max = 0, mean = 0, sd = 0;
};

template <class Out>
Out asFloats(const std::vector<double>& values, Out out) {
  return std::transform(values.begin(), values.end(), out, [](double v) { return static_cast<float>(v); });
}

std::string textOf(double value) {
  return std::to_string(value);
}

void readNumber(JsonReader& reader, Fields& fields, double lag1, FeatureProfile& out) {
  const auto any = numberFrom(-kMost, kMost);
  reader.required("edges", fields.edges, listOf<double>(kInnerEdges, kInnerEdges, any));
  reader.required("min", fields.min, any);
  reader.required("max", fields.max, any);
  reader.required("mean", fields.mean, any);
  reader.required("sd", fields.sd, numberFrom(0, kMost));
  reader.check(std::is_sorted(fields.edges.begin(), fields.edges.end()), "edges", "must ascend");
  reader.check(fields.edges.empty() || (fields.min <= fields.edges.front() && fields.edges.back() <= fields.max),
               "edges", "must lie between min and max", "compute them from the same values");
  reader.check(fields.min <= fields.mean && fields.mean <= fields.max, "mean", "must lie between min and max");
  if (fields.edges.size() != kInnerEdges) return;  // the reader knows why
  asFloats(fields.edges, out.bins.edges.begin());
  out.bins.min = static_cast<float>(fields.min);
  out.bins.max = static_cast<float>(fields.max);
  out.bins.centre = static_cast<float>(fields.mean);
  out.mean = fields.mean;
  out.sd = fields.sd;
  out.lag1 = lag1;
}

void readCategory(JsonReader& reader, Fields& fields, FeatureProfile& out) {
  const auto any = numberFrom(-kMost, kMost);
  reader.required("values", fields.top, listOf<double>(1, kTopCategories, any));
  reader.optional("others", fields.others, listOf<double>(0, kMaxOtherCategories, any));
  reader.unique("values", fields.top, "", textOf);
  out.bins.kind = FeatureKind::Category;
  asFloats(fields.top, std::back_inserter(out.bins.top));
  asFloats(fields.others, std::back_inserter(out.bins.others));
}

Result<FeatureProfile> readFeature(const Json& node, const std::string& path) {
  FeatureProfile out;
  Fields fields;
  JsonReader reader(node, path);
  reader.required("name", out.name, asciiOf(1, kMaxFeatureName));
  reader.optional("kind", fields.kind, asciiOf(1, 16));
  reader.check(fields.kind == "number" || fields.kind == "category", "kind", "must be number or category");
  reader.required("n", out.n, integerFrom(1, kMaxInteger));
  reader.required("counts", fields.counts, listOf<std::uint64_t>(kBins, kBins, anyInteger()));
  double lag1 = 0;
  reader.optional("lag1", lag1, numberFrom(-1, 1));
  if (fields.kind == "category")
    readCategory(reader, fields, out);
  else
    readNumber(reader, fields, lag1, out);
  out.lag1 = lag1;
  const std::uint64_t sum = std::accumulate(fields.counts.begin(), fields.counts.end(), std::uint64_t{0});
  reader.check(sum == out.n, "counts", "must add up to n", "count every reference value in one bin");
  FLOTILLA_CHECK(reader.finish());
  std::copy(fields.counts.begin(), fields.counts.end(), out.counts.begin());
  return out;
}

}  // namespace

Result<ReferenceProfile> parseReferenceProfile(std::string_view json) {
  FLOTILLA_TRY(const Json document, parseStrictJson(json, JsonNumbers::Measured));
  ReferenceProfile out;
  JsonReader reader(document, "");
  reader.required("features", out.features, listOf<FeatureProfile>(1, kMaxFeatures, readFeature));
  reader.unique("features", out.features, "name", [](const FeatureProfile& f) { return f.name; });
  FLOTILLA_CHECK(reader.finish());
  return out;
}

}  // namespace flotilla

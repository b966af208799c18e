#include "services/telemetry/window_counter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace flotilla {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

void writeFloats(ByteWriter& out, const std::vector<float>& values) {
  writeVarint(out, values.size());
  for (const float value : values) out.number(value);
}

bool readFloats(ByteReader& in, std::size_t most, std::vector<float>& out) {
  const std::uint64_t count = readVarint(in);
  if (count > most) return false;
  for (std::uint64_t i = 0; i < count; ++i) out.push_back(in.number<float>());
  return in.ok();
}

}  // namespace

WindowCounter::WindowCounter(WindowRule rule, const std::vector<FeatureBins>& features, Digest profile, bool confident,
                             std::uint32_t repeatsAfter)
    : rule_(rule), profile_(profile), confident_(confident), repeatsAfter_(repeatsAfter) {
  for (const FeatureBins& bins : features) {
    features_.push_back(featureOf(bins));
    if (bins.kind != FeatureKind::Category) continue;
    features_.back().category = static_cast<std::int32_t>(categories_.size());
    categories_.push_back({bins.top, bins.others});
  }
  if (confident) features_.push_back(featureOf(confidenceBins()));
}

WindowCounter::Feature WindowCounter::featureOf(const FeatureBins& bins) {
  Feature out;
  std::copy(bins.edges.begin(), bins.edges.end(), out.edges);
  out.edges[kInnerEdges] = kInfinity;
  out.low = bins.min;
  out.high = bins.max;
  out.centre = bins.centre;
  return out;
}

std::size_t WindowCounter::binOf(const Category& category, float value) const {
  const auto top = std::find(category.top.begin(), category.top.end(), value);
  if (top != category.top.end()) return static_cast<std::size_t>(top - category.top.begin());
  const bool known = std::find(category.others.begin(), category.others.end(), value) != category.others.end();
  return known ? kOtherBin : kUnseenBin;
}

void WindowCounter::addTo(Feature& f, float value) const {
  if (!std::isfinite(value)) {
    ++f.missing;
    return;
  }
  std::uint32_t bin = 0;
  if (f.category < 0) {
    for (std::size_t i = 0; i < kBins; ++i) bin += static_cast<std::uint32_t>(value > f.edges[i]);
    f.under += static_cast<std::uint32_t>(value < f.low);
    f.over += static_cast<std::uint32_t>(value > f.high);
  } else {
    bin = static_cast<std::uint32_t>(binOf(categories_[static_cast<std::size_t>(f.category)], value));
  }
  ++f.bins[bin];
  const float apart = value - f.centre;
  const double d = apart;
  f.sum += d;
  f.squares += d * d;
  if (f.count++ == 0) {
    f.first = d;
    f.min = f.max = value;
  } else {
    f.products += d * static_cast<double>(f.before);
    f.min = std::min(f.min, value);
    f.max = std::max(f.max, value);
  }
  f.before = apart;
}

void WindowCounter::add(const float* input, float confidence) {
  ++records_;
  const std::size_t inputs = features_.size() - (confident_ ? 1 : 0);
  for (std::size_t i = 0; i < inputs; ++i) addTo(features_[i], input[i]);
  if (confident_) addTo(features_.back(), confidence);
}

bool WindowCounter::full(SteadyPoint now) {
  if (!open_) began_ = now;
  open_ = true;
  const auto age = now - began_;
  if (records_ == 0) return false;
  return age >= rule_.longest || (records_ >= rule_.records && age >= rule_.shortest) || records_ == UINT32_MAX;
}

// From sums of differences from the centre c to those from the mean c + s: with n - 1 pairs, the first value misses as
// the later one of a pair and the last as the earlier one.
Distribution WindowCounter::closed(Feature& f) {
  Distribution out;
  std::copy(std::begin(f.bins), std::end(f.bins), out.bins.begin());
  out.under = f.under;
  out.over = f.over;
  out.missing = f.missing;
  if (f.count > 0) {
    const double n = f.count, shift = f.sum / n, last = f.before;
    out.mean = static_cast<double>(f.centre) + shift;
    out.squares = std::max(0.0, f.squares - n * shift * shift);
    out.neighbours = f.products - shift * (2 * f.sum - f.first - last) + (n - 1) * shift * shift;
    out.min = static_cast<double>(f.min);
    out.max = static_cast<double>(f.max);
    if (f.min == f.max) out.squares = out.neighbours = 0;
  }
  std::fill(std::begin(f.bins), std::end(f.bins), 0U);
  f.sum = f.squares = f.products = f.first = 0;
  f.count = f.under = f.over = f.missing = 0;
  return out;
}

InputWindow WindowCounter::take(SteadyPoint now, TimePoint ended) {
  InputWindow out;
  const auto age = open_ ? std::chrono::duration_cast<Duration>(now - began_) : Duration(0);
  out.partial = !full(now);
  out.ended = ended;
  out.began = ended - age;
  out.records = records_;
  out.repeatsAfter = repeatsAfter_;
  for (Feature& feature : features_) out.features.push_back(closed(feature));
  if (confident_) {
    out.confidence = out.features.back();
    out.features.pop_back();
  }
  if (!out.features.empty()) out.profile = profile_;
  records_ = 0;
  open_ = false;
  return out;
}

std::string encodeBins(const std::vector<FeatureBins>& features) {
  ByteWriter out;
  writeVarint(out, features.size());
  for (const FeatureBins& bins : features) {
    out.number(static_cast<std::uint8_t>(bins.kind));
    for (const float edge : bins.edges) out.number(edge);
    for (const float value : {bins.min, bins.max, bins.centre}) out.number(value);
    writeFloats(out, bins.top);
    writeFloats(out, bins.others);
  }
  return out.take();
}

Result<std::vector<FeatureBins>> decodeBins(std::string_view bytes) {
  ByteReader in(bytes);
  const Error bad = invalid("bad_bins", "the bins of a profile are damaged");
  const std::uint64_t count = readVarint(in);
  if (count > kMaxFeatures) return bad;
  std::vector<FeatureBins> out;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    FeatureBins& bins = out.emplace_back();
    const auto kind = in.number<std::uint8_t>();
    bins.kind = kind == 0 ? FeatureKind::Number : FeatureKind::Category;
    for (float& edge : bins.edges) edge = in.number<float>();
    for (float* value : {&bins.min, &bins.max, &bins.centre}) *value = in.number<float>();
    if (kind > 1 || !readFloats(in, kTopCategories, bins.top) || !readFloats(in, kMaxOtherCategories, bins.others))
      return bad;
  }
  if (!in.atEnd()) return bad;
  return out;
}

}  // namespace flotilla

#include "services/telemetry/histogram.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "services/runtime/bytes.h"
#include "services/telemetry/distribution.h"

namespace flotilla {
namespace {

constexpr double kBucketsPerOctave = 32;  // 2^scale with scale 5
constexpr std::int32_t kMinIndex = -64 * 32;
constexpr std::int32_t kMaxIndex = 64 * 32;

std::int32_t indexOf(double value) {
  const double index = std::ceil(std::log2(value) * kBucketsPerOctave) - 1;
  return static_cast<std::int32_t>(std::clamp(index, static_cast<double>(kMinIndex), static_cast<double>(kMaxIndex)));
}

// The value inside a bucket with the least relative error: 2 * base^(i+1) / (base + 1).
double middle(std::int32_t index) {
  const double base = std::exp2(1 / kBucketsPerOctave);
  return 2 * std::exp2((index + 1) / kBucketsPerOctave) / (base + 1);
}

bool readRun(ByteReader& in, std::int64_t& index, std::map<std::int32_t, std::uint64_t>& buckets, std::uint64_t& sum) {
  const std::uint64_t step = readVarint(in), length = readVarint(in);
  constexpr std::uint64_t kMost = kMaxIndex - kMinIndex + 1;
  if (step == 0 || step > kMost || length == 0 || length > kMost) return false;
  index += static_cast<std::int64_t>(step) - 1;
  for (std::uint64_t i = 0; i < length; ++i) {
    const std::uint64_t count = readVarint(in);
    if (!in.ok() || count == 0 || count > UINT64_MAX - sum || ++index > kMaxIndex) return false;
    buckets.emplace_hint(buckets.end(), static_cast<std::int32_t>(index), count);
    sum += count;
  }
  return true;
}

}  // namespace

void Histogram::add(double value, std::uint64_t times) {
  if (times == 0) return;
  count_ += times;
  if (!std::isfinite(value) || value <= 0) {
    zero_ += times;
    return;
  }
  sum_ += value * static_cast<double>(times);
  buckets_[indexOf(value)] += times;
}

void Histogram::merge(const Histogram& other) {
  for (const auto& [index, count] : other.buckets_) buckets_[index] += count;
  zero_ += other.zero_;
  count_ += other.count_;
  sum_ += other.sum_;
}

double Histogram::quantile(double q) const {
  if (count_ == 0) return 0;
  const auto rank = static_cast<std::uint64_t>(std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_)));
  std::uint64_t seen = zero_;
  if (std::max<std::uint64_t>(rank, 1) <= seen) return 0;
  for (const auto& [index, count] : buckets_) {
    seen += count;
    if (rank <= seen) return middle(index);
  }
  return middle(buckets_.rbegin()->first);
}

std::uint64_t Histogram::countAbove(double limit) const {
  std::uint64_t above = 0;
  for (const auto& [index, count] : buckets_)
    if (limit <= 0 || index > indexOf(limit)) above += count;
  return above;
}

std::string Histogram::encode() const {
  ByteWriter out;
  out.number(zero_);
  out.number(sum_);
  out.number(static_cast<std::uint32_t>(buckets_.size()));
  for (const auto& [index, count] : buckets_) {
    out.number(static_cast<std::int16_t>(index));
    out.number(static_cast<std::uint32_t>(std::min<std::uint64_t>(count, UINT32_MAX)));
  }
  return out.take();
}

// Runs of neighbouring buckets: how far from the one before, how many, and their counts.
std::string Histogram::encodePacked() const {
  ByteWriter out;
  writeVarint(out, zero_);
  out.number(sum_);
  std::int32_t last = kMinIndex - 1;
  for (auto run = buckets_.begin(); run != buckets_.end();) {
    auto end = std::next(run);
    for (std::int32_t index = run->first; end != buckets_.end() && end->first == index + 1; ++end) index = end->first;
    writeVarint(out, static_cast<std::uint64_t>(run->first - last));
    writeVarint(out, static_cast<std::uint64_t>(std::distance(run, end)));
    for (; run != end; ++run) {
      writeVarint(out, run->second);
      last = run->first;
    }
  }
  return out.take();
}

Result<Histogram> Histogram::decodePacked(std::string_view bytes) {
  ByteReader in(bytes);
  Histogram out;
  out.zero_ = readVarint(in);
  out.sum_ = in.number<double>();
  out.count_ = out.zero_;
  std::int64_t index = kMinIndex - 1;
  bool good = true;
  while (good && in.ok() && !in.atEnd()) good = readRun(in, index, out.buckets_, out.count_);
  if (!good || !in.atEnd() || !std::isfinite(out.sum_) || out.sum_ < 0)
    return invalid("bad_histogram", "histogram record is damaged");
  return out;
}

Result<Histogram> Histogram::decode(std::string_view bytes) {
  ByteReader in(bytes);
  Histogram out;
  out.zero_ = in.number<std::uint64_t>();
  out.sum_ = in.number<double>();
  out.count_ = out.zero_;
  const auto buckets = in.number<std::uint32_t>();
  std::int32_t last = kMinIndex - 1;
  for (std::uint32_t i = 0; i < buckets && in.ok(); ++i) {
    const std::int32_t index = in.number<std::int16_t>();
    const auto count = in.number<std::uint32_t>();
    if (index <= last || index > kMaxIndex || count == 0)
      return invalid("bad_histogram", "histogram buckets are out of order");
    out.buckets_.emplace_hint(out.buckets_.end(), index, count);
    out.count_ += count;
    last = index;
  }
  if (!in.atEnd() || !std::isfinite(out.sum_) || out.sum_ < 0)
    return invalid("bad_histogram", "histogram record is damaged");
  return out;
}

}  // namespace flotilla

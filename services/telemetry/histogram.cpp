#include "services/telemetry/histogram.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "services/runtime/bytes.h"
#include "services/telemetry/distribution.h"

namespace flotilla {
namespace {

constexpr int kBucketsPerOctave = 32;  // 2^scale with scale 5
constexpr std::int32_t kMinIndex = -64 * 32;
constexpr std::int32_t kMaxIndex = 64 * 32;

// Where buckets end within an octave, by the bits of a value's mantissa. A cell, which is what its first six bits tell,
// is narrower than the narrowest bucket, so at most one bucket ends in it.
constexpr int kMantissaBits = 52;
constexpr int kCellBits = 6;
struct Octave {
  std::array<std::uint64_t, kBucketsPerOctave + 1> ends{};  // the last one is never reached
  std::array<std::uint8_t, 1 << kCellBits> before{};        // how many buckets have ended before a cell

  Octave() {
    constexpr std::uint64_t kOne = std::uint64_t{1} << kMantissaBits;
    for (int i = 0; i < kBucketsPerOctave; ++i)
      ends[static_cast<std::size_t>(i)] = std::bit_cast<std::uint64_t>(std::exp2(i / 32.0)) & (kOne - 1);
    ends.back() = kOne;
    for (std::size_t cell = 0; cell < before.size(); ++cell)
      before[cell] = static_cast<std::uint8_t>(
          std::lower_bound(ends.begin(), ends.end(), cell << (kMantissaBits - kCellBits)) - ends.begin());
  }
};

std::int32_t indexOf(double value) {
  static const Octave octave;
  constexpr int kBias = 1023;
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t mantissa = bits & ((std::uint64_t{1} << kMantissaBits) - 1);
  const int exponent = static_cast<int>(bits >> kMantissaBits) - kBias;
  const std::uint8_t ended = octave.before[mantissa >> (kMantissaBits - kCellBits)];
  const int passed = ended + (mantissa > octave.ends[ended] ? 1 : 0);
  return std::clamp(exponent * kBucketsPerOctave + passed - 1, kMinIndex, kMaxIndex);
}

// The value inside a bucket with the least relative error: 2 * base^(i+1) / (base + 1).
double middle(std::int32_t index) {
  const double base = std::exp2(1.0 / kBucketsPerOctave);
  return 2 * std::exp2((index + 1.0) / kBucketsPerOctave) / (base + 1);
}

}  // namespace

std::uint64_t& Histogram::bucket(std::int32_t index) {
  if (buckets_.empty()) first_ = index;
  if (index < first_) {
    buckets_.insert(buckets_.begin(), static_cast<std::size_t>(first_ - index), 0);
    first_ = index;
  }
  const auto at = static_cast<std::size_t>(index - first_);
  if (at >= buckets_.size()) buckets_.resize(at + 1);
  return buckets_[at];
}

void Histogram::add(double value, std::uint64_t times) {
  if (times == 0) return;
  count_ += times;
  if (!std::isfinite(value) || value <= 0) {
    zero_ += times;
    return;
  }
  sum_ += value * static_cast<double>(times);
  bucket(indexOf(value)) += times;
}

void Histogram::merge(const Histogram& other) {
  if (!other.buckets_.empty()) {
    bucket(other.first_ + static_cast<std::int32_t>(other.buckets_.size()) - 1);
    std::uint64_t* into = &bucket(other.first_);
    for (const std::uint64_t count : other.buckets_) *into++ += count;
  }
  zero_ += other.zero_;
  count_ += other.count_;
  sum_ += other.sum_;
}

double Histogram::quantile(double q) const {
  if (count_ == 0) return 0;
  const auto rank = static_cast<std::uint64_t>(std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_)));
  std::uint64_t seen = zero_;
  if (std::max<std::uint64_t>(rank, 1) <= seen) return 0;
  for (std::size_t at = 0; at < buckets_.size(); ++at) {
    seen += buckets_[at];
    if (rank <= seen) return middle(first_ + static_cast<std::int32_t>(at));
  }
  return middle(first_ + static_cast<std::int32_t>(buckets_.size()) - 1);
}

std::uint64_t Histogram::countAbove(double limit) const {
  const std::int64_t past = limit <= 0 ? 0 : std::int64_t{indexOf(limit)} + 1 - first_;
  std::uint64_t above = 0;
  for (auto at = static_cast<std::size_t>(std::max<std::int64_t>(past, 0)); at < buckets_.size(); ++at)
    above += buckets_[at];
  return above;
}

std::string Histogram::encode() const {
  ByteWriter out;
  out.number(zero_);
  out.number(sum_);
  out.number(static_cast<std::uint32_t>(std::count_if(buckets_.begin(), buckets_.end(), [](auto n) { return n > 0; })));
  for (std::size_t at = 0; at < buckets_.size(); ++at) {
    if (buckets_[at] == 0) continue;
    out.number(static_cast<std::int16_t>(first_ + static_cast<std::int32_t>(at)));
    out.number(static_cast<std::uint32_t>(std::min<std::uint64_t>(buckets_[at], UINT32_MAX)));
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
    const auto end = std::find(run, buckets_.end(), std::uint64_t{0});
    const auto index = first_ + static_cast<std::int32_t>(run - buckets_.begin());
    writeVarint(out, static_cast<std::uint64_t>(index - last));
    writeVarint(out, static_cast<std::uint64_t>(end - run));
    last = index + static_cast<std::int32_t>(end - run) - 1;
    for (; run != end; ++run) writeVarint(out, *run);
    run = std::find_if(run, buckets_.end(), [](std::uint64_t count) { return count > 0; });
  }
  return out.take();
}

bool Histogram::readRun(ByteReader& in, std::int64_t& index) {
  const std::uint64_t step = readVarint(in), length = readVarint(in);
  constexpr std::uint64_t kMost = kMaxIndex - kMinIndex + 1;
  if (step == 0 || step > kMost || length == 0 || length > kMost) return false;
  index += static_cast<std::int64_t>(step) - 1;
  for (std::uint64_t i = 0; i < length; ++i) {
    const std::uint64_t count = readVarint(in);
    if (!in.ok() || count == 0 || count > UINT64_MAX - count_ || ++index > kMaxIndex) return false;
    bucket(static_cast<std::int32_t>(index)) = count;
    count_ += count;
  }
  return true;
}

Result<Histogram> Histogram::decodePacked(std::string_view bytes) {
  ByteReader in(bytes);
  Histogram out;
  out.zero_ = readVarint(in);
  out.sum_ = in.number<double>();
  out.count_ = out.zero_;
  std::int64_t index = kMinIndex - 1;
  bool good = true;
  while (good && in.ok() && !in.atEnd()) good = out.readRun(in, index);
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
    out.bucket(index) = count;
    out.count_ += count;
    last = index;
  }
  if (!in.atEnd() || !std::isfinite(out.sum_) || out.sum_ < 0)
    return invalid("bad_histogram", "histogram record is damaged");
  return out;
}

}  // namespace flotilla

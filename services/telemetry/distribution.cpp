#include "services/telemetry/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace flotilla {
namespace {

constexpr double kLagSteps = 100;
// What a feature does not have is not written.
constexpr std::uint8_t kMissing = 1, kUnder = 2, kOver = 4, kOneBin = 8, kOneValue = 16, kNoValues = 32;
constexpr std::uint8_t kAllFlags = 63;

std::uint32_t added(std::uint32_t a, std::uint32_t b) {
  return a > std::numeric_limits<std::uint32_t>::max() - b ? std::numeric_limits<std::uint32_t>::max() : a + b;
}

std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

std::size_t usedBins(const Distribution& d) {
  return static_cast<std::size_t>(std::count_if(d.bins.begin(), d.bins.end(), [](auto c) { return c > 0; }));
}

std::uint8_t flagsOf(const Distribution& d) {
  std::uint8_t flags = 0;
  if (d.missing > 0) flags |= kMissing;
  if (d.under > 0) flags |= kUnder;
  if (d.over > 0) flags |= kOver;
  const std::size_t used = usedBins(d);
  if (used == 0) return flags | kNoValues;
  if (used == 1) flags |= kOneBin;
  if (d.min == d.max) flags |= kOneValue;
  return flags;
}

// Neighbouring bins of quantiles hold about the same, so the differences are small numbers. The last one follows from
// the sum.
void writeBins(ByteWriter& out, const Distribution& d) {
  std::int64_t before = static_cast<std::int64_t>(d.count() / kBins);
  for (std::size_t i = 0; i + 1 < kBins; ++i) {
    writeVarint(out, zigzag(static_cast<std::int64_t>(d.bins[i]) - before));
    before = d.bins[i];
  }
}

bool readBins(ByteReader& in, std::uint32_t count, Distribution& d) {
  std::int64_t before = static_cast<std::int64_t>(count / kBins);
  std::int64_t rest = count;
  for (std::size_t i = 0; i + 1 < kBins && in.ok(); ++i) {
    const std::int64_t step = unzigzag(readVarint(in));
    if (step < -static_cast<std::int64_t>(count) || step > static_cast<std::int64_t>(count)) return false;
    before += step;
    rest -= before;
    if (before < 0 || rest < 0) return false;
    d.bins[i] = static_cast<std::uint32_t>(before);
  }
  d.bins.back() = static_cast<std::uint32_t>(rest);
  return in.ok();
}

void writeMoments(ByteWriter& out, const Distribution& d) {
  for (const double value : {d.mean, d.sd(), d.min, d.max}) out.number(static_cast<float>(value));
  out.number(static_cast<std::int8_t>(std::lround(std::clamp(d.lag1(), -1.0, 1.0) * kLagSteps)));
}

bool readMoments(ByteReader& in, std::uint32_t count, Distribution& d) {
  double sd = 0;
  for (double* value : {&d.mean, &sd, &d.min, &d.max}) *value = static_cast<double>(in.number<float>());
  const double lag1 = in.number<std::int8_t>() / kLagSteps;
  const bool finite = std::isfinite(d.mean) && std::isfinite(sd) && std::isfinite(d.min) && std::isfinite(d.max);
  if (!in.ok() || !finite || sd < 0 || d.max < d.min || std::fabs(lag1) > 1) return false;
  d.squares = sd * sd * count;
  d.neighbours = lag1 * d.squares;
  return true;
}

}  // namespace

std::uint64_t Distribution::count() const {
  std::uint64_t sum = 0;
  for (const std::uint32_t bin : bins) sum += bin;
  return sum;
}

double Distribution::sd() const {
  const std::uint64_t n = count();
  return n == 0 ? 0 : std::sqrt(std::max(squares, 0.0) / static_cast<double>(n));
}

double Distribution::lag1() const {
  return squares > 0 ? std::clamp(neighbours / squares, -1.0, 1.0) : 0;
}

void Distribution::merge(const Distribution& other) {
  const auto n = static_cast<double>(count()), m = static_cast<double>(other.count());
  for (std::size_t i = 0; i < kBins; ++i) bins[i] = added(bins[i], other.bins[i]);
  under = added(under, other.under);
  over = added(over, other.over);
  missing = added(missing, other.missing);
  if (m == 0) return;
  if (n == 0) {
    mean = other.mean, squares = other.squares, neighbours = other.neighbours, min = other.min, max = other.max;
    return;
  }
  const double apart = other.mean - mean;
  const double between = apart * apart * n * m / (n + m);
  squares += other.squares + between;
  neighbours += other.neighbours + between;
  mean += apart * m / (n + m);
  min = std::min(min, other.min);
  max = std::max(max, other.max);
}

void writeVarint(ByteWriter& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.number(static_cast<std::uint8_t>(value | 0x80));
  out.number(static_cast<std::uint8_t>(value));
}

std::uint64_t readVarint(ByteReader& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto byte = in.number<std::uint8_t>();
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  (void)in.raw(SIZE_MAX);  // longer than any number: the reader fails for good
  return 0;
}

void writeDistribution(ByteWriter& out, const Distribution& d, std::uint32_t records) {
  const std::uint8_t flags = flagsOf(d);
  out.number(flags);
  if (flags & kMissing) writeVarint(out, records - static_cast<std::uint32_t>(d.count()));
  if (flags & kNoValues) return;
  if (flags & kUnder) writeVarint(out, d.under);
  if (flags & kOver) writeVarint(out, d.over);
  if (flags & kOneBin) {
    const auto used = std::find_if(d.bins.begin(), d.bins.end(), [](auto c) { return c > 0; });
    out.number(static_cast<std::uint8_t>(used - d.bins.begin()));
  } else {
    writeBins(out, d);
  }
  if (flags & kOneValue)
    out.number(static_cast<float>(d.min));
  else
    writeMoments(out, d);
}

bool readDistribution(ByteReader& in, std::uint32_t records, Distribution& d) {
  d = {};
  const auto flags = in.number<std::uint8_t>();
  if (!in.ok() || flags > kAllFlags) return false;
  const std::uint64_t missing = (flags & kMissing) ? readVarint(in) : 0;
  if (missing > records) return false;
  d.missing = static_cast<std::uint32_t>(missing);
  const std::uint32_t count = records - d.missing;
  if (flags & kNoValues) return in.ok() && count == 0;
  const std::uint64_t under = (flags & kUnder) ? readVarint(in) : 0, over = (flags & kOver) ? readVarint(in) : 0;
  if (count == 0 || under > count || over > count) return false;
  d.under = static_cast<std::uint32_t>(under);
  d.over = static_cast<std::uint32_t>(over);
  if (flags & kOneBin) {
    const auto bin = in.number<std::uint8_t>();
    if (bin >= kBins) return false;
    d.bins[bin] = count;
  } else if (!readBins(in, count, d)) {
    return false;
  }
  if ((flags & kOneValue) == 0) return readMoments(in, count, d);
  d.mean = d.min = d.max = static_cast<double>(in.number<float>());
  return in.ok() && std::isfinite(d.mean);
}

}  // namespace flotilla

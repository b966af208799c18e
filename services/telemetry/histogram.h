// Exponential histogram of positive values (latency in microseconds): base 2^(2^-5), relative error of a quantile at
// most 1.09 %. Merging is exact. Bucket i holds (base^i, base^(i+1)], as in the OpenTelemetry data model, scale 5, so
// it exports without loss. An insertion costs some nanoseconds, memory 8 bytes for each bucket between the least and
// the greatest value. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"

namespace flotilla {

class ByteReader;

class Histogram {
 public:
  // Values that are not finite or not positive count as zero.
  void add(double value, std::uint64_t times = 1);
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  double sum() const { return sum_; }
  // The value at quantile q in [0, 1]; 0 if empty.
  double quantile(double q) const;
  // How many values are above `limit`, at bucket resolution (the bucket that holds the limit counts as not above).
  std::uint64_t countAbove(double limit) const;

  // A compact record for storage and wire; decode refuses what encode would not write.
  std::string encode() const;
  static Result<Histogram> decode(std::string_view bytes);
  // The same in a third of the bytes, for the wire: neighbouring buckets are near each other and hold little.
  std::string encodePacked() const;
  static Result<Histogram> decodePacked(std::string_view bytes);
  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  // The counter of this bucket, with all between it and the others.
  std::uint64_t& bucket(std::int32_t index);
  bool readRun(ByteReader& in, std::int64_t& index);

  std::vector<std::uint64_t> buckets_;  // neighbours, the outer ones not empty
  std::int32_t first_ = 0;              // index of the first
  std::uint64_t zero_ = 0;
  std::uint64_t count_ = 0;
  double sum_ = 0;
};

}  // namespace flotilla

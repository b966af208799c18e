// How the values of one feature were distributed in a window: counts in the bins of the reference profile, and moments.
// Merging adds counts, exactly. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/domain/reference_profile.h"
#include "models/domain/result.h"
#include "services/runtime/bytes.h"

namespace flotilla {

struct Distribution {
  std::array<std::uint32_t, kBins> bins{};
  std::uint32_t under = 0;    // of those in the first bin: less than the reference ever saw
  std::uint32_t over = 0;     // of those in the last bin: more than it ever saw
  std::uint32_t missing = 0;  // not a number; in no bin
  double mean = 0;
  double squares = 0;     // sum of squared differences from the mean
  double neighbours = 0;  // sum of products of neighbours, as differences from the mean
  double min = 0;
  double max = 0;

  std::uint64_t count() const;  // in the bins
  double sd() const;            // 0 without values
  double lag1() const;          // -1 to 1; 0 for a feature that does not change
  void merge(const Distribution& other);
  friend bool operator==(const Distribution&, const Distribution&) = default;
};

// Some 40 bytes of a busy feature, 10 of one that does not change. Counts are exact; moments are rounded to float32,
// and the autocorrelation to 1/100. `records` = count() + missing, which the reader has to know.
void writeDistribution(ByteWriter& out, const Distribution& d, std::uint32_t records);
// False if it is not what writeDistribution writes.
bool readDistribution(ByteReader& in, std::uint32_t records, Distribution& d);

// LEB128, as protobuf has it.
void writeVarint(ByteWriter& out, std::uint64_t value);
std::uint64_t readVarint(ByteReader& in);

}  // namespace flotilla

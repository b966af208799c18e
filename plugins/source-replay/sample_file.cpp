#include "plugins/source-replay/sample_file.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace flotilla::replay {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is read as it lies in memory");

constexpr std::size_t kHeader = 12;

std::uint32_t wordAt(const std::string& bytes, std::size_t offset) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

// By division, because the product of two numbers from the file could overflow.
bool sizeFits(std::size_t bodyBytes, std::size_t count, std::size_t recordBytes) {
  return bodyBytes % recordBytes == 0 && bodyBytes / recordBytes == count;
}

SampleFile readRecords(const std::string& bytes, std::size_t count, std::size_t inputSize) {
  SampleFile file{inputSize, std::vector<std::int32_t>(count), std::vector<float>(count * inputSize)};
  const char* at = bytes.data() + kHeader;
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(&file.labels[i], at, sizeof(std::int32_t));
    std::memcpy(&file.inputs[i * inputSize], at + sizeof(std::int32_t), inputSize * sizeof(float));
    at += sizeof(std::int32_t) + inputSize * sizeof(float);
  }
  return file;
}

}  // namespace

std::optional<SampleFile> parseSamples(const std::string& bytes, std::string& why) {
  if (bytes.size() < kHeader || bytes.compare(0, 4, "FLS1") != 0) {
    why = "samples.bin does not begin as a sample file";
    return std::nullopt;
  }
  const std::size_t count = wordAt(bytes, 4);
  const std::size_t inputSize = wordAt(bytes, 8);
  if (count == 0 || inputSize == 0 || !sizeFits(bytes.size() - kHeader, count, 4 + 4 * inputSize)) {
    why = "samples.bin announces " + std::to_string(count) + " samples of " + std::to_string(inputSize) +
          " floats, which does not fit its size";
    return std::nullopt;
  }
  SampleFile file = readRecords(bytes, count, inputSize);
  const bool sound =
      std::all_of(file.inputs.begin(), file.inputs.end(), [](float x) { return std::isfinite(x); }) &&
      std::all_of(file.labels.begin(), file.labels.end(), [](std::int32_t label) { return label >= -1; });
  if (!sound) {
    why = "samples.bin has a value that is not finite or a negative label";
    return std::nullopt;
  }
  return file;
}

}  // namespace flotilla::replay

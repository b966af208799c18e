// samples.bin of a bundle (resources/models/FORMATS.md): held-out inputs with their labels.
// Thread: values. May throw std::bad_alloc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flotilla::replay {

struct SampleFile {
  std::size_t inputSize = 0;         // floats per sample, at least 1
  std::vector<std::int32_t> labels;  // class, or -1 if unknown; at least one
  std::vector<float> inputs;         // inputSize floats per label, all finite
};

inline constexpr std::size_t kMaxSampleBytes = 256 * 1024 * 1024;

// Nothing if the bytes are not exactly a sample file; `why` then says what is wrong.
std::optional<SampleFile> parseSamples(const std::string& bytes, std::string& why);

}  // namespace flotilla::replay

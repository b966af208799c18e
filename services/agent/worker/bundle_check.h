// What must hold before a bundle may serve: it reproduces the golden outputs of its training, and answers its warm-up
// inputs. The file formats are in resources/models/FORMATS.md. Thread: values and the runtime's thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "models/domain/result.h"
#include "plugins/api/runtime.h"
#include "services/runtime/files.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::worker {

struct Golden {
  std::size_t count = 0;
  std::size_t inputSize = 0;   // floats
  std::size_t outputSize = 0;  // floats
  float tolerance = 0;         // absolute, per output
  std::vector<float> inputs;   // count * inputSize, finite
  std::vector<float> outputs;  // count * outputSize, finite
};
struct Warmup {
  std::size_t count = 0;
  std::size_t inputSize = 0;
  std::vector<float> inputs;
};

// Errors: Invalid/"golden_damaged" and Invalid/"warmup_failed"; a set without a single input is refused as well.
Result<Golden> parseGolden(std::string_view bytes);
Result<Warmup> parseWarmup(std::string_view bytes);

// Reads golden.bin and warmup.bin of `slot` and runs them. Not ok with "golden_damaged", "golden_mismatch" or
// "warmup_failed"; the message names the input and the numbers.
Checked checkBundle(plugin::Runtime& runtime, Files& files, const Path& slot);

// The same of a runtime that feeds itself, which became ready when it was loaded: one request. Not ok with what it
// complains about.
Checked checkSelfFed(plugin::Runtime& runtime);

}  // namespace flotilla::worker

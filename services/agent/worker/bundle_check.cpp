#include "services/agent/worker/bundle_check.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>
#include <string>

#include "services/runtime/bytes.h"

namespace flotilla::worker {
namespace {

constexpr std::uint64_t kMaxFileBytes = 64 * 1024 * 1024;

// Reads `count` vectors of `size` floats. False if the bytes are not there (checked by division, because the product of
// two numbers from a file can overflow) or a value is not finite.
bool readFloats(ByteReader& in, std::string_view rest, std::size_t count, std::size_t size, std::vector<float>& out) {
  if (count == 0 || size == 0 || count > rest.size() / sizeof(float) / size) return false;
  const std::string_view bytes = in.raw(count * size * sizeof(float));
  if (!in.ok()) return false;
  out.resize(count * size);
  std::memcpy(out.data(), bytes.data(), bytes.size());
  return std::all_of(out.begin(), out.end(), [](float x) { return std::isfinite(x); });
}

Error golden(std::string reason, std::string message) {
  return invalid(std::move(reason), std::move(message), "golden.bin");
}
Error warmup(std::string message) {
  return invalid("warmup_failed", std::move(message), "warmup.bin");
}

// NaN is never within the tolerance.
bool within(float got, float expected, float tolerance) {
  return std::fabs(got - expected) <= tolerance;
}

Error mismatch(std::size_t input, std::size_t output, float expected, float got, float tolerance) {
  std::ostringstream text;
  text << "golden input " << input << ", output " << output << ": expected " << expected << ", got " << got
       << ", tolerance " << tolerance;
  return golden("golden_mismatch", text.str());
}

Status compareOutputs(const Golden& set, std::size_t input, const std::vector<float>& got) {
  for (std::size_t i = 0; i < set.outputSize; ++i) {
    const float expected = set.outputs[input * set.outputSize + i];
    if (!within(got[i], expected, set.tolerance)) return mismatch(input, i, expected, got[i], set.tolerance);
  }
  return okStatus();
}

Status runGolden(plugin::Runtime& runtime, const Golden& set) {
  if (set.inputSize != runtime.inputSize() || set.outputSize != runtime.outputSize())
    return golden("golden_damaged", "golden.bin is for a model with " + std::to_string(set.inputSize) + " inputs and " +
                                        std::to_string(set.outputSize) + " outputs");
  std::vector<float> got(set.outputSize);
  for (std::size_t i = 0; i < set.count; ++i) {
    plugin::Complaint complaint{};
    if (!runtime.run(&set.inputs[i * set.inputSize], got.data(), complaint))
      return golden("golden_mismatch", "golden input " + std::to_string(i) + " failed: " + complaint.message);
    FLOTILLA_CHECK(compareOutputs(set, i, got));
  }
  return okStatus();
}

Status runWarmup(plugin::Runtime& runtime, const Warmup& set) {
  if (set.inputSize != runtime.inputSize())
    return warmup("warmup.bin is for a model with " + std::to_string(set.inputSize) + " inputs");
  std::vector<float> ignored(runtime.outputSize());
  for (std::size_t i = 0; i < set.count; ++i) {
    plugin::Complaint complaint{};
    if (!runtime.run(&set.inputs[i * set.inputSize], ignored.data(), complaint))
      return warmup("warm-up input " + std::to_string(i) + " failed: " + complaint.message);
  }
  return okStatus();
}

Status checkFiles(plugin::Runtime& runtime, Files& files, const Path& slot) {
  const auto goldenBytes = files.readAll(slot / "golden.bin", kMaxFileBytes);
  if (!goldenBytes) return golden("golden_damaged", goldenBytes.error().message);
  FLOTILLA_TRY(const Golden goldenSet, parseGolden(*goldenBytes));
  FLOTILLA_CHECK(runGolden(runtime, goldenSet));

  const auto warmupBytes = files.readAll(slot / "warmup.bin", kMaxFileBytes);
  if (!warmupBytes) return warmup(warmupBytes.error().message);
  FLOTILLA_TRY(const Warmup warmupSet, parseWarmup(*warmupBytes));
  return runWarmup(runtime, warmupSet);
}

}  // namespace

Result<Golden> parseGolden(std::string_view bytes) {
  ByteReader in(bytes);
  Golden set;
  const std::string_view magic = in.raw(4);
  set.count = in.number<std::uint32_t>();
  set.inputSize = in.number<std::uint32_t>();
  set.outputSize = in.number<std::uint32_t>();
  set.tolerance = in.number<float>();
  if (magic != "FLG1" || !readFloats(in, bytes, set.count, set.inputSize, set.inputs) ||
      !readFloats(in, bytes, set.count, set.outputSize, set.outputs) || !in.atEnd())
    return golden("golden_damaged", "golden.bin does not have the size or the values that its header announces");
  if (!std::isfinite(set.tolerance) || set.tolerance < 0)
    return golden("golden_damaged", "golden.bin has no usable tolerance");
  return set;
}

Result<Warmup> parseWarmup(std::string_view bytes) {
  ByteReader in(bytes);
  Warmup set;
  const std::string_view magic = in.raw(4);
  set.count = in.number<std::uint32_t>();
  set.inputSize = in.number<std::uint32_t>();
  if (magic != "FLW1" || !readFloats(in, bytes, set.count, set.inputSize, set.inputs) || !in.atEnd())
    return warmup("warmup.bin does not have the size or the values that its header announces");
  return set;
}

Checked checkBundle(plugin::Runtime& runtime, Files& files, const Path& slot) {
  const Status status = checkFiles(runtime, files, slot);
  if (status.ok()) return Checked{.ok = true, .reason = {}, .message = {}};
  return Checked{.ok = false, .reason = status.error().reason, .message = status.error().message};
}

Checked checkSelfFed(plugin::Runtime& runtime) {
  plugin::Complaint complaint{};
  const float nothing = 0;
  if (runtime.run(&nothing, nullptr, complaint)) return Checked{.ok = true, .reason = {}, .message = {}};
  return Checked{.ok = false, .reason = complaint.reason, .message = complaint.message};
}

}  // namespace flotilla::worker

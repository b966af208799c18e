// Source plugin that replays samples.bin of the bundle in a circle, starting where the seed says, with gain, offset and
// noise as a worn sensor would add them. No exception leaves this file.
#include <cmath>
#include <fstream>
#include <new>
#include <optional>
#include <string>

#include "plugins/api/source.h"
#include "plugins/source-replay/sample_file.h"
#include "plugins/source-replay/stream_random.h"

namespace flotilla::replay {
namespace {

// Nothing if the file cannot be read or is larger than the limit.
std::optional<std::string> readFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = in.tellg();
  if (!in || size < 0 || static_cast<std::uint64_t>(size) > kMaxSampleBytes) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(size), '\0');
  in.seekg(0);
  if (!in.read(bytes.data(), size)) return std::nullopt;
  return bytes;
}

class ReplaySource final : public plugin::Source {
 public:
  bool open(const plugin::SourceSettings& settings, plugin::Complaint& complaint) override {
    try {
      return openChecked(settings, complaint);
    } catch (const std::exception& error) {
      return refuse(complaint, "samples_unreadable", error.what());
    }
  }

  bool next(float* input, std::int32_t& label, plugin::Complaint& complaint) override {
    if (file_.labels.empty()) return refuse(complaint, "not_opened", "no samples were opened");
    const float* sample = &file_.inputs[at_ * file_.inputSize];
    for (std::size_t i = 0; i < file_.inputSize; ++i) input[i] = perturbed(sample[i]);
    label = file_.labels[at_];
    at_ = (at_ + 1) % file_.labels.size();
    return true;
  }

  std::uint64_t period() const override { return file_.labels.size(); }

  void destroy() override { delete this; }

 private:
  bool openChecked(const plugin::SourceSettings& settings, plugin::Complaint& complaint) {
    if (settings.folder == nullptr || settings.seed == nullptr)
      return refuse(complaint, "bad_settings", "folder and seed are needed");
    if (!std::isfinite(settings.gain) || !std::isfinite(settings.offset) || !std::isfinite(settings.noise) ||
        settings.noise < 0)
      return refuse(complaint, "bad_settings", "gain, offset and noise must be finite, noise not negative");

    const std::string path = std::string(settings.folder) + "/samples.bin";
    const auto bytes = readFile(path);
    if (!bytes) return refuse(complaint, "samples_unreadable", (path + " cannot be read or is too large").c_str());
    std::string why;
    auto file = parseSamples(*bytes, why);
    if (!file) return refuse(complaint, "samples_damaged", why.c_str());
    if (file->inputSize != settings.inputSize)
      return refuse(complaint, "samples_mismatch",
                    ("samples have " + std::to_string(file->inputSize) + " values, the model takes " +
                     std::to_string(settings.inputSize))
                        .c_str());

    const std::uint64_t hash = hashOf(settings.seed);
    file_ = std::move(*file);
    at_ = hash % file_.labels.size();
    random_ = StreamRandom(hash);
    gain_ = settings.gain;
    offset_ = settings.offset;
    noise_ = settings.noise;
    return true;
  }

  float perturbed(float x) {
    const double noise = noise_ > 0 ? noise_ * random_.normal() : 0;
    return static_cast<float>(x * gain_ + offset_ + noise);
  }

  SampleFile file_;
  std::size_t at_ = 0;
  StreamRandom random_{0};
  double gain_ = 1;
  double offset_ = 0;
  double noise_ = 0;
};

}  // namespace
}  // namespace flotilla::replay

FLOTILLA_PLUGIN_EXPORT const flotilla::plugin::Abi* flotillaPluginAbi() {
  static constexpr flotilla::plugin::Abi kAbi{flotilla::plugin::kApiVersion, "source", flotilla::plugin::kCompiler};
  return &kAbi;
}

FLOTILLA_PLUGIN_EXPORT flotilla::plugin::Source* flotillaCreateSource() {
  return new (std::nothrow) flotilla::replay::ReplaySource;
}

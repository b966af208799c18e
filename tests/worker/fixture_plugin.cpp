// A plugin that can be wrong about itself, and whose requests fail in a known pattern. Compiled several times, see
// CMakeLists.txt.
#include <limits>

#include "plugins/api/runtime.h"
#include "plugins/api/source.h"

#ifndef FIXTURE_API_VERSION
#define FIXTURE_API_VERSION kApiVersion
#endif
#ifndef FIXTURE_COMPILER
#define FIXTURE_COMPILER kCompiler
#endif

namespace {

using namespace flotilla::plugin;

// Answers the label that the input carries; every fourth request fails, every fifth answer is not a number.
class UnreliableRuntime final : public Runtime {
 public:
  bool load(const char*, Complaint&) override { return true; }
  std::size_t inputSize() const override { return 1; }
  std::size_t outputSize() const override { return 2; }
  bool run(const float* input, float* output, Complaint&) override {
    ++requests_;
    output[0] = requests_ % 5 == 0 ? std::numeric_limits<float>::quiet_NaN() : 0.5F;
    output[1] = *input;
    return requests_ % 4 != 0;
  }
  void destroy() override { delete this; }

 private:
  int requests_ = 0;
};

// Labels 0, 1, unknown, and then one failure.
class UnreliableSource final : public Source {
 public:
  bool open(const SourceSettings&, Complaint&) override { return true; }
  bool next(float* input, std::int32_t& label, Complaint& complaint) override {
    const int turn = requests_++ % 4;
    label = turn == 2 ? -1 : turn;
    *input = turn == 1 ? 1.0F : 0.0F;
    return turn != 3 || refuse(complaint, "sensor_silent", "the sensor \x1b[31mdoes not\nanswer");
  }
  std::uint64_t period() const override { return 4; }
  void destroy() override { delete this; }

 private:
  int requests_ = 0;
};

}  // namespace

FLOTILLA_PLUGIN_EXPORT const Abi* flotillaPluginAbi() {
  static const Abi abi{FIXTURE_API_VERSION, FIXTURE_KIND, FIXTURE_COMPILER};
  return &abi;
}

#ifndef FIXTURE_WITHOUT_FACTORY
FLOTILLA_PLUGIN_EXPORT Runtime* flotillaCreateRuntime() {
  return new UnreliableRuntime;
}
FLOTILLA_PLUGIN_EXPORT Source* flotillaCreateSource() {
  return new UnreliableSource;
}
#endif

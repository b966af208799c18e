// A runtime that answers as runtime-onnx does until it has answered enough inputs to pass every check of a bundle, and
// then does what the file `mood` in the bundle says: hang, spin, leak, crash, fail, or turn, which is to answer
// wrongly, and later than the others. Without that file it behaves.
#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "plugins/api/runtime.h"

namespace {

using namespace flotilla::plugin;

constexpr int kBehavesFor = 100;  // inputs; a check takes 48
constexpr int kTurnsAfter = 400;
constexpr std::size_t kLeakBytes = 4 << 20;

class MoodyRuntime final : public Runtime {
 public:
  bool load(const char* folder, Complaint& complaint) override {
    std::getline(std::ifstream(std::string(folder) + "/mood"), mood_);
    void* library = ::dlopen(FLOTILLA_BINARY_DIR "/bin/plugins/runtime-onnx.so", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return refuse(complaint, "no_plugin", ::dlerror());
    const auto create = reinterpret_cast<CreateRuntime>(::dlsym(library, kCreateRuntimeSymbol));
    if (create == nullptr) return refuse(complaint, "no_plugin", "runtime-onnx has no factory");
    real_ = create();
    return real_->load(folder, complaint);
  }
  std::size_t inputSize() const override { return real_->inputSize(); }
  std::size_t outputSize() const override { return real_->outputSize(); }
  bool run(const float* input, float* output, Complaint& complaint) override {
    if (++runs_ > kBehavesFor) misbehave();
    if (runs_ > kBehavesFor && mood_ == "fail") return refuse(complaint, "moody", "it does not feel like it");
    if (!real_->run(input, output, complaint)) return false;
    if (runs_ > kTurnsAfter && mood_ == "turn") std::rotate(output, output + 1, output + outputSize());
    return true;
  }
  void destroy() override {
    if (real_ != nullptr) real_->destroy();
    delete this;
  }

 private:
  void misbehave() {
    if (mood_ == "hang")
      for (;;) ::pause();
    if (mood_ == "spin")
      for (;;) asm volatile("");
    if (mood_ == "crash") std::abort();
    if (mood_ == "leak") kept_.emplace_back(kLeakBytes, 'x');
  }

  Runtime* real_ = nullptr;
  std::string mood_;
  int runs_ = 0;
  std::vector<std::string> kept_;
};

}  // namespace

FLOTILLA_PLUGIN_EXPORT const Abi* flotillaPluginAbi() {
  static const Abi abi{kApiVersion, "runtime", kCompiler};
  return &abi;
}

FLOTILLA_PLUGIN_EXPORT Runtime* flotillaCreateRuntime() {
  return new MoodyRuntime;
}

// Runtime plugin for ONNX models: model.onnx of the bundle's folder. No exception leaves this file.
#include <memory>
#include <new>
#include <string>

#include "plugins/api/runtime.h"
#include "plugins/runtime-onnx/onnx_library.h"
#include "plugins/runtime-onnx/onnx_model.h"

namespace flotilla::onnx {
namespace {

class OnnxRuntime final : public plugin::Runtime {
 public:
  bool load(const char* folder, plugin::Complaint& complaint) override {
    if (folder == nullptr) return refuse(complaint, "model_unreadable", "no folder was given");
    try {
      if (!openLibrary(complaint)) return false;
      model_ = std::make_unique<Model>(std::string(folder) + "/model.onnx");
      return true;
    } catch (const std::exception& error) {
      return refuse(complaint, "model_unreadable", error.what());
    }
  }

  std::size_t inputSize() const override { return model_ ? model_->inputSize() : 0; }
  std::size_t outputSize() const override { return model_ ? model_->outputSize() : 0; }

  bool run(const float* input, float* output, plugin::Complaint& complaint) override {
    if (!model_) return refuse(complaint, "not_loaded", "no model was loaded");
    try {
      model_->run(input, output);
      return true;
    } catch (const std::exception& error) {
      return refuse(complaint, "request_failed", error.what());
    }
  }

  void destroy() override { delete this; }

 private:
  std::unique_ptr<Model> model_;
};

}  // namespace
}  // namespace flotilla::onnx

FLOTILLA_PLUGIN_EXPORT const flotilla::plugin::Abi* flotillaPluginAbi() {
  static constexpr flotilla::plugin::Abi kAbi{flotilla::plugin::kApiVersion, "runtime", flotilla::plugin::kCompiler};
  return &kAbi;
}

FLOTILLA_PLUGIN_EXPORT flotilla::plugin::Runtime* flotillaCreateRuntime() {
  return new (std::nothrow) flotilla::onnx::OnnxRuntime;
}

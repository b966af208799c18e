// One ONNX model, ready to run: the session and the two buffers that its tensors live in.
// Thread: one. Lifetime: after openLibrary() succeeded. Every member may throw Ort::Exception; the plugin's border
// catches it.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <cstddef>
#include <string>
#include <vector>

namespace flotilla::onnx {

class Model {
 public:
  // Throws std::runtime_error if the model has not exactly one float32 input and output of shape [1, ...] with fixed
  // sizes.
  explicit Model(const std::string& path);

  std::size_t inputSize() const { return input_.buffer.size(); }
  std::size_t outputSize() const { return output_.buffer.size(); }
  void run(const float* input, float* output);

 private:
  // A tensor is a view of the buffer, so both are made once and reused for every request.
  struct Port {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> buffer;
    Ort::Value tensor{nullptr};
  };
  static Port makePort(std::string name, const Ort::TypeInfo& type);

  Ort::Env env_;
  Ort::Session session_;
  Port input_;
  Port output_;
};

}  // namespace flotilla::onnx

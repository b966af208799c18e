#include "plugins/runtime-onnx/onnx_model.h"

#include <algorithm>
#include <stdexcept>

namespace flotilla::onnx {
namespace {

// A request of 64 MiB is beyond anything a node is meant to take, and far below what would overflow.
constexpr std::int64_t kMaxFloats = 16 * 1024 * 1024;

// One model on one thread of a small machine: no pools, no spinning, no arena that never gives memory back.
Ort::SessionOptions sessionOptions() {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(1);
  options.SetInterOpNumThreads(1);
  options.SetExecutionMode(ExecutionMode::ORT_SEQUENTIAL);
  options.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
  options.SetLogSeverityLevel(ORT_LOGGING_LEVEL_ERROR);
  options.DisableCpuMemArena();
  options.DisableMemPattern();
  options.AddConfigEntry("session.intra_op.allow_spinning", "0");
  options.AddConfigEntry("session.inter_op.allow_spinning", "0");
  return options;
}

std::size_t floatCount(const std::string& name, const std::vector<std::int64_t>& shape) {
  if (shape.size() < 2 || shape.front() != 1) throw std::runtime_error(name + " must have the shape [1, ...]");
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 1) throw std::runtime_error(name + " has a dimension without a fixed size");
    if (size > kMaxFloats / count) throw std::runtime_error(name + " is too large");
    count *= size;
  }
  return static_cast<std::size_t>(count);
}

}  // namespace

Model::Port Model::makePort(std::string name, const Ort::TypeInfo& type) {
  if (type.GetONNXType() != ONNX_TYPE_TENSOR) throw std::runtime_error(name + " is not a tensor");
  const auto info = type.GetTensorTypeAndShapeInfo();
  if (info.GetElementType() != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) throw std::runtime_error(name + " is not float32");

  Port port;
  port.shape = info.GetShape();
  // A free batch size is run as one.
  if (!port.shape.empty() && port.shape.front() < 0) port.shape.front() = 1;
  port.buffer.resize(floatCount(name, port.shape));
  port.tensor =
      Ort::Value::CreateTensor<float>(Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault),
                                      port.buffer.data(), port.buffer.size(), port.shape.data(), port.shape.size());
  port.name = std::move(name);
  return port;
}

Model::Model(const std::string& path)
    : env_(ORT_LOGGING_LEVEL_ERROR, "flotilla"), session_(env_, path.c_str(), sessionOptions()) {
  if (session_.GetInputCount() != 1 || session_.GetOutputCount() != 1)
    throw std::runtime_error("the model must have one input and one output");
  Ort::AllocatorWithDefaultOptions allocator;
  // The type information is a view of these objects, so they are kept while it is read.
  const Ort::TypeInfo inputType = session_.GetInputTypeInfo(0);
  const Ort::TypeInfo outputType = session_.GetOutputTypeInfo(0);
  input_ = makePort(session_.GetInputNameAllocated(0, allocator).get(), inputType);
  output_ = makePort(session_.GetOutputNameAllocated(0, allocator).get(), outputType);
}

void Model::run(const float* input, float* output) {
  std::copy_n(input, inputSize(), input_.buffer.begin());
  const char* inputName = input_.name.c_str();
  const char* outputName = output_.name.c_str();
  session_.Run(Ort::RunOptions{nullptr}, &inputName, &input_.tensor, 1, &outputName, &output_.tensor, 1);
  std::copy_n(output_.buffer.begin(), outputSize(), output);
}

}  // namespace flotilla::onnx

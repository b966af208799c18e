// Kind "runtime": runs one artifact. Inputs and outputs are dense float32 tensors, batch 1.
// Thread: one instance is used by one thread. Lifetime: made by createRuntime, ended by destroy(); the library outlives
// it.
#pragma once

#include <cstddef>

#include "plugins/api/abi.h"

namespace flotilla::plugin {

class Runtime {
 public:
  // Loads the bundle in a folder (model.onnx, schema.json, ...). False with a complaint on any failure.
  virtual bool load(const char* folder, Complaint& complaint) = 0;
  virtual std::size_t inputSize() const = 0;   // floats per request; after load
  virtual std::size_t outputSize() const = 0;  // floats per answer; after load
  // `input` has inputSize() floats, `output` room for outputSize(). False with a complaint if this request failed.
  virtual bool run(const float* input, float* output, Complaint& complaint) = 0;
  virtual void destroy() = 0;

 protected:
  ~Runtime() = default;
};

using CreateRuntime = Runtime* (*)();
inline constexpr const char* kCreateRuntimeSymbol = "flotillaCreateRuntime";

}  // namespace flotilla::plugin

// Kind "runtime": runs one artifact. Inputs and outputs are dense float32 tensors, batch 1. A runtime whose sizes are
// both 0 feeds itself, as one of services does: it needs no source, and a request is a question to itself.
// Thread: one instance is used by one thread. Lifetime: made by createRuntime, ended by destroy(); the library outlives
// it.
#pragma once

#include <cstddef>

#include "plugins/api/abi.h"

namespace flotilla::plugin {

// Reasons of a failed request that say more than that it failed: what was loaded has ended by itself, or was ended
// because it hangs, and nothing will be answered any more. The worker ends with it and is started anew.
inline constexpr const char* kServiceExited = "service_exited";
inline constexpr const char* kServiceHangs = "service_hangs";

class Runtime {
 public:
  // Loads the bundle in a folder (model.onnx, schema.json, ...). False with a complaint on any failure.
  virtual bool load(const char* folder, Complaint& complaint) = 0;
  virtual std::size_t inputSize() const = 0;   // floats per request; after load
  virtual std::size_t outputSize() const = 0;  // floats per answer; after load
  // `input` has inputSize() floats, `output` room for outputSize(). False with a complaint if this request failed.
  // A runtime that feeds itself gets an `input` to nothing for a request, and nullptr when it shall only say whether it
  // still runs, which must not take time.
  virtual bool run(const float* input, float* output, Complaint& complaint) = 0;
  virtual void destroy() = 0;

 protected:
  ~Runtime() = default;
};

using CreateRuntime = Runtime* (*)();
inline constexpr const char* kCreateRuntimeSymbol = "flotillaCreateRuntime";

}  // namespace flotilla::plugin

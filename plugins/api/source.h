// Kind "source": where requests come from. Gives one input at a time, with the truth when it is known.
// Thread: one instance is used by one thread. Lifetime: made by createSource, ended by destroy(); the library outlives
// it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "plugins/api/abi.h"

namespace flotilla::plugin {

struct SourceSettings {
  const char* folder;  // the bundle
  const char* seed;    // decides the start offset and the noise; the same seed gives the same stream
  std::size_t inputSize;
  double gain;  // x * gain + offset + noise * N(0,1)
  double offset;
  double noise;
};

class Source {
 public:
  virtual bool open(const SourceSettings& settings, Complaint& complaint) = 0;
  // Writes settings.inputSize floats. `label` is the right class, or -1 if unknown.
  virtual bool next(float* input, std::int32_t& label, Complaint& complaint) = 0;
  // How many inputs it gives before it begins again with the same ones; 0 if it does not. After open. Whoever judges
  // the inputs must know: the same ones again are no new evidence.
  virtual std::uint64_t period() const = 0;
  virtual void destroy() = 0;

 protected:
  ~Source() = default;
};

using CreateSource = Source* (*)();
inline constexpr const char* kCreateSourceSymbol = "flotillaCreateSource";

}  // namespace flotilla::plugin

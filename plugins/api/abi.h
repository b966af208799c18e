// What every plugin says of itself before anything of it runs. A plugin is a shared object with one `extern "C"`
// factory per kind; the loader calls flotillaPluginAbi() first and refuses another API version or compiler ABI. No
// exception and no ownership of standard types crosses the border: results are written into buffers of the caller.
#pragma once

#include <cstdint>
#include <cstdio>

namespace flotilla::plugin {

inline constexpr std::uint32_t kApiVersion = 1;

struct Abi {
  std::uint32_t apiVersion;
  const char* kind;      // "runtime", "source" or "notifier"
  const char* compiler;  // kCompiler of the plugin's build
};

#define FLOTILLA_STRINGIZE_(x) #x
#define FLOTILLA_STRINGIZE(x) FLOTILLA_STRINGIZE_(x)
inline constexpr const char* kCompiler = "itanium-abi-" FLOTILLA_STRINGIZE(__GXX_ABI_VERSION);

// Where a plugin writes why it failed: NUL-terminated, truncated to fit.
struct Complaint {
  char reason[64];    // a code such as "model_unreadable"
  char message[448];  // a sentence
};

// Fills it, truncating; always false, so that a check can end with `return refuse(...)`.
inline bool refuse(Complaint& complaint, const char* reason, const char* message) {
  std::snprintf(complaint.reason, sizeof complaint.reason, "%s", reason);
  std::snprintf(complaint.message, sizeof complaint.message, "%s", message);
  return false;
}

using AbiFunction = const Abi* (*)();
inline constexpr const char* kAbiSymbol = "flotillaPluginAbi";

}  // namespace flotilla::plugin

#define FLOTILLA_PLUGIN_EXPORT extern "C" __attribute__((visibility("default")))

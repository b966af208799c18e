// ONNX Runtime is opened at run time instead of linked: the shared object carries the release in its symbol version, so
// a linked plugin would refuse every other release, and could not say in words that the library is missing. Thread: one
// at a time. Lifetime: the library stays mapped until the process ends, because it keeps threads and static state.
#pragma once

#include "plugins/api/abi.h"

namespace flotilla::onnx {

// Makes the Ort:: classes usable: finds libonnxruntime.so.1 beside this plugin, then on the system path. Cheap when
// repeated. False with "onnxruntime_missing" if there is none, "onnxruntime_unsuitable" if it is older than our
// headers.
bool openLibrary(plugin::Complaint& complaint);

}  // namespace flotilla::onnx

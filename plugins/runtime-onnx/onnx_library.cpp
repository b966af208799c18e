#include "plugins/runtime-onnx/onnx_library.h"

#include <dlfcn.h>
#include <onnxruntime_cxx_api.h>

#include <filesystem>
#include <string>

namespace flotilla::onnx {
namespace {

constexpr const char* kLibrary = "libonnxruntime.so.1";

std::filesystem::path folderOfThisPlugin() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&openLibrary), &info) == 0 || info.dli_fname == nullptr) return {};
  return std::filesystem::path(info.dli_fname).parent_path();
}

void* openNearest() {
  const std::filesystem::path beside = folderOfThisPlugin() / kLibrary;
  if (void* handle = ::dlopen(beside.c_str(), RTLD_NOW | RTLD_LOCAL)) return handle;
  return ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
}

}  // namespace

bool openLibrary(plugin::Complaint& complaint) {
  static const OrtApi* api = nullptr;
  if (api != nullptr) return true;

  void* handle = openNearest();
  if (handle == nullptr) {
    const char* why = ::dlerror();
    return refuse(complaint, "onnxruntime_missing", why != nullptr ? why : "libonnxruntime.so.1 cannot be opened");
  }
  const auto base = reinterpret_cast<decltype(&OrtGetApiBase)>(::dlsym(handle, "OrtGetApiBase"));
  if (base == nullptr) return refuse(complaint, "onnxruntime_unsuitable", "libonnxruntime.so.1 has no OrtGetApiBase");
  api = base()->GetApi(ORT_API_VERSION);
  if (api == nullptr) {
    const std::string message = std::string("ONNX Runtime ") + base()->GetVersionString() +
                                " is too old: API version " + std::to_string(ORT_API_VERSION) + " is needed";
    return refuse(complaint, "onnxruntime_unsuitable", message.c_str());
  }
  Ort::InitApi(api);
  return true;
}

}  // namespace flotilla::onnx

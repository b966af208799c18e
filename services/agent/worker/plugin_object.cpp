#include "services/agent/worker/plugin_object.h"

#include <string_view>

namespace flotilla::worker {
namespace {

std::string orNothing(const char* text) {
  return text != nullptr ? text : "";
}

// Only the version is looked at before the rest, because another version may have another layout.
Status checkAbi(const LoadedLibrary& library, const std::string& path, std::string_view kind) {
  const auto describe = reinterpret_cast<plugin::AbiFunction>(library.symbol(plugin::kAbiSymbol));
  const plugin::Abi* abi = describe != nullptr ? describe() : nullptr;
  if (abi == nullptr) return precondition("not_a_plugin", path + " does not describe itself as a plugin");
  if (abi->apiVersion != plugin::kApiVersion)
    return precondition("plugin_api_version", path + " is for plugin API " + std::to_string(abi->apiVersion) +
                                                  ", this program has " + std::to_string(plugin::kApiVersion));
  if (orNothing(abi->compiler) != plugin::kCompiler)
    return precondition("plugin_compiler", path + " was built with " + orNothing(abi->compiler) +
                                               ", this program with " + plugin::kCompiler);
  if (orNothing(abi->kind) != kind)
    return precondition("plugin_kind",
                        path + " is a plugin of kind " + orNothing(abi->kind) + ", needed is " + std::string(kind));
  return okStatus();
}

template <class Interface>
Result<PluginObject<Interface>> openPlugin(const std::string& path, const char* kind, const char* factory) {
  FLOTILLA_TRY(auto library, LoadedLibrary::open(path));
  FLOTILLA_CHECK(checkAbi(*library, path, kind));
  const auto create = reinterpret_cast<Interface* (*)()>(library->symbol(factory));
  if (create == nullptr) return precondition("not_a_plugin", path + " has no " + factory);
  Interface* object = create();
  if (object == nullptr) return internalError("plugin_failed", path + " made no object");
  return PluginObject<Interface>(std::move(library), object);
}

}  // namespace

Result<RuntimePlugin> openRuntime(const std::string& path) {
  return openPlugin<plugin::Runtime>(path, "runtime", plugin::kCreateRuntimeSymbol);
}

Result<SourcePlugin> openSource(const std::string& path) {
  return openPlugin<plugin::Source>(path, "source", plugin::kCreateSourceSymbol);
}

}  // namespace flotilla::worker

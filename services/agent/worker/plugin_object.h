// Plugins as the worker uses them: opened from a path, checked, and destroyed before their library is closed.
// Thread: the worker's. Lifetime: the object is valid while its PluginObject lives.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "models/domain/result.h"
#include "plugins/api/runtime.h"
#include "plugins/api/source.h"
#include "services/runtime/plugin_loader.h"

namespace flotilla::worker {

template <class Interface>
class PluginObject {
 public:
  PluginObject(std::unique_ptr<LoadedLibrary> library, Interface* object)
      : library_(std::move(library)), object_(object) {}
  // Never assigned: that would close the old library before its object is destroyed.
  PluginObject(PluginObject&&) noexcept = default;
  PluginObject& operator=(PluginObject&&) = delete;

  Interface* operator->() const { return object_.get(); }
  Interface& operator*() const { return *object_; }

 private:
  struct Destroy {
    void operator()(Interface* object) const { object->destroy(); }
  };
  std::unique_ptr<LoadedLibrary> library_;  // first, so that it goes last
  std::unique_ptr<Interface, Destroy> object_;
};

using RuntimePlugin = PluginObject<plugin::Runtime>;
using SourcePlugin = PluginObject<plugin::Source>;

// Errors: those of LoadedLibrary::open; Precondition/"not_a_plugin" (no ABI or no factory), "plugin_api_version",
// "plugin_compiler", "plugin_kind"; Internal/"plugin_failed" if the factory gave nothing.
Result<RuntimePlugin> openRuntime(const std::string& path);
Result<SourcePlugin> openSource(const std::string& path);

}  // namespace flotilla::worker

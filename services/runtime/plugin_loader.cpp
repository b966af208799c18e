#include "services/runtime/plugin_loader.h"

#include <dlfcn.h>

namespace flotilla {

Result<std::unique_ptr<LoadedLibrary>> LoadedLibrary::open(const Path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return notFound("no_plugin", path.string() + " does not exist", {}, "install the plugin, or correct its name");
  void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return std::unique_ptr<LoadedLibrary>(new LoadedLibrary(handle));
  const char* why = ::dlerror();
  return precondition("plugin_unloadable", why != nullptr ? why : path.string() + " cannot be loaded");
}

LoadedLibrary::~LoadedLibrary() {
  ::dlclose(handle_);
}

void* LoadedLibrary::symbol(const char* name) const {
  return ::dlsym(handle_, name);
}

Path programDirectory() {
  std::error_code error;
  const Path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? Path(".") : self.parent_path();
}

}  // namespace flotilla

// Loads a plugin (plugins/api): checks API version and compiler before anything of it runs, refuses with a reason.
// Thread: any. Lifetime: the library stays mapped while the LoadedLibrary lives; destroy plugin objects before it.
#pragma once

#include <memory>
#include <string>

#include "models/domain/result.h"
#include "services/runtime/files.h"

namespace flotilla {

class LoadedLibrary {
 public:
  // Errors: NotFound/"no_plugin", Precondition/"plugin_unloadable".
  static Result<std::unique_ptr<LoadedLibrary>> open(const Path& path);
  ~LoadedLibrary();
  LoadedLibrary(const LoadedLibrary&) = delete;
  LoadedLibrary& operator=(const LoadedLibrary&) = delete;

  // nullptr if there is no such symbol.
  void* symbol(const char* name) const;

 private:
  explicit LoadedLibrary(void* handle) : handle_(handle) {}
  void* handle_;
};

// The folder of the running program, for finding plugins beside it.
Path programDirectory();

}  // namespace flotilla

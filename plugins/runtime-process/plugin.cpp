// Runtime plugin for services: a program of the bundle, as service.json says. It feeds itself: a request is a liveness
// probe. No exception leaves this file.
#include <exception>
#include <memory>
#include <new>

#include "plugins/api/runtime.h"
#include "plugins/runtime-process/service_runtime.h"

namespace flotilla::process {
namespace {

class ProcessRuntime final : public plugin::Runtime {
 public:
  bool load(const char* folder, plugin::Complaint& complaint) override {
    if (folder == nullptr) return refuse(complaint, "service_unreadable", "no folder was given");
    return guarded(complaint, [&]() -> Status {
      service_.reset();
      FLOTILLA_TRY(service_, ServiceRuntime::start(folder));
      return okStatus();
    });
  }

  std::size_t inputSize() const override { return 0; }
  std::size_t outputSize() const override { return 0; }

  bool run(const float* input, float*, plugin::Complaint& complaint) override {
    if (!service_) return refuse(complaint, "not_loaded", "no service was started");
    return guarded(complaint, [&] { return input != nullptr ? service_->probe() : service_->look(); });
  }

  void destroy() override { delete this; }

 private:
  template <class Work>
  static bool guarded(plugin::Complaint& complaint, const Work& work) {
    try {
      const Status done = work();
      return done.ok() || refuse(complaint, done.error().reason.c_str(), done.error().message.c_str());
    } catch (const std::exception& error) {
      return refuse(complaint, "service_failed", error.what());
    }
  }

  std::unique_ptr<ServiceRuntime> service_;
};

}  // namespace
}  // namespace flotilla::process

FLOTILLA_PLUGIN_EXPORT const flotilla::plugin::Abi* flotillaPluginAbi() {
  static constexpr flotilla::plugin::Abi kAbi{flotilla::plugin::kApiVersion, "runtime", flotilla::plugin::kCompiler};
  return &kAbi;
}

FLOTILLA_PLUGIN_EXPORT flotilla::plugin::Runtime* flotillaCreateRuntime() {
  return new (std::nothrow) flotilla::process::ProcessRuntime;
}

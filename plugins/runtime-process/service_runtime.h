// A service bundle that runs: started, ready, asked, ended. Thread: one. Lifetime: the destructor stops the service
// with its grace and removes its folder.
#pragma once

#include <memory>
#include <string>

#include "models/domain/result.h"
#include "plugins/runtime-process/probe.h"
#include "plugins/runtime-process/service_process.h"
#include "services/documents/service_spec.h"

namespace flotilla::process {

class ServiceRuntime {
 public:
  // Starts the service of the bundle in `folder`, and waits until it is ready and stayed so for a moment. Errors:
  // Precondition/"service_unreadable", "service_not_ready", plugin::kServiceExited, "spawn_failed", "no_port".
  static Result<std::unique_ptr<ServiceRuntime>> start(const std::string& folder);
  ~ServiceRuntime();
  ServiceRuntime(const ServiceRuntime&) = delete;
  ServiceRuntime& operator=(const ServiceRuntime&) = delete;

  // Errors: plugin::kServiceExited.
  Status look();
  // One liveness probe. Errors: "probe_failed"; kServiceExited; kServiceHangs after too many in a row, and it is ended.
  Status probe();

 private:
  ServiceRuntime(ServiceSpec spec, ProbeTarget target);
  Status awaitReady();

  ServiceSpec spec_;
  ProbeTarget target_;
  ServiceProcess process_;
  std::uint32_t failures_ = 0;  // of liveness, one after the other
};

}  // namespace flotilla::process

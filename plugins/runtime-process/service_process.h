// A running service as its worker sees it. Thread: one. Lifetime: the destructor ends the service and everything it
// started.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "models/domain/result.h"
#include "plugins/runtime-process/command.h"
#include "plugins/runtime-process/descriptor.h"

namespace flotilla::process {

class ServiceProcess {
 public:
  ServiceProcess() = default;
  ~ServiceProcess() { kill(); }
  ServiceProcess(const ServiceProcess&) = delete;
  ServiceProcess& operator=(const ServiceProcess&) = delete;

  // Error Unavailable/"spawn_failed". That the command cannot be run shows as the end of the service.
  Status start(const Command& command);

  // Waits up to `limit` for its end. The sentence about it, "the service exited with code 3: <its last line>", or
  // nothing while it runs.
  std::optional<std::string> ended(std::chrono::milliseconds limit);
  // SIGTERM, and SIGKILL after `grace`; nothing of it is left on return.
  void stop(std::chrono::milliseconds grace);
  void kill();
  // What it wrote last; known once it has ended.
  const std::string& lastLine() const { return lastLine_; }

 private:
  bool receiveReport(std::chrono::milliseconds limit);
  void reapKeeper();

  pid_t keeper_ = -1;
  Descriptor channel_;
  std::optional<std::string> end_;
  std::string lastLine_;
};

}  // namespace flotilla::process

#include "services/controlplane/core/drift/drift_watch.h"

#include <chrono>
#include <utility>

#include "services/runtime/log.h"

namespace flotilla::controlplane {

Status DriftWatch::start() {
  FLOTILLA_CHECK(book_.open());
  tick();
  return okStatus();
}

void DriftWatch::tick() {
  book_.judge(ports_.clock.now());
  (void)write();
  onFindings_(book_.findings());
  ports_.loop.postAfter(every_, [this, watch = std::weak_ptr<int>(alive_)] {
    if (!watch.expired()) tick();
  });
}

Status DriftWatch::write() {
  Status written = book_.flush(ports_.clock.now());
  if (!written && !std::exchange(failing_, true))
    log::error("windows cannot be written", {{"why", written.error().message}});
  if (written && std::exchange(failing_, false)) log::info("windows are written again");
  return written;
}

}  // namespace flotilla::controlplane

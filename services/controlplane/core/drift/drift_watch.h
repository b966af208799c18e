// Runs the book of drift: takes what nodes report, and looks at all of it once a minute. Thread: the telemetry loop, on
// which everything is called and answered. Lifetime: what `Ports` refers to outlives it; tasks it has posted become
// no-ops.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "services/controlplane/core/drift/drift_book.h"
#include "services/runtime/clock.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::controlplane {

class DriftWatch {
 public:
  struct Ports {
    Executor& loop;
    Clock& clock;
    drift::DriftStore& store;
    drift::ProfileBook::Read readBlob;  // a small file of an artifact, by its digest
  };
  // After every look: what drifts.
  using OnFindings = std::function<void(const std::vector<DriftStanding>&)>;

  DriftWatch(Ports ports, drift::DriftConfig config, Duration every, OnFindings onFindings)
      : ports_(ports),
        book_({ports.store, ports.readBlob}, config),
        every_(every),
        onFindings_(std::move(onFindings)) {}

  // Reads what was known and begins. Errors: those of the store.
  Status start();
  // Those of report number `report` of the node count once, however often it comes.
  void take(const drift::WindowOrigin& origin, std::uint64_t report, const std::vector<WindowReport>& windows) {
    book_.take(origin, report, windows, ports_.clock.now());
  }
  std::vector<DriftStanding> standings(const drift::DriftBook::Scope& scope) { return book_.standings(scope); }
  // Writes what is not written yet: before the reports with these windows are acknowledged, and before the end.
  Status write();

 private:
  void tick();

  Ports ports_;
  drift::DriftBook book_;
  Duration every_;
  OnFindings onFindings_;
  bool failing_ = false;  // the last write failed, and was told
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace flotilla::controlplane

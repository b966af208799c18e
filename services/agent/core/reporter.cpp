#include "services/agent/core/reporter.h"

#include <utility>

#include "services/runtime/log.h"

namespace flotilla::agent {

Reporter::Reporter(const AgentConfig& config, AgentPorts& ports, Hooks hooks)
    : config_(config), ports_(ports), hooks_(std::move(hooks)) {}

void Reporter::start() {
  soon();
  ports_.loop.postAfter(config_.reportInterval, guard_.wrap([this] { tick(); }));
}

void Reporter::tick() {
  ports_.loop.postAfter(config_.reportInterval, guard_.wrap([this] { tick(); }));
  report();
}

void Reporter::soon() {
  if (std::exchange(pending_, true)) return;
  ports_.loop.post(guard_.wrap([this] {
    pending_ = false;
    report();
  }));
}

void Reporter::report() {
  const auto appended = ports_.store.appendReport(hooks_.collect());
  if (!appended) {
    log::error("a report could not be stored", {{"message", appended.error().message}});
    return;
  }
  hooks_.stored();
  if (const Status compacted = ports_.store.compact(config_.outboxLimit); !compacted)
    log::error("the outbox could not be compacted", {{"message", compacted.error().message}});
  if (onReport_) onReport_();
}

}  // namespace flotilla::agent

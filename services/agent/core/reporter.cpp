#include "services/agent/core/reporter.h"

#include <utility>

#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr Duration kSyncAfter = std::chrono::seconds(1);

}  // namespace

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
  NodeReport report = hooks_.collect();
  if (const Status moved = moveNews(report); !moved)
    log::error("events wait in state.db", {{"reason", moved.error().reason}, {"message", moved.error().message}});
  if (const Status appended = ports_.queue.append(std::move(report)); !appended) {
    log::error("a report could not be stored", {{"message", appended.error().message}});
  } else {
    hooks_.stored();
    syncSoon();
  }
  if (onReport_) onReport_();
}

// In the order in which they happened. When there is no room for the others, those about security still go.
Status Reporter::moveNews(const NodeReport& report) {
  NodeReport holder = report;
  holder.workloads.clear();
  holder.arms.clear();
  holder.windows.clear();
  holder.stages.clear();
  holder.saturation = {};
  // What the queue has is dropped first, so that news which came since is not told together with it.
  const auto taken = ports_.queue.newsThrough();
  for (const NewsLane lane : {NewsLane::Ordinary, NewsLane::Security})
    if (undropped_) FLOTILLA_CHECK(ports_.store.dropNews(lane, taken[static_cast<std::size_t>(lane)]));
  undropped_ = false;
  Status moved = moveNews(holder, false);
  if (!moved && moved.error().reason == "queue_full") (void)moveNews(holder, true);
  FLOTILLA_TRY(const std::uint64_t refused, ports_.store.refusedNews());
  FLOTILLA_CHECK(ports_.queue.countRefused(refused));
  return moved;
}

Status Reporter::moveNews(const NodeReport& holder, bool onlySecurity) {
  for (;;) {
    FLOTILLA_TRY(const auto news, ports_.store.news(onlySecurity));
    if (!news) return okStatus();
    FLOTILLA_CHECK(ports_.queue.append(holder, *news));
    const Status dropped = ports_.store.dropNews(news->lane, news->through);
    undropped_ = undropped_ || !dropped;
    FLOTILLA_CHECK(dropped);
  }
}

void Reporter::syncSoon() {
  if (std::exchange(syncing_, true)) return;
  ports_.loop.postAfter(kSyncAfter, guard_.wrap([this] {
    syncing_ = false;
    if (const Status synced = ports_.queue.sync(); !synced)
      log::error("reports could not be synced", {{"message", synced.error().message}});
  }));
}

}  // namespace flotilla::agent

#include "app/cli/commands/fleet_snapshot.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <variant>

namespace flotilla::cli {
namespace {

// Takes the snapshot that a stream begins with, on the threads of the client.
class SnapshotReader final : public FleetListener {
 public:
  void onUpdate(FleetUpdate update) override {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    if (update.restart) fleet_ = {};
    for (const FleetThing& thing : update.upserts) std::visit([this](const auto& item) { add(item); }, thing);
    if (update.complete) end(okStatus());
  }

  void onLost(const Error& why, Duration) override {
    const std::lock_guard lock(mutex_);
    if (!ended_) end(why);
  }

  Result<DeclaredFleet> wait(Duration limit) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, limit, [this] { return ended_.has_value(); }))
      return Error{ErrorCode::Unavailable, "deadline_exceeded", "the fleet did not come within " + toText(limit)};
    FLOTILLA_CHECK(*ended_);
    return fleet_;
  }

 private:
  void add(const Region& region) { fleet_.regions[region.name.value] = region; }
  void add(const Site& site) { fleet_.sites[site.name.value] = site; }
  void add(const Workload& workload) { fleet_.workloads[workload.name.value] = workload; }
  void add(const Objective& objective) { fleet_.objectives[objective.name.value] = objective; }
  void add(const Node& node) {
    const bool gone = node.identity == NodeIdentity::Retired || node.identity == NodeIdentity::Revoked;
    fleet_.nodes[node.site.value] += gone ? 0 : 1;
  }
  void add(const ReleaseSummary&) {}
  void add(const Rollout&) {}

  void end(Status how) {
    ended_ = std::move(how);
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  DeclaredFleet fleet_;
  std::optional<Status> ended_;
};

}  // namespace

Result<DeclaredFleet> readFleet(Session& session) {
  FLOTILLA_TRY(OperatorClient * client, session.client());
  SnapshotReader reader;
  const auto watch = client->watch(reader);
  auto fleet = reader.wait(session.options.timeout);
  if (!fleet.ok()) return session.withHint(fleet.error());
  return fleet;
}

}  // namespace flotilla::cli

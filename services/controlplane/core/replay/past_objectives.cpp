#include "services/controlplane/core/replay/past_objectives.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

// What fires at the beginning began before it: so much earlier the judging starts.
constexpr std::int64_t kLeadSlots = 60;

}  // namespace

Result<PastObjectives> PastObjectives::load(TelemetryStore& store, std::vector<Objective> objectives,
                                            LedgerConfig config, TimePoint from, TimePoint to, TimePoint now) {
  if (from < now - config.keepSlots)
    return invalid("too_old", "slots are kept for " + toText(config.keepSlots) + " only", "from",
                   "begin the replay later");
  const TimePoint first = from - kLeadSlots * config.slot;
  config.replayed = now - first;
  auto ledger = std::make_unique<Ledger>(store, config);
  FLOTILLA_CHECK(ledger->open(std::move(objectives), first));
  const std::int64_t steps = (to - first) / config.slot + 1;
  const auto places = static_cast<std::int64_t>(std::max<std::size_t>(ledger->places(), 1));
  if (steps * places > kMostJudged) {
    const Duration most = std::max<std::int64_t>(kMostJudged / places - kLeadSlots - 1, 1) * config.slot;
    return invalid("too_long", "of so many objectives at most " + toText(most) + " can be replayed at once", "from",
                   "choose a shorter time, or fewer objectives");
  }
  return PastObjectives(std::move(ledger), config.slot, first, to);
}

Result<std::vector<ObjectiveAlert>> PastObjectives::alerts(const std::function<bool()>& wanted) const {
  std::vector<ObjectiveAlert> out;
  ObjectiveAlerts firing;
  for (TimePoint now = from_; now <= to_; now += slot_) {
    if (!wanted()) return Error{ErrorCode::Unavailable, "cancelled", "the control plane ends"};
    for (ObjectiveAlert& alert : ledger_->judge(firing, now).changed) {
      if (alert.key.kind == AlertKind::Missing) continue;
      if (alert.state == AlertState::Firing) {
        firing[alert.key] = std::move(alert);
        continue;
      }
      firing.erase(alert.key);
      out.push_back(std::move(alert));
    }
  }
  for (auto& [key, alert] : firing) out.push_back(std::move(alert));
  std::stable_sort(out.begin(), out.end(),
                   [](const ObjectiveAlert& a, const ObjectiveAlert& b) { return a.since < b.since; });
  return out;
}

}  // namespace flotilla::controlplane

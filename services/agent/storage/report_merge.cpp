#include "services/agent/storage/report_merge.h"

#include <algorithm>

#include "services/agent/core/window_merge.h"

namespace flotilla::agent {

NodeReport mergeReports(const NodeReport& older, const NodeReport& newer) {
  NodeReport merged = newer;
  merged.firstSeq = older.firstSeq == 0 ? older.seq : older.firstSeq;
  merged.events = older.events;
  merged.events.insert(merged.events.end(), newer.events.begin(), newer.events.end());
  merged.contradictions.insert(merged.contradictions.begin(), older.contradictions.begin(), older.contradictions.end());
  mergeWindows(merged.windows, older.windows);
  merged.saturation = older.saturation;
  merged.saturation.add(newer.saturation);
  // Counts of a stage are since it began, so the newer one says everything.
  for (const StageReport& stage : older.stages) {
    const auto isNewer = [&](const StageReport& other) { return other.workload == stage.workload; };
    if (std::none_of(merged.stages.begin(), merged.stages.end(), isNewer)) merged.stages.push_back(stage);
  }
  for (const ArmReport& arm : older.arms) {
    const auto same = std::find_if(merged.arms.begin(), merged.arms.end(), [&](const ArmReport& other) {
      return other.workload == arm.workload && other.arm == arm.arm && other.version == arm.version;
    });
    if (same == merged.arms.end())
      merged.arms.push_back(arm);
    else
      same->counts.merge(arm.counts);
  }
  return merged;
}

}  // namespace flotilla::agent

#include "services/agent/storage/report_merge.h"

#include <algorithm>

#include "services/telemetry/input_window.h"

namespace flotilla::agent {
namespace {

bool sameArm(const WindowReport& a, const WindowReport& b) {
  return a.workload == b.workload && a.arm == b.arm && a.version == b.version;
}

// Into one of the same inputs, which keeps the counts and forgets when they came.
bool mergeInto(std::vector<WindowReport>& windows, const WindowReport& older) {
  const auto window = decodeWindow(older.window);
  for (WindowReport& newer : windows) {
    if (!window || !sameArm(newer, older)) continue;
    auto both = decodeWindow(newer.window);
    if (!both || !both->merge(*window)) continue;
    newer.window = encodeWindow(*both);
    return true;
  }
  return false;
}

}  // namespace

NodeReport mergeReports(const NodeReport& older, const NodeReport& newer) {
  NodeReport merged = newer;
  merged.firstSeq = older.firstSeq == 0 ? older.seq : older.firstSeq;
  merged.events = older.events;
  merged.events.insert(merged.events.end(), newer.events.begin(), newer.events.end());
  merged.contradictions.insert(merged.contradictions.begin(), older.contradictions.begin(), older.contradictions.end());
  for (const WindowReport& window : older.windows)
    if (!mergeInto(merged.windows, window)) merged.windows.push_back(window);
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

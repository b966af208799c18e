#include "services/agent/core/window_merge.h"

#include "services/telemetry/input_window.h"

namespace flotilla::agent {
namespace {

bool sameArm(const WindowReport& a, const WindowReport& b) {
  return a.workload == b.workload && a.arm == b.arm && a.version == b.version;
}

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

void mergeWindows(std::vector<WindowReport>& newer, const std::vector<WindowReport>& older) {
  for (const WindowReport& window : older)
    if (!mergeInto(newer, window)) newer.push_back(window);
}

}  // namespace flotilla::agent

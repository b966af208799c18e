#include "app/console/adapters/demo_install.h"

#include "app/console/adapters/demo_catalog.h"

namespace flotilla::console {
namespace {

constexpr DemoStep kForward[] = {
    {InstallState::Assigned, 2},  {InstallState::Downloading, 18}, {InstallState::Verified, 1},
    {InstallState::Armed, 1},     {InstallState::Writing, 8},      {InstallState::Written, 1},
    {InstallState::Switching, 2}, {InstallState::Trying, 20},      {InstallState::Committing, 1}};
constexpr DemoStep kBack[] = {{InstallState::Assigned, 2},
                              {InstallState::Armed, 1},
                              {InstallState::Switching, 2},
                              {InstallState::Trying, 20},
                              {InstallState::Committing, 1}};
constexpr std::int64_t kRollingBackSeconds = 4;

// Where the cause shows: a refusal while it is being fetched, the others while the version is tried.
bool endsAt(const DemoInstall& install, InstallState state) {
  if (install.endsWith == kNone) return false;
  const bool refused = demoCauses()[install.endsWith].state == InstallState::Refused;
  return state == (refused ? InstallState::Verified : InstallState::Committing);
}

void settleBadly(DemoInstall& install, TimePoint at) {
  install.cause = install.endsWith;
  install.endsWith = kNone;
  install.state = demoCauses()[install.cause].state;
  install.restarts += install.state == InstallState::Halted ? 3 : 0;
  install.since = at;
}

void commit(DemoInstall& install, TimePoint at) {
  if (install.version != install.desired) {
    install.previous = install.version;
    install.version = install.desired;
    install.requests = 0;
    install.errors = 0;
  }
  install.cause = kNone;
  install.state = InstallState::Committed;
  install.since = at;
}

bool enter(DemoInstall& install, InstallState state) {
  const bool changed = install.state != state;
  install.state = state;
  return changed;
}

}  // namespace

std::span<const DemoStep> demoSteps(bool back) {
  if (back) return kBack;
  return kForward;
}

void startInstall(DemoNode& node, std::size_t slot, std::uint8_t to, bool back, std::uint8_t endsWith, TimePoint now) {
  DemoInstall& install = node.installs[slot];
  install.generation = ++node.generation;
  install.desired = to;
  install.back = back;
  install.cause = kNone;
  install.endsWith = endsWith;
  install.state = InstallState::Assigned;
  install.since = now;
}

bool moveInstall(DemoInstall& install, TimePoint now) {
  if (isSettled(install.state)) return false;
  TimePoint at = install.since;
  for (const auto& [state, seconds] : demoSteps(install.back)) {
    if (endsAt(install, state)) {
      const bool rollsBack = demoCauses()[install.endsWith].state != InstallState::Refused;
      const TimePoint end = at + std::chrono::seconds(rollsBack ? kRollingBackSeconds : 0);
      if (now < end) return enter(install, InstallState::RollingBack);
      settleBadly(install, end);
      return true;
    }
    at += std::chrono::seconds(seconds);
    if (now < at) return enter(install, state);
  }
  commit(install, at);
  return true;
}

void finishInstall(DemoInstall& install, TimePoint at) {
  if (install.endsWith == kNone)
    commit(install, at);
  else
    settleBadly(install, at);
}

NodeOutcome outcomeOf(const DemoInstall& install) {
  if (!isSettled(install.state)) return NodeOutcome::Pending;
  return install.cause == kNone ? NodeOutcome::Proven : demoCauses()[install.cause].outcome;
}

}  // namespace flotilla::console

// The audit log of the demonstration fleet, chained as a real one. Thread: pure functions.
#pragma once

#include <string>

#include "app/console/adapters/demo_state.h"

namespace flotilla::console {

// Who uses the console in the demonstration.
inline constexpr auto kDemoCaller = "operator-1";
inline constexpr auto kDemoApprover = "approver-1";

struct DemoFact {
  std::string actor;
  std::string action;
  std::string object;
  std::string detail;
  std::string before = {};
  std::string after = {};
};

void note(DemoState& state, TimePoint at, const DemoFact& fact);
AuditVerdict verifyDemoAudit(const std::vector<AuditEntry>& entries);

}  // namespace flotilla::console

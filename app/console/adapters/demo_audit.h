// The audit log of the demonstration fleet, chained as a real one. Thread: pure functions.
#pragma once

#include "app/console/adapters/demo_state.h"
#include "services/crypto/audit_chain.h"

namespace flotilla::console {

// Who uses the console in the demonstration.
inline constexpr auto kDemoCaller = "operator-1";
inline constexpr auto kDemoApprover = "approver-1";

void note(DemoState& state, TimePoint at, const AuditFact& fact);
AuditVerdict verifyDemoAudit(const std::vector<AuditEntry>& entries);

}  // namespace flotilla::console

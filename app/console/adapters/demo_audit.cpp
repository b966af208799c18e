#include "app/console/adapters/demo_audit.h"

namespace flotilla::console {

void note(DemoState& state, TimePoint at, const AuditFact& fact) {
  const Digest head = state.audit.empty() ? Digest{} : state.audit.back().hash;
  state.audit.push_back(chainEntry(fact, state.audit.size(), head, at));
}

AuditVerdict verifyDemoAudit(const std::vector<AuditEntry>& entries) {
  AuditVerdict verdict;
  verdict.intact = true;
  verifyEntries(entries, verdict);
  return verdict;
}

}  // namespace flotilla::console

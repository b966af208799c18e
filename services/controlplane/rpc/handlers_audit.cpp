#include <algorithm>

#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kBatch = 1000;
constexpr std::uint64_t kListed = 10'000;  // newest entries that a list looks at

Result<std::vector<AuditEntry>> newestEntries(ControlPlane& plane) {
  const std::uint64_t last = plane.fleet.state().auditSeq;
  FLOTILLA_TRY(auto entries, plane.fleet.store().auditEntries(last > kListed ? last - kListed + 1 : 1, kListed));
  std::reverse(entries.begin(), entries.end());
  return entries;
}

Result<AuditVerdict> verify(FleetStore& store) {
  AuditVerdict verdict;
  verdict.intact = true;
  for (;;) {
    FLOTILLA_TRY(const auto entries, store.auditEntries(verdict.entries + 1, kBatch));
    if (entries.empty()) return verdict;
    verifyEntries(entries, verdict);
    if (!verdict.intact) return verdict;
  }
}

}  // namespace

void registerAuditHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListAuditEntriesRequest, v1::ListAuditEntriesResponse>(
      "flotilla.v1.AuditService/ListAuditEntries",
      [&plane](const auto& request, const Caller&) -> Result<v1::ListAuditEntriesResponse> {
        FLOTILLA_TRY(auto entries, newestEntries(plane));
        FLOTILLA_TRY(auto page, pageOf(std::move(entries), request.options(), auditFields()));
        v1::ListAuditEntriesResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_entries(); });
      });
  dispatcher.read<v1::VerifyAuditRequest, v1::VerifyAuditResponse>(
      "flotilla.v1.AuditService/VerifyAudit", [&plane](const auto&, const Caller&) -> Result<v1::VerifyAuditResponse> {
        plane.fleet.flush();
        FLOTILLA_TRY(AuditVerdict verdict, verify(plane.fleet.store()));
        // Entries cut off at the end leave a chain that verifies: the read model remembers how long it was.
        const FleetState& state = plane.fleet.state();
        if (verdict.intact && (verdict.entries != state.auditSeq || verdict.head != state.auditHead))
          verdict = {false, verdict.entries, verdict.entries, "the end of the log is not what was written last",
                     verdict.head};
        v1::VerifyAuditResponse response;
        response.set_intact(verdict.intact);
        response.set_entries(verdict.entries);
        response.set_first_bad(verdict.firstBad);
        response.set_problem(verdict.problem);
        response.set_head(verdict.head.toString());
        return response;
      });
}

}  // namespace flotilla::controlplane

#include "services/client/lists.h"
#include "services/client/operator_client.h"
#include "services/client/transport.h"
#include "services/wire/runbook_wire.h"

namespace flotilla {
namespace {

constexpr auto kRunbookFromWire = [](const auto& message) { return wire::fromProto(message); };

}  // namespace

void OperatorClient::listRunbooks(const ListQuery& query, Done<Page<RunbookSummary>> done) {
  transport_->ask<v1::ListRunbooksResponse>(
      "RunbookService/ListRunbooks", listRequest<v1::ListRunbooksRequest>(wire::toProto(query)), std::move(done),
      [](const v1::ListRunbooksResponse& answer) {
        return pageOf<RunbookSummary>(answer.runbooks(), answer.page(), kRunbookFromWire);
      });
}

void OperatorClient::getRunbook(const RunbookName& name, std::uint32_t version, Done<RunbookDocument> done) {
  v1::GetRunbookRequest request;
  request.set_name(name.value);
  request.set_version(version);
  transport_->ask<v1::GetRunbookResponse>("RunbookService/GetRunbook", std::move(request), std::move(done),
                                          kRunbookFromWire);
}

void OperatorClient::applyRunbook(const RunbookChange& change, Done<RunbookApplied> done) {
  v1::ApplyRunbookRequest request;
  request.set_text(change.text);
  request.set_dry_run(change.dryRun);
  if (change.expectedVersion) request.set_expected_version(*change.expectedVersion);
  transport_->ask<v1::ApplyRunbookResponse>("RunbookService/ApplyRunbook", std::move(request), std::move(done),
                                            kRunbookFromWire);
}

void OperatorClient::retireRunbook(const RunbookName& name, Done<RunbookSummary> done) {
  v1::RetireRunbookRequest request;
  request.set_name(name.value);
  transport_->ask<v1::Runbook>("RunbookService/RetireRunbook", std::move(request), std::move(done), kRunbookFromWire);
}

void OperatorClient::checkRunbooks(const RunbookName& name, Done<std::vector<RunbookSummary>> done) {
  v1::CheckRunbooksRequest request;
  request.set_name(name.value);
  transport_->ask<v1::CheckRunbooksResponse>(
      "RunbookService/CheckRunbooks", std::move(request), std::move(done),
      [](const v1::CheckRunbooksResponse& answer) -> Result<std::vector<RunbookSummary>> {
        std::vector<RunbookSummary> out;
        for (const v1::Runbook& one : answer.runbooks()) {
          FLOTILLA_TRY(out.emplace_back(), wire::fromProto(one));
        }
        return out;
      });
}

}  // namespace flotilla

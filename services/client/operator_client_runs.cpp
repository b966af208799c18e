#include "services/client/lists.h"
#include "services/client/operator_client.h"
#include "services/client/transport.h"
#include "services/wire/run_wire.h"

namespace flotilla {
namespace {

constexpr auto kRunFromWire = [](const auto& message) { return wire::fromProto(message); };

}  // namespace

void OperatorClient::listRuns(const ListQuery& query, Done<Page<Run>> done) {
  transport_->ask<v1::ListRunsResponse>(
      "RunService/ListRuns", listRequest<v1::ListRunsRequest>(wire::toProto(query)), std::move(done),
      [](const v1::ListRunsResponse& answer) { return pageOf<Run>(answer.runs(), answer.page(), kRunFromWire); });
}

void OperatorClient::getRun(const RunId& run, Done<RunDetail> done) {
  v1::GetRunRequest request;
  request.set_run(run.value);
  transport_->ask<v1::GetRunResponse>("RunService/GetRun", std::move(request), std::move(done), kRunFromWire);
}

void OperatorClient::startRun(const NewRun& run, Done<Run> done) {
  transport_->ask<v1::Run>("RunService/StartRun", wire::toProto(run), std::move(done), kRunFromWire);
}

void OperatorClient::signalRun(const RunSignal& signal, Done<Run> done) {
  transport_->ask<v1::Run>("RunService/SignalRun", wire::toProto(signal), std::move(done), kRunFromWire);
}

void OperatorClient::reviewRun(const RunReview& review, Done<Run> done) {
  transport_->ask<v1::Run>("RunService/ReviewRun", wire::toProto(review), std::move(done), kRunFromWire);
}

void OperatorClient::giveRunFeedback(const NewRunFeedback& feedback, Done<Run> done) {
  transport_->ask<v1::Run>("RunService/GiveRunFeedback", wire::toProto(feedback), std::move(done), kRunFromWire);
}

void OperatorClient::prepareRunUndo(const RunId& run, const std::string& step, Done<ActionPreview> done) {
  v1::PrepareRunUndoRequest request;
  request.set_run(run.value);
  request.set_step(step);
  transport_->ask<v1::ActionPreview>("RunService/PrepareRunUndo", std::move(request), std::move(done), kRunFromWire);
}

}  // namespace flotilla

#include "services/client/operator_client.h"
#include "services/client/transport.h"
#include "services/wire/run_wire.h"
#include "services/wire/threshold_wire.h"

namespace flotilla {
namespace {

constexpr auto kPreviewFromWire = [](const auto& message) { return wire::fromProto(message); };

}  // namespace

void OperatorClient::prepareThreshold(const NewThreshold& threshold, Done<ActionPreview> done) {
  transport_->ask<v1::ActionPreview>("FleetService/PrepareThreshold", wire::prepareRequest(threshold), std::move(done),
                                     kPreviewFromWire);
}

void OperatorClient::setThreshold(const NewThreshold& threshold, Done<ActionPreview> done) {
  transport_->ask<v1::ActionPreview>("FleetService/SetThreshold", wire::setRequest(threshold), std::move(done),
                                     kPreviewFromWire);
}

}  // namespace flotilla

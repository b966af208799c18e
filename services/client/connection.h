// Private to services/client: from options to a gRPC channel. Thread: any; no state.
#pragma once

#include <memory>

#include "models/domain/result.h"
#include "services/client/connection_error.h"
#include "services/client/operator_client.h"

namespace grpc {
class Channel;
}

namespace flotilla {

// Checks the options; connecting itself happens with the first call. Errors as OperatorClient::connect.
Result<std::shared_ptr<grpc::Channel>> makeChannel(const ClientOptions& options);

Target targetOf(const ClientOptions& options);

}  // namespace flotilla

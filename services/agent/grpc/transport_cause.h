// gRPC's account of a connection that failed, in our words. Thread: any; pure.
#pragma once

#include <string>
#include <string_view>

namespace flotilla::agent {

// "nobody listens there", "the name is not known", ...; the text itself if it is none of the usual causes.
std::string transportCause(std::string_view grpcText);

// The other side ended it without a word, as it does with a certificate that it does not admit.
bool isClosedByPeer(std::string_view grpcText);

// Somebody listens there, but not for this: it ended the connection, or speaks something else.
bool isAnotherService(std::string_view grpcText);

}  // namespace flotilla::agent

#include "services/agent/grpc/transport_cause.h"

#include <array>
#include <utility>

namespace flotilla::agent {
namespace {

constexpr std::string_view kNoTls = "what listens there does not speak TLS";
constexpr std::string_view kOtherProtocol = "what listens there does not speak this protocol";
constexpr std::string_view kClosed = "it closed the connection";
constexpr std::string_view kHandshake = "it refused the TLS handshake";

// The first that is found counts: TLS libraries say more than the socket below them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kCauses{{
    {"CERTIFICATE_VERIFY_FAILED", "its certificate is not of the authority that this node trusts"},
    {"WRONG_VERSION_NUMBER", kNoTls},
    {"Cannot check peer", kOtherProtocol},
    {"Connection refused", "nobody listens there"},
    {"DNS resolution failed", "the name is not known"},
    {"Domain name not found", "the name is not known"},
    {"Network is unreachable", "there is no way to it in the network"},
    {"No route to host", "there is no way to it in the network"},
    {"timed out", "it did not answer in time"},
    {"Timeout", "it did not answer in time"},
    {"Deadline Exceeded", "it did not answer in time"},
    {"Socket closed", kClosed},
    {"Connection reset", kClosed},
    {"andshake", kHandshake},
}};

}  // namespace

std::string transportCause(std::string_view grpcText) {
  for (const auto& [sign, words] : kCauses)
    if (grpcText.find(sign) != std::string_view::npos) return std::string(words);
  return grpcText.empty() ? "the connection ended" : std::string(grpcText);
}

bool isClosedByPeer(std::string_view grpcText) {
  const std::string cause = transportCause(grpcText);
  return cause == kClosed || cause == kHandshake;
}

bool isAnotherService(std::string_view grpcText) {
  const std::string cause = transportCause(grpcText);
  return isClosedByPeer(grpcText) || cause == kNoTls || cause == kOtherProtocol;
}

}  // namespace flotilla::agent

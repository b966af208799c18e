#include "services/client/connection_error.h"

#include <array>

namespace flotilla {
namespace {

// What a text of the libraries contains, and what it means. "{}" stands for HOST:PORT, "{host}" for the host. The first
// that fits counts.
struct Meaning {
  std::string_view contains;
  std::string_view message;
  std::string_view field;
  std::string_view fix;
};

constexpr std::string_view kCheckServer = "check --server, and that flotillad runs there";
constexpr std::string_view kCheckName = "check --server; a certificate is for the names in the server's configuration";
constexpr std::string_view kOtherProtocol = "{} does not speak TLS as a control plane does";
constexpr std::string_view kOtherPort = "check the port; operators have one of their own";
constexpr std::array<Meaning, 15> kMeanings{
    {{"certificate verify failed", "the certificate of {} is not from this authority", "ca",
      "use pki/ca.pem of the data directory of that server"},
     {"CERTIFICATE_VERIFY_FAILED", "the certificate of {} is not from this authority", "ca",
      "use pki/ca.pem of the data directory of that server"},
     {"Hostname Verification", "the certificate of {} is for another name", "server", kCheckName},
     {"Peer name", "the certificate of {} is for another name", "server", kCheckName},
     {"DNS resolution failed", "the host {host} is not known", "server", "check the name"},
     {"C-ares", "the host {host} is not known", "server", "check the name"},
     {"ALPN", kOtherProtocol, "server", kOtherPort},
     {"http1", kOtherProtocol, "server", kOtherPort},
     {"handshake", kOtherProtocol, "server", kOtherPort},
     {"SSL", kOtherProtocol, "server", kOtherPort},
     {"Connection refused", "{}: connection refused", "", kCheckServer},
     {"No route to host", "{}: no way leads to this host", "", kCheckServer},
     {"Network is unreachable", "{}: no way leads to this host", "", kCheckServer},
     {"reset by peer", "{}: the connection was cut", "", kCheckServer},
     {"Socket closed", "{}: the connection was cut", "", kCheckServer}}};

std::string filled(std::string_view text, const std::string& address) {
  std::string out(text);
  const auto put = [&](std::string_view mark, const std::string& value) {
    if (const auto at = out.find(mark); at != std::string::npos) out.replace(at, mark.size(), value);
  };
  put("{host}", address.substr(0, address.rfind(':')));
  put("{}", address);
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

Error unreachable(std::string message, std::string field, std::string fix) {
  return {ErrorCode::Unavailable, "unreachable", std::move(message), std::move(field), std::move(fix)};
}

Error localError(const std::string& socketPath, std::string_view raw) {
  const std::string folder = socketPath.substr(0, socketPath.rfind('/'));
  if (contains(raw, "Permission denied"))
    return unreachable("this user may not enter " + folder, {}, "run it as the user that runs flotillad");
  return unreachable("no flotillad runs on " + folder, {}, "start it with: flotillad --data " + folder);
}

}  // namespace

std::string nameOf(const Target& target) {
  return target.socketPath.empty() ? target.address : target.socketPath;
}

Error connectionError(const Target& target, std::string_view raw) {
  if (!target.socketPath.empty()) return localError(target.socketPath, raw);
  for (const Meaning& meaning : kMeanings)
    if (contains(raw, meaning.contains))
      return unreachable(filled(meaning.message, target.address), std::string(meaning.field), std::string(meaning.fix));
  return unreachable("cannot reach " + target.address, {}, std::string(kCheckServer));
}

}  // namespace flotilla

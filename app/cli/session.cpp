#include "app/cli/session.h"

#include <cstdlib>
#include <iostream>

#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "services/crypto/x509.h"

namespace flotilla::cli {
namespace {

constexpr std::uint64_t kLargestToken = 4 * 1024;
constexpr std::uint64_t kLargestCa = 64 * 1024;
constexpr const char* kNameIt =
    "start flotillad --data DIR, or name the directory of a running one with --data DIR, or a server with --server "
    "HOST:PORT";

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

Result<std::string> dataDirectory(const GlobalOptions& options) {
  if (!options.data.empty()) return options.data;
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') {
    const Path standard = Path(home) / ".local/share/flotilla";
    if (SystemFiles().exists(standard)) return standard.string();
  }
  return Error{ErrorCode::Unavailable,
               "no_server",
               "no control plane is named and there is none in the usual place",
               {},
               kNameIt};
}

// One that can be read, or several, which TLS reads later.
bool holdsCertificates(const std::string& pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  const auto first = pem.find(kBegin);
  if (first == std::string::npos) return false;
  return pem.find(kBegin, first + 1) != std::string::npos || parseCertificate(pem).ok();
}

Status addRemote(const GlobalOptions& options, ClientOptions& out) {
  FLOTILLA_TRY(const std::string token, readSecret("--token-file", options.tokenFile, kLargestToken));
  FLOTILLA_TRY(out.caPem, readInput("--ca", options.ca, kLargestCa));
  if (!holdsCertificates(out.caPem))
    return precondition("bad_ca", options.ca + " holds no certificate", "--ca",
                        "use pki/ca.pem of the server's data directory");
  out.address = options.server;
  out.token = trimmed(token);
  return okStatus();
}

Result<ClientOptions> clientOptions(const GlobalOptions& options) {
  ClientOptions out;
  out.deadline = std::chrono::ceil<std::chrono::milliseconds>(options.timeout);
  if (!options.server.empty()) {
    FLOTILLA_CHECK(addRemote(options, out));
    return out;
  }
  FLOTILLA_TRY(const std::string data, dataDirectory(options));
  out.socketPath = (Path(data) / "operators.sock").string();
  return out;
}

}  // namespace

bool isSilence(const Error& error) {
  return error.reason == "unreachable" || error.reason == "deadline_exceeded" || error.reason == "no_server";
}

Result<OperatorClient*> Session::client() {
  if (client_) return client_.get();
  FLOTILLA_TRY(ClientOptions wanted, clientOptions(options));
  if (options.json) wanted.onAnswer = [this](const std::string& json) { lastAnswer_ = json; };
  FLOTILLA_TRY(client_, OperatorClient::connect(std::move(wanted)));
  return client_.get();
}

Error Session::withHint(Error error) const {
  if (error.reason != "deadline_exceeded" || !error.fix.empty()) return error;
  error.fix = options.server.empty() ? "flotillad runs but does not answer; look at its log"
                                     : "check --server, and that flotillad runs there";
  if (!seenIn.empty()) error.fix += "; whether it was done: flotillactl " + seenIn;
  return error;
}

void Session::show(const std::function<void()>& text) const {
  if (options.json)
    std::cout << harmless(lastAnswer_) << '\n';
  else
    text();
}

}  // namespace flotilla::cli

#include "app/cli/session.h"

#include <cstdlib>
#include <iostream>

#include "app/cli/text_output.h"
#include "services/runtime/files.h"

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

Status addRemote(const GlobalOptions& options, ClientOptions& out) {
  SystemFiles files;
  FLOTILLA_CHECK(checkPrivateFile(options.tokenFile));
  FLOTILLA_TRY(const std::string token, files.readAll(options.tokenFile, kLargestToken));
  FLOTILLA_TRY(out.caPem, files.readAll(options.ca, kLargestCa));
  if (out.caPem.find("-----BEGIN CERTIFICATE-----") == std::string::npos)
    return invalid("bad_ca", options.ca + " holds no certificate", "ca",
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

bool isSilence(const Error& error) {
  return error.reason == "unreachable" || error.reason == "deadline_exceeded" || error.reason == "no_server";
}

}  // namespace

Status Session::connect() {
  if (client_) return okStatus();
  FLOTILLA_TRY(ClientOptions wanted, clientOptions(options));
  if (options.json) wanted.onAnswer = [this](const std::string& json) { lastAnswer_ = json; };
  FLOTILLA_TRY(client_, OperatorClient::connect(std::move(wanted)));
  return okStatus();
}

Error Session::withHint(Error error) const {
  if (!isSilence(error) || !error.fix.empty()) return error;
  error.fix = options.server.empty() ? kNameIt : "check --server, --ca and that flotillad is running there";
  return error;
}

void Session::show(const std::function<void()>& text) const {
  if (options.json)
    std::cout << harmless(lastAnswer_) << '\n';
  else
    text();
}

int exitCodeOf(const Error& error) {
  return isSilence(error) ? 3 : 1;
}

}  // namespace flotilla::cli

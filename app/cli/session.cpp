#include "app/cli/session.h"

#include <cstdlib>
#include <iostream>

#include "app/cli/input_files.h"
#include "app/cli/secrets.h"
#include "app/cli/text_output.h"
#include "services/client/session_file.h"
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

Result<Path> sessionFile(const GlobalOptions& options) {
  if (!options.sessionFile.empty()) return Path(options.sessionFile);
  const Path usual = usualSessionFile(options.server);
  if (!usual.empty()) return usual;
  return precondition("no_home", "there is no home directory to keep a log-in in", "--session-file",
                      "name a file with --session-file FILE");
}

std::string logInLine(const GlobalOptions& options) {
  return "flotillactl login NAME --server " + options.server + " --ca " + options.ca +
         (options.sessionFile.empty() ? "" : " --session-file " + options.sessionFile);
}

Result<std::string> bearer(const GlobalOptions& options) {
  if (!options.tokenFile.empty()) {
    FLOTILLA_TRY(const std::string token, readSecret("--token-file", options.tokenFile, kLargestToken));
    return trimmed(token);
  }
  FLOTILLA_TRY(const Path file, sessionFile(options));
  auto session = readSession(file);
  if (!session.ok()) {
    Error error = session.error();
    error.field = "--session-file";
    return error;
  }
  if (!session->empty()) return session;
  return Error{ErrorCode::Unauthenticated,
               "not_logged_in",
               "nobody is logged in at " + options.server,
               {},
               logInLine(options) + ", or name the token of a program with --token-file FILE"};
}

Status addRemote(const GlobalOptions& options, bool nobody, ClientOptions& out) {
  if (!nobody) {
    FLOTILLA_TRY(out.token, bearer(options));
  }
  FLOTILLA_TRY(out.caPem, readInput("--ca", options.ca, kLargestCa));
  if (!holdsCertificates(out.caPem))
    return precondition("bad_ca", options.ca + " holds no certificate", "--ca",
                        "use pki/ca.pem of the server's data directory");
  out.address = options.server;
  return okStatus();
}

Result<ClientOptions> clientOptions(const GlobalOptions& options, bool nobody) {
  ClientOptions out;
  out.program = "flotillactl/" FLOTILLA_VERSION;
  out.deadline = std::chrono::ceil<std::chrono::milliseconds>(options.timeout);
  if (!options.server.empty()) {
    FLOTILLA_CHECK(addRemote(options, nobody, out));
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
  FLOTILLA_TRY(ClientOptions wanted, clientOptions(options, nobody_));
  if (options.json) wanted.onAnswer = [this](const std::string& json) { lastAnswer_ = json; };
  FLOTILLA_TRY(client_, OperatorClient::connect(std::move(wanted)));
  return client_.get();
}

Status Session::beNobody() {
  nobody_ = true;
  if (!options.server.empty()) return okStatus();
  return precondition("no_login_here", "on the machine of the control plane no login is needed", {},
                      "log in elsewhere with --server HOST:PORT --ca FILE");
}

Status Session::become(const std::string& session) {
  FLOTILLA_TRY(const Path file, sessionFile(options));
  FLOTILLA_TRY(OperatorClient * client, this->client());
  FLOTILLA_CHECK(client->useToken(session));
  const Status written = writeSession(file, session);
  if (written) return okStatus();
  return precondition(written.error().reason, written.error().message, "--session-file", written.error().fix);
}

Status Session::forget() {
  FLOTILLA_TRY(const Path file, sessionFile(options));
  return removeSession(file);
}

bool Session::wantsConfirmation(const Error& error) {
  return error.reason == "confirmation_needed" && onTerminal();
}

// A code is six digits, which no password can be.
Status Session::confirmOnTerminal() {
  FLOTILLA_TRY(const std::string typed, secretOf({"--password-file", {}, "Your password or a code, to confirm"}));
  const bool isCode = typed.size() == 6 && typed.find_first_not_of("0123456789") == std::string::npos;
  const Confirmation what{isCode ? "" : typed, isCode ? typed : ""};
  const auto confirmed = askOnce<Account>([&](auto& client, auto done) { client.confirm(what, done); });
  return confirmed.ok() ? okStatus() : Status(confirmed.error());
}

Error Session::withHint(Error error) const {
  if (error.reason == "confirmation_needed")
    error.fix = "flotillactl confirm --password-file FILE (or --code-file FILE), then the same again";
  if (error.reason == "second_factor_needed") error.fix = "flotillactl account second-factor";
  if (error.reason == "session_ended") error.fix = logInLine(options);
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

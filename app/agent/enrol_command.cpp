#include "app/agent/enrol_command.h"

#include <iostream>
#include <iterator>

#include "app/agent/trust.h"
#include "services/agent/platform/linux/machine.h"
#include "services/agent/uplink/enrolment.h"
#include "services/runtime/clock.h"

namespace flotilla::agent {
namespace {

Result<std::string> readToken(Files& files, const Path& path) {
  std::string text;
  if (path == "-") {
    std::getline(std::cin, text);
  } else {
    FLOTILLA_CHECK(checkPrivateFile(path));
    FLOTILLA_TRY(text, files.readAll(path, 4096));
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"\n";
}

}  // namespace

Result<std::string> runEnrol(const EnrolOptions& options) {
  SystemFiles files;
  FLOTILLA_CHECK(ensurePrivateDirectory(options.data));
  FLOTILLA_TRY(const auto lock, FileLock::acquire(options.data / "lock"));
  IdentityStore identities(files, options.data);
  if (identities.enrolled())
    return Error{ErrorCode::Conflict, "already_enrolled", options.data.string() + " holds an identity already", "data",
                 "start it with: flotilla-agent run --data " + options.data.string() +
                     "; if that identity was revoked, enrol with another --data, or move this one away"};
  // Trust comes first: a node without it could take an identity and then refuse every release.
  FLOTILLA_CHECK(installRoot(files, options.root, options.data, SystemClock().now()));
  FLOTILLA_TRY(const std::string token, readToken(files, options.tokenFile));
  const EnrolRequest request{options.server, token, machineFacts().architecture, FLOTILLA_VERSION};
  FLOTILLA_TRY(const Enrolment enrolment, enrol(request, identities, SystemClock().now()));
  FLOTILLA_CHECK(files.replace(options.data / "identity" / "server.yaml",
                               "name: " + quoted(enrolment.name) + "agents: " + quoted(enrolment.agents) +
                                   "artifacts: " + quoted(enrolment.artifacts) +
                                   "enrolment: " + quoted(options.server)));
  FLOTILLA_TRY(const Identity identity, identities.save(enrolment.certificatePem, enrolment.caPem));
  (void)identity;
  return enrolment.name;
}

}  // namespace flotilla::agent

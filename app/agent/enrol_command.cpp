#include "app/agent/enrol_command.h"

#include <iostream>

#include "app/agent/trust.h"
#include "services/agent/grpc/enrolment.h"
#include "services/agent/platform/linux/machine.h"
#include "services/crypto/enrol_token.h"
#include "services/runtime/clock.h"
#include "services/runtime/command_line.h"

namespace flotilla::agent {
namespace {

constexpr std::uint64_t kLargestToken = 4096;
constexpr const char* kForeignRoot = "root_of_another_fleet";

Result<std::string> readToken(Files& files, const Path& path) {
  std::string text;
  if (path == "-") {
    std::getline(std::cin, text);
  } else {
    FLOTILLA_CHECK(checkPrivateFile(path));
    FLOTILLA_TRY(text, files.readAll(path, kLargestToken));
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  if (const auto parsed = parseEnrolToken(text); !parsed) return parsed.error();
  return text;
}

std::vector<PublicKey> assignmentKeys(const RootDocument& root) {
  std::vector<PublicKey> keys;
  for (const KeyId& id : root.roles.at(TrustRole::Assignment).keyIds)
    if (const auto key = root.keys.find(id); key != root.keys.end()) keys.push_back(key->second);
  return keys;
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"\n";
}

// Only what is a name: the rules of a policy are judged by it later.
std::string place(const Enrolment& enrolment) {
  std::string out;
  if (checkName("region", enrolment.region)) out += "region: " + quoted(enrolment.region);
  if (checkName("site", enrolment.site)) out += "site: " + quoted(enrolment.site);
  return out;
}

}  // namespace

Result<std::string> runEnrol(const EnrolOptions& options) {
  SystemFiles files;
  IdentityStore identities(files, options.data);
  if (identities.enrolled())
    return Error{ErrorCode::Conflict, "already_enrolled", options.data.string() + " holds an identity already", "data",
                 "start it with: flotilla-agent run --data " + options.data.string() +
                     "; if that identity was revoked, enrol with another --data, or move this one away"};
  if (files.exists(options.data / "flotilla.db"))
    return onOption("--data",
                    precondition("data_of_a_server", options.data.string() + " holds a control plane, not a node", {},
                                 "name another directory"));
  // Everything that can be wrong with what was given is found before anything is made.
  const auto root = readRoot(files, options.root, SystemClock().now());
  if (!root) return onOption("--root", root.error());
  const auto token = readToken(files, options.tokenFile);
  if (!token) return onOption("--token-file", token.error());
  if (const Status good = ensurePrivateDirectory(options.data); !good) return onOption("--data", good.error());
  FLOTILLA_TRY(const auto lock, FileLock::acquire(options.data / "lock"));
  // Trust comes first: a node without it could take an identity and then refuse every release.
  FLOTILLA_CHECK(installRoot(files, *root, options.data));
  const EnrolRequest request{options.server, *token, machineFacts().architecture, FLOTILLA_VERSION,
                             assignmentKeys(root->document)};
  const auto enrolment = enrol(request, identities, SystemClock().now());
  if (!enrolment && enrolment.error().reason == kForeignRoot) return onOption("--root", enrolment.error());
  if (!enrolment) return enrolment.error();
  FLOTILLA_CHECK(files.replace(options.data / "identity" / "server.yaml",
                               "name: " + quoted(enrolment->name) + "agents: " + quoted(enrolment->agents) +
                                   "artifacts: " + quoted(enrolment->artifacts) +
                                   "enrolment: " + quoted(options.server) + place(*enrolment)));
  FLOTILLA_TRY(const Identity identity, identities.save(enrolment->certificatePem, enrolment->caPem));
  (void)identity;
  return enrolment->name;
}

}  // namespace flotilla::agent

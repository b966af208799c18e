#include <iostream>
#include <sstream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "services/crypto/ed25519.h"
#include "services/publisher/key_ceremony.h"
#include "services/runtime/clock.h"
#include "services/runtime/files.h"

namespace flotilla::cli {
namespace {

constexpr std::uint64_t kLargestPem = 16 * 1024;
constexpr std::uint32_t kMostKeys = 16;

struct CeremonyArguments {
  publisher::CeremonyPlan plan;
  std::vector<std::string> assignmentFiles;
};

Status readAssignmentKeys(CeremonyArguments& arguments) {
  for (const std::string& file : arguments.assignmentFiles) {
    FLOTILLA_TRY(const std::string pem, readInput("--assignment-key", file, kLargestPem));
    auto key = publicKeyFromPem(pem);
    if (!key.ok()) {
      // Not with the path that was given: what is there may be a secret key, and a shell would overwrite it.
      return precondition("bad_assignment_key", file + " is not a public Ed25519 key in PEM", "--assignment-key",
                          "make one with: flotillactl keys assignment-key > assignment.pem");
    }
    arguments.plan.assignment.push_back(*key);
  }
  return okStatus();
}

Status checkThreshold(const std::string& role, std::uint32_t keys, std::uint32_t threshold) {
  if (threshold <= keys) return okStatus();
  const std::string option = "--" + role + "-threshold";
  return invalid("bad_threshold",
                 option + " " + std::to_string(threshold) + " is more than --" + role + "-keys " + std::to_string(keys),
                 option, "ask for at most as many signatures as there are keys");
}

void explain(const Path& folder, const char* role, std::uint32_t count, const char* advice) {
  for (std::uint32_t i = 1; i <= count; ++i) {
    const Path file = folder / (std::string(role) + "-" + std::to_string(i) + ".pem");
    std::cout << "wrote " << harmless(file.string()) << "  " << advice << '\n';
  }
}

Status createKeySet(CeremonyArguments arguments) {
  SystemFiles files;
  const publisher::CeremonyPlan& plan = arguments.plan;
  FLOTILLA_CHECK(checkThreshold("release", plan.releaseKeys, plan.releaseThreshold));
  FLOTILLA_CHECK(checkThreshold("root", plan.rootKeys, plan.rootThreshold));
  FLOTILLA_CHECK(readAssignmentKeys(arguments));
  FLOTILLA_TRY(const RootDocument root, publisher::createKeys(files, plan, SystemClock().now()));
  explain(plan.folder, "root", plan.rootKeys, "secret: lock it away offline; it signs the next root.json");
  explain(plan.folder, "release", plan.releaseKeys, "secret: give each to another person; they sign releases");
  std::cout << "wrote " << harmless((plan.folder / "root.json").string())
            << "  public: install it on every node beside its token\n"
            << "a release needs " << plan.releaseThreshold << " of " << plan.releaseKeys
            << " signatures, a new root.json " << plan.rootThreshold << " of " << plan.rootKeys
            << "; root.json expires " << shortTime(root.expires) << '\n';
  return okStatus();
}

// The key alone: the answer of the server has more in it that nobody asked for here.
Status printKeyJson(const std::string& pem) {
  FLOTILLA_TRY(const PublicKey key, publicKeyFromPem(pem));
  std::cout << "{\"assignment_key_pem\":\"" << harmless(publicKeyToPem(key)) << "\"}\n";
  return okStatus();
}

Status printAssignmentKey(Session& session) {
  FLOTILLA_TRY(const ServerInfo info,
               session.ask<ServerInfo>([](auto& client, auto done) { client.serverInfo(done); }));
  if (session.options.json) return printKeyJson(info.assignmentKeyPem);
  std::istringstream lines(info.assignmentKeyPem);
  for (std::string line; std::getline(lines, line);) std::cout << harmless(line) << '\n';
  return okStatus();
}

void declareCeremony(CLI::App& app, CeremonyArguments& arguments) {
  publisher::CeremonyPlan& plan = arguments.plan;
  addParsed(
      app, "--out", plan.folder, [](const std::string& text) { return Result<Path>(text); }, "New folder for the keys")
      ->required()
      ->type_name("DIR");
  app.add_option("--assignment-key", arguments.assignmentFiles, "Public key of a control plane (repeatable)")
      ->required()
      ->expected(1)
      ->take_all()
      ->type_name("PEMFILE");
  addWhole(app, "--release-keys", plan.releaseKeys, 1, kMostKeys, "How many release keys");
  addWhole(app, "--release-threshold", plan.releaseThreshold, 1, kMostKeys, "How many of them must sign");
  addWhole(app, "--root-keys", plan.rootKeys, 1, kMostKeys, "How many root keys");
  addWhole(app, "--root-threshold", plan.rootThreshold, 1, kMostKeys, "How many of them must sign");
  addDuration(app, "--lifetime", plan.lifetime, {std::chrono::hours(24), std::chrono::hours(24 * 3650)},
              "Until root.json has to be signed anew");
}

struct NoKeyArguments {};

}  // namespace

void addKeyCommands(CLI::App& root, Session& session) {
  CLI::App* keys = addGroup(root, "keys", "Make the offline keys that nodes trust", kReleaseGroup);
  addCommand<CeremonyArguments>(*keys, session, "create", "Make root and release keys and root.json; needs no network",
                                declareCeremony,
                                [](Session&, const CeremonyArguments& arguments) { return createKeySet(arguments); });
  addCommand<NoKeyArguments>(
      *keys, session, "assignment-key", "Print the public assignment key of the control plane",
      [](CLI::App&, NoKeyArguments&) {}, [](Session& s, const NoKeyArguments&) { return printAssignmentKey(s); });
}

}  // namespace flotilla::cli

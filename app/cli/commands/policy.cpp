#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/signing_keys.h"
#include "app/cli/text_output.h"
#include "models/domain/policy_text.h"
#include "services/crypto/dsse.h"
#include "services/documents/policy_yaml.h"
#include "services/documents/signed_documents.h"
#include "services/runtime/files.h"

namespace flotilla::cli {
namespace {

constexpr std::uint64_t kLargestPolicy = 64 * 1024;

struct CheckPolicyArguments {
  std::string file;
};

struct SignPolicyArguments {
  std::string file;
  std::vector<std::string> keyFiles;
  std::string root;
  std::string out;
};

struct PublishPolicyArguments {
  std::string file;
};

struct ShowPolicyArguments {};

Result<Policy> readPolicy(const std::string& file) {
  FLOTILLA_TRY(const std::string yaml, readDocument("policy", file, kLargestPolicy));
  auto policy = parsePolicyYaml(yaml);
  if (policy.ok()) return policy;
  Error error = policy.error();
  error.message = documentName(file) + ": " + error.message;
  error.field = "policy";
  return error;
}

template <class Rules, class Name, class Meaning>
void printRules(const Rules& rules, Name name, Meaning meaning) {
  Table table({"RULE", "MEANS"});
  for (const auto& rule : rules) table.add({name(rule), meaning(rule)});
  table.print(std::cout);
}

void printPolicy(const Policy& policy) {
  std::cout << "version " << policy.version << ", " << counted(policy.rules.size(), "rule") << '\n';
  printRules(
      policy.rules, [](const PolicyRule& rule) { return rule.name; },
      [](const PolicyRule& rule) { return meaningOf(rule); });
}

Status checkPolicy(Session& session, const CheckPolicyArguments& arguments) {
  FLOTILLA_TRY(const Policy policy, readPolicy(arguments.file));
  if (session.options.json)
    std::cout << encodePolicy(policy) << '\n';
  else
    printPolicy(policy);
  return okStatus();
}

Status signPolicy(const SignPolicyArguments& arguments) {
  SystemFiles files;
  FLOTILLA_TRY(const Policy policy, readPolicy(arguments.file));
  FLOTILLA_TRY(const auto keys, readSigningKeys(files, arguments.keyFiles));
  FLOTILLA_CHECK(checkRoot(files, arguments.root, keys));
  std::vector<SigningKey> signers;
  for (const publisher::KeyFile& file : keys) signers.push_back(file.key);
  const std::string envelope = encodeEnvelope(signEnvelope(kPolicyPayloadType, encodePolicy(policy), signers));
  if (envelope.size() > kMaxPolicyEnvelope)
    return invalid("policy_too_large", "signed it has more than the 128 KiB that nodes take", "policy",
                   "say the same with fewer or shorter names");
  FLOTILLA_CHECK(writeOutput("--out", arguments.out, envelope));
  printPolicy(policy);
  std::cout << "signed with " << counted(keys.size(), "key") << "; next: flotillactl policy publish "
            << harmless(arguments.out) << '\n';
  return okStatus();
}

Status publishPolicy(Session& session, const PublishPolicyArguments& arguments) {
  session.seenIn = "policy show";
  FLOTILLA_TRY(const std::string envelope, readInput("policy", arguments.file, kMaxPolicyEnvelope));
  FLOTILLA_TRY(const PolicySummary policy,
               session.ask<PolicySummary>([&](auto& client, auto done) { client.publishPolicy(envelope, done); }));
  session.show([&] {
    std::cout << "policy version " << policy.version << " with " << counted(policy.rules.size(), "rule")
              << " counts now; nodes that it reaches keep it\n";
  });
  return okStatus();
}

Status showPolicy(Session& session) {
  FLOTILLA_TRY(const PolicySummary policy,
               session.ask<PolicySummary>([](auto& client, auto done) { client.getPolicy(done); }));
  session.show([&] {
    std::cout << "version " << policy.version << ", published by " << harmless(policy.publishedBy) << " at "
              << shortTime(policy.publishedAt) << '\n';
    printRules(
        policy.rules, [](const PolicyMeaning& rule) { return rule.rule; },
        [](const PolicyMeaning& rule) { return rule.meaning; });
  });
  return okStatus();
}

void declareSignPolicy(CLI::App& app, SignPolicyArguments& arguments) {
  addText(app, "policy", arguments.file, "Rules in YAML, see resources/policies; - is standard input")
      ->required()
      ->type_name("FILE");
  addSigningKeys(app, arguments.keyFiles, arguments.root);
  addText(app, "--out", arguments.out, "The signed policy to write")->required()->type_name("FILE");
}

}  // namespace

void addPolicyCommands(CLI::App& root, Session& session) {
  CLI::App* policy = addGroup(root, "policy", "Check, sign, publish and show the rules of the fleet", kReleaseGroup);
  addCommand<CheckPolicyArguments>(
      *policy, session, "check", "Read a policy and say what each rule means; needs no network",
      [](CLI::App& app, CheckPolicyArguments& arguments) {
        addText(app, "policy", arguments.file, "Rules in YAML; - is standard input")->required()->type_name("FILE");
      },
      checkPolicy);
  addCommand<SignPolicyArguments>(*policy, session, "sign", "Sign a policy with release keys; needs no network",
                                  declareSignPolicy,
                                  [](Session&, const SignPolicyArguments& arguments) { return signPolicy(arguments); });
  addCommand<PublishPolicyArguments>(
      *policy, session, "publish", "Make a signed policy the one that counts",
      [](CLI::App& app, PublishPolicyArguments& arguments) {
        addText(app, "policy", arguments.file, "Written by policy sign")->required()->type_name("FILE");
      },
      publishPolicy);
  addCommand<ShowPolicyArguments>(
      *policy, session, "show", "Show the policy that counts", [](CLI::App&, ShowPolicyArguments&) {},
      [](Session& s, const ShowPolicyArguments&) { return showPolicy(s); });
}

}  // namespace flotilla::cli

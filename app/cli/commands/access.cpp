#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/list_fields.h"

namespace flotilla::cli {
namespace {

struct TokenArguments {
  NewEnrolToken token;
  std::vector<std::string> labels;
  std::uint32_t count = 1;
};

struct OperatorArguments {
  std::string name;
  std::vector<Role> roles;
  std::vector<RegionName> regions;
};

Result<Labels> parseLabels(const std::vector<std::string>& texts) {
  Labels labels;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos)
      return invalid("bad_label", "\"" + text + "\" is not a label", "label", "write key=value");
    const std::string key = text.substr(0, equals);
    if (!labels.emplace(key, text.substr(equals + 1)).second)
      return invalid("label_twice", "\"" + key + "\" is given more than once", "label", "a label has one value");
  }
  FLOTILLA_CHECK(checkLabels(labels));
  return labels;
}

Status createTokens(Session& session, const TokenArguments& arguments) {
  session.seenIn = "audit list --filter action:CreateEnrolToken";
  NewEnrolToken wanted = arguments.token;
  FLOTILLA_TRY(wanted.labels, parseLabels(arguments.labels));
  for (std::uint32_t i = 0; i < arguments.count; ++i) {
    FLOTILLA_TRY(const CreatedToken token,
                 session.ask<CreatedToken>([&](auto& client, auto done) { client.createToken(wanted, done); }));
    session.show([&] { std::cout << harmless(token.text) << std::endl; });
  }
  return okStatus();
}

Status addOperator(Session& session, const OperatorArguments& arguments) {
  session.seenIn = "operator list";
  NewOperator wanted{arguments.name, {}};
  for (const Role role : arguments.roles) wanted.grants.push_back({role, arguments.regions});
  FLOTILLA_TRY(const CreatedToken token,
               session.ask<CreatedToken>([&](auto& client, auto done) { client.addOperator(wanted, done); }));
  session.show([&] { std::cout << harmless(token.text) << '\n'; });
  if (!std::cout.flush().good())
    return Error{ErrorCode::Internal,
                 "token_lost",
                 "the token could not be written and is lost",
                 {},
                 "flotillactl operator remove " + arguments.name + ", then add it again"};
  std::cerr << "note: this token is shown once and expires " << shortTime(token.expires)
            << "; keep it in a file of mode 0600\n";
  return okStatus();
}

struct RemoveArguments {
  std::string name;
};

Status removeOperator(Session& session, const RemoveArguments& arguments) {
  session.seenIn = "operator list";
  // A name that was checked needs no escapes in JSON.
  const std::string request = "{\"name\":\"" + arguments.name + "\"}";
  FLOTILLA_TRY(const std::string removed, session.ask<std::string>([&](auto& client, auto done) {
    client.call("OperatorService/RemoveOperator", request, done);
  }));
  session.show([&] { std::cout << arguments.name << " is removed; the token is void\n"; });
  return okStatus();
}

Status listOperators(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<Operator> page,
               session.ask<Page<Operator>>([&](auto& client, auto done) { client.listOperators(query, done); }));
  session.show([&] {
    Table table({"NAME", "ROLES", "CREATED", "ID"});
    for (const Operator& op : page.items)
      table.add({op.name, joined(op.grants, " ", grantText), shortTime(op.createdAt), op.id.value});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

void declareToken(CLI::App& app, TokenArguments& arguments) {
  addName(app, "--site", arguments.token.site, "Where the node will stand")->required();
  app.add_option("--label", arguments.labels, "A label of the node (repeatable)")->type_name("KEY=VALUE");
  addDuration(app, "--ttl", arguments.token.lifetime, {std::chrono::minutes(1), std::chrono::hours(24 * 7)},
              "How long it can be used");
  app.add_flag("--approval", arguments.token.needsApproval,
               "The node gets nothing until `flotillactl nodes approve` lets it in");
  addWhole(app, "--count", arguments.count, 1, 10'000, "How many tokens; each is for one node");
}

template <class Arguments>
void declareOperatorName(CLI::App& app, Arguments& arguments) {
  addParsed(
      app, "name", arguments.name,
      [](const std::string& text) -> Result<std::string> {
        FLOTILLA_CHECK(checkName({}, text));
        return text;
      },
      "a-z, 0-9 and '-'")
      ->required()
      ->type_name("NAME");
}

void declareOperator(CLI::App& app, OperatorArguments& arguments) {
  declareOperatorName(app, arguments);
  addEach(app, "--role", arguments.roles, parseRole,
          "viewer, operator, approver, security-admin, enroller, auditor, administrator (repeatable)")
      ->required()
      ->type_name("ROLE");
  addEach(app, "--region", arguments.regions, parseName<RegionName>,
          "Only in this region (repeatable); otherwise the whole fleet")
      ->type_name("REGION");
}

}  // namespace

void addAccessCommands(CLI::App& root, Session& session) {
  CLI::App* token = addGroup(root, "token", "Make enrolment tokens for new nodes", kAccessGroup);
  addCommand<TokenArguments>(*token, session, "create", "Print new enrolment tokens, one on each line", declareToken,
                             createTokens);
  CLI::App* people = addGroup(root, "operator", "Add, remove and list operators", kAccessGroup);
  addCommand<OperatorArguments>(*people, session, "add", "Add an operator and print the token, once", declareOperator,
                                addOperator);
  addCommand<RemoveArguments>(*people, session, "remove", "Remove an operator; the token is void from then on",
                              declareOperatorName<RemoveArguments>, removeOperator);
  addCommand<ListQuery>(
      *people, session, "list", "List operators and their roles",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, operatorFields(), "role:administrator"); },
      listOperators);
}

}  // namespace flotilla::cli

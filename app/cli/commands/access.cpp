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

struct NameArguments {
  std::string name;
};

struct InviteArguments {
  std::string name;
  bool resetSecondFactor = false;
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

Status giveInvitation(Session& session, const std::string& name, const std::string& code, TimePoint expires) {
  session.show([&] { std::cout << harmless(code) << '\n'; });
  if (!std::cout.flush().good())
    return Error{ErrorCode::Internal,
                 "invitation_lost",
                 "the invitation could not be written and is lost",
                 {},
                 "flotillactl operator invite " + name};
  std::cerr << "note: this invitation is shown once and expires " << shortTime(expires) << "; with it " << name
            << " chooses a password: flotillactl login --invitation-file FILE --server HOST:PORT --ca FILE\n";
  return okStatus();
}

Status addOperator(Session& session, const OperatorArguments& arguments) {
  session.seenIn = "operator list";
  const NewOperator wanted{arguments.name, grantsOf(arguments.roles, arguments.regions)};
  FLOTILLA_TRY(const CreatedToken invitation,
               session.ask<CreatedToken>([&](auto& client, auto done) { client.addOperator(wanted, done); }));
  return giveInvitation(session, arguments.name, invitation.text, invitation.expires);
}

Status inviteOperator(Session& session, const InviteArguments& arguments) {
  session.seenIn = "audit list --filter action:InviteOperator";
  FLOTILLA_TRY(const Invitation invitation, session.ask<Invitation>([&](auto& client, auto done) {
    client.inviteOperator({arguments.name, arguments.resetSecondFactor}, done);
  }));
  return giveInvitation(session, arguments.name, invitation.code, invitation.expires);
}

Status disableOperator(Session& session, const NameArguments& arguments) {
  session.seenIn = "audit list --filter action:DisableOperator";
  FLOTILLA_TRY(const Operator op,
               session.ask<Operator>([&](auto& client, auto done) { client.disableOperator(arguments.name, done); }));
  session.show([&] { std::cout << harmless(op.name) << " is disabled; sessions and API tokens count no more\n"; });
  return okStatus();
}

Status enableOperator(Session& session, const NameArguments& arguments) {
  session.seenIn = "audit list --filter action:EnableOperator";
  FLOTILLA_TRY(const Operator op,
               session.ask<Operator>([&](auto& client, auto done) { client.enableOperator(arguments.name, done); }));
  session.show([&] { std::cout << harmless(op.name) << " may log in again\n"; });
  return okStatus();
}

Status removeOperator(Session& session, const NameArguments& arguments) {
  session.seenIn = "operator list";
  // A name that was checked needs no escapes in JSON.
  const std::string request = "{\"name\":\"" + arguments.name + "\"}";
  FLOTILLA_TRY(const std::string removed, session.ask<std::string>([&](auto& client, auto done) {
    client.call("OperatorService/RemoveOperator", request, done);
  }));
  session.show([&] { std::cout << arguments.name << " is removed; sessions and API tokens are void\n"; });
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
  addGrantOptions(app, arguments.roles, arguments.regions,
                  "viewer, operator, approver, security-admin, enroller, auditor, administrator");
}

}  // namespace

void addAccessCommands(CLI::App& root, Session& session) {
  CLI::App* token =
      addGroup(root, "token", "Make enrolment tokens for new nodes; those of programs are api-token", kAccessGroup);
  addCommand<TokenArguments>(*token, session, "create", "Print new enrolment tokens, one on each line", declareToken,
                             createTokens);
  CLI::App* people = addGroup(root, "operator", "Add, invite, disable, remove and list operators", kAccessGroup);
  addCommand<OperatorArguments>(*people, session, "add", "Add an operator and print an invitation, once",
                                declareOperator, addOperator);
  addCommand<InviteArguments>(
      *people, session, "invite", "Print a new invitation, for who lost the password",
      [](CLI::App& app, InviteArguments& arguments) {
        declareOperatorName(app, arguments);
        app.add_flag("--reset-second-factor", arguments.resetSecondFactor, "For who lost that too");
      },
      inviteOperator);
  const auto addNamed = [&](const char* name, const char* help, Status (*run)(Session&, const NameArguments&)) {
    addCommand<NameArguments>(*people, session, name, help, declareOperatorName<NameArguments>, run);
  };
  addNamed("disable", "End all sessions and refuse the API tokens of an operator", disableOperator);
  addNamed("enable", "Let an operator log in again", enableOperator);
  addNamed("remove", "Remove an operator; sessions and API tokens are void from then on", removeOperator);
  addCommand<ListQuery>(
      *people, session, "list", "List operators and their roles",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, operatorFields(), "role:administrator"); },
      listOperators);
}

}  // namespace flotilla::cli

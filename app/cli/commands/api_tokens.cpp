#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "models/domain/account.h"

namespace flotilla::cli {
namespace {

struct ApiTokenArguments {
  NewApiToken wanted;
  std::vector<Role> roles;
  std::vector<RegionName> regions;
  std::string file;
};

struct TokensArguments {
  ListQuery query;
  bool everybody = false;
};

struct RevokeTokenArguments {
  ApiTokenId id;
};

Status writeToken(Session& session, const CreatedApiToken& created, const std::string& file) {
  if (const Status written = writeOutput("--out", file, created.secret + "\n"); !written.ok()) {
    Error error = written.error();
    error.fix = "the token is lost: flotillactl api-token revoke " + created.token.id.value + ", then make another one";
    return error;
  }
  if (session.options.json)
    std::cout << "{\"id\":" << jsonText(created.token.id.value) << ",\"file\":" << jsonText(file) << "}\n";
  else
    std::cout << "token " << harmless(created.token.id.value) << " written to " << harmless(file) << "; it expires "
              << shortTime(created.token.expires) << '\n';
  return okStatus();
}

Status createApiToken(Session& session, const ApiTokenArguments& arguments) {
  session.seenIn = "api-token list";
  NewApiToken wanted = arguments.wanted;
  wanted.grants = grantsOf(arguments.roles, arguments.regions);
  FLOTILLA_TRY(const CreatedApiToken created,
               session.ask<CreatedApiToken>([&](auto& client, auto done) { client.createApiToken(wanted, done); }));
  if (!arguments.file.empty()) return writeToken(session, created, arguments.file);
  session.show([&] { std::cout << harmless(created.secret) << '\n'; });
  if (!std::cout.flush().good())
    return Error{ErrorCode::Internal,
                 "token_lost",
                 "the token could not be written and is lost",
                 {},
                 "flotillactl api-token revoke " + created.token.id.value + ", then make another one"};
  std::cerr << "note: this token is shown once and expires " << shortTime(created.token.expires)
            << "; keep it in a file of mode 0600\n";
  return okStatus();
}

Status listApiTokens(Session& session, const TokensArguments& arguments) {
  FLOTILLA_TRY(const Page<ApiToken> page, session.ask<Page<ApiToken>>([&](auto& client, auto done) {
    client.listApiTokens(arguments.query, arguments.everybody, done);
  }));
  session.show([&] {
    Table table({"NAME", "OPERATOR", "ROLES", "EXPIRES", "USED", "ID"});
    for (const ApiToken& token : page.items)
      table.add({token.name, token.operatorName, joined(token.grants, " ", grantText), shortTime(token.expires),
                 shortTime(token.usedAt), token.id.value});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

Status revokeApiToken(Session& session, const RevokeTokenArguments& arguments) {
  session.seenIn = "api-token list";
  FLOTILLA_TRY(const ApiToken revoked,
               session.ask<ApiToken>([&](auto& client, auto done) { client.revokeApiToken(arguments.id, done); }));
  session.show([&] {
    std::cout << "token " << harmless(revoked.name) << " of " << harmless(revoked.operatorName) << " is void\n";
  });
  return okStatus();
}

void declareApiToken(CLI::App& app, ApiTokenArguments& arguments) {
  addParsed(
      app, "name", arguments.wanted.name,
      [](const std::string& text) -> Result<std::string> {
        FLOTILLA_CHECK(checkName({}, text));
        return text;
      },
      "What it is for: a-z, 0-9 and '-'")
      ->required()
      ->type_name("NAME");
  addGrantOptions(app, arguments.roles, arguments.regions,
                  "viewer, operator, security-admin, enroller or auditor, if you have it");
  addDuration(app, "--lifetime", arguments.wanted.lifetime, {std::chrono::minutes(1), kLongestApiToken},
              "How long it can be used");
  app.add_option("--out", arguments.file, "Write it there, mode 0600, instead of showing it")->type_name("FILE");
}

}  // namespace

void addApiTokenCommands(CLI::App& root, Session& session) {
  CLI::App* tokens = addGroup(root, "api-token", "Tokens of your programs; they agree to nothing", kAccessGroup);
  addCommand<ApiTokenArguments>(*tokens, session, "create", "Make a token with some of your roles, and print it, once",
                                declareApiToken, createApiToken);
  addCommand<TokensArguments>(
      *tokens, session, "list", "List the tokens of your programs",
      [](CLI::App& app, TokensArguments& arguments) {
        app.add_flag("--everybody", arguments.everybody, "Of all operators; for security administrators");
        addWhole(app, "--limit", arguments.query.pageSize, 1, 1000, "Print at most this many");
      },
      listApiTokens);
  addCommand<RevokeTokenArguments>(
      *tokens, session, "revoke", "Make a token void at once",
      [](CLI::App& app, RevokeTokenArguments& arguments) {
        addText(app, "id", arguments.id.value, "As api-token list prints it")->required()->type_name("ID");
      },
      revokeApiToken);
}

}  // namespace flotilla::cli

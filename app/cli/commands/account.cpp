#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/secrets.h"
#include "app/cli/text_output.h"
#include "models/domain/list_fields.h"

namespace flotilla::cli {
namespace {

struct PasswordArguments {
  std::string passwordFile;
  std::string newPasswordFile;
};

struct SecondFactorArguments {
  std::string codeFile;
  std::string recoveryFile;
  bool prepareOnly = false;
};

struct RecoveryArguments {
  std::string recoveryFile;
};

struct SessionsArguments {
  ListQuery query;
  bool everybody = false;
};

struct EndSessionArguments {
  SessionId id;
};

using Codes = std::vector<std::string>;

std::string codeLines(const Codes& codes) {
  return joined(codes, "\n", [](const std::string& code) { return harmless(code); }) + "\n";
}

Status giveRecoveryCodes(Session& session, const Codes& codes, const std::string& file) {
  if (file.empty()) {
    session.show([&] { std::cout << codeLines(codes); });
    if (!std::cout.flush().good())
      return internalError("codes_lost", "the recovery codes could not be written and are lost");
    std::cerr << "note: these recovery codes are shown once; each stands for one code of your second factor, so keep "
                 "them away from it\n";
    return okStatus();
  }
  FLOTILLA_CHECK(writeOutput("--recovery-file", file, codeLines(codes)));
  if (session.options.json)
    std::cout << "{\"recovery_file\":" << jsonText(file) << "}\n";
  else
    std::cout << counted(codes.size(), "recovery code") << " written to " << harmless(file) << '\n';
  return okStatus();
}

Result<SecondFactorSecret> prepareSecondFactor(Session& session) {
  return session.ask<SecondFactorSecret>([](auto& client, auto done) { client.prepareSecondFactor(done); });
}

void printSecondFactor(const SecondFactorSecret& prepared) {
  std::cout << "Add this to an app that makes one-time codes:\n";
  printFields(std::cout, {{"secret", prepared.secret}, {"address", prepared.uri}});
  std::cout << std::flush;
}

Status enableSecondFactor(Session& session, const std::string& codeFile, const std::string& recoveryFile) {
  FLOTILLA_TRY(const std::string code, secretOf({"--code-file", codeFile, "Six digits that it shows"}));
  FLOTILLA_TRY(const Codes codes,
               session.ask<Codes>([&](auto& client, auto done) { client.enableSecondFactor(code, done); }));
  if (!session.options.json) std::cout << "the second factor is set up\n";
  return giveRecoveryCodes(session, codes, recoveryFile);
}

// A program takes two steps, since it has to read the secret before it can make a code of it.
Status secondFactor(Session& session, const SecondFactorArguments& arguments) {
  if (arguments.prepareOnly) {
    FLOTILLA_TRY(const SecondFactorSecret prepared, prepareSecondFactor(session));
    session.show([&] { printSecondFactor(prepared); });
    return okStatus();
  }
  if (arguments.codeFile.empty()) return setUpSecondFactor(session, {}, arguments.recoveryFile);
  return enableSecondFactor(session, arguments.codeFile, arguments.recoveryFile);
}

Status renewRecoveryCodes(Session& session, const RecoveryArguments& arguments) {
  FLOTILLA_TRY(const Codes codes, session.ask<Codes>([](auto& client, auto done) { client.renewRecoveryCodes(done); }));
  return giveRecoveryCodes(session, codes, arguments.recoveryFile);
}

Status changePassword(Session& session, const PasswordArguments& arguments) {
  PasswordChange change;
  FLOTILLA_TRY(change.current, secretOf({"--password-file", arguments.passwordFile, "Password of now"}));
  FLOTILLA_TRY(change.wanted,
               chosenSecret({"--new-password-file", arguments.newPasswordFile, "New password, 12 characters or more"}));
  FLOTILLA_TRY(const Account account,
               session.ask<Account>([&](auto& client, auto done) { client.changePassword(change, done); }));
  session.show([&] { std::cout << "the password of " << harmless(account.name) << " is changed\n"; });
  return okStatus();
}

Status listSessions(Session& session, const SessionsArguments& arguments) {
  FLOTILLA_TRY(const Page<OperatorSession> page, session.ask<Page<OperatorSession>>([&](auto& client, auto done) {
    client.listSessions(arguments.query, arguments.everybody, done);
  }));
  session.show([&] {
    Table table({"ID", "OPERATOR", "SINCE", "SEEN", "ENDS", "FROM", "WITH"});
    for (const OperatorSession& one : page.items)
      table.add({one.id.value + (one.current ? " (this one)" : ""), one.name, shortTime(one.createdAt),
                 shortTime(one.seenAt), shortTime(one.expires), orDash(one.source), orDash(one.program)});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

Status endSession(Session& session, const EndSessionArguments& arguments) {
  session.seenIn = "account sessions";
  FLOTILLA_TRY(const OperatorSession ended,
               session.ask<OperatorSession>([&](auto& client, auto done) { client.endSession(arguments.id, done); }));
  session.show(
      [&] { std::cout << "session " << harmless(ended.id.value) << " of " << harmless(ended.name) << " is over\n"; });
  return okStatus();
}

void addFile(CLI::App& app, const char* name, std::string& target, const char* help) {
  app.add_option(name, target, help)->type_name("FILE");
}

constexpr const char* kRecoveryHelp = "Write the recovery codes there instead of showing them";

void declareSecondFactor(CLI::App& app, SecondFactorArguments& arguments) {
  auto* prepare = app.add_flag("--prepare", arguments.prepareOnly,
                               "Only print a new secret; it counts once a code of it came with --code-file");
  app.add_option("--code-file", arguments.codeFile, "File with a code of the secret that was prepared, or -")
      ->type_name("FILE")
      ->excludes(prepare);
  app.add_option("--recovery-file", arguments.recoveryFile, kRecoveryHelp)->type_name("FILE")->excludes(prepare);
}

void declarePassword(CLI::App& app, PasswordArguments& arguments) {
  addFile(app, "--password-file", arguments.passwordFile, "File with the password of now, or -");
  addFile(app, "--new-password-file", arguments.newPasswordFile, "File with the password that is chosen, or -");
}

}  // namespace

Status setUpSecondFactor(Session& session, const std::string& codeFile, const std::string& recoveryFile) {
  if (codeFile.empty() && !onTerminal())
    return precondition("no_terminal", "nobody can be asked for a code here", "--code-file",
                        "take two steps: account second-factor --prepare, then with --code-file FILE");
  FLOTILLA_TRY(const SecondFactorSecret prepared, prepareSecondFactor(session));
  printSecondFactor(prepared);
  return enableSecondFactor(session, codeFile, recoveryFile);
}

void addAccountCommands(CLI::App& root, Session& session) {
  CLI::App* account = addGroup(root, "account", "Your password, second factor and sessions", kAccessGroup);
  addCommand<PasswordArguments>(*account, session, "password", "Change your password; your other sessions end",
                                declarePassword, changePassword);
  addCommand<SecondFactorArguments>(*account, session, "second-factor",
                                    "Set up a second factor, or another one, and print recovery codes, once",
                                    declareSecondFactor, secondFactor);
  addCommand<RecoveryArguments>(
      *account, session, "recovery-codes", "Make new recovery codes; those of before are void",
      [](CLI::App& app, RecoveryArguments& arguments) {
        addFile(app, "--recovery-file", arguments.recoveryFile, kRecoveryHelp);
      },
      renewRecoveryCodes);
  addCommand<SessionsArguments>(
      *account, session, "sessions", "List where you are logged in",
      [](CLI::App& app, SessionsArguments& arguments) {
        app.add_flag("--everybody", arguments.everybody, "Of all operators; for security administrators");
        addWhole(app, "--limit", arguments.query.pageSize, 1, 1000, "Print at most this many");
      },
      listSessions);
  addCommand<EndSessionArguments>(
      *account, session, "end-session", "End a session; who has it has to log in again",
      [](CLI::App& app, EndSessionArguments& arguments) {
        addText(app, "id", arguments.id.value, "As account sessions prints it")->required()->type_name("ID");
      },
      endSession);
}

}  // namespace flotilla::cli

#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/secrets.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

struct LoginArguments {
  std::string name;
  std::string passwordFile;
  std::string codeFile;
  std::string invitationFile;
  std::string newPasswordFile;
  std::string recoveryFile;
};

struct ConfirmArguments {
  std::string passwordFile;
  std::string codeFile;
};

struct NoLoginArguments {};

SecretSource codeSource(const std::string& file) {
  return {"--code-file", file, "Code of your second factor, or a recovery code"};
}

// Asks for the second factor only where there is one. `start(client, code, done)`.
template <class Start>
Result<LoggedIn> loggedIn(Session& session, const std::string& codeFile, Start start) {
  std::string code;
  const auto attempt = [&] {
    return session.ask<LoggedIn>([&](auto& client, auto done) { start(client, code, done); });
  };
  auto answer = attempt();
  if (answer.ok() || answer.error().reason != "code_needed") return answer;
  FLOTILLA_TRY(code, secretOf(codeSource(codeFile)));
  return attempt();
}

Result<LoggedIn> withPassword(Session& session, const LoginArguments& arguments) {
  if (arguments.name.empty())
    return invalid("no_name", "your name is missing", "name",
                   "write flotillactl login NAME; see flotillactl login --help");
  FLOTILLA_TRY(const std::string password,
               secretOf({"--password-file", arguments.passwordFile, "Password of " + arguments.name}));
  return loggedIn(session, arguments.codeFile, [&](auto& client, const std::string& code, auto done) {
    client.logIn({arguments.name, password, code}, done);
  });
}

Result<LoggedIn> withInvitation(Session& session, const LoginArguments& arguments) {
  FLOTILLA_TRY(const std::string invitation, secretOf({"--invitation-file", arguments.invitationFile, "Invitation"}));
  FLOTILLA_TRY(const std::string password,
               chosenSecret({"--new-password-file", arguments.newPasswordFile, "New password, 12 characters or more"}));
  return loggedIn(session, arguments.codeFile, [&](auto& client, const std::string& code, auto done) {
    client.acceptInvitation({invitation, password, code}, done);
  });
}

void tellSecondFactorIsMissing() {
  std::cerr << "note: your role needs a second factor, and until then nothing else is allowed\n"
               "  fix: flotillactl account second-factor\n";
}

Status logIn(Session& session, const LoginArguments& arguments) {
  FLOTILLA_CHECK(session.beNobody());
  FLOTILLA_TRY(const LoggedIn answer, arguments.invitationFile.empty() ? withPassword(session, arguments)
                                                                       : withInvitation(session, arguments));
  FLOTILLA_CHECK(session.become(answer.session));
  if (!session.options.json)
    std::cout << "logged in as " << harmless(answer.account.name) << " until " << shortTime(answer.expires)
              << std::endl;
  const bool people = onTerminal() && !session.options.json;
  if (answer.account.needsSecondFactor && people)
    return setUpSecondFactor(session, arguments.codeFile, arguments.recoveryFile);
  if (answer.account.needsSecondFactor) tellSecondFactorIsMissing();
  // The answer of before has the secret of the session in it, which belongs into its file only.
  return session.options.json ? showAccount(session) : okStatus();
}

Status logOut(Session& session) {
  const auto answer = session.ask<bool>([](auto& client, auto done) { client.logOut(done); });
  FLOTILLA_CHECK(session.forget());
  if (!answer.ok() && answer.error().code != ErrorCode::Unauthenticated) {
    Error error = answer.error();
    error.fix = "the log-in is forgotten here, but it counts at the server until it ends";
    return error;
  }
  if (session.options.json)
    std::cout << "{}\n";
  else
    std::cout << "logged out\n";
  return okStatus();
}

Status confirmAgain(Session& session, const ConfirmArguments& arguments) {
  Confirmation what;
  if (!arguments.codeFile.empty()) {
    FLOTILLA_TRY(what.code, secretOf(codeSource(arguments.codeFile)));
  } else {
    FLOTILLA_TRY(what.password, secretOf({"--password-file", arguments.passwordFile, "Your password"}));
  }
  FLOTILLA_TRY(const Account account,
               session.ask<Account>([&](auto& client, auto done) { client.confirm(what, done); }));
  session.show([&] { std::cout << "confirmed until " << shortTime(account.confirmedUntil) << '\n'; });
  return okStatus();
}

std::string secondFactorText(const Account& account) {
  if (account.kind != PrincipalKind::Session) return "-";
  if (account.needsSecondFactor) return "missing: flotillactl account second-factor";
  return account.hasSecondFactor ? "yes, " + counted(account.recoveryCodesLeft, "recovery code") + " left" : "none";
}

void declareLogin(CLI::App& app, LoginArguments& arguments) {
  app.add_option("name", arguments.name, "Your name as an operator")->type_name("NAME");
  const auto file = [&app](const char* name, std::string& target, const char* help) {
    return app.add_option(name, target, help)->type_name("FILE");
  };
  auto* password =
      file("--password-file", arguments.passwordFile, "File with the password, or -; otherwise it is asked for");
  file("--code-file", arguments.codeFile, "File with a code of the second factor, or -");
  auto* invitation =
      file("--invitation-file", arguments.invitationFile, "File with an invitation, or -: choose a password");
  file("--new-password-file", arguments.newPasswordFile, "File with the password that is chosen, or -")
      ->needs(invitation);
  file("--recovery-file", arguments.recoveryFile, "Write the recovery codes there instead of showing them")
      ->needs(invitation);
  invitation->excludes(password);
}

void declareConfirm(CLI::App& app, ConfirmArguments& arguments) {
  auto* password =
      app.add_option("--password-file", arguments.passwordFile, "File with your password, or -")->type_name("FILE");
  app.add_option("--code-file", arguments.codeFile, "File with a code of your second factor instead, or -")
      ->type_name("FILE")
      ->excludes(password);
}

}  // namespace

Status showAccount(Session& session) {
  FLOTILLA_TRY(const Account account, session.ask<Account>([](auto& client, auto done) { client.account(done); }));
  session.show([&] {
    std::vector<std::pair<std::string, std::string>> fields{{"name", account.name},
                                                            {"roles", orDash(joined(account.grants, " ", grantText))},
                                                            {"known as", std::string(toText(account.kind))},
                                                            {"second factor", secondFactorText(account)}};
    if (account.kind == PrincipalKind::Session) {
      fields.emplace_back("logged in until", shortTime(account.sessionExpires));
      fields.emplace_back("confirmed until", shortTime(account.confirmedUntil));
    }
    printFields(std::cout, fields);
  });
  return okStatus();
}

void addLoginCommands(CLI::App& root, Session& session) {
  addCommand<LoginArguments>(root, session, "login", "Log in to a control plane elsewhere, with --server and --ca",
                             declareLogin, logIn)
      ->group(kAccessGroup);
  const auto nothing = [](CLI::App&, NoLoginArguments&) {};
  addCommand<NoLoginArguments>(root, session, "logout", "End the log-in, here and at the control plane", nothing,
                               [](Session& s, const NoLoginArguments&) { return logOut(s); })
      ->group(kAccessGroup);
  addCommand<NoLoginArguments>(root, session, "whoami", "Print who you are there and what you may", nothing,
                               [](Session& s, const NoLoginArguments&) { return showAccount(s); })
      ->group(kAccessGroup);
  addCommand<ConfirmArguments>(root, session, "confirm",
                               "Show again that it is you; counts for five minutes, for approvals and the like",
                               declareConfirm, confirmAgain)
      ->group(kAccessGroup);
}

}  // namespace flotilla::cli

// Logging in from the command line: where passwords and codes come from, where the session goes and where it does not,
// and what happens when a person has to show again who they are. The far end says what a test needs, over TLS.
#include <QtTest>

#include "services/proto/flotilla/v1/account.pb.h"
#include "tests/cli/terminal.h"
#include "tests/client/fake_operator_server.h"
#include "tests/client/server_identity.h"

using namespace flotilla;
using namespace flotilla::test;

namespace {

constexpr const char* kSession = "fls1.abc.a-secret";
constexpr const char* kPassword = "correct horse battery";

v1::Account accountOf(bool needsFactor = false) {
  v1::Account account;
  account.set_name("ann");
  account.set_kind(v1::PRINCIPAL_KIND_SESSION);
  account.set_needs_second_factor(needsFactor);
  account.set_has_second_factor(!needsFactor);
  account.set_recovery_codes_left(9);
  auto* grant = account.add_grants();
  grant->set_role(v1::ROLE_APPROVER);
  return account;
}

v1::LogInResponse loggedIn(bool needsFactor = false) {
  v1::LogInResponse answer;
  answer.set_session(kSession);
  answer.mutable_expires()->set_seconds(1'900'000'000);
  *answer.mutable_account() = accountOf(needsFactor);
  return answer;
}

// A control plane with one account, and the command line of somebody elsewhere.
struct Remote {
  ServerIdentity identity;
  Cli cli;
  std::unique_ptr<FakeOperatorServer> server;
  bool asksCode = false;
  bool needsFactor = false;
  int confirmations = 0;  // that are still missing before an approval
  Error refusal;          // of everything that needs a session, if it has a reason

  Remote() {
    server = std::make_unique<FakeOperatorServer>(
        "127.0.0.1:0", [this](const FakeRequest& request) { return answer(request); }, identity.credentials);
    cli.write("ca.pem", QByteArray::fromStdString(identity.ca));
    cli.write("password", QByteArray(kPassword) + "\n");
    cli.write("code", "123456\n");
  }
  QString address() const { return "127.0.0.1:" + QString::number(server->port()); }
  QString sessionFile() const { return cli.path("home/.local/state/flotilla/sessions/" + address()); }
  QStringList at(const QStringList& words) const {
    return words + QStringList{"--server", address(), "--ca", cli.path("ca.pem")};
  }
  CliResult run(const QStringList& words, const QByteArray& input = {}) const { return cli.run(at(words), input); }
  CliResult logIn() const { return run({"login", "ann", "--password-file", "password", "--code-file", "code"}); }
  std::vector<FakeRequest> requests() const { return server->requests(); }
  QByteArray kept() const {
    QFile file(sessionFile());
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
  }

  FakeAnswer answer(const FakeRequest& request) {
    if (request.method == "SessionService/LogIn") {
      const auto who = request.as<v1::LogInRequest>();
      if (who.password() != kPassword)
        return FakeAnswer::of(Error{ErrorCode::Unauthenticated, "wrong_credentials", "name or password is wrong"});
      if (asksCode && who.code() != "123456")
        return FakeAnswer::of(Error{ErrorCode::Unauthenticated, "code_needed", "a code is missing"});
      return FakeAnswer::of(loggedIn(needsFactor));
    }
    if (request.method == "SessionService/AcceptInvitation") return FakeAnswer::of(loggedIn(needsFactor));
    if (!refusal.reason.empty()) return FakeAnswer::of(refusal);
    if (request.method == "SessionService/Confirm") {
      --confirmations;
      return FakeAnswer::of(accountOf());
    }
    if (request.method == "SessionService/LogOut") return FakeAnswer::of(v1::LogOutResponse());
    if (request.method == "AccountService/GetAccount") return FakeAnswer::of(accountOf(needsFactor));
    if (request.method == "AccountService/PrepareSecondFactor") {
      v1::PrepareSecondFactorResponse prepared;
      prepared.set_secret("JBSWY3DPEHPK3PXP");
      prepared.set_uri("otpauth://totp/flotilla:ann");
      return FakeAnswer::of(prepared);
    }
    if (request.method.starts_with("AccountService/")) {
      v1::RecoveryCodes codes;
      codes.add_codes("recovery-1");
      codes.add_codes("recovery-2");
      return FakeAnswer::of(codes);
    }
    if (confirmations > 0)
      return FakeAnswer::of(Error{ErrorCode::Denied, "confirmation_needed", "an approval needs you to confirm"});
    if (request.method == "ApiTokenService/CreateApiToken") {
      v1::CreateApiTokenResponse made;
      made.set_secret("fltp_x_y_z");
      made.mutable_token()->set_id("x");
      auto* grant = made.mutable_token()->add_grants();
      grant->set_role(v1::ROLE_ENROLLER);
      return FakeAnswer::of(made);
    }
    return FakeAnswer::of(v1::Rollout());
  }
};

const QStringList kApprove{"call", "RolloutService/ApproveRollout"};

bool isPrivate(const QString& path) {
  const auto open = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
  return QFile::exists(path) && !(QFile::permissions(path) & open);
}

}  // namespace

class TstCliLogin : public QObject {
  Q_OBJECT

 private slots:
  void a_log_in_is_kept_for_the_commands_that_follow() {
    Remote far;
    const CliResult in = far.logIn();
    QCOMPARE(in.exitCode, 0);
    QCOMPARE(in.out, QString("logged in as ann until 2030-03-17T17:46:40Z\n"));
    QCOMPARE(far.kept(), QByteArray(kSession) + "\n");
    QVERIFY(isPrivate(far.sessionFile()));
    QCOMPARE(far.requests().at(0).authorization, std::string());
    const CliResult who = far.run({"whoami"});
    QVERIFY2(who.out.contains("name:             ann") && who.out.contains("approver"), qPrintable(who.out + who.err));
    QVERIFY2(who.out.contains("yes, 9 recovery codes left"), qPrintable(who.out));
    QCOMPARE(far.requests().back().authorization, std::string("Bearer ") + kSession);
    // Of this control plane only.
    QCOMPARE(far.cli.run({"whoami", "--server", "127.0.0.1:1", "--ca", far.cli.path("ca.pem")}).exitCode, 1);
  }

  void neither_the_session_nor_the_password_is_printed() {
    Remote far;
    for (const QString& form : {QString("text"), QString("json")}) {
      const CliResult in = far.run({"login", "ann", "--password-file", "password", "-o", form});
      QCOMPARE(in.exitCode, 0);
      for (const QString& secret : {QString("a-secret"), QString(kPassword)})
        QVERIFY2(!(in.out + in.err).contains(secret), qPrintable(in.out + in.err));
      if (form == "json") QCOMPARE(QJsonDocument::fromJson(in.out.toUtf8())["name"].toString(), QString("ann"));
    }
  }

  void a_code_is_read_only_where_there_is_a_second_factor() {
    Remote far;
    QCOMPARE(far.run({"login", "ann", "--password-file", "password"}).exitCode, 0);
    far.asksCode = true;
    const CliResult without = far.run({"login", "ann", "--password-file", "password"});
    QCOMPARE(without.exitCode, 1);
    QVERIFY2(without.err.contains("--code-file"), qPrintable(without.err));
    QCOMPARE(far.logIn().exitCode, 0);
    QCOMPARE(far.requests().back().as<v1::LogInRequest>().code(), std::string("123456"));
    QCOMPARE(far.run({"login", "ann", "--password-file", "-", "--code-file", "-"}, QByteArray(kPassword) + "\n123456\n")
                 .exitCode,
             0);
  }

  void a_refused_log_in_leaves_the_one_of_before() {
    Remote far;
    QCOMPARE(far.logIn().exitCode, 0);
    far.cli.write("wrong", "something else\n");
    const CliResult refused = far.run({"login", "ann", "--password-file", "wrong"});
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(refused.err, QString("error: name or password is wrong\n"));
    QCOMPARE(far.kept(), QByteArray(kSession) + "\n");
  }

  void a_password_file_that_others_can_read_is_refused() {
    Remote far;
    far.cli.write("open", kPassword, QFile::ReadOwner | QFile::ReadGroup);
    const CliResult refused = far.run({"login", "ann", "--password-file", "open"});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.startsWith("error: --password-file: "), qPrintable(refused.err));
    QVERIFY(far.requests().empty());
  }

  void a_password_is_typed_without_being_shown() {
    Remote far;
    far.asksCode = true;
    Terminal terminal(far.cli, far.at({"login", "ann"}));
    QVERIFY2(terminal.answer("Password of ann: ", QByteArray("X\x7f") + kPassword), qPrintable(terminal.screen()));
    QVERIFY2(terminal.answer("recovery code: ", "123456"), qPrintable(terminal.screen()));
    QCOMPARE(terminal.exitCode(), 0);
    QVERIFY2(terminal.screen().contains("logged in as ann"), qPrintable(terminal.screen()));
    for (const char* typed : {kPassword, "123456", "a-secret"})
      QVERIFY2(!terminal.screen().contains(typed), qPrintable(terminal.screen()));
  }

  void ctrl_c_at_a_prompt_does_nothing() {
    Remote far;
    Terminal terminal(far.cli, far.at({"login", "ann"}));
    QVERIFY(terminal.answer("Password of ann: ", "half\x03"));
    QCOMPARE(terminal.exitCode(), 130);
    QVERIFY(far.requests().empty());
  }

  void an_invitation_sets_the_password() {
    Remote far;
    far.cli.write("invitation", "one-time\n");
    const CliResult in = far.run({"login", "--invitation-file", "invitation", "--new-password-file", "password"});
    QCOMPARE(in.exitCode, 0);
    const auto request = far.requests().at(0).as<v1::AcceptInvitationRequest>();
    QCOMPARE(request.invitation(), std::string("one-time"));
    QCOMPARE(request.password(), std::string(kPassword));
    QCOMPARE(far.kept(), QByteArray(kSession) + "\n");
  }

  void an_invitation_leads_on_to_the_second_factor() {
    Remote far;
    far.needsFactor = true;
    far.cli.write("invitation", "one-time\n");
    Terminal terminal(far.cli, far.at({"login", "--invitation-file", "invitation", "--recovery-file", "recovery"}));
    QVERIFY(terminal.answer("or more: ", kPassword));
    QVERIFY(terminal.answer("again: ", kPassword));
    QVERIFY2(terminal.answer("that it shows: ", "654321"), qPrintable(terminal.screen()));
    QCOMPARE(terminal.exitCode(), 0);
    QVERIFY2(terminal.screen().contains("JBSWY3DPEHPK3PXP") && terminal.screen().contains("otpauth://totp/"),
             qPrintable(terminal.screen()));
    QCOMPARE(far.requests().back().as<v1::EnableSecondFactorRequest>().code(), std::string("654321"));
    QVERIFY(isPrivate(far.cli.path("recovery")));
    QVERIFY(!terminal.screen().contains("recovery-1"));
  }

  void two_passwords_that_differ_are_no_choice() {
    Remote far;
    far.cli.write("invitation", "one-time\n");
    Terminal terminal(far.cli, far.at({"login", "--invitation-file", "invitation"}));
    QVERIFY(terminal.answer("or more: ", kPassword));
    QVERIFY(terminal.answer("again: ", "correct horse bettary"));
    QCOMPARE(terminal.exitCode(), 1);
    QVERIFY2(terminal.screen().contains("the two are not the same"), qPrintable(terminal.screen()));
    QVERIFY(far.requests().empty());
  }

  void a_program_sets_a_second_factor_up_in_two_steps() {
    Remote far;
    far.needsFactor = true;
    const CliResult in = far.logIn();
    QCOMPARE(in.exitCode, 0);
    QVERIFY2(in.err.contains("flotillactl account second-factor"), qPrintable(in.err));
    const CliResult prepared = far.run({"account", "second-factor", "--prepare", "-o", "json"});
    QCOMPARE(QJsonDocument::fromJson(prepared.out.toUtf8())["secret"].toString(), QString("JBSWY3DPEHPK3PXP"));
    const CliResult enabled = far.run({"account", "second-factor", "--code-file", "code"});
    QCOMPARE(enabled.out, QString("the second factor is set up\nrecovery-1\nrecovery-2\n"));
    QVERIFY(enabled.err.contains("shown once"));
    const CliResult bare = far.run({"account", "second-factor"});
    QCOMPARE(bare.exitCode, 1);
    QVERIFY2(bare.err.contains("--prepare"), qPrintable(bare.err));
  }

  void without_a_terminal_the_way_to_confirm_is_told() {
    Remote far;
    QCOMPARE(far.logIn().exitCode, 0);
    far.confirmations = 1;
    const CliResult refused = far.run(kApprove);
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("fix: flotillactl confirm --password-file FILE"), qPrintable(refused.err));
    QCOMPARE(far.run({"confirm", "--password-file", "password"}).exitCode, 0);
    QCOMPARE(far.requests().back().as<v1::ConfirmRequest>().password(), std::string(kPassword));
    QCOMPARE(far.run(kApprove).exitCode, 0);
  }

  void at_a_terminal_it_is_asked_for_and_the_act_goes_on_data() {
    QTest::addColumn<QByteArray>("typed");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("code");
    QTest::newRow("password") << QByteArray(kPassword) << kPassword << "";
    QTest::newRow("code") << QByteArray("123456") << ""
                          << "123456";
  }
  void at_a_terminal_it_is_asked_for_and_the_act_goes_on() {
    QFETCH(QByteArray, typed);
    QFETCH(QString, password);
    QFETCH(QString, code);
    Remote far;
    QCOMPARE(far.logIn().exitCode, 0);
    far.confirmations = 1;
    Terminal terminal(far.cli, far.at(kApprove));
    QVERIFY2(terminal.answer("to confirm: ", typed), qPrintable(terminal.screen()));
    QVERIFY2(terminal.exitCode() == 0, qPrintable(terminal.screen()));
    QVERIFY(!terminal.screen().contains(typed));
    const auto requests = far.requests();
    const auto confirmed = requests.at(requests.size() - 2).as<v1::ConfirmRequest>();
    QCOMPARE(QString::fromStdString(confirmed.password()), password);
    QCOMPARE(QString::fromStdString(confirmed.code()), code);
    QCOMPARE(requests.back().method, requests.at(requests.size() - 3).method);
  }

  void a_token_file_counts_before_the_log_in() {
    Remote far;
    QCOMPARE(far.logIn().exitCode, 0);
    far.cli.write("token", "fltp_x_y_z");
    (void)far.run({"whoami", "--token-file", "token"});
    QCOMPARE(far.requests().back().authorization, std::string("Bearer fltp_x_y_z"));
  }

  void a_session_that_ended_says_how_to_get_another() {
    Remote far;
    QCOMPARE(far.logIn().exitCode, 0);
    far.refusal = Error{ErrorCode::Unauthenticated, "session_ended", "the session has ended"};
    const CliResult ended = far.run({"whoami"});
    QCOMPARE(ended.exitCode, 1);
    QVERIFY2(ended.err.contains("fix: flotillactl login NAME --server " + far.address()), qPrintable(ended.err));
    // Logging out of it is no failure, and nothing stays.
    QCOMPARE(far.run({"logout"}).exitCode, 0);
    QVERIFY(!QFile::exists(far.sessionFile()));
  }

  void logging_out_ends_the_session_on_both_sides() {
    Remote far;
    QCOMPARE(far.logIn().exitCode, 0);
    QCOMPARE(far.run({"logout"}).out, QString("logged out\n"));
    QCOMPARE(far.requests().back().method, std::string("SessionService/LogOut"));
    QCOMPARE(far.requests().back().authorization, std::string("Bearer ") + kSession);
    QVERIFY(!QFile::exists(far.sessionFile()));
    QVERIFY(far.run({"whoami"}).err.contains("nobody is logged in"));
  }

  void an_api_token_goes_into_its_file_only() {
    Remote far;
    QCOMPARE(far.logIn().exitCode, 0);
    for (const QString& form : {QString("text"), QString("json")}) {
      const CliResult made = far.run({"api-token", "create", "alerts", "--role", "enroller", "--region", "eu-west",
                                      "--lifetime", "30d", "--out", "alerts.token", "-o", form});
      QCOMPARE(made.exitCode, 0);
      QVERIFY2(!(made.out + made.err).contains("fltp_"), qPrintable(made.out + made.err));
    }
    QVERIFY(isPrivate(far.cli.path("alerts.token")));
    const auto request = far.requests().back().as<v1::CreateApiTokenRequest>();
    QCOMPARE(request.name(), std::string("alerts"));
    QCOMPARE(request.grants(0).regions(0), std::string("eu-west"));
    QCOMPARE(request.lifetime().seconds(), std::int64_t{30 * 86'400});
    const CliResult shown = far.run({"api-token", "create", "alerts", "--role", "enroller"});
    QCOMPARE(shown.out, QString("fltp_x_y_z\n"));
  }
};

QTEST_GUILESS_MAIN(TstCliLogin)
#include "tst_cli_login.moc"

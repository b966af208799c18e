// People log in and are let go, through the dispatcher's door.
#include <QtTest>

#include "services/runtime/base64.h"
#include "tests/controlplane/account_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstAccounts : public QObject {
  Q_OBJECT

  std::unique_ptr<AccountRig> rig_;

  void addViewer(const std::string& name = "vera") { rig_->sessionOf(name, {{Role::Viewer, {}}}); }
  void addApprover(const std::string& name = "anna") { rig_->sessionOf(name, {{Role::Approver, {}}}); }
  AccountRecord record(const std::string& name) { return rig_->fleet.state().accounts.at(OperatorId("id-" + name)); }
  std::size_t sessions() { return rig_->fleet.state().sessions.size(); }

 private slots:
  void init() { rig_ = std::make_unique<AccountRig>(); }
  void cleanup() { rig_.reset(); }

  void a_password_opens_a_session_that_is_kept_as_a_hash() {
    addViewer();
    const auto in = rig_->logIn("vera", PlaneRig::passwordOf("vera"));
    QVERIFY(in.ok());
    QVERIFY(in->session().starts_with("fls1."));
    QCOMPARE(in->account().name(), std::string("vera"));
    QCOMPARE(rig_->listNodes(AccountRig::bearer(in->session())), QString("ok"));
    const std::string secret = in->session().substr(in->session().rfind('.') + 1);
    QVERIFY(!rig_->isInFiles(in->session()) && !rig_->isInFiles(secret) && !rig_->isInFiles(*fromBase64(secret)));
    QVERIFY(rig_->auditText().find("vera LogIn session/") != std::string::npos);
    QVERIFY(rig_->auditText().find("from 192.0.2.7") != std::string::npos);
    QVERIFY(rig_->fleet.state().answers.empty());
  }

  void who_is_not_known_gets_one_answer_whatever_is_wrong_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("password");
    const QByteArray good = QByteArray::fromStdString(PlaneRig::passwordOf("vera"));
    QTest::newRow("another password") << QByteArray("vera") << QByteArray("another password");
    QTest::newRow("no password") << QByteArray("vera") << QByteArray();
    QTest::newRow("1 MB of password") << QByteArray("vera") << QByteArray(1 << 20, 'x');
    QTest::newRow("a NUL after it") << QByteArray("vera") << good + QByteArray(1, '\0');
    QTest::newRow("nobody") << QByteArray("nobody") << good;
    QTest::newRow("a look-alike of Cyrillic") << QByteArray("v\xD0\xB5ra") << good;
    QTest::newRow("capitals") << QByteArray("Vera") << good;
    QTest::newRow("a space") << QByteArray("vera ") << good;
    QTest::newRow("no name") << QByteArray() << good;
    QTest::newRow("a NUL in the name") << QByteArray("vera\0", 5) << good;
    QTest::newRow("1 MB of name") << QByteArray(1 << 20, 'v') << good;
    QTest::newRow("who has no password") << QByteArray("new") << good;
    QTest::newRow("the administrator of the machine") << QByteArray("local-administrator") << good;
  }
  void who_is_not_known_gets_one_answer_whatever_is_wrong() {
    addViewer();
    rig_->commit({{OperatorRecord{OperatorId("id-new"), "new", {{Role::Viewer, {}}}, kNow}}, {}});
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, password);
    const auto in = rig_->logIn(name.toStdString(), password.toStdString());
    QCOMPARE(reasonOf(in), QString("wrong_credentials"));
    QVERIFY(in.error().code == ErrorCode::Unauthenticated);
    QCOMPARE(sessions(), std::size_t{1});
    QCOMPARE(rig_->audited().size(), std::size_t{1});
    QVERIFY(rig_->auditText().find("refused: wrong_credentials from 192.0.2.7") != std::string::npos);
  }

  void unknown_names_cost_as_much_as_known_ones_and_are_not_repeated() {
    addViewer();
    (void)rig_->logIn("vera", "another password");
    (void)rig_->logIn("my secret, typed into the wrong field", "another password");
    QCOMPARE(rig_->passwords.asked, 2);
    QCOMPARE(rig_->passwords.against[1], std::string());
    QVERIFY(rig_->auditText().find("(unknown) LogIn operator/vera") != std::string::npos);
    QVERIFY(rig_->auditText().find("my secret") == std::string::npos);
    QVERIFY(!rig_->isInFiles("my secret") && !rig_->isInFiles("another password"));
  }

  void a_second_factor_is_asked_for_and_its_code_works_once() {
    addApprover();
    const std::string password = PlaneRig::passwordOf("anna");
    QCOMPARE(reasonOf(rig_->logIn("anna", password)), QString("code_needed"));
    QCOMPARE(reasonOf(rig_->logIn("anna", "another password", rig_->codeOf())), QString("wrong_credentials"));
    const std::string code = rig_->codeOf();
    QVERIFY(rig_->logIn("anna", password, code).ok());
    QCOMPARE(reasonOf(rig_->logIn("anna", password, code)), QString("wrong_code"));  // the same step again
    for (const std::string& wrong : {code.substr(1), code + "0", rig_->codeOf(PlaneRig::kFactor, 2)})
      QCOMPARE(reasonOf(rig_->logIn("anna", password, wrong)), QString("wrong_code"));
    rig_->clock.advance(1min);
    QVERIFY(rig_->logIn("anna", password, rig_->codeOf()).ok());
  }

  void the_question_for_a_code_is_no_failure() {
    addApprover();
    for (int i = 0; i < 30; ++i)
      QCOMPARE(reasonOf(rig_->logIn("anna", PlaneRig::passwordOf("anna"))), QString("code_needed"));
  }

  void what_is_carried_to_a_log_in_does_not_matter() {
    addViewer();
    const Credentials before = rig_->newSession(OperatorId("id-vera"));
    for (const Credentials& carried :
         {before, AccountRig::bearer("fls1.0011223344556677.QUJD"), Credentials{false, "x"}}) {
      const auto in = rig_->logIn("vera", PlaneRig::passwordOf("vera"), {}, carried);
      QVERIFY(in.ok());
      QVERIFY("Bearer " + in->session() != carried.authorization);
    }
    QCOMPARE(rig_->listNodes(AccountRig::bearer("fls1.0011223344556677.QUJD")), QString("session_ended"));
  }

  void failures_make_wait_and_a_success_forgives() {
    addViewer();
    for (int i = 0; i < 5; ++i)
      QCOMPARE(reasonOf(rig_->logIn("vera", "another password")), QString("wrong_credentials"));
    const auto refused = rig_->logIn("vera", PlaneRig::passwordOf("vera"));
    QCOMPARE(reasonOf(refused), QString("too_many_attempts"));
    QVERIFY(refused.error().code == ErrorCode::Exhausted);
    QCOMPARE(refused.error().fix, std::string("try again in 1 s"));
    QCOMPARE(rig_->passwords.asked, 5);
    QVERIFY(rig_->logIn("vera", PlaneRig::passwordOf("vera"), {}, {true, {}}).ok());  // the owner of the machine
    for (int i = 0; i < 4; ++i) (void)rig_->logIn("vera", "another password");
    QVERIFY(rig_->logIn("vera", PlaneRig::passwordOf("vera")).ok());
  }

  void names_that_are_not_there_make_wait_too() {
    for (int i = 0; i < 5; ++i) (void)rig_->logIn("nobody", "another password");
    QCOMPARE(reasonOf(rig_->logIn("nobody", "another password")), QString("too_many_attempts"));
  }

  void an_address_is_refused_after_a_hundred_failures_and_others_are_not() {
    addViewer();
    for (int i = 0; i < 100; ++i) (void)rig_->logIn("nobody-" + std::to_string(i), "another password");
    QCOMPARE(reasonOf(rig_->logIn("vera", PlaneRig::passwordOf("vera"))), QString("too_many_attempts"));
    QVERIFY(rig_->logIn("vera", PlaneRig::passwordOf("vera"), {}, AccountRig::stranger("192.0.2.8")).ok());
    rig_->clock.advance(1h);
    QVERIFY(rig_->logIn("vera", PlaneRig::passwordOf("vera")).ok());
  }

  void where_too_many_wait_nobody_else_does_and_that_is_no_failure() {
    addViewer();
    rig_->passwords.isFull = true;
    for (int i = 0; i < 30; ++i)
      QCOMPARE(reasonOf(rig_->logIn("vera", PlaneRig::passwordOf("vera"))), QString("too_many_attempts"));
    rig_->passwords.isFull = false;
    QVERIFY(rig_->logIn("vera", PlaneRig::passwordOf("vera")).ok());
  }

  void what_happens_while_a_password_is_looked_at_counts() {
    addViewer();
    addViewer("leaver");
    rig_->passwords.isHeld = true;
    QStringList reasons;
    const auto begin = [&](const std::string& name) {
      v1::LogInRequest request;
      request.set_name(name);
      request.set_password(PlaneRig::passwordOf(name));
      rig_->dispatcher.call("flotilla.v1.SessionService/LogIn", request.SerializeAsString(), AccountRig::stranger(),
                            [&](const Result<std::string>& answer) { reasons << reasonOf(answer); });
      rig_->loop.advance(5ms);
    };
    begin("vera");
    begin("leaver");
    QVERIFY(reasons.isEmpty());
    AccountRecord changed = record("vera");
    changed.passwordHash = QuickHasher::kept("something else now");
    rig_->commit({{changed}, {{OperatorId("id-leaver")}}});
    rig_->passwords.letGo();
    rig_->loop.advance(5ms);
    QCOMPARE(reasons, QStringList({"wrong_credentials", "wrong_credentials"}));
  }

  void a_hash_of_other_parameters_is_replaced_at_log_in() {
    addViewer();
    rig_->passwords.renewed = "a better hash";
    QVERIFY(rig_->logIn("vera", PlaneRig::passwordOf("vera")).ok());
    QCOMPARE(rig_->store->load()->accounts.at(OperatorId("id-vera")).passwordHash, std::string("a better hash"));
  }

  void a_session_ends_when_it_is_idle_and_in_any_case_data() {
    QTest::addColumn<int>("minutes");  // between requests
    QTest::addColumn<int>("requests");
    QTest::newRow("idle") << 30 << 0;
    QTest::newRow("in use for twelve hours") << 29 << 24;
  }
  void a_session_ends_when_it_is_idle_and_in_any_case() {
    QFETCH(int, minutes);
    QFETCH(int, requests);
    const Credentials who = rig_->operatorWith("vera", Role::Viewer, {});
    for (int i = 0; i < requests; ++i) {
      rig_->clock.advance(minutes * 1min);
      rig_->accounts.tick();
      QCOMPARE(rig_->listNodes(who), QString("ok"));
    }
    rig_->clock.advance(minutes * 1min);
    QCOMPARE(rig_->listNodes(who), QString("session_ended"));
    rig_->accounts.tick();
    rig_->fleet.flush();
    QCOMPARE(rig_->store->load()->sessions.size(), std::size_t{0});
  }

  void being_seen_is_written_every_five_minutes_and_a_restart_logs_nobody_out() {
    const Credentials who = rig_->operatorWith("vera", Role::Viewer, {});
    const std::uint64_t before = rig_->fleet.state().revision;
    for (int i = 0; i < 100; ++i) {
      rig_->clock.advance(3s);
      QCOMPARE(rig_->listNodes(who), QString("ok"));
      rig_->accounts.tick();
    }
    rig_->fleet.flush();
    QCOMPARE(rig_->fleet.state().revision, before + 1);
    rig_->clock.advance(29min + 30s);
    AccountDesk restarted({rig_->fleet, rig_->clock, rig_->random, rig_->passwords});
    QVERIFY(restarted.identify(std::string_view(who.authorization).substr(7)).ok());
    rig_->clock.advance(30min);
    QCOMPARE(reasonOf(restarted.identify(std::string_view(who.authorization).substr(7))), QString("session_ended"));
  }

  void logging_out_ends_this_session_only() {
    addViewer();
    const Credentials one = rig_->newSession(OperatorId("id-vera")), two = rig_->newSession(OperatorId("id-vera"));
    QCOMPARE(rig_->reasonFor("SessionService/LogOut", v1::LogOutRequest(), one), QString("ok"));
    QCOMPARE(rig_->listNodes(one), QString("session_ended"));
    QCOMPARE(rig_->reasonFor("SessionService/LogOut", v1::LogOutRequest(), one), QString("session_ended"));
    QCOMPARE(rig_->listNodes(two), QString("ok"));
    QCOMPARE(rig_->reasonFor("SessionService/LogOut", v1::LogOutRequest(), {true, {}}), QString("no_session"));
  }

  void one_sees_and_ends_ones_own_sessions_and_guesses_nobody_elses() {
    const Credentials vera = rig_->operatorWith("vera", Role::Viewer, {});
    const Credentials other = rig_->operatorWith("otto", Role::Administrator, {kEast});
    v1::ListSessionsRequest list;
    const auto own = rig_->asking<v1::ListSessionsResponse>("SessionService/ListSessions", list, vera);
    QCOMPARE(own->sessions_size(), 1);
    QVERIFY(own->sessions(0).current());
    QCOMPARE(own->sessions(0).source(), std::string("192.0.2.1"));
    list.set_everybody(true);
    QCOMPARE(rig_->reasonFor("SessionService/ListSessions", list, other), QString("role_missing"));
    v1::EndSessionRequest end;
    end.set_id(own->sessions(0).id());
    end.set_request_id(AccountRig::requestId());
    const auto guessed = rig_->call("flotilla.v1.SessionService/EndSession", end.SerializeAsString(), other);
    end.set_id("0011223344556677");
    const auto nothing = rig_->call("flotilla.v1.SessionService/EndSession", end.SerializeAsString(), other);
    QCOMPARE(reasonOf(guessed), QString("no_session"));
    QVERIFY(guessed.error().fix == nothing.error().fix);
    end.set_id(own->sessions(0).id());
    QCOMPARE(rig_->reasonFor("SessionService/EndSession", end, rig_->operatorWith("sam", Role::SecurityAdmin, {})),
             QString("ok"));
    QCOMPARE(rig_->listNodes(vera), QString("session_ended"));
  }

  void what_ends_a_session_ends_its_streams_and_no_others_data() {
    QTest::addColumn<QString>("how");
    for (const char* how : {"log out", "end", "disable", "remove", "idle"}) QTest::newRow(how) << how;
  }
  void what_ends_a_session_ends_its_streams_and_no_others() {
    QFETCH(QString, how);
    const Credentials vera = rig_->operatorWith("vera", Role::Viewer, {});
    const Credentials other = rig_->operatorWith("otto", Role::Viewer, {});
    FakeSink ours, theirs, local;
    for (auto* sink : {&ours, &theirs, &local})
      QVERIFY(rig_->open(*sink, {}, sink == &ours ? vera : sink == &theirs ? other : Credentials{true, {}}).ok());
    const SessionId id(vera.authorization.substr(12, 16));
    v1::RemoveOperatorRequest remove;
    remove.set_name("vera");
    remove.set_request_id(AccountRig::requestId());
    v1::EndSessionRequest end;
    end.set_id(id.value);
    end.set_request_id(AccountRig::requestId());
    if (how == "log out") QCOMPARE(rig_->reasonFor("SessionService/LogOut", v1::LogOutRequest(), vera), QString("ok"));
    if (how == "end") QCOMPARE(rig_->reasonFor("SessionService/EndSession", end, {true, {}}), QString("ok"));
    if (how == "disable") QCOMPARE(rig_->disable("vera"), QString("ok"));
    if (how == "remove") QCOMPARE(rig_->reasonFor("OperatorService/RemoveOperator", remove, {true, {}}), QString("ok"));
    if (how == "idle") {
      rig_->clock.advance(29min);
      QCOMPARE(rig_->listNodes(other), QString("ok"));
      rig_->clock.advance(1min);
      QVERIFY(!ours.finished);
      rig_->dispatcher.endStreams();  // as once a second
    }
    QVERIFY(ours.finished);
    QCOMPARE(ours.why, QString("session_ended"));
    QVERIFY(!theirs.finished && !local.finished);
    QCOMPARE(rig_->listNodes(vera), QString("session_ended"));
  }

  void confirming_counts_for_five_minutes() {
    const Credentials who = rig_->operatorWith("sam", Role::SecurityAdmin, {});
    QCOMPARE(rig_->reasonFor("NodeService/RevokeNode", rig_->revocation(), who), QString("ok"));  // just logged in
    rig_->clock.advance(5min);
    QCOMPARE(rig_->reasonFor("NodeService/RevokeNode", rig_->revocation(), who), QString("confirmation_needed"));
    QCOMPARE(rig_->confirm(who, "another password"), QString("wrong_credentials"));
    QCOMPARE(rig_->confirm(who, {}), QString("nothing_shown"));
    QCOMPARE(rig_->confirm(who, {}, "000000"), QString("wrong_code"));
    QCOMPARE(rig_->reasonFor("NodeService/RevokeNode", rig_->revocation(), who), QString("confirmation_needed"));
    const std::string code = rig_->codeOf();
    QCOMPARE(rig_->confirm(who, {}, code), QString("ok"));
    QCOMPARE(rig_->reasonFor("NodeService/RevokeNode", rig_->revocation(), who), QString("ok"));
    QCOMPARE(rig_->confirm(who, {}, code), QString("wrong_code"));
    rig_->clock.advance(5min);
    QCOMPARE(rig_->confirm(who, PlaneRig::passwordOf("sam")), QString("ok"));
    QCOMPARE(rig_->reasonFor("NodeService/RevokeNode", rig_->revocation(), who), QString("ok"));
    const auto account = rig_->account(who);
    QVERIFY(wire::fromProto(account->confirmed_until()) == rig_->clock.now() + 5min);
  }

  void failed_confirmations_make_wait() {
    const Credentials who = rig_->operatorWith("vera", Role::Viewer, {});
    for (int i = 0; i < 5; ++i) QCOMPARE(rig_->confirm(who, "another password"), QString("wrong_credentials"));
    QCOMPARE(rig_->confirm(who, PlaneRig::passwordOf("vera")), QString("too_many_attempts"));
  }

  void a_disabled_operator_gets_nowhere_until_enabled_again() {
    const Credentials session = rig_->operatorWith("vera", Role::Viewer, {});
    const Credentials token = rig_->tokenOf("vera", {{Role::Viewer, {}}});
    QCOMPARE(rig_->disable("vera"), QString("ok"));
    QCOMPARE(rig_->listNodes(session), QString("session_ended"));
    QCOMPARE(rig_->listNodes(token), QString("operator_disabled"));
    QCOMPARE(reasonOf(rig_->logIn("vera", PlaneRig::passwordOf("vera"))), QString("operator_disabled"));
    QCOMPARE(reasonOf(rig_->logIn("vera", "another password")), QString("wrong_credentials"));
    QCOMPARE(reasonOf(rig_->accept(rig_->invite("vera"), "a good password")), QString("operator_disabled"));
    QCOMPARE(rig_->aboutOperator<v1::EnableOperatorRequest>("EnableOperator", "vera"), QString("ok"));
    QCOMPARE(rig_->listNodes(session), QString("session_ended"));
    QCOMPARE(rig_->listNodes(token), QString("ok"));
    QVERIFY(rig_->logIn("vera", PlaneRig::passwordOf("vera")).ok());
  }

  // Disabling ends the sessions there are; one that is there all the same, such as from a backup, opens nothing.
  void a_session_of_a_disabled_operator_opens_nothing() {
    (void)rig_->sessionOf("ada", {{Role::Viewer, {}}});
    QCOMPARE(rig_->disable("ada"), QString("ok"));
    const Credentials kept = rig_->newSession(OperatorId("id-ada"));
    QCOMPARE(rig_->listNodes(kept), QString("session_ended"));
    QCOMPARE(reasonOf(rig_->account(kept)), QString("session_ended"));
  }

  void nobody_disables_themselves_and_only_administrators_touch_administrators() {
    const Credentials sam = rig_->operatorWith("sam", Role::SecurityAdmin, {});
    const Credentials ada = rig_->operatorWith("ada", Role::Administrator, {});
    QCOMPARE(rig_->disable("sam", sam), QString("yourself"));
    QCOMPARE(rig_->disable("ada", sam), QString("role_missing"));
    QCOMPARE(rig_->aboutOperator<v1::InviteOperatorRequest>("InviteOperator", "ada", sam), QString("role_missing"));
    QCOMPARE(rig_->aboutOperator<v1::InviteOperatorRequest>("InviteOperator", "sam", ada), QString("ok"));
    QCOMPARE(rig_->disable("nobody", ada), QString("no_operator"));
  }

  void more_sessions_than_fifty_end_the_oldest() {
    const Credentials first = rig_->operatorWith("vera", Role::Viewer, {});
    for (int i = 0; i < 50; ++i) {
      rig_->clock.advance(1s);
      QVERIFY(rig_->logIn("vera", PlaneRig::passwordOf("vera")).ok());
    }
    QCOMPARE(sessions(), std::size_t{50});
    QCOMPARE(rig_->listNodes(first), QString("session_ended"));
  }

  void nothing_of_an_operator_who_is_removed_stays() {
    rig_->tokenOf("vera", {{Role::Viewer, {}}});
    v1::RemoveOperatorRequest remove;
    remove.set_name("vera");
    remove.set_request_id(AccountRig::requestId());
    QCOMPARE(rig_->reasonFor("OperatorService/RemoveOperator", remove, {true, {}}), QString("ok"));
    for (const FleetState& state : {rig_->fleet.state(), rig_->store->load().value()})
      QVERIFY(state.operators.empty() && state.accounts.empty() && state.sessions.empty() && state.apiTokens.empty());
  }
};

QTEST_GUILESS_MAIN(TstAccounts)
#include "tst_accounts.moc"

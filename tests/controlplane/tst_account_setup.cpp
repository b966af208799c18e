// How an account comes to be: invitations, passwords, second factors, API tokens and the first administrator.
#include <QtTest>

#include "services/controlplane/core/accounts/account_view.h"
#include "services/controlplane/core/accounts/first_administrator.h"
#include "services/runtime/base32.h"
#include "services/runtime/base64.h"
#include "tests/controlplane/account_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstAccountSetup : public QObject {
  Q_OBJECT

  std::unique_ptr<AccountRig> rig_;

  std::string create(const std::string& name, v1::Role role) {
    v1::CreateOperatorRequest request;
    request.set_request_id(AccountRig::requestId());
    request.set_name(name);
    request.add_grants()->set_role(role);
    const auto made = rig_->ask<v1::CreateOperatorResponse>("OperatorService/CreateOperator", request);
    if (!made.token().empty()) qFatal("an operator gets no token");
    return made.invitation();
  }
  QString changePassword(const Credentials& who, const std::string& current, const std::string& wanted) {
    v1::ChangePasswordRequest request;
    request.set_current_password(current);
    request.set_new_password(wanted);
    return rig_->reasonFor("AccountService/ChangePassword", request, who);
  }
  v1::CreateApiTokenRequest tokenRequest(const std::string& name, v1::Role role, const std::string& region = {}) {
    v1::CreateApiTokenRequest out;
    out.set_request_id(AccountRig::requestId());
    out.set_name(name);
    v1::Grant* grant = out.add_grants();
    grant->set_role(role);
    if (!region.empty()) grant->add_regions(region);
    return out;
  }
  QString tokenReason(const v1::CreateApiTokenRequest& request, const Credentials& who) {
    return rig_->reasonFor("ApiTokenService/CreateApiToken", request, who);
  }

 private slots:
  void init() { rig_ = std::make_unique<AccountRig>(); }
  void cleanup() { rig_.reset(); }

  void an_invitation_sets_the_password_once() {
    const std::string code = create("vera", v1::ROLE_VIEWER);
    QCOMPARE(reasonOf(rig_->accept("AAAA-AAAA-AAAA-AAAA", "a good password")), QString("invitation_unknown"));
    QCOMPARE(reasonOf(rig_->accept(code, "too short")), QString("password_too_short"));
    const auto in = rig_->accept(code, "a good password");
    QVERIFY(in.ok());
    QCOMPARE(rig_->listNodes(AccountRig::bearer(in->session())), QString("ok"));
    QCOMPARE(reasonOf(rig_->accept(code, "another password")), QString("invitation_unknown"));
    QVERIFY(rig_->logIn("vera", "a good password").ok());
    QVERIFY(!rig_->isInFiles(code) && !rig_->isInFiles("AAAA-AAAA"));
  }

  void two_who_redeem_it_at_once_are_one_too_many() {
    const std::string code = create("vera", v1::ROLE_VIEWER);
    rig_->passwords.isHeld = true;
    QStringList reasons;
    for (const char* password : {"the first password", "the second password"}) {
      v1::AcceptInvitationRequest request;
      request.set_invitation(code);
      request.set_password(password);
      rig_->dispatcher.call("flotilla.v1.SessionService/AcceptInvitation", request.SerializeAsString(),
                            AccountRig::stranger(),
                            [&](const Result<std::string>& answer) { reasons << reasonOf(answer); });
    }
    rig_->loop.advance(5ms);
    QCOMPARE(rig_->passwords.asked, 2);
    rig_->passwords.letGo();
    rig_->loop.advance(5ms);
    reasons.sort();
    QCOMPARE(reasons, QStringList({"invitation_unknown", "ok"}));
    QVERIFY(rig_->logIn("vera", "the first password").ok());
    QCOMPARE(reasonOf(rig_->logIn("vera", "the second password")), QString("wrong_credentials"));
  }

  void an_invitation_lives_a_day_and_a_new_one_voids_it() {
    const std::string first = create("vera", v1::ROLE_VIEWER);
    const std::string second = rig_->invite("vera");
    QCOMPARE(reasonOf(rig_->accept(first, "a good password")), QString("invitation_unknown"));
    rig_->clock.advance(24h);
    QCOMPARE(reasonOf(rig_->accept(second, "a good password")), QString("invitation_unknown"));
    const std::string third = rig_->invite("vera");
    rig_->clock.advance(24h - 1s);
    QVERIFY(rig_->accept(third, "a good password").ok());
  }

  void what_was_there_stays_until_an_invitation_is_accepted() {
    const Credentials before = rig_->operatorWith("anna", Role::Approver, {});
    const std::string code = rig_->invite("anna");
    QCOMPARE(rig_->listNodes(before), QString("ok"));
    QVERIFY(rig_->logIn("anna", PlaneRig::passwordOf("anna"), rig_->codeOf()).ok());
    rig_->clock.advance(1min);
    QCOMPARE(reasonOf(rig_->accept(code, "a good password")), QString("code_needed"));
    QCOMPARE(reasonOf(rig_->accept(code, "a good password", "000000")), QString("wrong_code"));
    QVERIFY(rig_->accept(code, "a good password", rig_->codeOf()).ok());
    QCOMPARE(rig_->listNodes(before), QString("session_ended"));
  }

  void a_lost_second_factor_goes_with_an_invitation_that_says_so() {
    rig_->operatorWith("anna", Role::Approver, {});
    const std::string code = rig_->invite("anna", true);
    QCOMPARE(reasonOf(rig_->logIn("anna", PlaneRig::passwordOf("anna"))), QString("code_needed"));
    const auto in = rig_->accept(code, "a good password");
    QVERIFY(in.ok());
    QVERIFY(in->account().needs_second_factor());
    QCOMPARE(rig_->listNodes(AccountRig::bearer(in->session())), QString("second_factor_needed"));
  }

  void a_role_that_demands_a_second_factor_does_nothing_before_there_is_one() {
    const auto in = rig_->accept(create("anna", v1::ROLE_APPROVER), "a good password");
    const Credentials who = AccountRig::bearer(in->session());
    QCOMPARE(in->account().grants_size(), 0);
    QCOMPARE(in->account().own_grants_size(), 1);
    QCOMPARE(rig_->listNodes(who), QString("second_factor_needed"));
    QCOMPARE(tokenReason(tokenRequest("t", v1::ROLE_VIEWER), who), QString("second_factor_needed"));
    const auto prepared = rig_->asking<v1::PrepareSecondFactorResponse>("AccountService/PrepareSecondFactor",
                                                                        v1::PrepareSecondFactorRequest(), who);
    QVERIFY(prepared->uri().starts_with("otpauth://totp/Flotilla:anna?secret=" + prepared->secret()));
    const std::string secret = *fromBase32(prepared->secret());
    QCOMPARE(rig_->listNodes(who), QString("second_factor_needed"));
    v1::EnableSecondFactorRequest enable;
    enable.set_code(rig_->codeOf(secret, 5));
    QCOMPARE(rig_->reasonFor("AccountService/EnableSecondFactor", enable, who), QString("wrong_code"));
    enable.set_code(rig_->codeOf(secret));
    const auto codes = rig_->asking<v1::RecoveryCodes>("AccountService/EnableSecondFactor", enable, who);
    QCOMPARE(codes->codes_size(), 10);
    QCOMPARE(rig_->listNodes(who), QString("ok"));
    QCOMPARE(rig_->account(who)->recovery_codes_left(), 10U);
    QVERIFY(!rig_->isInFiles(codes->codes(0)));
    QCOMPARE(reasonOf(rig_->logIn("anna", "a good password", enable.code())), QString("wrong_code"));  // used above
    QVERIFY(rig_->logIn("anna", "a good password", codes->codes(0)).ok());
    QCOMPARE(reasonOf(rig_->logIn("anna", "a good password", codes->codes(0))), QString("wrong_code"));
    QCOMPARE(rig_->account(who)->recovery_codes_left(), 9U);
    QVERIFY(rig_->auditText().find("with a recovery code") != std::string::npos);
    const auto renewed =
        rig_->asking<v1::RecoveryCodes>("AccountService/RenewRecoveryCodes", v1::RenewRecoveryCodesRequest(), who);
    QCOMPARE(renewed->codes_size(), 10);
    QCOMPARE(reasonOf(rig_->logIn("anna", "a good password", codes->codes(1))), QString("wrong_code"));
  }

  void a_password_is_changed_by_who_knows_it_and_the_other_sessions_end() {
    const Credentials who = rig_->operatorWith("vera", Role::Viewer, {});
    const Credentials other = rig_->newSession(OperatorId("id-vera"));
    const std::string now = PlaneRig::passwordOf("vera");
    QCOMPARE(changePassword(who, "another password", "a good password"), QString("wrong_credentials"));
    QCOMPARE(changePassword(who, now, "short"), QString("password_too_short"));
    QCOMPARE(changePassword({true, {}}, now, "a good password"), QString("no_session"));
    QCOMPARE(changePassword(rig_->tokenOf("vera", {{Role::Viewer, {}}}), now, "a good password"),
             QString("person_needed"));
    QCOMPARE(changePassword(who, now, "a good password"), QString("ok"));
    QCOMPARE(rig_->listNodes(who), QString("ok"));
    QCOMPARE(rig_->listNodes(other), QString("session_ended"));
    QCOMPARE(reasonOf(rig_->logIn("vera", now)), QString("wrong_credentials"));
    QVERIFY(rig_->logIn("vera", "a good password").ok());
    QVERIFY(!rig_->isInFiles("\"a good password"));
  }

  void an_api_token_does_what_it_says_and_agrees_to_nothing() {
    const Credentials who = rig_->operatorWith("olga", Role::Operator, {kWest});
    const auto made = rig_->asking<v1::CreateApiTokenResponse>(
        "ApiTokenService/CreateApiToken", tokenRequest("nightly", v1::ROLE_VIEWER, "eu-west"), who);
    QVERIFY(made->secret().starts_with("fltp_" + made->token().id() + "_"));
    QVERIFY(!rig_->isInFiles(made->secret()));
    const Credentials program = AccountRig::bearer(made->secret());
    QCOMPARE(rig_->listNodes(program), QString("ok"));
    QCOMPARE(static_cast<int>(rig_->account(program)->kind()), static_cast<int>(v1::PRINCIPAL_KIND_API_TOKEN));
    std::string damaged = made->secret();
    damaged[30] = damaged[30] == 'x' ? 'y' : 'x';
    QCOMPARE(rig_->listNodes(AccountRig::bearer(damaged)), QString("token_damaged"));
    QCOMPARE(tokenReason(tokenRequest("more", v1::ROLE_VIEWER), program), QString("person_needed"));
    QCOMPARE(rig_->confirm(program, PlaneRig::passwordOf("olga")), QString("person_needed"));
    const auto list =
        rig_->asking<v1::ListApiTokensResponse>("ApiTokenService/ListApiTokens", v1::ListApiTokensRequest(), who);
    QCOMPARE(list->tokens_size(), 1);
    QVERIFY(wire::fromProto(list->tokens(0).used_at()) == kNow);
    rig_->clock.advance(24h * 30);
    QCOMPARE(rig_->listNodes(program), QString("token_expired"));
  }

  void nobody_gives_away_what_they_have_not_or_what_is_for_people() {
    const Credentials who = rig_->operatorWith("olga", Role::Operator, {kWest});
    const Credentials anna = rig_->operatorWith("anna", Role::Approver, {});
    const Credentials ada = rig_->operatorWith("ada", Role::Administrator, {});
    QCOMPARE(tokenReason(tokenRequest("a", v1::ROLE_OPERATOR), who), QString("role_missing"));
    QCOMPARE(tokenReason(tokenRequest("a", v1::ROLE_OPERATOR, "us-east"), who), QString("role_missing"));
    QCOMPARE(tokenReason(tokenRequest("a", v1::ROLE_SECURITY_ADMIN, "eu-west"), who), QString("role_missing"));
    QCOMPARE(tokenReason(tokenRequest("a", v1::ROLE_APPROVER), anna), QString("role_of_people"));
    QCOMPARE(tokenReason(tokenRequest("a", v1::ROLE_ADMINISTRATOR), ada), QString("role_of_people"));
    QCOMPARE(tokenReason(tokenRequest("a", v1::ROLE_OPERATOR, "eu-west"), who), QString("ok"));
    QCOMPARE(tokenReason(tokenRequest("a", v1::ROLE_VIEWER, "eu-west"), who), QString("token_exists"));
    QCOMPARE(tokenReason(tokenRequest("Not a name", v1::ROLE_VIEWER, "eu-west"), who), QString("bad_name"));
    QCOMPARE(tokenReason(tokenRequest("b", v1::ROLE_VIEWER, "atlantis"), who), QString("no_region"));
    v1::CreateApiTokenRequest longer = tokenRequest("b", v1::ROLE_VIEWER, "eu-west");
    *longer.mutable_lifetime() = wire::toProto(Duration(24h * 90 + 1s));
    QCOMPARE(tokenReason(longer, who), QString("bad_lifetime"));
    QCOMPARE(tokenReason(tokenRequest("b", v1::ROLE_VIEWER), {true, {}}), QString("no_account"));
  }

  void an_api_token_is_cut_to_what_its_operator_has_now() {
    const auto cut = [](const std::vector<Grant>& wanted, const std::vector<Grant>& owned) {
      return grantText(cutGrants(wanted, owned));
    };
    const std::vector<Grant> west{{Role::Operator, {kWest}}}, all{{Role::Operator, {}}};
    QCOMPARE(cut(all, west), std::string("operator eu-west"));
    QCOMPARE(cut(west, all), std::string("operator eu-west"));
    QCOMPARE(cut({{Role::Operator, {kWest, kEast}}}, west), std::string("operator eu-west"));
    QCOMPARE(cut({{Role::Operator, {kEast}}}, west), std::string());
    QCOMPARE(cut({{Role::SecurityAdmin, {}}}, west), std::string());
    QCOMPARE(cut({{Role::Viewer, {}}}, west), std::string("viewer eu-west"));
    // Of before there were accounts.
    QCOMPARE(cut({{Role::Approver, {}}}, {{Role::Approver, {}}}), std::string("viewer"));
    QCOMPARE(cut({{Role::Administrator, {}}}, {{Role::Administrator, {}}}), std::string("operator; security-admin"));
  }

  void a_token_from_before_there_were_accounts_goes_on_and_agrees_to_nothing() {
    rig_->operatorWith("anna", Role::Administrator, {});
    const std::string secret = rig_->random.bytes(32);
    rig_->commit({{ApiTokenRecord{ApiTokenId("id-anna"),
                                  OperatorId("id-anna"),
                                  "before-accounts",
                                  sha256(secret),
                                  {{Role::Administrator, {}}},
                                  kNow,
                                  kNow + 1h,
                                  {}}},
                  {}});
    const Credentials program = AccountRig::bearer("flo1.id-anna." + toBase64Url(secret));
    QCOMPARE(rig_->listNodes(program), QString("ok"));
    QCOMPARE(rig_->reasonFor("NodeService/RevokeNode", rig_->revocation(), program), QString("person_needed"));
    rig_->clock.advance(1h);
    QCOMPARE(rig_->listNodes(program), QString("token_expired"));
  }

  void tokens_are_revoked_by_their_operator_and_by_security_administrators() {
    const Credentials program = rig_->tokenOf("vera", {{Role::Viewer, {}}});
    const Credentials another = rig_->tokenOf("vera", {{Role::Viewer, {}}});
    const Credentials other = rig_->operatorWith("otto", Role::Operator, {});
    v1::RevokeApiTokenRequest request;
    request.set_request_id(AccountRig::requestId());
    request.set_id(program.authorization.substr(12, 16));
    QCOMPARE(rig_->reasonFor("ApiTokenService/RevokeApiToken", request, other), QString("no_token"));
    QCOMPARE(rig_->reasonFor("ApiTokenService/RevokeApiToken", request, another), QString("person_needed"));
    QCOMPARE(rig_->listNodes(program), QString("ok"));
    QCOMPARE(rig_->reasonFor("ApiTokenService/RevokeApiToken", request, program), QString("ok"));  // its own
    QCOMPARE(rig_->listNodes(program), QString("token_unknown"));
    request.set_request_id(AccountRig::requestId());
    request.set_id(another.authorization.substr(12, 16));
    QCOMPARE(rig_->reasonFor("ApiTokenService/RevokeApiToken", request, {true, {}}), QString("ok"));
    QCOMPARE(rig_->listNodes(another), QString("token_unknown"));
  }

  void as_long_as_nobody_has_a_password_each_start_invites_an_administrator() {
    const auto start = [this]() -> std::string {
      auto out = inviteFirstAdministrator(rig_->fleet.state(), rig_->clock.now(), rig_->random);
      if (!out) return {};
      rig_->commit(std::move(out->mutation));
      return out->answer.code;
    };
    const std::string first = start(), second = start();
    QCOMPARE(rig_->fleet.state().operators.size(), std::size_t{1});
    QCOMPARE(reasonOf(rig_->accept(first, "a good password")), QString("invitation_unknown"));
    const auto in = rig_->accept(second, "a good password");
    QCOMPARE(in->account().name(), std::string("admin"));
    QVERIFY(in->account().own_grants(0).role() == v1::ROLE_ADMINISTRATOR);
    QVERIFY(start().empty());
  }

  void an_operator_called_admin_who_is_no_administrator_is_not_made_one() {
    create("admin", v1::ROLE_VIEWER);
    QVERIFY(!inviteFirstAdministrator(rig_->fleet.state(), rig_->clock.now(), rig_->random));
  }
};

QTEST_GUILESS_MAIN(TstAccountSetup)
#include "tst_account_setup.moc"

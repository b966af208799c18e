// Accounts over the wire: every field, and what has no meaning.
#include <QtTest>

#include "services/wire/account_wire.h"
#include "tests/wire/round_trip.h"

using namespace flotilla;
using namespace std::chrono_literals;
using flotilla::test::checkRoundTrip;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();
const std::vector<Grant> kGrants{{Role::Approver, {RegionName("eu-west")}}};

Account fullAccount() {
  return {"operator-1", kGrants, PrincipalKind::ApiToken, true, true, 7, kAt, kAt + 1s, kGrants};
}

// Of what cannot be wrong on the wire.
template <class Value>
void checkPlain(const Value& value) {
  const auto message = wire::toProto(value);
  QCOMPARE(wire::toProto(wire::fromProto(message)).SerializeAsString(), message.SerializeAsString());
}

}  // namespace

class TstAccountWire : public QObject {
  Q_OBJECT

 private slots:
  void every_field_comes_back() {
    checkRoundTrip(fullAccount());
    checkRoundTrip(LoggedIn{"fls1.a.b", kAt, fullAccount()});
    checkRoundTrip(OperatorSession{SessionId("a"), "operator-1", kAt, kAt, kAt, "192.0.2.1", "a browser", true});
    checkRoundTrip(Invitation{"operator-1", "AAAA", kAt});
    const ApiToken token{ApiTokenId("a"), "nightly", "operator-1", kGrants, kAt, kAt + 1s, kAt + 2s};
    checkRoundTrip(token);
    checkRoundTrip(CreatedApiToken{token, "fltp_a_b_c"});
  }

  void what_is_asked_comes_back() {
    checkPlain(LogIn{"operator-1", "a password", "123456"});
    checkPlain(InvitationAnswer{"AAAA", "a password", "123456"});
    checkPlain(Confirmation{"a password", "123456"});
    checkPlain(PasswordChange{"a password", "another"});
    checkPlain(SecondFactorSecret{"AAAA", "otpauth://"});
    checkPlain(NewInvitation{"operator-1", true});
    QVERIFY(wire::fromProto(wire::toProto(NewInvitation{"operator-1", true})).resetSecondFactor);
    const NewApiToken wanted{"nightly", kGrants, 5min};
    const auto back = wire::fromProto(wire::toProto(wanted));
    QVERIFY(back->name == wanted.name && back->grants == wanted.grants && back->lifetime == wanted.lifetime);
  }

  void times_that_were_not_are_not_sent() {
    QVERIFY(!wire::toProto(Account{}).has_session_expires());
    QVERIFY(!wire::toProto(ApiToken{}).has_used_at());
    QVERIFY(wire::fromProto(wire::toProto(ApiToken{}))->usedAt == TimePoint{});
  }

  void what_has_no_meaning_is_refused() {
    v1::Account account = wire::toProto(fullAccount());
    account.set_kind(v1::PRINCIPAL_KIND_UNSPECIFIED);
    QCOMPARE(wire::fromProto(account).error().field, std::string("kind"));
    account = wire::toProto(fullAccount());
    account.mutable_grants(0)->set_role(v1::ROLE_UNSPECIFIED);
    QCOMPARE(wire::fromProto(account).error().field, std::string("grants[0].role"));
    v1::LogInResponse response = wire::toProto(LoggedIn{"x", kAt, fullAccount()});
    response.mutable_account()->set_kind(static_cast<v1::PrincipalKind>(99));
    QCOMPARE(wire::fromProto(response).error().field, std::string("account.kind"));
  }
};

QTEST_GUILESS_MAIN(TstAccountWire)
#include "tst_account_wire.moc"

#include <QtTest>

#include <map>

#include "services/controlplane/core/accounts/one_time_code.h"
#include "services/controlplane/core/identity/enrol.h"
#include "services/controlplane/core/identity/lifecycle.h"
#include "services/controlplane/core/identity/tokens.h"
#include "services/crypto/enrol_token.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

constexpr Duration kLife = std::chrono::hours(24);

std::string requestFixture(const char* name) {
  QFile file(QStringLiteral(FLOTILLA_SOURCE_DIR "/tests/crypto/fixtures/%1.pem").arg(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

}  // namespace

class TstEnrolment : public QObject {
  Q_OBJECT

  SystemRandom random_;
  const CertificateAuthority ca_ = CertificateAuthority::create("test CA", kNow);
  const CertificateAuthority other_ = CertificateAuthority::create("another CA", kNow);
  FleetState state_;
  TimePoint now_ = kNow;

  std::string newToken(Duration lifetime = 1h, const char* site = "rotterdam") {
    auto made = createEnrolToken(state_, {SiteName(site), {{"rack", "a1"}}, lifetime}, callerWith(Role::Enroller),
                                 ca_.fingerprint(), now_, random_);
    apply(state_, made->mutation);
    return made->answer.text;
  }
  EnrolDecision tryEnrol(const std::string& token, const std::string& request) {
    const EnrolDecision out = enrol(state_, {token, request, "x86_64", "1.2.3"}, ca_, kLife, now_, random_);
    apply(state_, out.mutation);
    return out;
  }
  EnrolDecision enrolKey(const IdentityKey& key) { return tryEnrol(newToken(), key.makeRequest()); }
  QString reasonFor(const std::string& token, const IdentityKey& key) {
    return reasonOf(tryEnrol(token, key.makeRequest()).outcome);
  }
  QString peer(const NodeId& node, const IdentityKey& key) {
    return reasonOf(checkPeer(state_, node, key.fingerprint().hex()));
  }
  Result<Decision<std::string>> renewTo(const NodeId& node, const IdentityKey& key) {
    auto out = renew(state_, node, key.makeRequest(), ca_, kLife, now_);
    if (out) apply(state_, out->mutation);
    return out;
  }
  Result<Decision<std::string>> renewWith(const std::string& certificate, const IdentityKey& signer,
                                          const IdentityKey& key, Duration clockError = 0s) {
    const TimePoint at = now_ + clockError;
    const std::string request = key.makeRequest();
    const std::string proof = signWithIdentity(signer, renewalMessage(request, at));
    auto out = renewExpired(state_, {certificate, request, at, proof}, ca_, kLife, now_);
    if (out) apply(state_, out->mutation);
    return out;
  }
  Result<Decision<NodeId>> revoke(const std::string& node, const Caller& caller) {
    return changeNode(state_, NodeVerb::Revoke, node, {}, caller);
  }
  std::string addOperator(const NewOperator& wanted) {
    auto made = createOperator(state_, wanted, callerWith(Role::Administrator), now_, random_);
    if (!made) return {};
    apply(state_, made->mutation);
    return made->answer.invitation.code;
  }

 private slots:
  void init() {
    state_ = {};
    now_ = kNow;
    apply(state_, declared());
  }

  void a_token_makes_a_node_of_its_site_with_a_certificate_of_its_key() {
    const IdentityKey key = IdentityKey::generate();
    const EnrolDecision out = enrolKey(key);
    QVERIFY(out.outcome);
    QCOMPARE(out.answer.name, std::string("rotterdam-1"));
    const NodeRecord& node = state_.nodes.at(out.answer.node).record;
    QCOMPARE(node.region, kWest);
    QCOMPARE(node.labels.at("rack"), std::string("a1"));
    QVERIFY(node.identity == NodeIdentity::Active);
    QCOMPARE(node.fingerprint, key.fingerprint().hex());
    const CertificateInfo certificate = parseCertificate(out.answer.certificatePem).value();
    QCOMPARE(certificate.uri, nodeUri(out.answer.node));
    QVERIFY(certificate.fingerprint == key.fingerprint());
    QVERIFY(certificate.notAfter == kNow + kLife);
    QVERIFY(certificate.notBefore < kNow);
    QCOMPARE(QString::fromStdString(out.fact.object), QString("node/rotterdam-1"));
    QCOMPARE(peer(out.answer.node, key), QString("ok"));
  }

  void nodes_of_a_site_are_numbered() {
    QCOMPARE(enrolKey(IdentityKey::generate()).answer.name, std::string("rotterdam-1"));
    QCOMPARE(enrolKey(IdentityKey::generate()).answer.name, std::string("rotterdam-2"));
    QCOMPARE(tryEnrol(newToken(1h, "boston"), IdentityKey::generate().makeRequest()).answer.name,
             std::string("boston-1"));
  }

  void the_same_key_gets_the_same_certificate_again() {
    const std::string token = newToken();
    const IdentityKey key = IdentityKey::generate();
    const EnrolDecision first = tryEnrol(token, key.makeRequest());
    now_ += 2h;  // after the token's life: the answer was lost, the node asks again
    const EnrolDecision again = tryEnrol(token, key.makeRequest());
    QVERIFY(again.outcome);
    QVERIFY(again.mutation.empty());
    QCOMPARE(again.answer.certificatePem, first.answer.certificatePem);
    QCOMPARE(again.answer.node, first.answer.node);
    QCOMPARE(state_.nodes.size(), std::size_t{1});
  }

  void another_key_burns_the_token_for_both() {
    const std::string token = newToken();
    const IdentityKey first = IdentityKey::generate(), second = IdentityKey::generate();
    QCOMPARE(reasonFor(token, first), QString("ok"));
    const EnrolDecision thief = tryEnrol(token, second.makeRequest());
    QCOMPARE(reasonOf(thief.outcome), QString("token_used"));
    QVERIFY(thief.answer.certificatePem.empty());
    QVERIFY(!thief.fact.detail.empty());
    QCOMPARE(reasonFor(token, second), QString("token_burned"));
    QCOMPARE(reasonFor(token, first), QString("token_burned"));
    QCOMPARE(state_.nodes.size(), std::size_t{1});
  }

  void tokens_that_are_not_good_make_no_node() {
    const IdentityKey key = IdentityKey::generate();
    const std::string good = newToken();
    EnrolToken token = parseEnrolToken(good).value();
    QCOMPARE(reasonFor("flt1.x", key), QString("token_malformed"));
    QCOMPARE(reasonFor({}, key), QString("token_malformed"));
    QCOMPARE(reasonFor(EnrolToken{token.id, token.secret, other_.fingerprint()}.toText(), key),
             QString("token_foreign"));
    QCOMPARE(reasonFor(EnrolToken{TokenId("unknown"), token.secret, token.ca}.toText(), key), QString("token_unknown"));
    QCOMPARE(reasonFor(EnrolToken{token.id, std::string(32, 'x'), token.ca}.toText(), key), QString("token_unknown"));
    now_ += 1h;
    QCOMPARE(reasonFor(good, key), QString("token_expired"));
    QVERIFY(state_.nodes.empty());
  }

  void requests_that_ask_for_a_name_are_refused_and_do_not_use_the_token_data() {
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<QString>("reason");
    QTest::newRow("subject") << "request_with_subject"
                             << "csr_names";
    QTest::newRow("name of another node") << "request_for_another_node"
                                          << "csr_names";
    QTest::newRow("authority") << "request_for_authority"
                               << "csr_names";
    QTest::newRow("weak key") << "request_rsa512"
                              << "csr_key";
    QTest::newRow("nothing") << "no_such_file"
                             << "csr_malformed";
  }
  void requests_that_ask_for_a_name_are_refused_and_do_not_use_the_token() {
    QFETCH(QString, fixture);
    QFETCH(QString, reason);
    const std::string token = newToken();
    const EnrolDecision out = tryEnrol(token, requestFixture(qPrintable(fixture)));
    QCOMPARE(reasonOf(out.outcome), reason);
    QVERIFY(out.mutation.empty());
    QCOMPARE(reasonFor(token, IdentityKey::generate()), QString("ok"));
  }

  void facts_of_the_machine_are_checked() {
    const std::string token = newToken(), request = IdentityKey::generate().makeRequest();
    const auto reason = [&](const EnrolInput& input) {
      return reasonOf(enrol(state_, input, ca_, kLife, now_, random_).outcome);
    };
    QCOMPARE(reason({token, request, "", "1.0.0"}), QString("bad_hardware"));
    QCOMPARE(reason({token, request, std::string(33, 'x'), "1.0.0"}), QString("bad_hardware"));
    QCOMPARE(reason({token, request, "x86_64", "new"}), QString("bad_version"));
  }

  void a_key_of_a_node_cannot_become_a_second_node() {
    const IdentityKey key = IdentityKey::generate(), next = IdentityKey::generate();
    const NodeId node = enrolKey(key).answer.node;
    QCOMPARE(reasonOf(enrolKey(key).outcome), QString("key_known"));
    QVERIFY(renewTo(node, next));
    QCOMPARE(reasonOf(enrolKey(key).outcome), QString("key_known"));
    QCOMPARE(reasonOf(enrolKey(next).outcome), QString("key_known"));
  }

  void the_old_key_stays_good_until_the_new_one_was_seen() {
    const IdentityKey first = IdentityKey::generate(), second = IdentityKey::generate();
    const NodeId node = enrolKey(first).answer.node;
    const auto renewed = renewTo(node, second);
    QVERIFY(parseCertificate(renewed->answer)->fingerprint == second.fingerprint());
    QCOMPARE(peer(node, first), QString("ok"));
    QCOMPARE(peer(node, second), QString("ok"));
    NodeRecord seen = state_.nodes.at(node).record;  // as the hub does when it sees the second
    seen.previousFingerprint.clear();
    state_.apply(Row(seen));
    QCOMPARE(peer(node, first), QString("superseded_certificate"));
    QCOMPARE(peer(node, second), QString("ok"));
  }

  void renewals_whose_answers_are_lost_do_not_lock_the_node_out() {
    const IdentityKey first = IdentityKey::generate();
    const NodeId node = enrolKey(first).answer.node;
    for (int lost = 0; lost < 3; ++lost) QVERIFY(renewTo(node, IdentityKey::generate()));
    QCOMPARE(peer(node, first), QString("ok"));
  }

  void renewing_with_the_same_key_changes_no_key() {
    const IdentityKey key = IdentityKey::generate();
    const NodeId node = enrolKey(key).answer.node;
    now_ += 12h;
    QVERIFY(renewTo(node, key));
    QVERIFY(state_.nodes.at(node).record.previousFingerprint.empty());
    QVERIFY(state_.nodes.at(node).record.certificateExpires == now_ + kLife);
  }

  void an_expired_certificate_is_renewed_with_proof_of_its_key() {
    const IdentityKey first = IdentityKey::generate(), second = IdentityKey::generate();
    const EnrolDecision enrolled = enrolKey(first);
    now_ += kLife + 179 * 24h;
    const auto renewed = renewWith(enrolled.answer.certificatePem, first, second);
    QVERIFY(renewed);
    QVERIFY(parseCertificate(renewed->answer)->notAfter == now_ + kLife);
    QCOMPARE(peer(enrolled.answer.node, second), QString("ok"));
    // The certificate that was not seen yet expires too: its key has been shown, so it is the one that stays.
    now_ += kLife + 24h;
    QVERIFY(renewWith(renewed->answer, second, IdentityKey::generate()));
    QCOMPARE(peer(enrolled.answer.node, second), QString("ok"));
  }

  void a_renewal_after_expiry_without_what_it_takes_is_refused() {
    const IdentityKey key = IdentityKey::generate(), next = IdentityKey::generate();
    const EnrolDecision enrolled = enrolKey(key);
    const std::string certificate = enrolled.answer.certificatePem;
    now_ += kLife + 1h;
    QCOMPARE(reasonOf(renewWith(certificate, next, next)), QString("bad_proof"));
    QCOMPARE(reasonOf(renewWith(certificate, key, next, 11min)), QString("clock_wrong"));
    QCOMPARE(reasonOf(renewWith(certificate, key, next, -11min)), QString("clock_wrong"));
    QCOMPARE(reasonOf(renewWith("not a certificate", key, next)), QString("certificate_malformed"));
    const auto request = parseRequest(next.makeRequest()).value();
    const std::string stranger = other_.issueNode(request, enrolled.answer.node, kNow, kNow + kLife);
    QCOMPARE(reasonOf(renewWith(stranger, next, next)), QString("superseded_certificate"));
    const std::string nobody = ca_.issueNode(request, NodeId("nobody"), kNow, kNow + kLife);
    QCOMPARE(reasonOf(renewWith(nobody, next, next)), QString("unknown_node"));
    QVERIFY(renewWith(certificate, key, next, 9min));
  }

  void a_node_that_only_asks_whether_it_is_welcome_is_issued_nothing() {
    const IdentityKey key = IdentityKey::generate();
    const EnrolDecision enrolled = enrolKey(key);
    const auto ask = [&] {
      const std::string proof = signWithIdentity(key, renewalMessage({}, now_));
      return renewExpired(state_, {enrolled.answer.certificatePem, {}, now_, proof}, ca_, kLife, now_);
    };
    const auto welcome = ask();
    QVERIFY(welcome.ok());
    QVERIFY(welcome->answer.empty() && welcome->mutation.empty());
    const auto revoked = revoke(enrolled.answer.name, callerWith(Role::SecurityAdmin));
    QVERIFY(revoked.ok());
    apply(state_, revoked->mutation);
    QCOMPARE(reasonOf(ask()), QString("revoked"));
  }

  void a_root_document_of_another_fleet_uses_nothing_up() {
    const std::string token = newToken();
    EnrolInput input{token, IdentityKey::generate().makeRequest(), "x86_64", "1.0.0", false};
    const EnrolDecision refused = enrol(state_, input, ca_, kLife, now_, random_);
    QCOMPARE(QString::fromStdString(refused.outcome.error().reason), QString("root_of_another_fleet"));
    QVERIFY(refused.mutation.empty());
    input.trustsUs = true;
    QVERIFY(enrol(state_, input, ca_, kLife, now_, random_).outcome.ok());
  }

  void a_proof_is_for_one_request_only() {
    const IdentityKey key = IdentityKey::generate();
    const EnrolDecision enrolled = enrolKey(key);
    now_ += kLife + 1h;
    const std::string seen = IdentityKey::generate().makeRequest(), swapped = IdentityKey::generate().makeRequest();
    const std::string proof = signWithIdentity(key, renewalMessage(seen, now_));
    const ExpiredRenewal replayed{enrolled.answer.certificatePem, swapped, now_, proof};
    QCOMPARE(reasonOf(renewExpired(state_, replayed, ca_, kLife, now_)), QString("bad_proof"));
  }

  void a_certificate_too_long_expired_is_refused_whatever_date_it_is_given() {
    const IdentityKey key = IdentityKey::generate(), next = IdentityKey::generate();
    const EnrolDecision enrolled = enrolKey(key);
    now_ += kLife + 181 * 24h;
    QCOMPARE(reasonOf(renewWith(enrolled.answer.certificatePem, key, next)), QString("expired_too_long"));
    const auto request = parseRequest(key.makeRequest()).value();
    const std::string forged = other_.issueNode(request, enrolled.answer.node, kNow, now_ + kLife);
    QCOMPARE(reasonOf(renewWith(forged, key, next)), QString("expired_too_long"));
  }

  void a_revoked_node_gets_nothing_any_more() {
    const IdentityKey key = IdentityKey::generate(), next = IdentityKey::generate();
    const std::string token = newToken();
    const EnrolDecision enrolled = tryEnrol(token, key.makeRequest());
    const NodeId node = enrolled.answer.node;
    const Caller admin = callerWith(Role::SecurityAdmin, {kWest});
    QCOMPARE(reasonOf(revoke("rotterdam-1", callerWith(Role::SecurityAdmin, {kEast}))), QString("no_node"));
    QCOMPARE(reasonOf(revoke("rotterdam-1", callerWith(Role::Operator, {kWest}))), QString("out_of_scope"));
    QCOMPARE(reasonOf(revoke("nobody", admin)), QString("no_node"));
    apply(state_, revoke("rotterdam-1", admin)->mutation);
    QCOMPARE(peer(node, key), QString("revoked"));
    QCOMPARE(reasonOf(renewTo(node, next)), QString("revoked"));
    QCOMPARE(reasonOf(renewWith(enrolled.answer.certificatePem, key, next)), QString("revoked"));
    QCOMPARE(reasonFor(token, key), QString("revoked"));
    QVERIFY(revoke(node.value, admin)->mutation.empty());
  }

  void a_node_that_needs_approval_is_pending_until_an_operator_decides() {
    const Caller admin = callerWith(Role::SecurityAdmin, {kWest});
    const auto pending = [&] {
      NewEnrolToken wanted{SiteName("rotterdam"), {}, 1h, true};
      auto made = createEnrolToken(state_, wanted, callerWith(Role::Enroller), ca_.fingerprint(), now_, random_);
      apply(state_, made->mutation);
      const IdentityKey key = IdentityKey::generate();
      const EnrolDecision enrolled = tryEnrol(made->answer.text, key.makeRequest());
      return std::pair(enrolled.answer.node, key.fingerprint().hex());
    };
    const auto [first, firstKey] = pending();
    const auto [second, secondKey] = pending();
    QVERIFY(state_.nodes.at(first).record.identity == NodeIdentity::Pending);
    QCOMPARE(reasonOf(checkPeer(state_, first, firstKey)), QString("ok"));  // it may connect and report
    apply(state_, changeNode(state_, NodeVerb::Approve, first.value, {}, admin)->mutation);
    apply(state_, changeNode(state_, NodeVerb::Reject, second.value, "not ours", admin)->mutation);
    QVERIFY(state_.nodes.at(first).record.identity == NodeIdentity::Active);
    QCOMPARE(reasonOf(checkPeer(state_, second, secondKey)), QString("revoked"));
  }

  void a_verb_leads_where_the_table_says_and_nowhere_else() {
    using Id = NodeIdentity;
    const std::map<std::pair<NodeVerb, Id>, Id> allowed{{{NodeVerb::Approve, Id::Pending}, Id::Active},
                                                        {{NodeVerb::Reject, Id::Pending}, Id::Revoked},
                                                        {{NodeVerb::Quarantine, Id::Active}, Id::Quarantined},
                                                        {{NodeVerb::Readmit, Id::Quarantined}, Id::Active},
                                                        {{NodeVerb::Revoke, Id::Pending}, Id::Revoked},
                                                        {{NodeVerb::Revoke, Id::Active}, Id::Revoked},
                                                        {{NodeVerb::Revoke, Id::Quarantined}, Id::Revoked},
                                                        {{NodeVerb::Retire, Id::Active}, Id::Retired},
                                                        {{NodeVerb::Retire, Id::Quarantined}, Id::Retired},
                                                        {{NodeVerb::Retire, Id::Revoked}, Id::Retired},
                                                        {{NodeVerb::Approve, Id::Active}, Id::Active},
                                                        {{NodeVerb::Reject, Id::Revoked}, Id::Revoked},
                                                        {{NodeVerb::Quarantine, Id::Quarantined}, Id::Quarantined},
                                                        {{NodeVerb::Readmit, Id::Active}, Id::Active},
                                                        {{NodeVerb::Revoke, Id::Revoked}, Id::Revoked},
                                                        {{NodeVerb::Retire, Id::Retired}, Id::Retired}};
    for (std::size_t v = 0; v < kNodeVerbNames.size(); ++v)
      for (std::size_t i = 0; i < kNodeIdentityNames.size(); ++i) {
        const auto verb = static_cast<NodeVerb>(v);
        NodeRecord node = nodeRecord("rotterdam-1", kWest);
        node.identity = static_cast<Id>(i);
        state_.apply(Row(node));
        const std::string what = std::string(toText(verb)) + " from " + std::string(toText(node.identity));
        const auto decision = changeNode(state_, verb, "rotterdam-1", "why", callerWith(Role::SecurityAdmin));
        const auto expected = allowed.find({verb, node.identity});
        if (expected == allowed.end()) {
          QVERIFY2(reasonOf(decision) == "wrong_state", what.c_str());
          QVERIFY(decision.error().code == ErrorCode::Precondition);
          QVERIFY(decision.error().message.find(toText(node.identity)) != std::string::npos);
          continue;
        }
        QVERIFY2(decision, what.c_str());
        QVERIFY2(decision->mutation.empty() == (expected->second == node.identity), what.c_str());
        apply(state_, decision->mutation);
        QVERIFY2(state_.findNode("rotterdam-1")->record.identity == expected->second, what.c_str());
        if (!decision->mutation.empty()) QVERIFY(decision->fact.detail.ends_with(": why"));
      }
  }

  void a_retired_node_is_refused_and_its_name_stays_taken() {
    const IdentityKey key = IdentityKey::generate();
    const EnrolDecision enrolled = enrolKey(key);
    apply(state_, changeNode(state_, NodeVerb::Retire, "rotterdam-1", {}, callerWith(Role::SecurityAdmin))->mutation);
    QCOMPARE(peer(enrolled.answer.node, key), QString("retired"));
    QCOMPARE(reasonOf(renewTo(enrolled.answer.node, IdentityKey::generate())), QString("retired"));
    QCOMPARE(enrolKey(IdentityKey::generate()).answer.name, std::string("rotterdam-2"));
  }

  void a_reason_is_one_line_of_at_most_500_bytes() {
    QVERIFY(enrolKey(IdentityKey::generate()).outcome);
    const auto reasonFor = [&](const std::string& text) {
      return reasonOf(changeNode(state_, NodeVerb::Quarantine, "rotterdam-1", text, callerWith(Role::SecurityAdmin)));
    };
    QCOMPARE(reasonFor(std::string(500, 'x')), QString("ok"));
    QCOMPARE(reasonFor(std::string(501, 'x')), QString("bad_reason"));
    QCOMPARE(reasonFor("one line\nand another"), QString("bad_reason"));
    QCOMPARE(reasonFor("Lüfter laut"), QString("ok"));
  }

  void enrolment_tokens_live_a_minute_to_a_week() {
    const auto reason = [&](Duration life) {
      return reasonOf(createEnrolToken(state_, {SiteName("rotterdam"), {}, life}, callerWith(Role::Enroller),
                                       ca_.fingerprint(), now_, random_));
    };
    QCOMPARE(reason(59s), QString("bad_lifetime"));
    QCOMPARE(reason(60s), QString("ok"));
    QCOMPARE(reason(7 * 24h), QString("ok"));
    QCOMPARE(reason(7 * 24h + 1s), QString("bad_lifetime"));
    QCOMPARE(reason(-1s), QString("bad_lifetime"));
  }

  void enrolment_tokens_are_for_the_regions_of_who_makes_them() {
    const auto reason = [&](const char* site, const Caller& caller, const Labels& labels = {}) {
      return reasonOf(createEnrolToken(state_, {SiteName(site), labels}, caller, ca_.fingerprint(), now_, random_));
    };
    QCOMPARE(reason("rotterdam", callerWith(Role::Enroller, {kWest})), QString("ok"));
    QCOMPARE(reason("rotterdam", callerWith(Role::Operator, {kWest})), QString("ok"));
    QCOMPARE(reason("boston", callerWith(Role::Enroller, {kWest})), QString("out_of_scope"));
    QCOMPARE(reason("rotterdam", callerWith(Role::Viewer)), QString("out_of_scope"));
    QCOMPARE(reason("atlantis", callerWith(Role::Enroller)), QString("no_site"));
    QVERIFY(reason("rotterdam", callerWith(Role::Enroller), {{"Not a key", ""}}) != "ok");
  }

  void only_a_hash_of_a_secret_is_kept() {
    const EnrolToken token = parseEnrolToken(newToken()).value();
    QVERIFY(state_.tokens.at(token.id).secretHash == sha256(token.secret));
  }

  void an_operator_is_invited_and_only_a_hash_of_the_code_is_kept() {
    const std::string code = addOperator({"ada", {{Role::Operator, {kWest}}}});
    QCOMPARE(code.size(), std::size_t{19});
    const AccountRecord& account = state_.accounts.begin()->second;
    QCOMPARE(account.id, state_.operators.begin()->first);
    QVERIFY(account.invitation == hashOfOneTimeCode(code));
    QVERIFY(account.invitationExpires == now_ + 24h);
    QVERIFY(account.passwordHash.empty());
  }

  void operators_have_their_own_names_known_regions_and_a_role() {
    const auto reason = [&](const NewOperator& wanted) {
      return reasonOf(createOperator(state_, wanted, callerWith(Role::Administrator), now_, random_));
    };
    const std::vector<Grant> viewer{{Role::Viewer, {}}};
    QVERIFY(!addOperator({"ada", viewer}).empty());
    QCOMPARE(reason({"ada", viewer}), QString("operator_exists"));
    QCOMPARE(reason({"local-administrator", viewer}), QString("reserved_name"));
    QCOMPARE(reason({"bob", {}}), QString("no_role"));
    QCOMPARE(reason({"bob", {{Role::Viewer, {RegionName("atlantis")}}}}), QString("no_region"));
    QVERIFY(reason({"Bob; --", viewer}) != "ok");
  }

  void an_operator_who_is_removed_is_unknown_and_nobody_removes_themselves() {
    addOperator({"ada", {{Role::Administrator, {}}}});
    const Caller ada{"ada", {{Role::Administrator, {}}}};
    QCOMPARE(reasonOf(removeOperator(state_, "ada", ada)), QString("yourself"));
    QCOMPARE(reasonOf(removeOperator(state_, "adda", ada)), QString("no_operator"));
    QCOMPARE(removeOperator(state_, "adda", ada).error().fix, std::string("did you mean \"ada\"?"));
    const auto removed = removeOperator(state_, "ada", callerWith(Role::Administrator));
    QVERIFY(removed.ok());
    QCOMPARE(removed->fact.object, std::string("operator/ada"));
    apply(state_, removed->mutation);
    QVERIFY(state_.operators.empty() && state_.accounts.empty());
  }

  void only_an_administrator_of_the_whole_fleet_makes_administrators() {
    const NewOperator wanted{"ada", {{Role::Viewer, {}}, {Role::Administrator, {kWest}}}};
    const auto reason = [&](const Caller& caller) {
      return reasonOf(createOperator(state_, wanted, caller, now_, random_));
    };
    QCOMPARE(reason(callerWith(Role::SecurityAdmin)), QString("role_missing"));
    QCOMPARE(reason(callerWith(Role::Administrator, {kWest})), QString("role_missing"));
    QCOMPARE(reason(callerWith(Role::Administrator)), QString("ok"));
  }
};

QTEST_GUILESS_MAIN(TstEnrolment)
#include "tst_enrolment.moc"

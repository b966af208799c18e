// A node and a control plane that talk with each other, without gRPC: enrolment, sessions, renewal, refusal, and how
// much may wait for an agent that does not read.
#include "tests/controlplane/talk_rig.h"

#include "services/controlplane/core/identity/lifecycle.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

struct TalkingNode {
  agent::fakes::FleetKeys keys;
  agent::fakes::NodeRig rig{keys};
  TalkingPlane plane{rig.loop};
  TalkDialler dialler{plane};
  agent::IdentityStore identities{rig.files, rig.data()};
  std::unique_ptr<agent::Uplink> uplink;

  void enrol() {
    v1::EnrolRequest request;
    request.set_token(plane.newToken());
    request.set_csr_pem(identities.nextKey()->makeRequest());
    request.set_hardware("x86_64");
    request.set_agent_version("1.0.0");
    plane.enrolment.enrol(request, [this](const Result<v1::EnrolResponse>& enrolled) {
      if (!enrolled) qFatal("%s", enrolled.error().message.c_str());
      if (!identities.save(enrolled->certificate_pem(), enrolled->ca_pem())) qFatal("not saved");
    });
    plane.fleet.flush();
  }
  void start() {
    rig.boot();
    agent::UplinkConfig config{.hardware = "x86_64", .agentVersion = "1.0.1"};
    uplink = std::make_unique<agent::Uplink>(
        config, agent::Uplink::Ports{rig.loop, rig.loop, rig.random, identities, *rig.agent, dialler},
        [](const agent::Identity&) {});
    if (!uplink->start()) qFatal("not started");
  }
  std::string shown() const { return identities.load()->info.fingerprint.hex(); }
  std::uint64_t stored() const { return plane.node().status.lastSeq; }
};

// An agent that takes nothing.
struct DeafOutlet final : AgentOutlet {
  void write(const v1::ServerMessage& message) override { written.push_back(message); }
  void finish(const Error& why) override { ends.push_back(QString::fromStdString(why.reason)); }
  std::vector<v1::ServerMessage> written;
  QStringList ends;
};

}  // namespace

class TstAgentTalk : public QObject {
  Q_OBJECT

  std::unique_ptr<TalkingNode> node_;

  void run(Duration time) { node_->rig.loop.runFor(time); }
  std::vector<AuditEntry> audited(const std::string& action) const {
    std::vector<AuditEntry> out;
    for (const AuditEntry& entry : node_->plane.store.audit)
      if (entry.action == action) out.push_back(entry);
    return out;
  }

 private slots:
  void init() {
    node_ = std::make_unique<TalkingNode>();
    node_->enrol();
    node_->start();
  }

  void an_enrolled_node_connects_and_reports() {
    QCOMPARE(audited("Enrol").size(), std::size_t{1});
    run(2min);
    QCOMPARE(node_->dialler.dialled, 1);
    QCOMPARE(node_->plane.hub.connected(), std::size_t{1});
    QCOMPARE(node_->plane.node().record.agentVersion, std::string("1.0.1"));
    QVERIFY(node_->stored() >= 12);
    QVERIFY(node_->rig.agent->pendingReports(100)->size() <= 1);  // the others were acknowledged
  }

  void a_certificate_is_renewed_in_the_session() {
    run(1min);
    const std::string first = node_->shown();
    QCOMPARE(node_->plane.node().record.fingerprint, first);
    run(40min);
    QVERIFY(node_->shown() != first);
    QCOMPARE(node_->plane.node().record.fingerprint, node_->shown());
    QVERIFY(node_->plane.node().record.previousFingerprint.empty());  // it was seen with the new one
    QCOMPARE(node_->dialler.dialled, 2);
    const std::uint64_t before = node_->stored();
    run(1min);
    QVERIFY(node_->stored() > before);
  }

  void a_node_whose_certificate_expired_while_nobody_answered_comes_back() {
    run(1min);
    node_->uplink.reset();
    node_->dialler.away = true;
    node_->start();
    run(3h);
    QCOMPARE(node_->plane.hub.connected(), std::size_t{0});
    QVERIFY(node_->dialler.asked > 1);
    const std::uint64_t before = node_->stored();
    node_->dialler.away = false;
    run(10min);
    QCOMPARE(node_->plane.hub.connected(), std::size_t{1});
    QVERIFY(node_->stored() > before);
    const auto renewed = audited("RenewExpired");
    QCOMPARE(renewed.size(), std::size_t{1});
    QCOMPARE(renewed.front().actor, "node/" + node_->plane.node().record.name);
  }

  void a_revoked_node_is_sent_away_and_asks_seldom() {
    run(1min);
    auto revoked = changeNode(node_->plane.fleet.state(), NodeVerb::Revoke, node_->plane.node().record.name, {},
                              callerWith(Role::Administrator));
    if (!revoked) QFAIL(revoked.error().message.c_str());
    node_->plane.submit(std::move(revoked->mutation));
    run(1s);
    QCOMPARE(node_->plane.hub.connected(), std::size_t{0});
    const std::string pem = node_->identities.load()->certificatePem;
    QCOMPARE(reasonOf(admit(node_->plane.fleet.state(), pem)), QString("revoked"));
    QCOMPARE(reasonOf(admit(node_->plane.fleet.state(), "no certificate")), QString("certificate_malformed"));
    QCOMPARE(node_->dialler.dialled, 1);
    run(30min);
    // Every five minutes; at the handshake it is not told why, so it tries twice and asks.
    QVERIFY(node_->dialler.dialled > 4 && node_->dialler.dialled < 14);
    QVERIFY(node_->dialler.asked > 2);
  }

  // Or its reports would be told again under the numbers of a queue that nobody knows.
  void a_hello_that_could_not_be_stored_begins_no_session() {
    node_->plane.store.failing = true;
    while (node_->plane.store.refused == 0) run(1ms);
    node_->plane.store.failing = false;
    run(2min);
    const NodeStatus before = node_->plane.node().status;
    QVERIFY(!before.queue.empty());
    QVERIFY(before.lastSeq >= 10);
    QVERIFY(node_->dialler.dialled > 1);
    node_->uplink.reset();
    node_->start();
    run(2min);
    const NodeStatus& after = node_->plane.node().status;
    QVERIFY(after.lastSeq > before.lastSeq);
    QCOMPARE(after.seqBase, std::uint64_t{0});
    QCOMPARE(after.telemetry.queuesLost, std::uint64_t{0});
  }

  void an_agent_that_does_not_read_is_given_up() {
    DeafOutlet outlet;
    AgentTalk talk(node_->plane.hub, node_->rig.loop, *peerOf(node_->identities.load()->certificatePem), outlet);
    for (int i = 0; i < 256; ++i) talk.policy("p");
    QCOMPARE(outlet.written.size(), std::size_t{1});  // one at a time
    QVERIFY(outlet.ends.isEmpty());
    talk.written(true);
    QCOMPARE(outlet.written.size(), std::size_t{2});
    talk.policy("p");
    QVERIFY(!talk.over());
    talk.policy("p");
    QVERIFY(talk.over());
    talk.policy("p");
    talk.close({ErrorCode::Unavailable, "closed", "again"});
    QCOMPARE(outlet.ends, QStringList{"too_slow"});
    QCOMPARE(outlet.written.size(), std::size_t{2});
  }

  void a_session_ends_with_its_certificate_and_with_what_it_does_not_know() {
    DeafOutlet outlet;
    const AgentPeer peer = *peerOf(node_->identities.load()->certificatePem);
    AgentTalk talk(node_->plane.hub, node_->rig.loop, peer, outlet);
    talk.handle({}, node_->rig.loop.now());
    AgentTalk late(node_->plane.hub, node_->rig.loop, peer, outlet);
    v1::AgentMessage hello;
    hello.mutable_hello();
    run(kCertificateLife);
    late.handle(hello, node_->rig.loop.now());
    QCOMPARE(outlet.ends, (QStringList{"unknown_message", "certificate_expired"}));
  }

  void a_welcome_tells_when_the_hello_came() {
    node_->uplink.reset();
    run(1s);
    DeafOutlet outlet;
    AgentTalk talk(node_->plane.hub, node_->rig.loop, *peerOf(node_->identities.load()->certificatePem), outlet);
    v1::AgentMessage hello;
    hello.mutable_hello()->set_queue("q");
    talk.handle(hello, fromMicros(1'000'000));
    node_->plane.fleet.flush();
    QCOMPARE(outlet.written.size(), std::size_t{1});
    QCOMPARE(outlet.written.front().welcome().received_at().seconds(), 1);
    QCOMPARE(outlet.written.front().welcome().queue(), std::string("q"));
    talk.disconnected();
    QCOMPARE(node_->plane.hub.connected(), std::size_t{0});
  }
};

QTEST_GUILESS_MAIN(TstAgentTalk)
#include "tst_agent_talk.moc"

// An uplink over a dialler that the test answers, in virtual time.
#pragma once

#include "services/agent/uplink/uplink.h"
#include "tests/agent/node_rig.h"

namespace flotilla::agent::fakes {

class FakeDialler final : public Dialler {
 public:
  struct Call {
    std::string certificatePem;
    TimePoint at{};
    LineEvents events;
    std::vector<v1::AgentMessage> said;
    bool abandoned = false;
  };
  struct Question {
    v1::RenewExpiredRequest request;
    TimePoint at{};
    std::function<void(Result<std::string>)> answer;
  };

  explicit FakeDialler(VirtualLoop& loop) : loop_(loop) {}

  std::unique_ptr<Line> dial(const Identity& identity, LineEvents events) override {
    calls.push_back(std::make_shared<Call>(Call{identity.certificatePem, loop_.now(), std::move(events), {}, false}));
    return std::make_unique<FakeLine>(calls.back());
  }
  void askRenewal(const v1::RenewExpiredRequest& request, const std::string&,
                  std::function<void(Result<std::string>)> answer) override {
    questions.push_back({request, loop_.now(), std::move(answer)});
  }

  std::vector<std::shared_ptr<Call>> calls;
  std::vector<Question> questions;

 private:
  struct FakeLine final : Line {
    explicit FakeLine(std::shared_ptr<Call> call_) : call(std::move(call_)) {}
    ~FakeLine() override { call->abandoned = true; }
    void say(v1::AgentMessage message) override { call->said.push_back(std::move(message)); }
    std::shared_ptr<Call> call;
  };

  VirtualLoop& loop_;
};

class UplinkRig {
 public:
  explicit UplinkRig(const FleetKeys& keys) : node(keys) {
    node.reportInterval = std::chrono::seconds(1);
    node.boot();
  }

  // Enrols the node for that long, as of now.
  void enrol(Duration life) {
    if (!identities.save(certificateFor(identities.nextKey()->makeRequest(), life), ca.certificatePem()))
      qFatal("not enrolled");
  }
  std::string certificateFor(const std::string& requestPem, Duration life) const {
    const auto request = parseRequest(requestPem);
    if (!request) qFatal("%s", request.error().message.c_str());
    return ca.issueNode(*request, NodeId(kNodeId), node.loop.now(), node.loop.now() + life);
  }
  std::string stored() const { return identities.load()->certificatePem; }

  void start() {
    uplink = std::make_unique<Uplink>(
        config, Uplink::Ports{node.loop, node.loop, node.random, identities, *node.agent, dialler},
        [this](const Identity& identity) { used.push_back(identity.certificatePem); });
    if (!uplink->start()) qFatal("not started");
  }
  // Runs until another line is dialled; false if none is.
  bool dials(Duration within) {
    const std::size_t before = dialler.calls.size();
    return node.loop.runUntil([&] { return dialler.calls.size() > before; }, within);
  }
  FakeDialler::Call& call() { return *dialler.calls.back(); }
  void hear(const v1::ServerMessage& message) {
    const auto line = dialler.calls.back();
    line->events.onMessage(message);
  }
  void welcome(std::uint64_t lastSeq = 0) {
    v1::ServerMessage message;
    message.mutable_welcome()->set_epoch(1);
    message.mutable_welcome()->set_last_seq(lastSeq);
    hear(message);
  }
  void acknowledge(std::uint64_t seq) {
    v1::ServerMessage message;
    message.mutable_ack()->set_seq(seq);
    hear(message);
  }
  void end(const Error& why, bool closedByPeer = false) {
    const auto line = dialler.calls.back();
    line->events.onEnd({why, why.message, closedByPeer});
  }
  std::vector<std::uint64_t> reports() {
    std::vector<std::uint64_t> out;
    for (const v1::AgentMessage& message : call().said)
      if (message.has_report()) out.push_back(message.report().seq());
    return out;
  }
  // The requests for another certificate in this session.
  std::vector<std::string> renewals() {
    std::vector<std::string> out;
    for (const v1::AgentMessage& message : call().said)
      if (message.has_renew()) out.push_back(message.renew().csr_pem());
    return out;
  }

  NodeRig node;
  CertificateAuthority ca = CertificateAuthority::create("test", node.loop.now());
  IdentityStore identities{node.files, node.data()};
  FakeDialler dialler{node.loop};
  UplinkConfig config{.hardware = "x86_64", .agentVersion = "1.2.3"};
  std::vector<std::string> used;
  std::unique_ptr<Uplink> uplink;
};

}  // namespace flotilla::agent::fakes

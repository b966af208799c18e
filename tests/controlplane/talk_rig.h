// Both halves of the talk between a node and the control plane, as the programs have them, over a link in virtual time:
// messages travel as bytes, handshakes are admitted, the enrolment port answers. Thread: the test's.
#pragma once

#include <QtTest>

#include <memory>
#include <string>
#include <vector>

#include "services/agent/uplink/uplink.h"
#include "services/controlplane/core/identity/tokens.h"
#include "services/controlplane/rpc/agent_talk.h"
#include "services/controlplane/rpc/enrolment_talk.h"
#include "tests/agent/node_rig.h"
#include "tests/controlplane/fleet_rig.h"

namespace flotilla::controlplane::test {

inline constexpr Duration kLatency = std::chrono::milliseconds(20);
inline constexpr Duration kCertificateLife = std::chrono::hours(1);

struct TalkingPlane {
  agent::fakes::VirtualLoop& world;
  MemoryStore store;
  CertificateAuthority ca = CertificateAuthority::create("test CA", world.now());
  SigningKey key = SigningKey::generate();
  Fleet fleet{world, store};
  AgentHub hub{fleet, world, ca, key, kCertificateLife, kInterval};
  agent::fakes::SeededRandom random{1};
  EnrolmentTalk enrolment{{fleet, world, random, ca, key.publicKey(), kCertificateLife}, {"agents:1", "artifacts:1"}};

  explicit TalkingPlane(agent::fakes::VirtualLoop& loop) : world(loop) {
    fleet.setListener([this](std::uint64_t, const std::vector<Touched>& touched) { hub.onCommitted(touched); });
    if (!fleet.open()) qFatal("the fleet does not open");
    submit(declared());
  }
  void submit(Mutation mutation) {
    fleet.submit(std::move(mutation), [](const Status& stored) {
      if (!stored) qFatal("%s", stored.error().message.c_str());
    });
    fleet.flush();
  }
  std::string newToken() {
    auto made = createEnrolToken(fleet.state(), {SiteName("rotterdam"), {}, std::chrono::hours(1)},
                                 callerWith(Role::Enroller), ca.fingerprint(), world.now(), random);
    if (!made) qFatal("%s", made.error().message.c_str());
    submit(std::move(made->mutation));
    return made->answer.text;
  }
  const NodeEntry& node() const { return fleet.state().nodes.begin()->second; }
};

// What arrives is parsed from the bytes that were sent; nothing arrives at an end that is gone.
class TalkDialler final : public agent::Dialler {
 public:
  explicit TalkDialler(TalkingPlane& plane) : plane_(plane) {}

  std::unique_ptr<agent::Line> dial(const agent::Identity& identity, agent::LineEvents events) override {
    ++dialled;
    auto wire = std::make_shared<Wire>(plane_, std::move(events));
    plane_.world.postAfter(kLatency, [this, wire, pem = identity.certificatePem] { accept(wire, pem); });
    return std::make_unique<TalkLine>(wire);
  }
  void askRenewal(const v1::RenewExpiredRequest& request, const std::string&,
                  std::function<void(Result<std::string>)> answer) override {
    ++asked;
    plane_.world.postAfter(kLatency, [this, request, answer = std::move(answer)] {
      if (away) return answer(Error{ErrorCode::Unavailable, "server_unreachable", "nobody listens there"});
      plane_.enrolment.renewExpired(request, [answer](const Result<v1::RenewResponse>& renewed) {
        answer(renewed ? Result<std::string>(renewed->certificate_pem()) : renewed.error());
      });
    });
  }

  bool away = false;  // the control plane
  int dialled = 0, asked = 0;

 private:
  struct Wire final : AgentOutlet, std::enable_shared_from_this<Wire> {
    Wire(TalkingPlane& plane_, agent::LineEvents events_) : plane(plane_), events(std::move(events_)) {}

    void toPlane(const v1::AgentMessage& message) {
      plane.world.postAfter(kLatency, [self = shared_from_this(), bytes = message.SerializeAsString()] {
        v1::AgentMessage received;
        if (!received.ParseFromString(bytes)) qFatal("not a message");
        if (self->talk) self->talk->handle(received, self->plane.world.now());
      });
    }
    void write(const v1::ServerMessage& message) override {
      plane.world.postAfter(kLatency, [self = shared_from_this(), bytes = message.SerializeAsString()] {
        v1::ServerMessage received;
        if (!received.ParseFromString(bytes)) qFatal("not a message");
        if (self->open) self->events.onMessage(received);
        if (self->talk) self->talk->written(true);
      });
    }
    void finish(const Error& why) override { endWith({why, why.message, false}); }
    void endWith(const agent::LineEnd& end) {
      plane.world.postAfter(kLatency, [self = shared_from_this(), end] {
        self->hangUp();
        if (std::exchange(self->open, false)) self->events.onEnd(end);
      });
    }
    void hangUp() {
      if (!talk) return;
      talk->disconnected();
      talk.reset();
    }

    TalkingPlane& plane;
    agent::LineEvents events;
    std::unique_ptr<AgentTalk> talk;
    bool open = true;
  };
  struct TalkLine final : agent::Line {
    explicit TalkLine(std::shared_ptr<Wire> wire_) : wire(std::move(wire_)) {}
    ~TalkLine() override {
      wire->open = false;
      wire->plane.world.postAfter(kLatency, [wire = wire] { wire->hangUp(); });
    }
    void say(v1::AgentMessage message) override { wire->toPlane(message); }
    std::shared_ptr<Wire> wire;
  };

  void accept(const std::shared_ptr<Wire>& wire, const std::string& pem) {
    const Error closed{ErrorCode::Unavailable, "unavailable", "Socket closed"};
    if (away) return wire->endWith({closed, "nobody listens there", false});
    if (!admit(plane_.fleet.state(), pem)) return wire->endWith({closed, "it closed the connection", true});
    wire->talk = std::make_unique<AgentTalk>(plane_.hub, plane_.world, *peerOf(pem), *wire);
  }

  TalkingPlane& plane_;
};

}  // namespace flotilla::controlplane::test

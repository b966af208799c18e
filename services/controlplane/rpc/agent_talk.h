// The control plane's half of a session with an agent, without the transport: what its messages mean, what is sent
// back, how much may wait. Thread: the fleet loop. Lifetime: hub, clock and outlet outlive it; whoever made it calls
// disconnected() before it goes.
#pragma once

#include <deque>
#include <string>

#include "services/controlplane/core/identity/peer.h"
#include "services/controlplane/core/inventory/agent_hub.h"
#include "services/proto/flotilla/v1/agent.pb.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {

// The way to the agent.
class AgentOutlet {
 public:
  virtual ~AgentOutlet() = default;
  // One at a time: `message` stays as it is until AgentTalk::written(), which may be called from here.
  virtual void write(const v1::ServerMessage& message) = 0;
  // Ends the session with this reason. Called once; nothing is written after it.
  virtual void finish(const Error& why) = 0;
};

class AgentTalk final : public AgentSession {
 public:
  // `peer`: of the certificate with which the session was opened.
  AgentTalk(AgentHub& hub, Clock& clock, AgentPeer peer, AgentOutlet& outlet)
      : hub_(hub), clock_(clock), peer_(std::move(peer)), outlet_(outlet) {}

  // One message at a time: the next one is read when this has returned, so that a flood waits at the peer. `received`:
  // when it arrived.
  void handle(const v1::AgentMessage& message, TimePoint received);
  // The message that was given to the outlet has left, or never will.
  void written(bool ok);
  // Nothing more is read.
  void peerEnded();
  // Nothing is called any more, by the hub neither.
  void disconnected() { hub_.disconnect(peer_.node, *this); }
  bool over() const { return over_; }

  void welcome(std::uint64_t epoch, TimePoint now, std::uint64_t lastSeq) override;
  void acknowledge(std::uint64_t seq) override;
  void policy(const std::string& envelope) override;
  void assign(const Delivery& delivery) override;
  void renewed(const std::string& certificatePem) override;
  void searchLogs(std::uint64_t id, const LogQuery& query) override;
  void captureInputs(std::uint64_t id, const SampleQuery& query) override;
  void orders(const NodeOrders& orders) override;
  void fault(const FaultOrder& order) override;
  void endFaults(const std::string& prefix) override;
  void close(const Error& why) override;

 private:
  void send(v1::ServerMessage message);
  void takeHello(const v1::Hello& hello, TimePoint received);
  void takeReport(const v1::NodeReport& report, TimePoint received);
  void takeFaultNews(const v1::FaultNews& told);

  struct Received {
    std::uint64_t seq = 0;
    TimePoint received{};
  };

  AgentHub& hub_;
  Clock& clock_;
  const AgentPeer peer_;
  AgentOutlet& outlet_;
  std::deque<v1::ServerMessage> outbox_;  // the first is with the outlet
  std::string queue_;                     // that the node named
  TimePoint helloReceived_{};
  std::deque<Received> reports_;  // without an answer yet
  bool over_ = false;
};

}  // namespace flotilla::controlplane

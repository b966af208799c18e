// Connected agents: who is there, what they were sent, and what they say. Thread: the fleet loop.
// Lifetime: outlives the sessions, which leave by disconnect().
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/input_samples.h"
#include "models/domain/node_logs.h"
#include "services/controlplane/core/fencing/learning.h"
#include "services/controlplane/core/fencing/proof.h"
#include "services/controlplane/core/fleet/fleet.h"
#include "services/controlplane/core/identity/peer.h"
#include "services/controlplane/core/identity/shared_identities.h"
#include "services/controlplane/core/inventory/node_questions.h"
#include "services/controlplane/core/rollouts/assigner.h"
#include "services/crypto/audit_chain.h"
#include "services/crypto/x509.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {

// The far end of one connection. Calls only queue; they never block. The hub calls nothing after disconnect().
class AgentSession {
 public:
  virtual ~AgentSession() = default;
  virtual void welcome(std::uint64_t epoch, TimePoint now, std::uint64_t lastSeq) = 0;
  virtual void acknowledge(std::uint64_t seq) = 0;
  virtual void policy(const std::string& envelope) = 0;
  virtual void assign(const Delivery& delivery) = 0;
  virtual void renewed(const std::string& certificatePem) = 0;
  virtual void searchLogs(std::uint64_t id, const LogQuery& query) = 0;
  virtual void captureInputs(std::uint64_t id, const SampleQuery& query) = 0;
  virtual void orders(const NodeOrders& orders) = 0;
  virtual void fault(const FaultOrder& order) = 0;
  virtual void endFaults(const std::string& prefix) = 0;
  virtual void close(const Error& why) = 0;
};

struct AgentHello {
  std::string bootId;
  std::string hardware;
  std::string agentVersion;
  std::string assignment = {};  // envelope of the newest one it accepted; not trusted before its signature is checked
  QueueIdentity queue = {};     // whose numbers its reports have
  bool searchesLogs = false;    // agents from before do not
  bool capturesInputs = false;  // likewise
  bool takesOrders = false;     // likewise
  bool takesFaults = false;     // likewise
  bool allowsFaults = false;    // and its owner lets it
  bool takesThresholds = false;
  bool takesStages = false;
};

inline constexpr std::chrono::seconds kLogSearchDeadline{10};
inline constexpr std::chrono::seconds kAnswerTakes{10};  // beyond the time that a capture may last

class AgentHub {
 public:
  AgentHub(Fleet& fleet, Clock& clock, const CertificateAuthority& ca, const SigningKey& key, Duration certificateLife,
           Duration reportInterval)
      : fleet_(fleet),
        clock_(clock),
        ca_(ca),
        key_(key),
        certificateLife_(certificateLife),
        reportInterval_(reportInterval) {}

  // Called once after the fleet is open: from now on nothing is signed or delivered and no rollout proceeds, until the
  // nodes that were seen last have reported, `most` at the latest. A fleet without such nodes does not learn.
  void startLearning(Duration most);
  // Nodes that it waits for while it learns; nothing if it does not.
  std::optional<std::size_t> unheard() const;

  // Takes the counts of a report, and calls back on the fleet loop once they are written down: only then is the report
  // acknowledged. Numbers and times of the report are ours. `counted` is the newest report of each node that was
  // counted before. Called once, before the first session.
  struct Arrival {
    std::uint64_t before = 0;     // the newest number of the node that was stored before
    std::uint64_t wireBytes = 0;  // that the report took on its way
  };
  using CountReport = std::function<void(const NodeRecord& node, const NodeReport& report, const Arrival& arrival,
                                         std::function<void()> counted)>;
  void countReportsWith(CountReport count, std::map<NodeId, std::uint64_t> counted) {
    count_ = std::move(count);
    counted_ = std::move(counted);
  }

  // A newer session of the same node closes the older one.
  void connect(const AgentPeer& peer, const AgentHello& hello, AgentSession& session);
  void disconnect(const NodeId& node, const AgentSession& session);
  void report(const NodeId& node, AgentSession& session, const NodeReport& report, std::uint64_t wireBytes);
  // A report that cannot be right in any state: it would only come again, so it is logged, acknowledged and skipped.
  // Without a number (0) there is nothing to acknowledge, and the session ends.
  void refuseReport(const NodeId& node, AgentSession& session, std::uint64_t seq, const Error& why);
  void renew(const NodeId& node, AgentSession& session, const std::string& requestPem);

  // Whether searchLogs() can ask it now: it is connected, knows how, and is not asked already.
  Status canSearchLogs(const NodeEntry& node) const;
  // Asks a node for an excerpt of its logs; `done` comes once, on the fleet loop. Errors: those of canSearchLogs(), and
  // of NodeQuestions.
  void searchLogs(const NodeId& node, const LogQuery& query, Done<LogExcerpt> done);
  void foundLogs(const NodeId& node, const AgentSession& session, std::uint64_t id, Result<LogExcerpt> found);

  // The same for the next inputs of a workload.
  Status canCaptureInputs(const NodeEntry& node) const;
  void captureInputs(const NodeId& node, const SampleQuery& query, Done<InputSamples> done);
  void capturedInputs(const NodeId& node, const AgentSession& session, std::uint64_t id, Result<InputSamples> captured);

  // Whether a node can be told something about faults: it is connected, knows how, and has said how its faults stand.
  bool canTellFaults(const NodeId& node) const;
  // Nothing happens if it cannot be told.
  void giveFault(const NodeId& node, const FaultOrder& order);
  void endFaults(const NodeId& node, const std::string& prefix);
  // Called once, before the first session.
  using FaultsTold = std::function<void(const NodeId&, const FaultNews&)>;
  void tellFaultNewsTo(FaultsTold told) { faultsTold_ = std::move(told); }
  void faultNews(const NodeId& node, const AgentSession& session, const FaultNews& news);

  // After a commit: sessions of nodes that may not be connected any more are closed, new assignments go out.
  void onCommitted(const std::vector<Touched>& touched);
  // Rollouts proceed: deadlines pass, soaking ends, looks are due without any report.
  void tick();
  std::size_t connected() const { return sessions_.size(); }

 private:
  struct Entry {
    AgentSession* session = nullptr;
    std::string fingerprint;
    std::uint64_t sentGeneration = 0;
    std::uint64_t sentEpoch = 0;
    std::uint64_t sentPolicy = 0;  // its version
    std::uint64_t proven = 0;      // generation that the node has, as it has proven
    bool welcomed = false;
    bool waits = false;  // for hours of the policy
    bool searchesLogs = false;
    bool capturesInputs = false;
    bool takesOrders = false;
    bool takesFaults = false;
    bool toldFaults = false;       // it has said how they stand
    std::uint64_t sentOrders = 0;  // their number
    std::uint64_t number = 0;      // of the session
  };
  void storeReport(const NodeId& node, std::uint64_t seq, Mutation mutation,
                   std::function<void(std::function<void()>)> count);
  bool isCurrent(const NodeId& node, const AgentSession& session) const;
  // For what comes later: the session that the node has now, and nothing once it has another one or none.
  std::function<AgentSession*()> sessionOfNow(const NodeId& node) const;
  Fleet::Committed closesUnlessStored(const NodeId& node) const;
  Result<const Entry*> sessionOf(const NodeEntry& node, const std::string& what) const;
  void leaves(const NodeId& node);
  void advance(const RolloutId& id);
  void deliver(const NodeId& node, Entry& entry);
  void sendPolicy(Entry& entry);
  void sendOrders(const NodeId& node, Entry& entry);
  void sendPolicyToAll();
  void submit(
      Mutation mutation, const std::vector<AuditFact>& facts, Fleet::Committed done = [](const Status&) {});
  Status follow(const std::map<NodeId, Proof>& proofs);
  void learn(const NodeId& node);
  void takeQueue(const NodeId& node, const QueueIdentity& queue);
  void takeAbilities(const NodeId& node, const AgentHello& hello);
  void endLearning();
  void adoptNewer(const AgentPeer& peer);
  void noteSharedIdentity(const NodeId& node, const std::string& fingerprint);
  void takeEvidence(const NodeId& node, const NodeReport& report);

  Fleet& fleet_;
  Clock& clock_;
  const CertificateAuthority& ca_;
  const SigningKey& key_;
  Duration certificateLife_;
  Duration reportInterval_;
  // What a node need not send again: stored, and counted. By the numbers of its queue.
  std::uint64_t doneUpTo(const NodeId& node) const;

  // Nothing until somebody counts: then what is stored is done.
  std::optional<std::map<NodeId, std::uint64_t>> counted_;
  CountReport count_ = [](const NodeRecord&, const NodeReport&, const Arrival&, const std::function<void()>& counted) {
    counted();
  };
  FaultsTold faultsTold_ = [](const NodeId&, const FaultNews&) {};
  std::map<NodeId, Entry> sessions_;
  std::uint64_t sessionNumber_ = 0;
  SharedIdentities shared_;
  NodeQuestions<LogExcerpt> searches_;
  NodeQuestions<InputSamples> captures_;
  std::uint64_t sentPolicy_ = 0;  // version that every session has got
  std::optional<Learning> learning_;
  std::map<NodeId, Proof> proofs_;  // of what matters, while it learns
};

}  // namespace flotilla::controlplane

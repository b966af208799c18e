#include "services/controlplane/core/inventory/agent_hub.h"

#include <algorithm>

#include "models/domain/utf8.h"
#include "services/controlplane/core/fencing/restored.h"
#include "services/controlplane/core/identity/enrol.h"
#include "services/controlplane/core/inventory/node_report.h"
#include "services/controlplane/core/inventory/numbering.h"
#include "services/controlplane/core/policy/plan_check.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/crypto/audit_chain.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

// More than that it is there and what it counted: what it installs, and what came of it.
bool tellsOfVersions(const Mutation& taken) {
  return std::any_of(taken.rows.begin(), taken.rows.end(), [](const Row& row) {
    return !std::holds_alternative<NodeStatus>(row) && !std::holds_alternative<ArmTotals>(row);
  });
}

}  // namespace

void AgentHub::connect(const AgentPeer& peer, const AgentHello& hello, AgentSession& session) {
  const FleetState& state = fleet_.state();
  const auto& [node, fingerprint, expires, pem] = peer;
  if (const Status known = checkPeer(state, node, fingerprint, expires); !known) return session.close(known.error());
  adoptNewer(peer);
  if (shared_.begins(node, fingerprint, hello.bootId, clock_.now())) noteSharedIdentity(node, fingerprint);
  Entry& entry = sessions_[node];
  if (entry.session != nullptr)
    entry.session->close({ErrorCode::Conflict, "replaced", "a newer connection of this node took over"});
  const auto proof = proofOf(hello.assignment, state.nodes.at(node), key_.publicKey());
  leaves(node);
  entry = {&session, fingerprint, 0, 0, 0, proof ? proof->assignment.generation : 0};
  entry.searchesLogs = hello.searchesLogs;
  entry.capturesInputs = hello.capturesInputs;
  entry.takesOrders = hello.takesOrders;
  entry.takesFaults = hello.takesFaults;
  entry.number = ++sessionNumber_;
  NodeRecord record = state.nodes.at(node).record;
  takeQueue(node, hello.queue);
  takeAbilities(node, hello);
  const bool seenWithNewest = fingerprint == record.fingerprint && !record.previousFingerprint.empty();
  if (seenWithNewest) record.previousFingerprint.clear();
  if (seenWithNewest || record.agentVersion != hello.agentVersion) {
    record.agentVersion = excerpt(hello.agentVersion, 64);
    Mutation mutation;
    mutation.rows.emplace_back(record);
    fleet_.submit(std::move(mutation), closesUnlessStored(node));
  }
  if (proof && learning_) {
    proofs_.insert_or_assign(node, *proof);
  } else if (proof) {
    if (const Status done = follow({{node, *proof}}); !done) {
      sessions_.erase(node);
      return session.close(done.error());  // it comes again
    }
  }
  // What the node is told to have reported, and what it is given, must be durable.
  fleet_.whenDurable([this, node, current = sessionOfNow(node)](const Status& stored) {
    AgentSession* there = current();
    if (there == nullptr) return;
    if (!stored) return there->close(stored.error());
    const FleetState& now = fleet_.state();
    there->welcome(now.epoch, clock_.now(), doneUpTo(node));
    sessions_.at(node).welcomed = true;
    sendPolicy(sessions_.at(node));
    sendOrders(node, sessions_.at(node));
    deliver(node, sessions_.at(node));
  });
}

// A database that was restored, or whose nodes another control plane had meanwhile, does not know what was issued
// since.
void AgentHub::adoptNewer(const AgentPeer& peer) {
  const NodeRecord& record = fleet_.state().nodes.at(peer.node).record;
  if (isKnown(record, peer.fingerprint)) return;
  auto decision = adoptCertificate(record, peer.certificatePem, peer.fingerprint, peer.expires);
  decision.fact.actor = "node/" + peer.node.value;
  decision.fact.action = "AdoptCertificate";
  log::warn("a node shows a certificate that this database does not know", {{"node", peer.node.value}});
  submit(std::move(decision.mutation), {decision.fact});
}

// Before any assignment, so that the node judges that one by it.
void AgentHub::sendPolicy(Entry& entry) {
  const auto& policy = fleet_.state().policy;
  if (!policy || entry.sentPolicy == policy->record.version) return;
  entry.sentPolicy = policy->record.version;
  entry.session->policy(policy->record.envelope);
}

void AgentHub::sendPolicyToAll() {
  const auto& policy = fleet_.state().policy;
  if (!policy || sentPolicy_ == policy->record.version || !fleet_.isDurable())
    return;  // the next commit comes here too
  sentPolicy_ = policy->record.version;
  for (auto& [node, entry] : sessions_)
    if (entry.welcomed) sendPolicy(entry);
}

bool AgentHub::isCurrent(const NodeId& node, const AgentSession& session) const {
  const auto at = sessions_.find(node);
  return at != sessions_.end() && at->second.session == &session;
}

// By its number: another session may come to stand at the same address.
std::function<AgentSession*()> AgentHub::sessionOfNow(const NodeId& node) const {
  return [this, node, number = sessions_.at(node).number]() -> AgentSession* {
    const auto at = sessions_.find(node);
    return at != sessions_.end() && at->second.number == number ? at->second.session : nullptr;
  };
}

// What a node says when it comes is the ground its session stands on: its reports would be taken under the numbers of
// another queue. It comes again.
Fleet::Committed AgentHub::closesUnlessStored(const NodeId& node) const {
  return [current = sessionOfNow(node)](const Status& stored) {
    AgentSession* there = stored ? nullptr : current();
    if (there != nullptr) there->close(stored.error());
  };
}

void AgentHub::disconnect(const NodeId& node, const AgentSession& session) {
  if (!isCurrent(node, session)) return;
  sessions_.erase(node);
  leaves(node);
}

// Its numbers mean another queue from now on; that is durable before it is told which ones are stored.
void AgentHub::takeQueue(const NodeId& node, const QueueIdentity& queue) {
  const NodeEntry& known = fleet_.state().nodes.at(node);
  NodeStatus status = withQueue(known.status, queue);
  if (status.queue == known.status.queue) return;
  if (status.telemetry.queuesLost != known.status.telemetry.queuesLost)
    log::warn("a node lost its telemetry queue", {{"node", node.value}, {"queue", queue.incarnation}});
  status.node = node;
  Mutation mutation;
  mutation.rows.emplace_back(std::move(status));
  fleet_.submit(std::move(mutation), closesUnlessStored(node));
}

void AgentHub::report(const NodeId& node, AgentSession& session, const NodeReport& theirs, std::uint64_t wireBytes) {
  if (!isCurrent(node, session)) return;
  const FleetState& state = fleet_.state();
  const NodeStatus& known = state.nodes.at(node).status;
  const auto numbered = onOurNumbers(known, theirs);
  if (!numbered) return refuseReport(node, session, theirs.seq, numbered.error());
  const NodeReport report = withoutShadow(onOurClock(*numbered));
  const Arrival arrival{known.lastSeq, wireBytes};
  auto mutation = takeReport(state, state.nodes.at(node), report, wireBytes, clock_.now());
  if (!mutation) return refuseReport(node, session, theirs.seq, mutation.error());
  if (!mutation->empty()) takeEvidence(node, report);
  const bool isNews = tellsOfVersions(*mutation) || known.generationSeen != report.generationSeen;
  storeReport(node, report.seq, std::move(*mutation),
              [this, record = state.nodes.at(node).record, report, arrival](std::function<void()> counted) {
                count_(record, report, arrival, std::move(counted));
              });
  if (learning_) return learn(node);
  if (!isNews) return;
  // What the node was asked is followed at once; looks and clocks have time until the next tick.
  for (const RolloutId& id : rolloutsUnderWay(state)) {
    const auto place = state.rolloutPlaces.find({id, node});
    if (place != state.rolloutPlaces.end() &&
        state.rollouts.at(id).nodes[place->second].outcome == NodeOutcome::Pending)
      advance(id);
  }
}

void AgentHub::advance(const RolloutId& id) {
  const FleetState& state = fleet_.state();
  Advance next = advanceRollout({state, key_, clock_.now(), reportInterval_}, state.rollouts.at(id));
  if (next.mutation.empty()) return;
  submit(std::move(next.mutation), next.fact ? std::vector{*next.fact} : std::vector<AuditFact>{});
}

void AgentHub::refuseReport(const NodeId& node, AgentSession& session, std::uint64_t seq, const Error& why) {
  if (!isCurrent(node, session)) return;
  log::warn("report refused",
            {{"node", node.value}, {"seq", std::to_string(seq)}, {"reason", why.reason}, {"why", why.message}});
  if (seq == 0 || seq > kMostSeq) return session.close(why);
  const NodeEntry& known = fleet_.state().nodes.at(node);
  const std::uint64_t ours = seq + known.status.seqBase;
  storeReport(node, ours, skipReport(known, ours, clock_.now()),
              [](const std::function<void()>& counted) { counted(); });
  if (learning_) learn(node);
}

std::uint64_t AgentHub::doneUpTo(const NodeId& node) const {
  const NodeStatus& status = fleet_.state().nodes.at(node).status;
  if (!counted_) return onTheirNumbers(status, status.lastSeq);
  const auto counted = counted_->find(node);
  return counted == counted_->end() ? 0 : onTheirNumbers(status, std::min(status.lastSeq, counted->second));
}

void AgentHub::storeReport(const NodeId& node, std::uint64_t seq, Mutation mutation,
                           std::function<void(std::function<void()>)> count) {
  const auto acknowledge = [this, node, current = sessionOfNow(node), seq,
                            count = std::move(count)](const Status& stored) {
    // A report that could not be stored comes again over a new session; one that was stored counts, whoever is still
    // there.
    if (!stored) {
      if (AgentSession* there = current()) there->close(stored.error());
      return;
    }
    count([this, node, current, seq] {
      if (counted_) (*counted_)[node] = std::max((*counted_)[node], seq);
      if (AgentSession* there = current())
        there->acknowledge(onTheirNumbers(fleet_.state().nodes.at(node).status, seq));
    });
  };
  if (mutation.empty()) return fleet_.whenDurable(acknowledge);
  fleet_.submit(std::move(mutation), acknowledge);
}

void AgentHub::renew(const NodeId& node, AgentSession& session, const std::string& requestPem) {
  if (!isCurrent(node, session)) return;
  const FleetState& state = fleet_.state();
  auto decision = controlplane::renew(state, node, requestPem, ca_, certificateLife_, clock_.now());
  if (!decision) return session.close(decision.error());
  decision->fact.actor = "node/" + node.value;
  decision->fact.action = "RenewCertificate";
  decision->mutation.rows.emplace_back(chainEntry(decision->fact, state.auditSeq, state.auditHead, clock_.now()));
  fleet_.submit(std::move(decision->mutation),
                [current = sessionOfNow(node), pem = decision->answer](const Status& stored) {
                  AgentSession* there = stored ? current() : nullptr;
                  if (there != nullptr) there->renewed(pem);
                });
}

void AgentHub::onCommitted(const std::vector<Touched>& touched) {
  sendPolicyToAll();
  for (const Touched& thing : touched) {
    const NodeId node(thing.key);
    const auto at = thing.topic == Topic::Nodes ? sessions_.find(node) : sessions_.end();
    if (at == sessions_.end()) continue;
    if (const Status peer = checkPeer(fleet_.state(), node, at->second.fingerprint); !peer) {
      AgentSession* session = at->second.session;
      sessions_.erase(at);
      leaves(node);
      session->close(peer.error());
      continue;
    }
    sendOrders(node, at->second);
    deliver(node, at->second);
  }
}

void AgentHub::deliver(const NodeId& node, Entry& entry) {
  if (learning_) return;
  // An assignment that a failed commit takes back would be signed again, with other bytes under the same generation.
  if (!fleet_.isDurable())
    return fleet_.whenDurable([this, node](const Status&) {
      if (const auto at = sessions_.find(node); at != sessions_.end()) deliver(node, at->second);
    });
  const FleetState& state = fleet_.state();
  const NodeEntry& known = state.nodes.at(node);
  if (entry.sentGeneration == known.assignment.generation && entry.sentEpoch == known.assignment.epoch) return;
  if (entry.proven >= known.assignment.generation) return;  // its report will say so too
  entry.waits = waitsForHours(state, known, clock_.now());
  if (entry.waits) return;
  auto decision = decideDelivery(state, known, entry.fingerprint, key_, clock_.now());
  if (!decision) {
    log::warn("no assignment can be made", {{"node", node.value}, {"why", decision.error().message}});
    return;
  }
  // A signature made anew goes out when it is durable: onCommitted comes back here.
  if (!decision->mutation.empty()) return fleet_.submit(std::move(decision->mutation), [](const Status&) {});
  if (!decision->delivery) return;
  entry.sentGeneration = known.assignment.generation;
  entry.sentEpoch = known.assignment.epoch;
  entry.session->assign(*decision->delivery);
}

void AgentHub::tick() {
  searches_.expire(clock_.steady());
  captures_.expire(clock_.steady());
  if (learning_ && learning_->isOver(clock_.steady())) endLearning();
  if (learning_) return;
  for (const RolloutId& id : rolloutsUnderWay(fleet_.state())) advance(id);
  for (auto& [node, entry] : sessions_)
    if (entry.waits) deliver(node, entry);
}

void AgentHub::startLearning(Duration most) {
  Learning learning(fleet_.state(), reportInterval_,
                    clock_.steady() + std::chrono::duration_cast<SteadyPoint::duration>(most));
  if (learning.unheard() == 0) return;
  log::info("learning from nodes what they have", {{"nodes", std::to_string(learning.unheard())}});
  learning_ = std::move(learning);
  fleet_.setLearning(true);
}

std::optional<std::size_t> AgentHub::unheard() const {
  return learning_ ? std::optional(learning_->unheard()) : std::nullopt;
}

void AgentHub::learn(const NodeId& node) {
  learning_->heard(node);
  if (learning_->isOver(clock_.steady())) endLearning();
}

// If it cannot be stored, the next report or tick tries again.
void AgentHub::endLearning() {
  fleet_.setLearning(false);
  if (const Status done = follow(proofs_); !done) {
    log::error("learning cannot end", {{"reason", done.error().reason}, {"why", done.error().message}});
    return fleet_.setLearning(true);
  }
  log::info("learning has ended",
            {{"unheard", std::to_string(learning_->unheard())}, {"epoch", std::to_string(fleet_.state().epoch)}});
  learning_.reset();
  proofs_.clear();
  std::vector<NodeId> nodes;
  for (const auto& [node, entry] : sessions_) nodes.push_back(node);
  for (const NodeId& node : nodes)
    if (const auto at = sessions_.find(node); at != sessions_.end()) deliver(node, at->second);
}

// First the epoch rises above everything that was proven, then whatever is signed because of it is signed in that.
Status AgentHub::follow(const std::map<NodeId, Proof>& proofs) {
  const FleetState& state = fleet_.state();
  std::map<NodeId, Proof> ahead;
  std::uint64_t highest = 0;
  for (const auto& [node, proof] : proofs) {
    const NodeEntry& entry = state.nodes.at(node);
    if (reachesEpoch(state, entry, proof)) highest = std::max(highest, proof.assignment.epoch);
    if (isAhead(entry, proof)) ahead.emplace(node, proof);
  }
  FLOTILLA_CHECK(fleet_.raiseEpochAbove(highest));
  if (ahead.empty()) return okStatus();
  std::map<NodeId, std::uint64_t> taken;
  for (const auto& [node, entry] : sessions_) taken.emplace(node, entry.proven);
  for (const auto& [node, proof] : proofs) taken.insert_or_assign(node, proof.assignment.generation);
  Restored restored = followProofs({state, key_, clock_.now(), reportInterval_}, ahead, taken);
  log::warn("nodes were given what the database does not know: a backup was restored",
            {{"nodes", std::to_string(ahead.size())}, {"epoch", std::to_string(state.epoch)}});
  // Durable before anything else happens: without it, what the old database wants would go on.
  Status stored = okStatus();
  submit(std::move(restored.mutation), restored.facts, [&stored](const Status& done) { stored = done; });
  fleet_.flush();
  return stored;
}

void AgentHub::noteSharedIdentity(const NodeId& node, const std::string& fingerprint) {
  const std::string what = "two machines use the identity of " + fleet_.state().nodes.at(node).record.name +
                           ": agents of two starts take over from each other again and again, so one is a copy";
  log::error("an identity is used twice", {{"node", node.value}, {"why", what}});
  submit({}, {{"engine", std::string(kSharedIdentity), "node/" + node.value, what, {}, fingerprint}});
}

// Two statements of ours for one node and generation: somebody else signs with our key, or two control planes do.
void AgentHub::takeEvidence(const NodeId& node, const NodeReport& report) {
  const auto isReal = [&](const Contradiction& pair) { return isEquivocation(pair, node, key_.publicKey()); };
  const auto found = std::find_if(report.contradictions.begin(), report.contradictions.end(), isReal);
  if (found == report.contradictions.end()) return;
  const FleetState& state = fleet_.state();
  const Assignment given = proofOf(found->first, node, key_.publicKey())->assignment;
  const std::string what = "node " + state.nodes.at(node).record.name +
                           " got two different assignments of generation " + std::to_string(given.generation) +
                           " in epoch " + std::to_string(given.epoch) +
                           ": another control plane runs with this key, or somebody has it";
  log::error("equivocation", {{"node", node.value}, {"why", what}});
  Mutation mutation;
  std::vector<AuditFact> facts{{"engine", "equivocation", "node/" + node.value, what, found->first, found->second}};
  for (const auto& [id, rollout] : state.rollouts) {
    Advance paused = pauseRollout(rollout, precondition("equivocation", what));
    for (Row& row : paused.mutation.rows) mutation.rows.push_back(std::move(row));
    if (paused.fact) facts.push_back(std::move(*paused.fact));
  }
  submit(std::move(mutation), facts);
}

// With one audit entry for each fact, in one transaction.
void AgentHub::submit(Mutation mutation, const std::vector<AuditFact>& facts, Fleet::Committed done) {
  std::uint64_t seq = fleet_.state().auditSeq;
  Digest head = fleet_.state().auditHead;
  for (const AuditFact& fact : facts) {
    AuditEntry entry = chainEntry(fact, seq, head, clock_.now());
    seq = entry.seq;
    head = entry.hash;
    mutation.rows.emplace_back(std::move(entry));
  }
  fleet_.submit(std::move(mutation), std::move(done));
}

}  // namespace flotilla::controlplane

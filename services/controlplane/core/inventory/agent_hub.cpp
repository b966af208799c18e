#include "services/controlplane/core/inventory/agent_hub.h"

#include "services/controlplane/core/identity/enrol.h"
#include "services/controlplane/core/inventory/node_report.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/crypto/audit_chain.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {

void AgentHub::connect(const NodeId& node, const std::string& fingerprint, const AgentHello& hello,
                       AgentSession& session) {
  const FleetState& state = fleet_.state();
  if (const Status peer = checkPeer(state, node, fingerprint); !peer) return session.close(peer.error());
  Entry& entry = sessions_[node];
  if (entry.session != nullptr)
    entry.session->close({ErrorCode::Conflict, "replaced", "a newer connection of this node took over"});
  entry = {&session, fingerprint, 0, 0};
  NodeRecord record = state.nodes.at(node).record;
  const bool seenWithNewest = fingerprint == record.fingerprint && !record.previousFingerprint.empty();
  if (seenWithNewest) record.previousFingerprint.clear();
  if (seenWithNewest || record.agentVersion != hello.agentVersion) {
    record.agentVersion = hello.agentVersion.substr(0, 64);
    Mutation mutation;
    mutation.rows.emplace_back(record);
    fleet_.submit(std::move(mutation), [](const Status&) {});
  }
  // What the node is told to have reported, and what it is given, must be durable.
  fleet_.whenDurable([this, node, &session](const Status&) {
    if (!isCurrent(node, session)) return;
    const FleetState& now = fleet_.state();
    session.welcome(now.epoch, clock_.now(), now.nodes.at(node).status.lastSeq);
    deliver(node, sessions_.at(node));
  });
}

bool AgentHub::isCurrent(const NodeId& node, const AgentSession& session) const {
  const auto at = sessions_.find(node);
  return at != sessions_.end() && at->second.session == &session;
}

void AgentHub::disconnect(const NodeId& node, const AgentSession& session) {
  if (isCurrent(node, session)) sessions_.erase(node);
}

void AgentHub::report(const NodeId& node, AgentSession& session, const NodeReport& report, std::uint64_t wireBytes) {
  if (!isCurrent(node, session)) return;
  const FleetState& state = fleet_.state();
  auto mutation = takeReport(state, state.nodes.at(node), report, wireBytes, clock_.now());
  if (!mutation) return refuseReport(node, session, report.seq, mutation.error());
  storeReport(node, session, report.seq, std::move(*mutation));
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
  if (next.fact) next.mutation.rows.emplace_back(chainEntry(*next.fact, state.auditSeq, state.auditHead, clock_.now()));
  fleet_.submit(std::move(next.mutation), [](const Status&) {});
}

void AgentHub::refuseReport(const NodeId& node, AgentSession& session, std::uint64_t seq, const Error& why) {
  if (!isCurrent(node, session)) return;
  log::warn("report refused",
            {{"node", node.value}, {"seq", std::to_string(seq)}, {"reason", why.reason}, {"why", why.message}});
  if (seq == 0) return session.close(why);
  storeReport(node, session, seq, skipReport(fleet_.state().nodes.at(node), seq, clock_.now()));
}

void AgentHub::storeReport(const NodeId& node, AgentSession& session, std::uint64_t seq, Mutation mutation) {
  const auto acknowledge = [this, node, &session, seq](const Status& stored) {
    if (!isCurrent(node, session)) return;
    // A report that could not be stored comes again over a new session.
    if (stored)
      session.acknowledge(seq);
    else
      session.close(stored.error());
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
  fleet_.submit(std::move(decision->mutation), [this, node, &session, pem = decision->answer](const Status& stored) {
    if (stored && isCurrent(node, session)) session.renewed(pem);
  });
}

void AgentHub::onCommitted(const std::vector<Touched>& touched) {
  for (const Touched& thing : touched) {
    const NodeId node(thing.key);
    const auto at = thing.topic == Topic::Nodes ? sessions_.find(node) : sessions_.end();
    if (at == sessions_.end()) continue;
    if (const Status peer = checkPeer(fleet_.state(), node, at->second.fingerprint); !peer) {
      AgentSession* session = at->second.session;
      sessions_.erase(at);
      session->close(peer.error());
      continue;
    }
    deliver(node, at->second);
  }
}

void AgentHub::deliver(const NodeId& node, Entry& entry) {
  // An assignment that a failed commit takes back would be signed again, with other bytes under the same generation.
  if (!fleet_.isDurable())
    return fleet_.whenDurable([this, node](const Status&) {
      if (const auto at = sessions_.find(node); at != sessions_.end()) deliver(node, at->second);
    });
  const FleetState& state = fleet_.state();
  const NodeEntry& known = state.nodes.at(node);
  if (entry.sentGeneration == known.assignment.generation && entry.sentEpoch == known.assignment.epoch) return;
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
  for (const RolloutId& id : rolloutsUnderWay(fleet_.state())) advance(id);
}

}  // namespace flotilla::controlplane

#include "services/controlplane/core/fencing/proof.h"

#include "services/controlplane/core/rollouts/assigner.h"
#include "services/crypto/dsse.h"
#include "services/documents/signed_documents.h"

namespace flotilla::controlplane {
namespace {

// Signed by this key and nobody else needed.
RootDocument onlyKey(const PublicKey& key) {
  RootDocument root;
  root.keys.emplace(keyIdOf(key), key);
  root.roles[TrustRole::Assignment] = {{keyIdOf(key)}, 1};
  return root;
}

// The same decision, whenever and in whichever epoch it was signed.
bool asksForTheSame(const Assignment& given, const AssignmentRecord& known) {
  const auto envelope = parseEnvelope(known.envelope);
  const auto stored = envelope ? parseAssignment(envelope->payload) : Result<Assignment>(envelope.error());
  return stored && stored->targets == given.targets && stored->rollout == given.rollout;
}

std::optional<Proof> proofIn(const Envelope& opened, const std::string& envelope, const NodeId& node) {
  auto assignment = parseAssignment(opened.payload);
  if (!assignment || assignment->node != node) return std::nullopt;
  const TimePoint at = signedAt(*assignment);
  return Proof{std::move(*assignment), envelope, at};
}

}  // namespace

std::optional<Proof> proofOf(const std::string& envelope, const NodeId& node, const PublicKey& key) {
  if (envelope.empty() || envelope.size() > kMaxEvidenceBytes) return std::nullopt;
  const auto opened = parseEnvelope(envelope);
  if (!opened || !verifyEnvelope(*opened, kAssignmentPayloadType, onlyKey(key), TrustRole::Assignment))
    return std::nullopt;
  return proofIn(*opened, envelope, node);
}

std::optional<Proof> proofOf(const std::string& envelope, const NodeEntry& entry, const PublicKey& key) {
  if (envelope != entry.assignment.envelope) return proofOf(envelope, entry.record.id, key);
  const auto opened = parseEnvelope(envelope);
  return opened ? proofIn(*opened, envelope, entry.record.id) : std::nullopt;
}

bool isAhead(const NodeEntry& entry, const Proof& proof) {
  const AssignmentRecord& known = entry.assignment;
  if (proof.assignment.generation != known.generation) return proof.assignment.generation > known.generation;
  return proof.envelope != known.envelope && !asksForTheSame(proof.assignment, known);
}

bool reachesEpoch(const FleetState& state, const NodeEntry& entry, const Proof& proof) {
  if (proof.assignment.epoch != state.epoch) return proof.assignment.epoch > state.epoch;
  const AssignmentRecord& known = entry.assignment;
  const bool isOurs = known.epoch == state.epoch &&
                      (known.generation > proof.assignment.generation || known.envelope == proof.envelope);
  return !isOurs;
}

bool isEquivocation(const Contradiction& pair, const NodeId& node, const PublicKey& key) {
  const auto first = proofOf(pair.first, node, key);
  const auto second = proofOf(pair.second, node, key);
  return first && second && first->assignment.epoch == second->assignment.epoch &&
         first->assignment.generation == second->assignment.generation && first->assignment != second->assignment;
}

}  // namespace flotilla::controlplane

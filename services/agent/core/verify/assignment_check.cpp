#include "services/agent/core/verify/assignment_check.h"

#include <algorithm>
#include <utility>

#include "services/agent/core/verify/policy_check.h"
#include "services/crypto/dsse.h"
#include "services/crypto/hash.h"
#include "services/documents/signed_documents.h"

namespace flotilla::agent {
namespace {

using EnvelopesByDigest = std::map<Digest, const std::string*>;

Error refused(std::string reason, std::string message, std::string field = {}) {
  return precondition(std::move(reason), std::move(message), std::move(field));
}

struct SignedAssignment {
  std::string payload;
  Assignment assignment;
};

// Key ids decide nothing, but they tell an assignment of another fleet from one that was damaged.
bool isOfAnotherFleet(const Envelope& envelope, const RootDocument& root) {
  return std::none_of(envelope.signatures.begin(), envelope.signatures.end(),
                      [&](const EnvelopeSignature& one) { return root.keys.contains(one.keyId); });
}

Status checkSigner(const Envelope& envelope, const RootDocument& root) {
  const Status verified = verifyEnvelope(envelope, kAssignmentPayloadType, root, TrustRole::Assignment);
  if (verified || verified.error().reason != "V16_threshold" || !isOfAnotherFleet(envelope, root)) return verified;
  return refused("V16_foreign_root",
                 "no key that root.json trusts signed the assignment; this node has the root.json of another fleet");
}

Result<SignedAssignment> openAssignment(const std::string& bytes, const RootDocument& root) {
  FLOTILLA_TRY(Envelope envelope, parseEnvelope(bytes));
  FLOTILLA_CHECK(checkSigner(envelope, root));
  FLOTILLA_TRY(Assignment assignment, parseAssignment(envelope.payload));
  return SignedAssignment{std::move(envelope.payload), std::move(assignment)};
}

Status checkAddressee(const Assignment& assignment, const NodeFacts& facts) {
  if (assignment.node != facts.node)
    return refused("V21_wrong_node", "the assignment is for node " + assignment.node.value, "node_id");
  if (assignment.keyFingerprint != facts.keyFingerprint)
    return refused("V21_wrong_key", "the assignment is bound to another key than the one this node uses", "key_fpr");
  return okStatus();
}

// Whoever adds or drops a signature does not change what was said, so statements are compared by payload.
bool saysTheSame(const std::string& payload, const StoredAssignment& current) {
  const auto stored = parseEnvelope(current.envelope);
  return stored && stored->payload == payload;
}

Status checkFencing(const SignedAssignment& opened, const NodeFacts& facts) {
  const Assignment& assignment = opened.assignment;
  if (assignment.epoch < facts.highestEpoch)
    return refused("V22_stale_epoch",
                   "epoch " + std::to_string(assignment.epoch) + " is over; this node has seen " +
                       std::to_string(facts.highestEpoch),
                   "epoch");
  if (!facts.current) return okStatus();
  const std::string generation = std::to_string(assignment.generation);
  if (assignment.epoch == facts.current->epoch && assignment.generation == facts.current->generation) {
    if (saysTheSame(opened.payload, *facts.current))
      return refused("V23_replayed", "generation " + generation + " is already accepted", "generation");
    return refused("V22_equivocation", "two different assignments carry generation " + generation + " of one epoch",
                   "generation");
  }
  if (assignment.generation <= facts.current->generation)
    return refused("V23_stale_generation",
                   "generation " + generation + " is not newer than " + std::to_string(facts.current->generation),
                   "generation");
  return okStatus();
}

Status checkValidity(const Assignment& assignment, TimePoint now) {
  if (assignment.expires <= now)
    return refused("V23_expired", "the assignment expired at " + toRfc3339(assignment.expires), "expires");
  if (now < assignment.notBefore)
    return refused("V23_not_yet", "the assignment starts at " + toRfc3339(assignment.notBefore), "not_before");
  return okStatus();
}

EnvelopesByDigest indexByDigest(const std::vector<std::string>& envelopes) {
  EnvelopesByDigest index;
  for (const std::string& envelope : envelopes) index.emplace(sha256(envelope), &envelope);
  return index;
}

bool isNamed(const Assignment& assignment, const Digest& release) {
  return std::any_of(assignment.targets.begin(), assignment.targets.end(),
                     [&](const AssignmentTarget& target) { return target.releaseDigest == release; });
}

// Bytes of the right length that nobody names are most likely the wanted release after damage; saying so helps the
// reader of the report.
Error missingRelease(const Assignment& assignment, const AssignmentTarget& target, const EnvelopesByDigest& envelopes) {
  const std::string name = target.artifact.value + " " + target.version.toString();
  for (const auto& [digest, bytes] : envelopes)
    if (bytes->size() == target.releaseLength && !isNamed(assignment, digest))
      return refused("V15_digest", "the bytes of release " + name + " do not have the digest in the assignment",
                     "release_digest");
  return refused("V24_release_missing", "release " + name + " did not come with the assignment", "release_digest");
}

// Length and digest are settled before a single byte is parsed.
Result<const std::string*> findRelease(const Assignment& assignment, const AssignmentTarget& target,
                                       const EnvelopesByDigest& envelopes) {
  const auto found = envelopes.find(target.releaseDigest);
  if (found == envelopes.end()) return missingRelease(assignment, target, envelopes);
  if (found->second->size() != target.releaseLength)
    return refused("V15_length",
                   "the release has " + std::to_string(found->second->size()) + " bytes, the assignment says " +
                       std::to_string(target.releaseLength),
                   "release_length");
  return found->second;
}

struct SignedRelease {
  Release release;
  std::size_t signers = 0;
};

Result<SignedRelease> openRelease(const std::string& bytes, const RootDocument& root) {
  FLOTILLA_TRY(const Envelope envelope, parseEnvelope(bytes));
  FLOTILLA_CHECK(verifyEnvelope(envelope, kReleasePayloadType, root, TrustRole::Release));
  FLOTILLA_TRY(Release release, parseRelease(envelope.payload));
  return SignedRelease{std::move(release), signersOf(envelope, root, TrustRole::Release)};
}

Status checkSameAsRelease(const AssignmentTarget& target, const Release& release) {
  const auto mismatch = [&](const std::string& field) {
    return refused("V24_mismatch", field + " of workload " + target.workload.value + " is not what the release says",
                   field);
  };
  if (target.artifact != release.artifact) return mismatch("artifact");
  if (target.version != release.version) return mismatch("version");
  if (target.releaseCounter != release.releaseCounter) return mismatch("release_counter");
  const auto variant = std::find_if(release.variants.begin(), release.variants.end(),
                                    [&](const Variant& v) { return v.hardware == target.hardware; });
  if (variant == release.variants.end()) return mismatch("hardware");
  if (target.digest != variant->digest) return mismatch("digest");
  if (target.length != variant->length) return mismatch("length");
  return okStatus();
}

Status checkFitsNode(const AssignmentTarget& target, const Release& release, const NodeFacts& facts) {
  if (target.hardware != "any" && target.hardware != facts.hardware)
    return refused("V25_hardware", "the variant is for " + target.hardware + ", this node is " + facts.hardware,
                   "hardware");
  if (facts.agentVersion < release.minAgent)
    return refused(
        "V25_agent_too_old",
        "the release needs agent " + release.minAgent.toString() + ", this is " + facts.agentVersion.toString(),
        "min_agent");
  const auto floor = facts.floors.find(release.artifact);
  if (floor != facts.floors.end() && release.releaseCounter < floor->second)
    return refused("V26_below_floor",
                   "release counter " + std::to_string(release.releaseCounter) + " is below the floor " +
                       std::to_string(floor->second) + " of " + release.artifact.value,
                   "release_counter");
  return okStatus();
}

Result<Release> checkTarget(const Assignment& assignment, const AssignmentTarget& target,
                            const EnvelopesByDigest& envelopes, const RootDocument& root, const NodeFacts& facts) {
  FLOTILLA_TRY(const std::string* bytes, findRelease(assignment, target, envelopes));
  FLOTILLA_TRY(SignedRelease opened, openRelease(*bytes, root));
  const Release& release = opened.release;
  FLOTILLA_CHECK(checkSameAsRelease(target, release));
  if (release.expires <= facts.now)
    return refused("V17_release_expired", "the release expired at " + toRfc3339(release.expires), "expires");
  FLOTILLA_CHECK(checkFitsNode(target, release, facts));
  FLOTILLA_CHECK(checkPolicy(target, opened.signers, facts));
  return std::move(opened.release);
}

}  // namespace

Result<CheckedAssignment> checkAssignment(const std::string& envelope, const std::vector<std::string>& releaseEnvelopes,
                                          const RootDocument& root, const NodeFacts& facts) {
  FLOTILLA_TRY(SignedAssignment opened, openAssignment(envelope, root));
  FLOTILLA_CHECK(checkAddressee(opened.assignment, facts));
  FLOTILLA_CHECK(checkFencing(opened, facts));
  FLOTILLA_CHECK(checkValidity(opened.assignment, facts.now));

  const EnvelopesByDigest envelopes = indexByDigest(releaseEnvelopes);
  CheckedAssignment checked;
  for (const AssignmentTarget& target : opened.assignment.targets) {
    FLOTILLA_TRY(Release release, checkTarget(opened.assignment, target, envelopes, root, facts));
    checked.releases.emplace(target.workload, std::move(release));
  }
  checked.assignment = std::move(opened.assignment);
  return checked;
}

std::uint64_t claimedGeneration(const std::string& envelope, const NodeId& node) {
  const auto opened = parseEnvelope(envelope);
  if (!opened) return 0;
  const auto claimed = parseAssignment(opened->payload);
  return claimed && claimed->node == node ? claimed->generation : 0;
}

std::optional<Assignment> signedContent(const std::string& envelope, const RootDocument& root) {
  auto opened = openAssignment(envelope, root);
  if (!opened) return std::nullopt;
  return std::move(opened->assignment);
}

}  // namespace flotilla::agent

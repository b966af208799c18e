#include "services/controlplane/core/rollouts/assigner.h"

#include <algorithm>

#include "models/domain/rollout_problem.h"
#include "services/controlplane/core/rollouts/stages.h"
#include "services/crypto/dsse.h"
#include "services/documents/signed_documents.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kLifetime = std::chrono::hours(24);
constexpr Duration kBackdate = std::chrono::minutes(10);  // for nodes whose clock is behind

const Variant* variantFor(const Release& release, const std::string& hardware) {
  const Variant* any = nullptr;
  for (const Variant& variant : release.variants) {
    if (variant.hardware == hardware) return &variant;
    if (variant.hardware == "any") any = &variant;
  }
  return any;
}

Result<AssignmentTarget> targetFor(const FleetState& state, const NodeEntry& entry, const DesiredWorkload& desired,
                                   const Rollout* beginning = nullptr) {
  const auto workload = state.workloads.find(desired.workload);
  const auto release = state.releases.find(desired.release);
  if (workload == state.workloads.end() || release == state.releases.end())
    return precondition("not_declared", "workload " + desired.workload.value + " or its release is gone", "workload");
  const ReleaseRecord& record = release->second;
  const Variant* variant = variantFor(record.release, entry.record.hardware);
  if (variant == nullptr)
    return precondition("no_variant",
                        record.release.artifact.value + " " + record.release.version.toString() +
                            " has no variant for " + entry.record.hardware + " (node " + entry.record.name + ")",
                        "version", "publish a variant for it");
  AssignmentTarget target;
  target.workload = desired.workload;
  target.artifact = record.release.artifact;
  target.version = record.release.version;
  target.hardware = variant->hardware;
  target.releaseDigest = record.digest;
  target.releaseLength = record.envelope.size();
  target.digest = variant->digest;
  target.length = variant->length;
  target.releaseCounter = record.release.releaseCounter;
  target.config = workload->second.config;
  target.config.minConfidence = thresholdOf(state, entry, desired.workload);
  if (desired.staged && entry.status.takesStages) {
    FLOTILLA_TRY(target.stages, stagesFor(state, desired, beginning));
  }
  return target;
}

bool hasProven(const NodeEntry& entry, const AssignmentTarget& target) {
  const auto at = entry.workloads.find(target.workload);
  return at != entry.workloads.end() && at->second.proven && at->second.digest == target.digest;
}

bool carriesStages(const AssignmentRecord& record) {
  const auto envelope = parseEnvelope(record.envelope);
  if (!envelope) return false;
  const auto assignment = parseAssignment(envelope->payload);
  return assignment && std::any_of(assignment->targets.begin(), assignment->targets.end(),
                                   [](const AssignmentTarget& target) { return !target.stages.empty(); });
}

// An older agent would refuse all of it; it came with a newer one.
bool isTooNew(const NodeEntry& entry) {
  return !entry.status.takesStages && carriesStages(entry.assignment);
}

double ownThreshold(const NodeEntry& entry, const WorkloadName& workload) {
  const auto desired = entry.desired.find(workload);
  return desired == entry.desired.end() ? kAsDeclared : desired->second.minConfidence;
}

Delivery deliveryOf(const FleetState& state, const NodeEntry& entry, const AssignmentRecord& assignment) {
  Delivery out{assignment.envelope, {}};
  std::vector<Digest> sent;
  for (const auto& [name, desired] : entry.desired) {
    const auto release = state.releases.find(desired.release);
    if (release == state.releases.end() || std::find(sent.begin(), sent.end(), desired.release) != sent.end()) continue;
    sent.push_back(desired.release);
    out.releases.push_back(release->second.envelope);
  }
  return out;
}

// A new generation takes its rollout nodes along, so that their outcome is still recognised.
void takeRolloutsAlong(const FleetState& state, const NodeEntry& entry, std::uint64_t from, std::uint64_t to,
                       Mutation& mutation) {
  for (const auto& [id, rollout] : state.rollouts)
    for (const RolloutNode& node : rollout.nodes)
      if (node.node == entry.record.id && node.generation == from && node.outcome == NodeOutcome::Pending) {
        RolloutNode moved = node;
        moved.generation = to;
        mutation.rows.emplace_back(std::move(moved));
      }
}

}  // namespace

Status checkTarget(const FleetState& state, const NodeEntry& entry, const DesiredWorkload& desired) {
  const auto target = targetFor(state, entry, desired);
  return target ? okStatus() : Status(target.error());
}

bool runsExactly(const FleetState& state, const NodeEntry& entry, const DesiredWorkload& desired) {
  const auto at = entry.workloads.find(desired.workload);
  if (at == entry.workloads.end()) return false;
  const WorkloadReport& report = at->second;
  const bool proven =
      report.proven && report.state == InstallState::Committed && report.generation >= entry.assignment.generation;
  const auto target = targetFor(state, entry, desired);
  if (!proven || !target || report.digest != target->digest) return false;
  const auto envelope = parseEnvelope(entry.assignment.envelope);
  if (!envelope) return false;
  const auto assignment = parseAssignment(envelope->payload);
  return assignment && std::any_of(assignment->targets.begin(), assignment->targets.end(), [&](AssignmentTarget given) {
           given.stages = {};  // the way there is over
           return given == *target;
         });
}

bool hasTaken(const NodeEntry& entry) {
  if (entry.status.generationSeen >= entry.assignment.generation) return true;
  return std::all_of(entry.desired.begin(), entry.desired.end(), [&](const auto& item) {
    if (item.second.release.isZero()) return true;
    const auto at = entry.workloads.find(item.first);
    return at != entry.workloads.end() && at->second.generation >= entry.assignment.generation;
  });
}

double thresholdOf(const FleetState& state, const NodeEntry& entry, const WorkloadName& workload) {
  if (!entry.status.takesThresholds) return 0;
  if (const double own = ownThreshold(entry, workload); own != kAsDeclared) return own;
  const auto declared = state.workloads.find(workload);
  return declared == state.workloads.end() ? kAsDeclared : declared->second.config.minConfidence;
}

DesiredWorkload nothingDesired(const NodeEntry& entry, const WorkloadName& workload, const RolloutId& rollout) {
  return {entry.record.id, workload, Digest{}, rollout, ownThreshold(entry, workload)};
}

Status assign(const FleetState& state, const NodeEntry& entry, const DesiredWorkload& desired, RolloutNode row,
              const SigningKey& key, TimePoint now, Mutation& mutation, const Rollout* beginning) {
  DesiredWorkload wanted = desired;
  wanted.minConfidence = ownThreshold(entry, desired.workload);
  auto all = entry.desired;
  all[desired.workload] = wanted;
  mutation.rows.emplace_back(wanted);
  const bool something =
      std::any_of(all.begin(), all.end(), [](const auto& item) { return !item.second.release.isZero(); });
  if (something) {
    row.generation = entry.assignment.generation + 1;
    row.assignedAt = now;
    FLOTILLA_TRY(AssignmentRecord record,
                 signAssignment(state, entry, all, row.generation, entry.record.fingerprint, key, now, beginning));
    mutation.rows.emplace_back(std::move(record));
  }
  mutation.rows.emplace_back(std::move(row));
  return okStatus();
}

Result<AssignmentRecord> signAssignment(const FleetState& state, const NodeEntry& entry,
                                        const std::map<WorkloadName, DesiredWorkload>& desired,
                                        std::uint64_t generation, const std::string& fingerprint, const SigningKey& key,
                                        TimePoint now, const Rollout* beginning) {
  if (state.learning) return stillLearning();
  Assignment assignment;
  assignment.node = entry.record.id;
  assignment.keyFingerprint = fingerprint;
  assignment.epoch = state.epoch;
  assignment.generation = generation;
  assignment.notBefore = now - kBackdate;
  assignment.expires = now + kLifetime;
  for (const auto& [name, wanted] : desired) {
    if (wanted.release.isZero()) continue;
    FLOTILLA_TRY(AssignmentTarget target, targetFor(state, entry, wanted, beginning));
    // It may not come without its stages. What is not listed stays as it is.
    if (wanted.staged && !entry.status.takesStages && !hasProven(entry, target)) continue;
    if (!wanted.rollout.empty()) assignment.rollout = wanted.rollout.value;
    assignment.targets.push_back(std::move(target));
  }
  const Envelope envelope = signEnvelope(kAssignmentPayloadType, encodeAssignment(assignment), {key});
  return AssignmentRecord{entry.record.id, generation,         state.epoch,
                          fingerprint,     assignment.expires, encodeEnvelope(envelope)};
}

TimePoint signedAt(const Assignment& assignment) {
  return assignment.notBefore + kBackdate;
}

TimePoint signedAt(const AssignmentRecord& record) {
  return record.expires - kLifetime;
}

Status signAgain(const FleetState& state, const NodeEntry& entry,
                 const std::map<WorkloadName, DesiredWorkload>& desired, std::uint64_t generation,
                 const std::string& fingerprint, const SigningKey& key, TimePoint now, Mutation& mutation) {
  FLOTILLA_TRY(AssignmentRecord fresh, signAssignment(state, entry, desired, generation, fingerprint, key, now));
  const std::uint64_t before = entry.assignment.generation;
  if (generation != before) takeRolloutsAlong(state, entry, before, generation, mutation);
  mutation.rows.emplace_back(std::move(fresh));
  return okStatus();
}

Result<DeliveryDecision> decideDelivery(const FleetState& state, const NodeEntry& entry, const std::string& fingerprint,
                                        const SigningKey& key, TimePoint now) {
  DeliveryDecision out;
  const AssignmentRecord& current = entry.assignment;
  if (entry.record.identity != NodeIdentity::Active || current.generation == 0 || hasTaken(entry)) return out;
  const bool sameEpoch = current.epoch == state.epoch;
  if (sameEpoch && now < current.expires && current.fingerprint == fingerprint && !isTooNew(entry)) {
    out.delivery = deliveryOf(state, entry, current);
    return out;
  }
  // Within one epoch the same generation must never be signed twice with other bytes: that would be equivocation.
  const std::uint64_t generation = sameEpoch ? current.generation + 1 : current.generation;
  FLOTILLA_CHECK(signAgain(state, entry, entry.desired, generation, fingerprint, key, now, out.mutation));
  out.delivery = deliveryOf(state, entry, std::get<AssignmentRecord>(out.mutation.rows.back()));
  return out;
}

}  // namespace flotilla::controlplane

#include "tests/simulation/content.h"

#include "services/crypto/dsse.h"
#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "services/documents/signed_documents.h"

namespace flotilla::simulation {
namespace {

constexpr TimePoint kFarAway = TimePoint(Duration(4'000'000'000'000'000));

std::string signedBy(const Release& release, const std::vector<SigningKey>& keys) {
  return encodeEnvelope(signEnvelope(kReleasePayloadType, encodeRelease(release), keys));
}

}  // namespace

Authority::Authority() {
  root_.expires = kFarAway;
  const auto allow = [this](TrustRole role, const SigningKey& key, std::uint32_t threshold) {
    root_.keys[keyIdOf(key.publicKey())] = key.publicKey();
    root_.roles[role].keyIds.push_back(keyIdOf(key.publicKey()));
    root_.roles[role].threshold = threshold;
  };
  allow(TrustRole::Release, releaseA_, 1);
  allow(TrustRole::Release, releaseB_, 2);
  allow(TrustRole::Assignment, assignment_, 1);
  allow(TrustRole::Root, releaseA_, 1);
}

Release Authority::make(const std::string& version, std::uint64_t counter, std::uint64_t floor, Behaviour behaviour,
                        TimePoint expires) {
  BundleManifest manifest{kArtifact, *parseVersion(version), "any", {}};
  const std::string model =
      "behaviour=" + std::string(toText(behaviour)) + " version=" + version + std::string(200, 'x');
  const std::string schema = "schema of " + version;
  for (const auto& [name, content] : {std::pair{"model.onnx", model}, std::pair{"schema.json", schema}}) {
    manifest.files.push_back({name, sha256(content), content.size()});
    blobs_[sha256(content)] = content;
  }
  const std::string bytes = encodeManifest(manifest);
  blobs_[sha256(bytes)] = bytes;
  Release release;
  release.artifact = kArtifact;
  release.version = manifest.version;
  release.releaseCounter = counter;
  release.floor = floor;
  release.expires = expires;
  release.variants = {{"any", sha256(bytes), bytes.size(), model.size() + schema.size()}};
  return release;
}

const PublishedRelease& Authority::publish(const std::string& version, std::uint64_t counter, std::uint64_t floor,
                                           Behaviour behaviour, TimePoint expires) {
  PublishedRelease out;
  out.release = make(version, counter, floor, behaviour, expires);
  out.envelope = signedBy(out.release, {releaseA_, releaseB_});
  out.digest = sha256(out.envelope);
  out.behaviour = behaviour;
  return allowed_[out.release.variants.front().digest] = out;
}

PublishedRelease Authority::forge(const std::string& version, std::uint64_t counter, TimePoint expires) {
  PublishedRelease out;
  out.release = make(version, counter, 0, Behaviour::Good, expires);
  // One real signature of two, and one of a stranger.
  out.envelope = signedBy(out.release, {releaseA_, stranger_});
  out.digest = sha256(out.envelope);
  return out;
}

std::optional<std::string> Authority::forgeAssignment(const std::string& given, const PublishedRelease& release,
                                                      std::uint64_t epoch, std::uint64_t generation) const {
  const auto envelope = parseEnvelope(given);
  auto assignment = envelope ? parseAssignment(envelope->payload) : Result<Assignment>(envelope.error());
  if (!assignment || assignment->targets.empty()) return std::nullopt;
  assignment->epoch = epoch;
  assignment->generation = generation;
  AssignmentTarget& target = assignment->targets.front();
  target.version = release.release.version;
  target.releaseCounter = release.release.releaseCounter;
  target.releaseDigest = release.digest;
  target.releaseLength = release.envelope.size();
  target.digest = release.release.variants.front().digest;
  target.length = release.release.variants.front().length;
  return encodeEnvelope(signEnvelope(kAssignmentPayloadType, encodeAssignment(*assignment), {assignment_}));
}

const PublishedRelease* Authority::ofVersion(const std::string& version) const {
  for (const auto& [digest, published] : allowed_)
    if (published.release.version.toString() == version) return &published;
  return nullptr;
}

std::optional<Behaviour> Authority::behaviourOf(const std::string& model) const {
  if (!blobs_.contains(sha256(model))) return std::nullopt;
  for (std::size_t i = 0; i < kBehaviourNames.size(); ++i)
    if (model.starts_with("behaviour=" + std::string(kBehaviourNames[i]) + " ")) return static_cast<Behaviour>(i);
  return std::nullopt;
}

}  // namespace flotilla::simulation

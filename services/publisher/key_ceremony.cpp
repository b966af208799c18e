#include "services/publisher/key_ceremony.h"

#include <algorithm>

#include "services/crypto/dsse.h"
#include "services/documents/signed_documents.h"

namespace flotilla::publisher {
namespace {

constexpr std::uint32_t kMaxKeys = 16;
constexpr std::uint64_t kMaxRootBytes = 1 << 20;
constexpr std::uint64_t kMaxKeyBytes = 16 * 1024;

Status checkThreshold(const char* role, std::uint32_t keys, std::uint32_t threshold) {
  if (keys >= 1 && keys <= kMaxKeys && threshold >= 1 && threshold <= keys) return okStatus();
  return invalid("bad_threshold",
                 std::to_string(threshold) + " of " + std::to_string(keys) + " " + role + " keys cannot sign anything",
                 role, "make 1 to 16 keys, and ask for at least one and at most all of them");
}

Status checkPlan(const CeremonyPlan& plan) {
  FLOTILLA_CHECK(checkThreshold("root", plan.rootKeys, plan.rootThreshold));
  FLOTILLA_CHECK(checkThreshold("release", plan.releaseKeys, plan.releaseThreshold));
  FLOTILLA_CHECK(checkThreshold(
      "assignment", static_cast<std::uint32_t>(std::min<std::size_t>(plan.assignment.size(), kMaxKeys + 1)), 1));
  if (plan.lifetime <= Duration::zero())
    return invalid("bad_lifetime", "a root document lives for some time", "lifetime");
  return okStatus();
}

std::vector<SigningKey> generateKeys(std::uint32_t count) {
  std::vector<SigningKey> keys;
  for (std::uint32_t i = 0; i < count; ++i) keys.push_back(SigningKey::generate());
  return keys;
}

std::vector<PublicKey> publicKeys(const std::vector<SigningKey>& keys) {
  std::vector<PublicKey> out;
  for (const SigningKey& key : keys) out.push_back(key.publicKey());
  return out;
}

void nameKeys(RootDocument& root, TrustRole role, const std::vector<PublicKey>& keys, std::uint32_t threshold) {
  TrustedRole& trusted = root.roles[role];
  trusted.threshold = threshold;
  for (const PublicKey& key : keys) {
    const KeyId id = keyIdOf(key);
    if (std::find(trusted.keyIds.begin(), trusted.keyIds.end(), id) == trusted.keyIds.end())
      trusted.keyIds.push_back(id);
    root.keys.emplace(id, key);
  }
}

Status writeKeys(Files& files, const Path& folder, const char* role, const std::vector<SigningKey>& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i)
    FLOTILLA_CHECK(files.replace(folder / (std::string(role) + "-" + std::to_string(i + 1) + ".pem"), keys[i].toPem()));
  return okStatus();
}

Status writeCeremony(Files& files, const Path& folder, const std::vector<SigningKey>& rootKeys,
                     const std::vector<SigningKey>& releaseKeys, const RootDocument& root) {
  FLOTILLA_CHECK(files.createDirectories(folder));
  FLOTILLA_CHECK(writeKeys(files, folder, "root", rootKeys));
  FLOTILLA_CHECK(writeKeys(files, folder, "release", releaseKeys));
  return files.replace(folder / "root.json",
                       encodeEnvelope(signEnvelope(kRootPayloadType, encodeRoot(root), rootKeys)));
}

}  // namespace

Result<RootDocument> createKeys(Files& files, const CeremonyPlan& plan, TimePoint now) {
  FLOTILLA_CHECK(checkPlan(plan));
  if (files.exists(plan.folder))
    return Error{ErrorCode::Conflict, "folder_exists", plan.folder.string() + " exists; keys are never overwritten",
                 "folder", "name a folder that does not exist yet"};
  const std::vector<SigningKey> rootKeys = generateKeys(plan.rootKeys);
  const std::vector<SigningKey> releaseKeys = generateKeys(plan.releaseKeys);
  RootDocument root;
  root.expires = now + plan.lifetime;
  nameKeys(root, TrustRole::Root, publicKeys(rootKeys), plan.rootThreshold);
  nameKeys(root, TrustRole::Release, publicKeys(releaseKeys), plan.releaseThreshold);
  nameKeys(root, TrustRole::Assignment, plan.assignment, 1);
  const Status written = writeCeremony(files, plan.folder, rootKeys, releaseKeys, root);
  if (written) return root;
  (void)files.removeAll(plan.folder);  // half a ceremony is worth nothing and would block the next one
  return written.error();
}

Result<RootDocument> readRoot(Files& files, const Path& path, TimePoint now) {
  FLOTILLA_TRY(const std::string bytes, files.readAll(path, kMaxRootBytes));
  FLOTILLA_TRY(const Envelope envelope, parseEnvelope(bytes));
  FLOTILLA_TRY(RootDocument root, parseRoot(envelope.payload));
  FLOTILLA_CHECK(verifyEnvelope(envelope, kRootPayloadType, root, TrustRole::Root));
  if (root.expires <= now)
    return precondition("root_expired", path.string() + " expired at " + toRfc3339(root.expires), {},
                        "sign a new root document with the root keys");
  return root;
}

Result<SigningKey> readSigningKey(Files& files, const Path& path) {
  FLOTILLA_CHECK(checkPrivateFile(path));
  FLOTILLA_TRY(const std::string pem, files.readAll(path, kMaxKeyBytes));
  auto key = SigningKey::fromPem(pem);
  if (key.ok()) return key;
  Error error = key.error();
  error.message = path.string() + ": " + error.message;
  return error;
}

}  // namespace flotilla::publisher

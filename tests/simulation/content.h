// What the fleet runs, and who signs it: the keys of root, releases and assignments, and versions that behave well or
// badly in a way that is written into the very bytes that nodes load. Thread: any; values. Lifetime: as long as the
// world.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "models/domain/release.h"
#include "models/domain/trust.h"
#include "services/crypto/ed25519.h"

namespace flotilla::simulation {

inline const ArtifactName kArtifact("meter-reader");
inline const WorkloadName kWorkload("meter-reader");

// How a version behaves on every node that runs it.
enum class Behaviour {
  Good,
  FailsToLoad,
  FailsGolden,
  Errors,   // half of its answers are errors, from the start
  Spoils,   // good at first, and after ten minutes every third answer is an error
  Slow,     // its answers take far too long
  Crashes,  // ends soon after it began to serve
  Silent,   // never answers
};
inline constexpr std::array<std::string_view, 8> kBehaviourNames{"good",   "fails_to_load", "fails_golden", "errors",
                                                                 "spoils", "slow",          "crashes",      "silent"};
constexpr std::string_view toText(Behaviour behaviour) {
  return kBehaviourNames[static_cast<std::size_t>(behaviour)];
}
inline constexpr Duration kSpoilsAfter = std::chrono::minutes(10);

struct PublishedRelease {
  Release release;
  std::string envelope;
  Digest digest;  // of the envelope
  Behaviour behaviour = Behaviour::Good;
};

class Authority {
 public:
  Authority();

  const RootDocument& root() const { return root_; }
  const SigningKey& assignmentKey() const { return assignment_; }
  // Signed by both of two release keys.
  const PublishedRelease& publish(const std::string& version, std::uint64_t counter, std::uint64_t floor,
                                  Behaviour behaviour, TimePoint expires);
  // Signed by keys that nobody trusts, or by too few; its content is never among allowed().
  PublishedRelease forge(const std::string& version, std::uint64_t counter, TimePoint expires);
  // What somebody can sign who took over the control plane, and with it the key of assignments: `given`, but newer and
  // for that release. Nothing if it cannot be read.
  std::optional<std::string> forgeAssignment(const std::string& given, const PublishedRelease& release,
                                             std::uint64_t epoch, std::uint64_t generation) const;

  const std::map<Digest, std::string>& blobs() const { return blobs_; }
  // By the digest of the manifest: only that may ever run.
  const std::map<Digest, PublishedRelease>& allowed() const { return allowed_; }
  const PublishedRelease* ofVersion(const std::string& version) const;
  // Of the content of a model file; nothing if no release has such a file.
  std::optional<Behaviour> behaviourOf(const std::string& model) const;

 private:
  Release make(const std::string& version, std::uint64_t counter, std::uint64_t floor, Behaviour behaviour,
               TimePoint expires);

  SigningKey releaseA_ = SigningKey::generate();
  SigningKey releaseB_ = SigningKey::generate();
  SigningKey assignment_ = SigningKey::generate();
  SigningKey stranger_ = SigningKey::generate();
  RootDocument root_;
  std::map<Digest, std::string> blobs_;
  std::map<Digest, PublishedRelease> allowed_;
};

}  // namespace flotilla::simulation

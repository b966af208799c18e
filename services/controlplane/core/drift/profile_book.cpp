#include "services/controlplane/core/drift/profile_book.h"

#include "services/documents/profile_json.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane::drift {
namespace {

constexpr std::size_t kMostProfiles = 64;  // versions that run at the same time

}  // namespace

const ReferenceProfile* ProfileBook::find(const Digest& digest) {
  if (digest.isZero()) return nullptr;
  const auto known = known_.find(digest);
  if (known != known_.end()) return known->second ? &*known->second : nullptr;
  const auto text = read_(digest);
  const auto profile = text ? parseReferenceProfile(*text) : Result<ReferenceProfile>(text.error());
  const bool passing =
      !text && (text.error().code == ErrorCode::Unavailable || text.error().code == ErrorCode::Internal);
  if (!profile)
    log::warn("windows cannot be compared with a training",
              {{"profile", digest.toString()}, {"why", profile.error().message}});
  if (passing) return nullptr;
  if (known_.size() >= kMostProfiles) known_.clear();
  auto& kept = known_[digest];
  if (profile) kept = *profile;
  return kept ? &*kept : nullptr;
}

}  // namespace flotilla::controlplane::drift

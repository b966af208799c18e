// The node's identity on disk: <data>/identity/identity.pem (key, certificate, CA in one file, so that they change
// together), next.key (a key for which a certificate was asked), previous.pem (the identity before, until the newest
// one was accepted by the server). Thread: one at a time. Lifetime: `files` outlives it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "models/domain/result.h"
#include "services/crypto/x509.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

struct Identity {
  IdentityKey key;
  std::string certificatePem;
  std::string caPem;
  CertificateInfo info;
  NodeId node;
};

// Precondition/"not_enrolled" with the command that enrols.
Error notEnrolled(const Path& data);

// What the machine does for secrets besides keeping files; another one where there is no real disk.
struct SecretMeans {
  std::function<Status(const Path&)> ensureDirectory = ensurePrivateDirectory;
  std::function<Status(const Path&)> checkFile = checkPrivateFile;
  std::function<IdentityKey()> makeKey = IdentityKey::generate;
};

class IdentityStore {
 public:
  IdentityStore(Files& files, const Path& data, SecretMeans means = {})
      : files_(files), folder_(data / "identity"), means_(std::move(means)) {}

  bool enrolled() const;
  Result<Identity> load() const;  // Precondition/"not_enrolled" if there is none
  std::optional<Identity> previous() const;
  // The key to ask a certificate for: the same until a certificate for it was saved, whatever happens in between.
  Result<IdentityKey> nextKey();
  // Takes a certificate for nextKey(). The identity so far becomes the previous one.
  Result<Identity> save(const std::string& certificatePem, const std::string& caPem);
  Status forgetPrevious();  // the newest one works

 private:
  Result<Identity> read(const Path& path) const;
  Files& files_;
  Path folder_;
  SecretMeans means_;
  // What was read or written last: keys take long to read, and files rarely change.
  struct Known {
    std::string text;
    std::optional<Identity> identity;
  };
  struct KnownKey {
    std::string text;
    std::optional<IdentityKey> key;
  };
  mutable std::map<Path, Known> known_;
  KnownKey nextKey_;
};

// True when half of the certificate's life is over; `jitter` in [-0.1, 0.1] of the life spreads a fleet.
bool shouldRenew(const CertificateInfo& info, TimePoint now, double jitter);

}  // namespace flotilla::agent

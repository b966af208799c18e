// What the offline release keys sign, and what is inside a bundle.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

enum class ArtifactKind { Model, Service, Container, Function, Firmware };
inline constexpr std::array<std::string_view, 5> kArtifactKindNames{"model", "service", "container", "function",
                                                                    "firmware"};
constexpr std::string_view toText(ArtifactKind kind) {
  return kArtifactKindNames[static_cast<std::size_t>(kind)];
}

// One build of an artifact for one hardware class. `digest` and `length` are those of its OCI manifest, which in turn
// names every file with digest and length, so that a node holds a closed world of verified bytes.
struct Variant {
  std::string hardware;  // "any", or a machine architecture such as "x86_64"
  Digest digest;
  std::uint64_t length = 0;  // bytes of the manifest
  std::uint64_t bytes = 0;   // bytes of all files together
  friend bool operator==(const Variant&, const Variant&) = default;
};

// Signed document of type "release". Integers are below 2^53.
struct Release {
  ArtifactName artifact;
  Version version;
  ArtifactKind kind = ArtifactKind::Model;
  std::uint64_t releaseCounter = 0;  // orders releases of one artifact
  std::uint64_t floor = 0;           // nodes refuse lower counters once this release is committed
  TimePoint expires{};
  Version minAgent;
  std::vector<Variant> variants;  // at least one, one per hardware
  friend bool operator==(const Release&, const Release&) = default;
};

// One file of a bundle, as a layer of its OCI manifest.
struct BundleFile {
  std::string name;  // a plain file name: [A-Za-z0-9._-]{1,100}, not starting with '.'
  Digest digest;
  std::uint64_t length = 0;
  friend bool operator==(const BundleFile&, const BundleFile&) = default;
};

struct BundleManifest {
  ArtifactName artifact;
  Version version;
  std::string hardware;
  std::vector<BundleFile> files;
  friend bool operator==(const BundleManifest&, const BundleManifest&) = default;
};

}  // namespace flotilla

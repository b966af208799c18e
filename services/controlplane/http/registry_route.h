// Which call of the registry a request target names (distribution-spec "Endpoints"). Pure.
// Only the one spelling of each address is taken: no percent-encoding in the path, no empty or dotted segment, no
// absolute form, so that no proxy in front and no file system behind can read it differently.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/domain/digest.h"
#include "models/domain/result.h"

namespace flotilla::controlplane {

enum class RegistryCall { Ping, Blob, Manifest, StartUpload, Upload };

struct RegistryRoute {
  RegistryCall call = RegistryCall::Ping;
  std::string repository = {};
  std::string reference = {};              // digest as written, or the upload's name
  std::optional<std::string> digest = {};  // the query's "digest", decoded
};

// Errors: Invalid/"bad_target", Invalid/"bad_repository", NotFound/"no_route".
Result<RegistryRoute> parseRoute(std::string_view target);

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// A "Range" header against a content of `size` bytes. Empty: the header says nothing usable, so the whole content is
// the answer (RFC 9110 section 14.2), also for several ranges. Error Invalid/"range_unsatisfiable": nothing of it is
// inside.
Result<std::optional<ByteRange>> parseRange(std::string_view header, std::uint64_t size);

}  // namespace flotilla::controlplane

// profile.json of a model bundle: the reference distributions of its inputs (resources/models/FORMATS.md). The release
// tool, the node and the control plane read it here. Thread: values.
#pragma once

#include <string_view>

#include "models/domain/reference_profile.h"
#include "models/domain/result.h"

namespace flotilla {

inline constexpr const char* kProfileFile = "profile.json";
inline constexpr std::size_t kMaxProfileBytes = 1 << 20;

// Errors: Invalid/"V19_<what>" as for every document (strict_json.h), naming the field.
Result<ReferenceProfile> parseReferenceProfile(std::string_view json);

}  // namespace flotilla

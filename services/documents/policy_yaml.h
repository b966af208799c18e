// The document of a policy: YAML as people write it (resources/policies/*.yaml show every rule). What is signed is its
// strict JSON (signed_documents.h). Thread: pure functions, except that time zones are looked up on this machine.
#pragma once

#include <string_view>

#include "models/domain/policy.h"

namespace flotilla {

// Required are `version` and `rules`; of a rule `name` and exactly one demand: signatures, hardware, residency, window,
// freeze, approvals or min_agent. A freeze is written in local time and becomes moments here, so that nodes need no
// time zones for it. Whether regions and workloads exist is for the caller to find out.
// Errors: Invalid, reason yaml_syntax | unknown_key | duplicate_key | missing_key | bad_value; the message starts with
// "line N: "; field is the path (rules[2].freeze.to); fix is what to do or the nearest name. At most 64 KiB.
Result<Policy> parsePolicyYaml(std::string_view yaml);

}  // namespace flotilla

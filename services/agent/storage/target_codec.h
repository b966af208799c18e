// An AssignmentTarget as a binary record with a format number and a checksum, for state.db. Thread: values.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/assignment.h"

namespace flotilla::agent {

std::string encodeTarget(const AssignmentTarget& target);
Result<AssignmentTarget> decodeTarget(std::string_view bytes);  // reason state_damaged

}  // namespace flotilla::agent

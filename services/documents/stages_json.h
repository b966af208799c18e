// The stages of a target in a signed assignment. Private to services/documents. Thread: pure functions.
#pragma once

#include <string>

#include "models/domain/stages.h"
#include "services/documents/strict_json.h"

namespace flotilla {

// {"shadow":{"min_time_us","limit_us","good_micros","bad_micros","max_errors_micros","memory_mb"?,"cpu_percent"?}?,
//  "weights":{"steps":[..],"min_time_us","min_requests","differ_micros","max_errors_micros","limit_us","salt"?}?}, at
// least one of the two. Errors as of every signed document; what checkStage refuses is a bad value of the key it names.
OrderedJson encodeStages(const Stages& stages);
Result<Stages> readStages(const Json& node, const std::string& path);

}  // namespace flotilla

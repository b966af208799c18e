// What the types of a configuration cannot say: ranges and names. Errors are Invalid with the key as field and what may
// be written as fix. Thread: any; pure.
#pragma once

#include "services/documents/config.h"

namespace flotilla {

Status checkLength(const Config& config, std::string_view key, Duration least, Duration most);
Status checkInteger(const Config& config, std::string_view key, std::int64_t least, std::int64_t most);
Status checkNumber(const Config& config, std::string_view key, double least, double most);
Status checkLogLevel(const Config& config, std::string_view key);

}  // namespace flotilla

// One log line as bytes in a segment: magic u16 | length u32 | crc32c u32 over the payload | payload. Numbers are
// little-endian. What cannot be read was torn by an end of power, and is passed over. Thread: values.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "models/domain/node_logs.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

// At most `limit` bytes of UTF-8: other bytes become '?', and a character is not cut in two. Control characters stay;
// whoever shows them makes them harmless.
std::string cleanText(std::string_view text, std::size_t limit);

// Cut to kMaxLogLineBytes, about.
LogLine cleanLine(LogLine line);

std::string encodeLogLine(const LogLine& line);

// Reads `file` from its beginning in small pieces and calls back with every line; false stops. Returns the end of the
// last good record. Errors: those of Files.
Result<std::uint64_t> readLogLines(File& file, const std::function<bool(LogLine)>& take);

}  // namespace flotilla::agent

// Who did what to what: append-only and chained, so that an edit, a removal or a swap shows.
#pragma once

#include <cstdint>
#include <string>

#include "models/domain/digest.h"
#include "models/domain/time.h"

namespace flotilla {

struct AuditEntry {
  std::uint64_t seq = 0;  // from 1, without gaps
  TimePoint at{};
  std::string actor;   // operator name, "local-administrator", or node/<id>
  std::string action;  // "CreateRollout"
  std::string object;  // "rollout/meter-reader-2"
  std::string detail;  // one line for people, no secrets
  Digest before;       // of the object's rows before, zero if there was none
  Digest after;        // likewise after
  Digest previous;     // hash of the entry before, zero for the first
  Digest hash;         // over all fields above
};

struct AuditVerdict {
  bool intact = false;
  std::uint64_t entries = 0;
  std::uint64_t firstBad = 0;  // seq, 0 if intact
  std::string problem;
  Digest head;
};

}  // namespace flotilla

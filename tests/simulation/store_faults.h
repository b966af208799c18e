// What can go wrong with a commit to a database in memory. Thread: values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/fault_counts.h"

namespace flotilla::simulation {

// How likely a commit fails, in [0, 1].
struct StoreFaults {
  double writeError = 0;  // nothing of it is stored
  double noSpace = 0;     // likewise
  // An error is told, and the state before is what programs see. When the database is opened again after a crash, the
  // commit is there or not, unless a later one succeeded: that was written over it, as in SQLite's WAL.
  double unknownOutcome = 0;
  bool full = false;  // nothing can be stored
};

enum class CommitFate { Stored, Failed, Full, Unknown };

// Draws what becomes of a commit; counts <prefix>_error, <prefix>_full and <prefix>_unknown.
inline CommitFate drawFate(const StoreFaults& faults, Dice& dice, FaultCounts& counts, std::string_view prefix) {
  const auto count = [&](const char* kind) { counts.add(std::string(prefix) + kind); };
  if (faults.full || dice.chance(faults.noSpace)) {
    count("_full");
    return CommitFate::Full;
  }
  if (dice.chance(faults.writeError)) {
    count("_error");
    return CommitFate::Failed;
  }
  if (dice.chance(faults.unknownOutcome)) {
    count("_unknown");
    return CommitFate::Unknown;
  }
  return CommitFate::Stored;
}

}  // namespace flotilla::simulation

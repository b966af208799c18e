// OpenSLO v1 (github.com/OpenSLO/OpenSLO) in and out: objectives that others wrote become ours, ours become what other
// tools read. What an Objective cannot hold is an error or a warning, never left out in silence. Thread: pure
// functions, except that time zones are looked up on this machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/objective.h"
#include "models/domain/result.h"

namespace flotilla {

// The slot of a control plane that is not told another one: the grain of burn windows and of Timeslices.
inline constexpr Duration kOpenSloSlot = std::chrono::minutes(1);

// What is wrong, or not as it may seem.
struct OpenSloFinding {
  enum class Level { Error, Warning };
  Level level = Level::Error;
  std::string rule;    // a stable code: missing_key, never_fires
  int line = 1;        // of the file
  std::string object;  // "SLO infer-eu"
  std::string field;   // "spec.objectives[0].target"
  std::string message;
  std::string fix;  // empty if there is nothing to say
};
// "line 12: SLO infer-eu: spec.objectives[0].target: must be below 1"
std::string toText(const OpenSloFinding& finding);

struct OpenSloImport {
  std::vector<Objective> objectives;     // whole and checked, as far as there is no error; in the order of the file
  std::vector<OpenSloFinding> findings;  // by line; at most 100
  std::size_t errors = 0;                // of all findings, also of those that are not kept
  std::size_t warnings = 0;
};

// Reads a file of several documents, resolves what they refer to, and lints: all findings at once. At most 1 MiB, 5000
// documents and 32 levels; no anchors or aliases. SLOs of one annotation flotilla.dev/template are one objective.
// Values of connectionDetails are neither kept nor quoted.
OpenSloImport importOpenSlo(std::string_view yaml);

// A file that importOpenSlo reads back as the same objectives: of each an SLO and an SLI, of each tier of burn an
// AlertPolicy and an AlertCondition, which objectives of the same period share. With `regions`, of each objective also
// an SLO for every region. Errors: Exhausted/"too_many" if it would have more than importOpenSlo takes.
Result<std::string> exportOpenSlo(const std::vector<Objective>& objectives, const std::vector<RegionName>& regions);

// The section `objectives:` of the file of a fleet (fleet_yaml.h).
std::string objectivesYaml(const std::vector<Objective>& objectives);

}  // namespace flotilla

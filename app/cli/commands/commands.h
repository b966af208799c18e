// The subcommands, by subject. Each function adds its own to `root`; nothing runs before main has read all arguments.
// Thread: the main thread. Lifetime: `session` outlives `root`.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "app/cli/session.h"
#include "models/domain/selector.h"

namespace flotilla::cli {

inline constexpr std::uint64_t kLargestFleet = 1024 * 1024;  // bytes of a fleet file

void addFleetCommands(CLI::App& root, Session& session);           // status, apply, fleet, call
void addNodeCommands(CLI::App& root, Session& session);            // nodes
void addCaptureCommand(CLI::App& drift, Session& session);         // drift capture
void addNodeLogCommands(CLI::App& nodes, Session& session);        // nodes logs, nodes trace
void addWorkloadCommands(CLI::App& root, Session& session);        // workload
void addKeyCommands(CLI::App& root, Session& session);             // keys
void addReleaseCommands(CLI::App& root, Session& session);         // release
void addPolicyCommands(CLI::App& root, Session& session);          // policy
void addRolloutCommands(CLI::App& root, Session& session);         // deploy, rollback, rollouts
void addBudgetCommands(CLI::App& root, Session& session);          // budgets
void addIndicatorCommands(CLI::App& root, Session& session);       // indicators
void addDriftCommands(CLI::App& root, Session& session);           // drift
void addObjectiveCommands(CLI::App& root, Session& session);       // objectives
void addOpenSloCommands(CLI::App& objectives, Session& session);   // objectives import, objectives export
void addAlertCommands(CLI::App& root, Session& session);           // alerts
void addIncidentCommands(CLI::App& root, Session& session);        // incidents
void addRunbookCommands(CLI::App& root, Session& session);         // runbooks
void addPlaybookCommands(CLI::App& root, Session& session);        // playbooks
void addRunCommands(CLI::App& root, Session& session);             // runs
void addTaskCommands(CLI::App& root, Session& session);            // tasks
void addPostmortemCommand(CLI::App& incidents, Session& session);  // incidents postmortem
void addRoutineCommands(CLI::App& root, Session& session);         // routine
void addGameDayCommands(CLI::App& root, Session& session);         // game-days
void addSilenceCommands(CLI::App& root, Session& session);         // silences
void addReportCommands(CLI::App& root, Session& session);          // report
void addSummaryCommand(CLI::App& root, Session& session);          // summary
void addBusinessCommands(CLI::App& root, Session& session);        // business
void addReplayCommands(CLI::App& root, Session& session);          // replay
void addAlertingCommands(CLI::App& root, Session& session);        // alerting
void addAccessCommands(CLI::App& root, Session& session);          // token, operator
void addAuditCommands(CLI::App& root, Session& session);           // audit
void addBackupCommands(CLI::App& root, Session& session);          // backup

inline constexpr const char* kFleetGroup = "Fleet";
inline constexpr const char* kReleaseGroup = "Releases and rollouts";
inline constexpr const char* kReliabilityGroup = "Objectives and alerts";
inline constexpr const char* kAccessGroup = "Access and audit";

// A subcommand that only holds others: `nodes`, `keys`.
CLI::App* addGroup(CLI::App& root, const std::string& name, const std::string& help, const char* group);

// What every list takes: --filter, --order-by, and --limit from 1 to 1000. The help names the list's fields; `example`
// is a filter over them.
void addListOptions(CLI::App& command, ListQuery& query, const std::vector<SelectorField>& fields,
                    const std::string& example);
// Says on stderr that a list is longer than what was printed, and how to see the rest.
void noteRest(std::size_t shown, std::uint64_t total);

Status showFleet(Session& session);

// Prints it; an error if it could not start now, or if there is no preview.
Status showPreview(Session& session, const Result<RolloutPreview>& preview);
// "operator(eu-west,us-east)", or "operator" for the whole fleet.
std::string grantText(const Grant& grant);

}  // namespace flotilla::cli

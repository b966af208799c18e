#include <iostream>
#include <set>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

struct SummaryArguments {
  WorkloadName workload;
};

std::size_t nodesWith(const WorkloadSummary& summary, const Version& version) {
  std::set<std::string> names;
  for (const WorkloadNodeTotals& node : summary.nodes) {
    if (node.totals.version == version) names.insert(node.node);
  }
  return names.size();
}

void printSummary(const WorkloadSummary& summary) {
  Table table({"VERSION", "NODES", "REQUESTS", "ERRORS", "ACCURACY", "P50", "P95"});
  for (const VersionTotals& totals : summary.versions) {
    table.add({totals.version.toString(), std::to_string(nodesWith(summary, totals.version)),
               std::to_string(totals.requests), std::to_string(totals.errors),
               ratioText(static_cast<double>(totals.correct), static_cast<double>(totals.labelled), 100, 2, "%"),
               fixedText(totals.p50Ms, 2) + " ms", fixedText(totals.p95Ms, 2) + " ms"});
  }
  table.print(std::cout);
  const auto raw = static_cast<double>(summary.rawBytes);
  const auto upstream = static_cast<double>(summary.upstreamBytes);
  std::cout << "\nupstream " << bytesText(summary.upstreamBytes) << " for " << bytesText(summary.rawBytes)
            << " raw, ratio " << ratioText(raw, upstream, 1, 1, "x") << '\n';
}

Status summarize(Session& session, const SummaryArguments& arguments) {
  FLOTILLA_TRY(const WorkloadSummary summary, session.ask<WorkloadSummary>([&](auto& client, auto done) {
    client.summarizeWorkload(arguments.workload, done);
  }));
  session.show([&] { printSummary(summary); });
  return okStatus();
}

}  // namespace

void addWorkloadCommands(CLI::App& root, Session& session) {
  CLI::App* workload = addGroup(root, "workload", "Show what a workload does on the fleet", kFleetGroup);
  addCommand<SummaryArguments>(
      *workload, session, "summary", "Requests, errors, accuracy and latency by version",
      [](CLI::App& app, SummaryArguments& arguments) {
        addName(app, "workload", arguments.workload, "Name of the workload")->required();
      },
      summarize);
}

}  // namespace flotilla::cli

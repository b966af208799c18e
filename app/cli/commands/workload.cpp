#include <iostream>
#include <set>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/run_text.h"
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
  Table table({"VERSION", "NODES", "REQUESTS", "ERRORS", "HELD BACK", "ACCURACY", "P50", "P95"});
  for (const VersionTotals& totals : summary.versions) {
    table.add({totals.version.toString(), std::to_string(nodesWith(summary, totals.version)),
               std::to_string(totals.requests), std::to_string(totals.errors), std::to_string(totals.held),
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

struct ThresholdArguments {
  NewThreshold wanted;
  std::string value, digest;
};

// Without a digest it only says what would be done.
Status threshold(Session& session, const ThresholdArguments& arguments) {
  NewThreshold wanted = arguments.wanted;
  FLOTILLA_TRY(wanted.minConfidence, parseThreshold(arguments.value));
  FLOTILLA_TRY(const ActionPreview preview,
               session.ask<ActionPreview>([&](auto& client, auto done) { client.prepareThreshold(wanted, done); }));
  if (arguments.digest.empty()) {
    session.show([&] {
      printActionPreview(preview);
      if (preview.problem.empty()) std::cout << "next: the same with --digest " << shortDigest(preview.digest) << '\n';
    });
    if (preview.problem.empty()) return okStatus();
    return precondition("cannot_now", preview.problem, {}, "choose other nodes with --region or --where");
  }
  session.seenIn = "workload summary " + wanted.workload.value;
  FLOTILLA_TRY(wanted.digest, wholeDigest(arguments.digest, preview.digest));
  FLOTILLA_TRY(const ActionPreview done,
               session.ask<ActionPreview>([&](auto& client, auto answer) { client.setThreshold(wanted, answer); }));
  session.show([&] {
    std::cout << done.targetCount << (done.targetCount == 1 ? " node has" : " nodes have") << " the threshold "
              << harmless(thresholdText(wanted.minConfidence)) << " now\n";
  });
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
  addCommand<ThresholdArguments>(
      *workload, session, "threshold",
      "Say what holding back answers below a confidence would change; with its digest, do it",
      [](CLI::App& app, ThresholdArguments& arguments) {
        addName(app, "workload", arguments.wanted.workload, "Name of the workload")->required();
        addText(app, "value", arguments.value, "0 to 1, off, or declared for what the fleet declares")->required();
        addName(app, "--region", arguments.wanted.region, "Only its nodes");
        addText(app, "--where", arguments.wanted.selector, "Only nodes that match")->type_name("SELECTOR");
        addText(app, "--digest", arguments.digest, "Of the preview that was read; its first 8 digits are enough")
            ->type_name("HEX");
        addText(app, "--reason", arguments.wanted.reason, "Why; it stays in the audit log")->type_name("TEXT");
      },
      threshold);
}

}  // namespace flotilla::cli

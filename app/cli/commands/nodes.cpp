#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/list_fields.h"
#include "models/domain/node_selector.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

struct NodeArguments {
  std::string node;
  std::string reason;
  bool yes = false;
};

struct OrderArguments {
  std::string node;
  WorkloadName workload;
  std::string reason;
};

struct EventArguments {
  std::string node;
  ListQuery query;
};

std::string proved(const NodeWorkload& workload) {
  return workload.proven ? workload.version.toString() : std::string("none");
}

std::string workloadText(const NodeWorkload& workload) {
  return workload.workload.value + " " + proved(workload) + " " + spaced(toText(workload.state));
}

// A node that is held is told apart by why: "held (revoked)".
std::string statusText(const Node& node) {
  const std::string health(toText(node.health));
  return node.identity == NodeIdentity::Active ? health : health + " (" + std::string(toText(node.identity)) + ")";
}

// Who has no identity any more is not expected to report, so its last report says nothing.
std::string livenessText(const Node& node) {
  const bool gone = node.identity == NodeIdentity::Revoked || node.identity == NodeIdentity::Retired;
  return gone ? std::string() : std::string(toText(node.liveness));
}

Status listNodes(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<Node> page,
               session.ask<Page<Node>>([&](auto& client, auto done) { client.listNodes(query, done); }));
  session.show([&] {
    const TimePoint now = SystemClock().now();
    Table table({"NAME", "SITE", "REGION", "STATUS", "LIVENESS", "WORKLOADS", "LAST SEEN"});
    for (const Node& node : page.items) {
      table.add({node.name, node.site.value, node.region.value, statusText(node), livenessText(node),
                 joined(node.workloads, ", ", workloadText), ageText(node.lastSeen, now)});
    }
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

std::string shareText(const SlotCounts& counts) {
  return ratioText(static_cast<double>(counts.over), static_cast<double>(counts.total), 100, 1, " %");
}

std::string queueText(const NodeTelemetry& telemetry) {
  std::string out = std::to_string(telemetry.queueDepth) + " waiting (" + bytesText(telemetry.queueBytes) +
                    "), dropped " + std::to_string(telemetry.droppedMetrics) + " reports and " +
                    std::to_string(telemetry.droppedEvents) + " events";
  if (telemetry.lost > 0) out += ", " + std::to_string(telemetry.lost) + " lost with the disk";
  if (telemetry.queuesLost > 0) out += ", lost whole " + std::to_string(telemetry.queuesLost) + " times";
  return out;
}

std::string missingText(const NodeTelemetry& telemetry) {
  return std::to_string(telemetry.declaredMissing) + " records as the node said, " +
         std::to_string(telemetry.undeclaredMissing) + " without a word";
}

std::string secondsText(Duration length) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f s", std::chrono::duration<double>(length).count());
  return text.data();
}

// "is 3.000 s behind" means that the node's clock shows an earlier time than the control plane's.
std::string clockText(const NodeTelemetry& telemetry) {
  const ClockReading& clock = telemetry.clock;
  if (clock.state == ClockState::Unknown) return "not measured";
  const bool behind = clock.offset > Duration(0);
  std::string out = secondsText(std::chrono::abs(clock.offset)) + (behind ? " behind" : " ahead") + ", within " +
                    secondsText(clock.uncertainty);
  if (clock.state == ClockState::Unsure) out += " (measured at another time)";
  if (telemetry.uncorrected > 0)
    out += "; " + std::to_string(telemetry.uncorrected) + " reports could not be put right";
  return out;
}

// "cpu 37.5 % (over in 1.2 % of time), ..."
std::string saturationText(const Saturation& saturation) {
  if (saturation.any.total == 0) return "not measured";
  std::string out;
  for (std::size_t i = 0; i < kResourceNames.size(); ++i) {
    const SlotCounts& counts = saturation.each[i];
    const auto& permille = saturation.permille[i];
    out += (i == 0 ? "" : ", ") + std::string(kResourceNames[i]) + " ";
    out += permille ? fixedText(*permille / 10.0, 1) + " %" : "unknown";
    if (counts.total > 0) out += " (too much in " + shareText(counts) + " of time)";
  }
  return out + "; any of them in " + shareText(saturation.any);
}

void printNode(const Node& node) {
  const TimePoint now = SystemClock().now();
  const auto label = [](const auto& pair) { return pair.first + "=" + pair.second; };
  printFields(std::cout,
              {{"name", node.name},
               {"id", node.id.value},
               {"region", node.region.value},
               {"site", node.site.value},
               {"labels", joined(node.labels, " ", label)},
               {"hardware", node.hardware},
               {"agent", node.agentVersion.toString()},
               {"identity", std::string(toText(node.identity)) + (node.isolated ? ", isolated: it serves nobody" : "") +
                                (node.ordersWait ? "; it has not done yet what it was told" : "")},
               {"drills", std::string(toText(node.drills))},
               {"status", std::string(toText(node.health))},
               {"liveness", std::string(toText(node.liveness)) + ", last report " + ageText(node.lastSeen, now)},
               {"certificate", "expires " + shortTime(node.certificateExpires)},
               {"enrolled", shortTime(node.enrolledAt)},
               {"generation", std::to_string(node.generationSeen) + " of " + std::to_string(node.generation)},
               {"memory", "agent " + bytesText(std::uint64_t{1024} * node.agentRssKb) + ", worker " +
                              bytesText(std::uint64_t{1024} * node.workerRssKb)},
               {"machine", saturationText(node.saturation)},
               {"queue", queueText(node.telemetry)},
               {"never came", missingText(node.telemetry)},
               {"clock", clockText(node.telemetry)},
               {"traffic", bytesText(node.upstreamBytes) + " upstream for " + bytesText(node.rawBytes) + " raw"}});
}

void printNodeWorkloads(const Node& node) {
  Table table({"WORKLOAD", "WANTED", "PROVEN", "STATE", "BEFORE", "RESTARTS", "REASON", "MESSAGE"});
  for (const NodeWorkload& workload : node.workloads) {
    const std::string wanted = workload.desired == Version{} ? std::string() : workload.desired.toString();
    table.add({workload.workload.value, wanted, proved(workload), spaced(toText(workload.state)),
               workload.hasPrevious ? workload.previous.toString() : std::string(), std::to_string(workload.restarts),
               spaced(workload.reason), workload.message});
  }
  std::cout << '\n';
  table.print(std::cout);
}

void printNodeStages(const Node& node) {
  Table table({"WORKLOAD", "ROLLOUT", "STAGE", "SINCE", "SHIFT", "SLOWER", "MEMORY"});
  std::size_t rows = 0;
  for (const NodeWorkload& workload : node.workloads)
    for (const NodeStage& stage : workload.stages) {
      const StageReport& report = stage.report;
      table.add({workload.workload.value, stage.rollout.value, toText(stage), shortTime(report.startedAt),
                 fixedText(report.meanShift, 3), fixedText(report.slower * 100, 1) + " %",
                 bytesText(std::uint64_t{1024} * report.peakRssKb)});
      ++rows;
    }
  if (rows == 0) return;
  std::cout << '\n';
  table.print(std::cout);
}

Status showNode(Session& session, const NodeArguments& arguments) {
  FLOTILLA_TRY(const Node node,
               session.ask<Node>([&](auto& client, auto done) { client.getNode(arguments.node, done); }));
  session.show([&] {
    printNode(node);
    if (!node.workloads.empty()) printNodeWorkloads(node);
    printNodeStages(node);
  });
  return okStatus();
}

Status listEvents(Session& session, const EventArguments& arguments) {
  FLOTILLA_TRY(const Page<NodeEvent> page, session.ask<Page<NodeEvent>>([&](auto& client, auto done) {
    client.listNodeEvents(arguments.node, arguments.query, done);
  }));
  session.show([&] {
    Table table({"TIME", "WORKLOAD", "STATE", "VERSION", "GENERATION", "REASON", "MESSAGE"});
    for (const NodeEvent& event : page.items)
      table.add({shortTime(event.at), event.workload.value, spaced(toText(event.state)), event.version.toString(),
                 std::to_string(event.generation), spaced(event.reason), event.message});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

// Why a verb has to be confirmed; empty if it can be undone.
std::string finalWord(NodeVerb verb) {
  switch (verb) {
    case NodeVerb::Revoke:
      return "a revoked node has to enrol again; nothing brings this identity back";
    case NodeVerb::Reject:
      return "a rejected node has to enrol again; nothing brings this identity back";
    case NodeVerb::Retire:
      return "a retired node never comes back, and its name stays taken";
    case NodeVerb::Approve:
    case NodeVerb::Quarantine:
    case NodeVerb::Readmit:
      break;
  }
  return {};
}

Status changeNode(Session& session, NodeVerb verb, const NodeArguments& arguments) {
  if (!arguments.yes && !finalWord(verb).empty()) return invalid(kUnconfirmed, finalWord(verb), {}, "add --yes");
  session.seenIn = "nodes list";
  FLOTILLA_TRY(const Node node, session.ask<Node>([&](auto& client, auto done) {
    client.changeNode(verb, arguments.node, arguments.reason, done);
  }));
  session.show([&] { std::cout << harmless(node.name) << " is " << toText(node.identity) << '\n'; });
  return okStatus();
}

Status orderNode(Session& session, NodeOrder order, const OrderArguments& arguments) {
  session.seenIn = "nodes show " + arguments.node;
  FLOTILLA_TRY(const Node node, session.ask<Node>([&](auto& client, auto done) {
    client.orderNode(order, arguments.node, arguments.workload, arguments.reason, done);
  }));
  session.show([&] {
    std::cout << harmless(node.name) << " is " << toText(node.identity)
              << (node.ordersWait ? "; flotillactl nodes show says when it has done it" : "; it has done it already")
              << '\n';
  });
  return okStatus();
}

template <class Arguments>
void declareNode(CLI::App& app, Arguments& arguments) {
  addText(app, "node", arguments.node, "Name or id")->required();
}

void addVerb(CLI::App& nodes, Session& session, NodeVerb verb, const char* help) {
  addCommand<NodeArguments>(
      nodes, session, std::string(toText(verb)), help,
      [verb](CLI::App& app, NodeArguments& arguments) {
        declareNode(app, arguments);
        app.add_option("--reason", arguments.reason, "For the audit log");
        if (!finalWord(verb).empty()) app.add_flag("--yes", arguments.yes, "Confirm: there is no way back");
      },
      [verb](Session& s, const NodeArguments& arguments) { return changeNode(s, verb, arguments); });
}

void addOrder(CLI::App& nodes, Session& session, NodeOrder order, const char* name, const char* help) {
  addCommand<OrderArguments>(
      nodes, session, name, help,
      [order](CLI::App& app, OrderArguments& arguments) {
        declareNode(app, arguments);
        if (order == NodeOrder::Restart)
          addName(app, "workload", arguments.workload, "What is started anew")->required();
        app.add_option("--reason", arguments.reason, "For the audit log");
      },
      [order](Session& s, const OrderArguments& arguments) { return orderNode(s, order, arguments); });
}

}  // namespace

void addNodeCommands(CLI::App& root, Session& session) {
  CLI::App* nodes = addGroup(root, "nodes", "List and show nodes, and decide about their identity", kFleetGroup);
  addCommand<ListQuery>(
      *nodes, session, "list", "List nodes with their status and what runs on them",
      [](CLI::App& app, ListQuery& query) {
        addListOptions(app, query, nodeSelectorFields(), "status:failed label.tier:gold version<2.0.0");
      },
      listNodes);
  addCommand<NodeArguments>(*nodes, session, "show", "Show everything about one node", declareNode<NodeArguments>,
                            showNode);
  addCommand<EventArguments>(
      *nodes, session, "events", "List what a node told about its installations, newest first",
      [](CLI::App& app, EventArguments& arguments) {
        declareNode(app, arguments);
        addListOptions(app, arguments.query, eventFields(), "state:refused");
      },
      listEvents);
  addNodeLogCommands(*nodes, session);
  addVerb(*nodes, session, NodeVerb::Approve, "Let a pending node take part");
  addVerb(*nodes, session, NodeVerb::Reject, "Refuse a pending node; its identity ends");
  addVerb(*nodes, session, NodeVerb::Quarantine, "Keep a node from everything new; it stays connected");
  addOrder(*nodes, session, NodeOrder::Isolate, "isolate",
           "Stop what runs on a node, and keep it from everything new, until it is readmitted");
  addVerb(*nodes, session, NodeVerb::Readmit, "End a quarantine, and an isolation");
  addOrder(*nodes, session, NodeOrder::Rotate, "rotate-certificate", "Give a node a new certificate, with a new key");
  addOrder(*nodes, session, NodeOrder::Restart, "restart", "Start a workload of a node anew");
  addVerb(*nodes, session, NodeVerb::Retire, "Decommission a node; its name stays taken");
  addVerb(*nodes, session, NodeVerb::Revoke, "End a node's identity; it has to enrol again");
}

}  // namespace flotilla::cli

// How long the table of nodes takes with many nodes: `bench_nodes_model [NODES]` (100,000 unless given). Prints
// milliseconds; asserts nothing.
#include <QCoreApplication>
#include <QElapsedTimer>
#include <cstdio>

#include "models/view/nodes_model.h"
#include "models/view/topology.h"
#include "services/runtime/pattern.h"
#include "tests/bench/measure.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::bench;
using namespace flotilla::view;
using namespace flotilla::view::test;

namespace {

template <class F>
void report(const char* what, F work) {
  QElapsedTimer timer;
  timer.start();
  work();
  std::printf("%-42s %8.1f ms\n", what, static_cast<double>(timer.nsecsElapsed()) / 1e6);
}

std::vector<Node> manyNodes(int count) {
  std::vector<Node> nodes;
  nodes.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const std::string site = "site-" + std::to_string(i % 50);
    nodes.push_back(nodeOf(site + "-" + std::to_string(i / 50), site, i % 3 == 0 ? "eu-west" : "us-east"));
    if (i % 97 == 0) nodes.back().workloads[0].state = InstallState::Halted;
  }
  return nodes;
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication app(argc, argv);
  const int count = argc > 1 ? std::atoi(argv[1]) : 100'000;
  FleetMirror mirror;
  NodesModel model(mirror, compilePattern);
  Topology topology(mirror);
  mirror.tick(kNow);
  FleetNews news = snapshot(manyNodes(count));
  report("first picture", [&] { mirror.apply(std::move(news)); });
  report("sort by name", [&] { model.sortBy(NodesModel::Name, false); });
  report("sort by status", [&] { model.sortBy(NodesModel::Status, false); });
  report("sort by last seen", [&] { model.sortBy(NodesModel::Seen, false); });
  report("filter by one term", [&] { model.setFilter("status:failed"); });
  report("filter by three terms", [&] { model.setFilter("region:eu-west version<2.0.0 not site:site-3"); });
  report("no filter", [&] { model.setFilter(""); });
  report("tick, nothing changes", [&] { mirror.tick(kNow + std::chrono::seconds(1)); });
  report("tick, all become unknown", [&] { mirror.tick(kNow + std::chrono::seconds(30)); });
  FleetNews burst;
  for (int i = 0; i < 5000 && i < count; ++i) {
    Node node = mirror.nodes()[static_cast<std::size_t>(i * 17 % count)];
    node.lastSeen = kNow + std::chrono::seconds(30);
    burst.upserts.emplace_back(node);
  }
  report("5,000 changes at once", [&] { mirror.apply(std::move(burst)); });
  std::printf("%-42s %8.1f MB\n", "resident memory", residentMb());
  return 0;
}

// A node that is cut off from the control plane while a new version has a quarter of its requests: the agent's core
// goes back by itself, and the control plane's core learns it when the link is there again.
#include <QtTest>

#include "tests/agent/stage_rig.h"
#include "tests/controlplane/link_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;
using agent::fakes::kNodeId;
using agent::fakes::kWorkload;
using agent::fakes::StageRig;

namespace {

struct CutOff {
  StageRig rig{agent::fakes::onlyWeights()};
  QTemporaryDir folder{agent::fakes::NodeRig::place()};
  CertificateAuthority ca = CertificateAuthority::create("test CA", rig.node.loop.now());
  SigningKey key = SigningKey::generate();
  LinkedPlane plane{rig.node.loop, folder.path().toStdString(), ca, key};
  std::unique_ptr<Link> link;

  CutOff() {
    plane.declare(NodeId(kNodeId), agent::fakes::kFingerprint, WorkloadName(kWorkload));
    rig.stages.weights->minTime = 2min;
  }
  ~CutOff() { link.reset(); }

  void connect() { link = std::make_unique<Link>(rig.node, plane); }
  void cut() { link.reset(); }

  // As the control plane knows it.
  InstallState state() const {
    const auto& workloads = plane.fleet.state().nodes.at(NodeId(kNodeId)).workloads;
    const auto found = workloads.find(WorkloadName(kWorkload));
    return found == workloads.end() ? InstallState::Idle : found->second.state;
  }
  std::string reason() const {
    return plane.fleet.state().nodes.at(NodeId(kNodeId)).workloads.at(WorkloadName(kWorkload)).reason;
  }
  bool planeSees(InstallState wanted) {
    return rig.node.loop.runUntil([&] { return state() == wanted; }, 1h);
  }
  // What the node itself knows, without anybody reading its reports.
  InstallState onNode() { return rig.node.record().state; }
  bool gets(std::uint64_t percentAsked) {
    return rig.node.loop.runUntil([&] { return rig.node.launcher.asked["2.0.0"] >= percentAsked; }, 1h);
  }
};

}  // namespace

class TstStagesOffline : public QObject {
  Q_OBJECT

 private slots:
  void a_bad_version_goes_back_without_a_link_and_it_is_learned_later_data() {
    QTest::addColumn<double>("differs");
    QTest::addColumn<int>("samples");  // on average, as the design's table says
    QTest::newRow("30 %") << 0.3 << 9;
    QTest::newRow("10 %") << 0.1 << 51;
    QTest::newRow("5 %") << 0.05 << 268;
  }
  void a_bad_version_goes_back_without_a_link_and_it_is_learned_later() {
    QFETCH(double, differs);
    QFETCH(int, samples);
    CutOff world;
    world.connect();
    world.rig.assign();
    QVERIFY(world.planeSees(InstallState::Trying));
    // 1 and 5 % of 50 requests in a second, for two minutes or a hundred requests, are 100 and 300; then it is 25 %.
    QVERIFY(world.gets(450));
    QVERIFY(world.state() == InstallState::Trying);
    world.cut();
    world.rig.candidate().differs = differs;
    const std::uint64_t before = world.rig.node.launcher.asked["2.0.0"];
    for (int i = 0; i < 3'600 && world.onNode() != InstallState::RolledBack; ++i) world.rig.node.loop.runFor(1s);
    QVERIFY(world.onNode() == InstallState::RolledBack);
    const std::uint64_t took = world.rig.node.launcher.asked["2.0.0"] - before;
    qInfo("%llu samples, %d on average in the table", static_cast<unsigned long long>(took), samples);
    // One run: such a time is exponential about its mean at worst, so four means are passed once in fifty.
    QVERIFY(took <= 4 * static_cast<std::uint64_t>(samples) + 16);
    QCOMPARE(world.rig.node.launcher.unanswered, std::uint64_t{0});
    QCOMPARE(world.rig.node.serving(), std::vector<std::string>{"1.0.0"});
    QVERIFY(world.state() == InstallState::Trying);  // nobody told it

    world.connect();
    QVERIFY(world.planeSees(InstallState::RolledBack));
    QCOMPARE(world.reason(), std::string("weights_differ"));
  }
};

QTEST_GUILESS_MAIN(TstStagesOffline)
#include "tst_stages_offline.moc"

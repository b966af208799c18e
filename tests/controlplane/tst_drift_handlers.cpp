// Who may ask about the inputs of which place.
#include <QtTest>

#include "tests/controlplane/plane_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

class TstDriftHandlers : public QObject {
  Q_OBJECT

  std::unique_ptr<PlaneRig> rig_;

  Result<std::string> ask(const v1::GetDriftRequest& request, const Credentials& who = {true, {}}) {
    return rig_->call("flotilla.v1.DriftService/GetDrift", request.SerializeAsString(), who);
  }
  static v1::GetDriftRequest ofRegion(const RegionName& region) {
    v1::GetDriftRequest request;
    request.set_region(region.value);
    return request;
  }

 private slots:
  void init() { rig_ = std::make_unique<PlaneRig>(); }

  void whoever_may_see_all_asks_about_every_region() {
    QVERIFY(ask({}).ok());
    QCOMPARE(rig_->driftScope.regions, (std::set<RegionName>{kWest, kEast}));
  }

  void a_viewer_of_a_region_sees_that_region() {
    const Credentials viewer = rig_->operatorWith("vera", Role::Viewer, {kWest});
    QVERIFY(ask({}, viewer).ok());
    QCOMPARE(rig_->driftScope.regions, std::set<RegionName>{kWest});
    QCOMPARE(ask(ofRegion(kEast), viewer).error().code, ErrorCode::NotFound);
    v1::GetDriftRequest node;
    node.set_node("boston-1");
    QCOMPARE(ask(node, viewer).error().code, ErrorCode::NotFound);
    node.set_node("rotterdam-1");
    QVERIFY(ask(node, viewer).ok());
    QCOMPARE(rig_->driftScope.nodes, std::set<std::string>{"id-of-rotterdam-1"});
  }

  void hours_are_those_up_to_now() {
    v1::GetDriftRequest request = ofRegion(kWest);
    request.mutable_since()->set_seconds(3600);
    QVERIFY(ask(request).ok());
    QCOMPARE(rig_->driftScope.toHour - rig_->driftScope.fromHour, std::int64_t{1});
    request.mutable_since()->set_seconds(-1);
    QCOMPARE(ask(request).error().field, std::string("since"));
  }

  void a_version_that_was_replaced_is_told_of_only_by_name() {
    WorkloadReport report;
    report.workload = kWorkload;
    report.proven = true;
    report.version = {2, 0, 0};
    report.state = InstallState::Trying;
    report.target = {3, 0, 0};
    rig_->commit({{WorkloadStatus{NodeId("id-of-rotterdam-1"), report}}, {}});
    rig_->driftTold.clear();
    for (const char* version : {"1.0.0", "2.0.0", "3.0.0"})
      for (const bool ofNode : {false, true}) {
        DriftStanding standing;
        standing.region = kWest;
        standing.node = ofNode ? "rotterdam-1" : "";
        standing.workload = kWorkload;
        standing.version = version;
        rig_->driftTold.push_back(standing);
        standing.region = kEast;
        standing.node = ofNode ? "boston-1" : "";
        rig_->driftTold.push_back(standing);
      }
    const auto told = [this](const char* named) {
      v1::GetDriftRequest request;
      request.set_version(named);
      v1::GetDriftResponse response;
      response.ParseFromString(ask(request).value());
      QStringList out;
      for (const v1::DriftStanding& one : response.standings())
        out << QString::fromStdString(one.version() + " " + one.region() + " " + one.node());
      return out;
    };
    QCOMPARE(told(""), QStringList({"2.0.0 eu-west ", "2.0.0 eu-west rotterdam-1", "3.0.0 eu-west ",
                                    "3.0.0 eu-west rotterdam-1"}));
    QCOMPARE(told("1.0.0").size(), 12);  // the book chooses
  }

  void what_is_not_there_is_named() {
    v1::GetDriftRequest request = ofRegion(kWest);
    request.set_site("delft");
    QCOMPARE(ask(request).error().reason, std::string("conflicting_places"));
    request.clear_region();
    QCOMPARE(ask(request).error().code, ErrorCode::NotFound);
    v1::GetDriftRequest workload;
    workload.set_workload("no-such-thing");
    QCOMPARE(ask(workload).error().code, ErrorCode::NotFound);
  }
};

QTEST_GUILESS_MAIN(TstDriftHandlers)
#include "tst_drift_handlers.moc"

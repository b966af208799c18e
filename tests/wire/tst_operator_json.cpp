#include <QtTest>

#include "services/wire/operator_json.h"
#include "services/wire/operator_wire.h"

using namespace flotilla;

class TstOperatorJson : public QObject {
  Q_OBJECT

 private slots:
  void a_method_is_found_by_its_short_and_by_its_full_name() {
    for (const char* name : {"NodeService/ListNodes", "flotilla.v1.NodeService/ListNodes"}) {
      const auto method = wire::findOperatorMethod(name);
      QVERIFY(method.ok());
      QCOMPARE(method->path, std::string("/flotilla.v1.NodeService/ListNodes"));
      QCOMPARE(method->request->GetTypeName(), std::string("flotilla.v1.ListNodesRequest"));
      QCOMPARE(method->response->GetTypeName(), std::string("flotilla.v1.ListNodesResponse"));
    }
  }

  void an_unknown_method_is_answered_with_the_one_that_was_meant_data() {
    QTest::addColumn<QString>("fix");
    QTest::newRow("NodeService/ListNode") << "did you mean \"NodeService/ListNodes\"?";
    QTest::newRow("Nodes/listnodes") << "did you mean \"NodeService/ListNodes\"?";
    QTest::newRow("getserver") << "did you mean \"ServerService/GetServer\"?";
    QTest::newRow("x") << "see flotillactl call --help";
  }
  void an_unknown_method_is_answered_with_the_one_that_was_meant() {
    const Error error = wire::findOperatorMethod(QTest::currentDataTag()).error();
    QCOMPARE(error.code, ErrorCode::NotFound);
    QTEST(QString::fromStdString(error.fix), "fix");
  }

  void methods_of_agents_and_streams_are_not_offered() {
    for (const char* name : {"EnrolmentService/Enrol", "AgentService/Session", "WatchService/Watch"})
      QVERIFY(!wire::findOperatorMethod(name).ok());
  }

  void json_is_written_in_full_with_the_names_of_the_proto() {
    v1::RolloutNode node;
    node.set_node_name("rotterdam-1");
    QCOMPARE(
        *wire::writeJson(node),
        std::string(
            R"({"node":"","node_name":"rotterdam-1","generation":"0","from":"","outcome":"NODE_OUTCOME_UNSPECIFIED",)"
            R"("reason":"","message":"","wave":0})"));
  }

  void json_that_does_not_fit_is_refused() {
    v1::GetNodeRequest request;
    QVERIFY(wire::readJson("", request).ok());
    QVERIFY(wire::readJson(R"({"node":"a"})", request).ok());
    QCOMPARE(request.node(), std::string("a"));
    for (const char* json : {R"({"nod":"a"})", "{", "[]", R"({"node":{}})"}) {
      const Status status = wire::readJson(json, request);
      QVERIFY2(!status.ok(), json);
      QCOMPARE(status.error().reason, std::string("bad_json"));
    }
  }

  void only_mutations_get_a_request_id_and_one_that_is_there_stays() {
    v1::RevokeNodeRequest revoke;
    QVERIFY(wire::fillRequestId(revoke, "first"));
    QVERIFY(wire::fillRequestId(revoke, "second"));
    QCOMPARE(revoke.request_id(), std::string("first"));
    v1::GetNodeRequest get;
    QVERIFY(!wire::fillRequestId(get, "first"));
  }
};

QTEST_GUILESS_MAIN(TstOperatorJson)
#include "tst_operator_json.moc"

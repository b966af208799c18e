#include <QtTest>

#include <csignal>

#include "services/proto/flotilla/v1/node.pb.h"
#include "services/proto/flotilla/v1/server.pb.h"
#include "services/proto/flotilla/v1/watch.pb.h"
#include "tests/http/connect_reader.h"
#include "tests/http/web_fixture.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::tests;

namespace {

const std::string kList = "/flotilla.v1.NodeService/ListNodes";
const std::string kServer = "/flotilla.v1.ServerService/GetServer";
const std::string kWatch = "/flotilla.v1.WatchService/Watch";

QJsonObject jsonOf(const std::string& text) {
  return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

v1::ErrorDetail detailOf(const QJsonObject& error) {
  v1::ErrorDetail out;
  const QJsonObject detail = error["details"].toArray().at(0).toObject();
  if (detail["type"] != "flotilla.v1.ErrorDetail") return out;
  const QByteArray bytes = QByteArray::fromBase64(detail["value"].toString().toLatin1());
  out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  return out;
}

}  // namespace

class TstConnect : public QObject {
  Q_OBJECT

  std::unique_ptr<WebFixture> fixture_;
  std::string viewer_;

  CurlAnswer call(const std::string& path, std::string_view body, std::vector<std::string> more = {},
                  const std::string& type = "application/json") {
    more.push_back(WebFixture::bearer(viewer_));
    more.push_back("Content-Type: " + type);
    return fixture_->request("POST", path, body, more);
  }
  ConnectReader watch(const std::string& session, const std::string& json = "{}", const std::string& more = {}) {
    return ConnectReader(fixture_->port, kWatch, "application/connect+json", envelope(json),
                         WebFixture::bearer(session) + "\r\n" + more);
  }
  static std::string envelope(const std::string& message, char flags = 0) {
    std::string out{flags, 0, 0, static_cast<char>(message.size() >> 8), static_cast<char>(message.size())};
    return out + message;
  }
  std::size_t watchers() {
    return fixture_->with([](auto& rig) { return rig.watch.watchers(); });
  }

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init() {
    fixture_ = std::make_unique<WebFixture>();
    viewer_ = fixture_->sessionOf("viewer-1", Role::Viewer);
  }
  void cleanup() { fixture_.reset(); }

  void a_method_answers_as_json() {
    const CurlAnswer answer = call(kList, R"({"options":{"pageSize":1}})");
    QCOMPARE(answer.status, 200L);
    QCOMPARE(answer.headers.at("content-type"), std::string("application/json"));
    QCOMPARE(answer.headers.at("cache-control"), std::string("no-store"));
    const QJsonObject json = jsonOf(answer.body);
    QCOMPARE(json["nodes"].toArray().size(), 1);
    QCOMPARE(json["page"].toObject()["total"].toString(), "2");  // 64 bits are text
  }
  void the_same_method_answers_as_bytes() {
    v1::ListNodesRequest request;
    request.mutable_options()->set_page_size(1);
    const CurlAnswer answer = call(kList, request.SerializeAsString(), {}, "application/proto");
    QCOMPARE(answer.status, 200L);
    QCOMPARE(answer.headers.at("content-type"), std::string("application/proto"));
    v1::ListNodesResponse response;
    QVERIFY(response.ParseFromString(answer.body));
    QCOMPARE(response.nodes_size(), 1);
    QCOMPARE(response.page().total(), std::uint64_t{2});
  }

  void what_is_wrong_with_a_call_is_said_as_connect_says_it_data() {
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const std::string& path, const std::string& body, const char* header,
                        int status, const char* code, const char* reason) {
      QTest::newRow(name) << QByteArray::fromStdString(path) << QByteArray::fromStdString(body) << QByteArray(header)
                          << status << code << reason;
    };
    const char* json = "Content-Type: application/json";
    row("no such method", "/flotilla.v1.NodeService/Explode", "{}", json, 404, "unimplemented", "unknown_method");
    row("no such service", "/flotilla.v1.Nothing/ListNodes", "{}", json, 404, "unimplemented", "unknown_method");
    row("a method of nodes", "/flotilla.v1.AgentService/Session", "{}", json, 404, "unimplemented", "unknown_method");
    row("a dotted spelling", "/flotilla.v1.NodeService.ListNodes", "{}", json, 404, "unimplemented", "unknown_method");
    row("no such field", kList, R"({"optoins":{}})", json, 400, "invalid_argument", "bad_json");
    row("not JSON", kList, "{", json, 400, "invalid_argument", "bad_json");
    row("not an object", kList, "[]", json, 400, "invalid_argument", "bad_json");
    row("overlong UTF-8", kList, "{\"options\":{\"filter\":\"\xC0\xAF\"}}", json, 400, "invalid_argument", "bad_json");
    row("not bytes of the message", kList, "\xff\xff\xff", "Content-Type: application/proto", 400, "invalid_argument",
        "malformed");
    row("text", kList, "{}", "Content-Type: text/plain", 415, "invalid_argument", "bad_content_type");
    row("a form", kList, "a=b", "Content-Type: application/x-www-form-urlencoded", 415, "invalid_argument",
        "bad_content_type");
    row("an unary call as a stream", kList, "{}", "Content-Type: application/connect+json", 415, "invalid_argument",
        "bad_content_type");
    row("a stream as an unary call", kWatch, "{}", json, 415, "invalid_argument", "bad_content_type");
    row("no type", kList, "{}", "Content-Type:", 415, "invalid_argument", "bad_content_type");
    row("another version", kList, "{}", "Content-Type: application/json\r\nConnect-Protocol-Version: 2", 400,
        "invalid_argument", "bad_version");
    row("a timeout of words", kList, "{}", "Content-Type: application/json\r\nConnect-Timeout-Ms: soon", 400,
        "invalid_argument", "bad_timeout");
    row("a timeout of eleven digits", kList, "{}", "Content-Type: application/json\r\nConnect-Timeout-Ms: 10000000000",
        400, "invalid_argument", "bad_timeout");
    row("compressed", kList, "{}", "Content-Type: application/json\r\nContent-Encoding: gzip", 501, "unimplemented",
        "compressed");
    row("not there", "/flotilla.v1.NodeService/GetNode", R"({"node":"nowhere"})", json, 404, "not_found", "no_node");
    row("not allowed", "/flotilla.v1.NodeService/RevokeNode", "{}", json, 403, "permission_denied", "role_missing");
  }
  void what_is_wrong_with_a_call_is_said_as_connect_says_it() {
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, header);
    std::vector<std::string> headers{WebFixture::bearer(viewer_)};
    for (const QByteArray& line : header.replace("\r\n", "\n").split('\n')) headers.push_back(line.toStdString());
    const CurlAnswer answer = fixture_->request("POST", path.toStdString(), body.toStdString(), headers);
    QTEST(static_cast<int>(answer.status), "status");
    QCOMPARE(answer.headers.at("content-type"), std::string("application/json"));
    const QJsonObject error = jsonOf(answer.body);
    QTEST(error["code"].toString(), "code");
    QTEST(QString::fromStdString(detailOf(error).reason()), "reason");
    QVERIFY(!error["message"].toString().isEmpty());
  }
  void an_unknown_field_is_named() {
    const QJsonObject error = jsonOf(call(kList, R"({"optoins":{}})").body);
    QCOMPARE(detailOf(error).field(), std::string("optoins"));
    QCOMPARE(detailOf(error).fix(), std::string("did you mean \"options\"?"));
  }
  void json_is_no_deeper_than_a_message_can_be() {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "{\"options\":";
    QCOMPARE(call(kList, deep).status, 400L);
    QCOMPARE(call(kList, "{}").status, 200L);
  }
  void nobody_is_told_nothing() {
    const CurlAnswer answer = fixture_->request("POST", kList, "{}", {"Content-Type: application/json"});
    QCOMPARE(answer.status, 401L);
    QCOMPARE(jsonOf(answer.body)["code"].toString(), "unauthenticated");
    QVERIFY(answer.headers.contains("www-authenticate"));
  }
  void a_request_has_at_most_4_mib() {
    const std::string large(4 << 20, ' ');
    QCOMPARE(call(kList, "{}" + large.substr(2)).status, 200L);
    QCOMPARE(call(kList, "{}" + large).status, 413L);
    more_than_it_may("Transfer-Encoding: chunked", "{}" + large);
    // What is announced is refused before any of it has come.
    RawClient announces(fixture_->port);
    QVERIFY(announces.write("POST " + kList + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + WebFixture::bearer(viewer_) +
                            "\r\nContent-Type: application/json\r\nContent-Length: 4194305\r\n\r\n"));
    QCOMPARE(statusOf(announces.readUntil("\r\n\r\n")), 413);
  }
  void more_than_it_may(const std::string& how, const std::string& body) {
    const CurlAnswer chunked = CurlClient::pusher(fixture_->port, fixture_->pki.caPem(), viewer_)
                                   .request("POST", kList, body, {"Content-Type: application/json"}, !how.empty());
    QCOMPARE(chunked.status, 413L);
    QCOMPARE(jsonOf(chunked.body)["code"].toString(), "resource_exhausted");
  }
  void an_answer_that_takes_longer_than_the_caller_waits_is_given_up() {
    const CurlAnswer answer = fixture_->with([&](auto&) {  // the loop stands still
      return call(kList, "{}", {"Connect-Timeout-Ms: 50"});
    });
    QCOMPARE(answer.status, 504L);
    QCOMPARE(jsonOf(answer.body)["code"].toString(), "deadline_exceeded");
    QCOMPARE(call(kList, "{}").status, 200L);
  }
  void answers_are_compressed_for_who_takes_it() {
    const std::string gzip = "Accept-Encoding: gzip";
    const CurlAnswer plain = call(kServer, "{}");
    QVERIFY(!plain.headers.contains("content-encoding"));
    fixture_->with([](auto& rig) {
      for (int i = 0; i < 20; ++i) rig.operatorWith("operator-" + std::to_string(i), Role::Viewer, {});
    });
    const std::string admin = fixture_->sessionOf("admin-1", Role::Administrator);
    const std::vector<std::string> headers{WebFixture::bearer(admin), "Content-Type: application/json", gzip};
    const CurlAnswer answer = fixture_->request("POST", "/flotilla.v1.OperatorService/ListOperators", "{}", headers);
    QCOMPARE(answer.status, 200L);
    QCOMPARE(answer.headers.at("content-encoding"), std::string("gzip"));
    QCOMPARE(static_cast<unsigned char>(answer.body[0]), 0x1fU);
  }

  void a_stream_tells_a_snapshot_and_then_what_changes() {
    ConnectReader stream = watch(viewer_);
    QCOMPARE(stream.status(), 200);
    QVERIFY(stream.header().find("Content-Type: application/connect+json\r\n") != std::string::npos);
    std::string snapshot;
    for (auto message = stream.next(); message && !jsonOf(message->text).contains("snapshotEnd");
         message = stream.next())
      snapshot += message->text;
    QVERIFY(snapshot.find("rotterdam-1") != std::string::npos);
    QCOMPARE(watchers(), std::size_t{1});
    fixture_->with([](auto& rig) { rig.commit(controlplane::test::PlaneRig::history()); });
    const auto change = stream.next();
    QVERIFY(change && jsonOf(change->text).contains("changes"));
    stream.cut();
    QVERIFY(WebFixture::eventually([&] { return watchers() == 0; }));
  }
  void a_stream_of_bytes_is_the_same() {
    ConnectReader stream(fixture_->port, kWatch, "application/connect+proto", envelope({}),
                         WebFixture::bearer(viewer_) + "\r\n");
    const auto first = stream.next();
    v1::WatchResponse message;
    QVERIFY(first && message.ParseFromString(first->text));
    QVERIFY(message.has_snapshot());
  }
  void why_a_stream_ends_is_told_at_its_end() {
    const auto reasonOf = [](ConnectReader stream) {
      const auto end = stream.next();
      if (stream.status() != 200 || !end || !end->isEnd || stream.next()) return std::string("no single end");
      return detailOf(jsonOf(end->text)["error"].toObject()).reason();
    };
    QCOMPARE(reasonOf(watch("nobody")), std::string("token_unknown"));
    QCOMPARE(reasonOf(watch(viewer_, R"({"topics":[99]})")), std::string("unknown_topic"));
    QCOMPARE(reasonOf(watch(viewer_, R"({"topcis":[]})")), std::string("bad_json"));
    const auto raw = [&](const std::string& body) {
      return reasonOf(ConnectReader(fixture_->port, kWatch, "application/connect+json", body,
                                    WebFixture::bearer(viewer_) + "\r\n"));
    };
    QCOMPARE(raw("{}"), std::string("bad_envelope"));
    QCOMPARE(raw(envelope("{}") + envelope("{}")), std::string("bad_envelope"));
    QCOMPARE(raw(envelope("{}", 1)), std::string("compressed"));
  }
  void a_stream_ends_when_its_time_is_over() {
    ConnectReader stream = watch(viewer_, "{}", "Connect-Timeout-Ms: 300\r\n");
    std::optional<ConnectReader::Message> last;
    for (auto message = stream.next(); message; message = stream.next()) last = message;
    QVERIFY(last && last->isEnd);
    QCOMPARE(jsonOf(last->text)["error"].toObject()["code"].toString(), "deadline_exceeded");
    QVERIFY(WebFixture::eventually([&] { return watchers() == 0; }));
  }
  void a_stream_ends_with_the_session_that_opened_it() {
    ConnectReader stream = watch(viewer_);
    QVERIFY(stream.next());
    const CurlAnswer out =
        fixture_->request("DELETE", "/session", {}, {WebFixture::cookie(viewer_), WebFixture::csrf(viewer_)});
    QCOMPARE(out.status, 204L);
    std::optional<ConnectReader::Message> last;
    for (auto message = stream.next(); message; message = stream.next()) last = message;
    QVERIFY(last && last->isEnd);
    QCOMPARE(jsonOf(last->text)["error"].toObject()["code"].toString(), "unauthenticated");
  }
  void a_session_has_at_most_so_many_streams() {
    std::vector<ConnectReader> streams;
    for (int i = 0; i < 32; ++i) {
      streams.push_back(watch(viewer_));
      QVERIFY(streams.back().next());
    }
    const auto refused = watch(viewer_).next();
    QVERIFY(refused && refused->isEnd);
    QCOMPARE(detailOf(jsonOf(refused->text)["error"].toObject()).reason(), std::string("too_many_streams"));
    // Others have their own, and one that ends makes room.
    QVERIFY(!watch(fixture_->sessionOf("viewer-2", Role::Viewer)).next()->isEnd);
    streams.pop_back();
    QVERIFY(WebFixture::eventually([&] { return !watch(viewer_).next()->isEnd; }));
  }
  void all_together_have_at_most_so_many_streams() {
    fixture_.reset();
    HttpLimits limits;
    limits.maxStreams = 6;
    fixture_ = std::make_unique<WebFixture>(limits);
    std::vector<ConnectReader> streams;
    for (int i = 0; i < 6; ++i) {
      streams.push_back(watch(fixture_->sessionOf("viewer-" + std::to_string(i), Role::Viewer)));
      QVERIFY(!streams.back().next()->isEnd);
    }
    const auto refused = watch(fixture_->sessionOf("viewer-9", Role::Viewer)).next();
    QVERIFY(refused && refused->isEnd);
    QCOMPARE(jsonOf(refused->text)["error"].toObject()["code"].toString(), "resource_exhausted");
  }
  void a_large_fleet_is_told_as_fast_as_it_is_read() {
    fixture_->with([](auto& rig) {
      std::vector<std::pair<std::string, RegionName>> many;
      for (int i = 0; i < 4000; ++i) many.emplace_back("node-" + std::to_string(i), controlplane::test::kWest);
      rig.commit(controlplane::test::smallFleet(many));
    });
    ConnectReader stream = watch(viewer_);
    auto message = stream.next();
    QVERIFY(message);
    QCOMPARE(watchers(), std::size_t{1});
    std::size_t nodes = 0;
    for (; message && !jsonOf(message->text).contains("snapshotEnd"); message = stream.next())
      nodes += static_cast<std::size_t>(jsonOf(message->text)["snapshot"].toObject()["things"].toArray().size());
    QVERIFY(nodes >= 4000);  // it went on as it was read
  }
  void whoever_goes_away_at_any_time_leaves_nothing_behind() {
    for (int i = 0; i < 60; ++i) {
      ConnectReader stream = watch(viewer_);
      for (int read = 0; read < i % 3; ++read) (void)stream.next();
      if (i % 2 == 0) stream.cut();
    }
    QVERIFY(WebFixture::eventually([&] { return watchers() == 0; }));
    QCOMPARE(call(kList, "{}").status, 200L);
  }
  void the_server_stops_under_open_streams() {
    std::vector<ConnectReader> streams;
    for (int i = 0; i < 8; ++i) {
      streams.push_back(watch(viewer_));
      QVERIFY(streams.back().next());
    }
    fixture_->server().stop();
    QVERIFY(WebFixture::eventually([&] { return watchers() == 0; }));
  }
};

QTEST_GUILESS_MAIN(TstConnect)
#include "tst_connect.moc"

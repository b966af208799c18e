#include <QtTest>

#include <cerrno>
#include <csignal>

#include "services/crypto/hash.h"
#include "tests/http/curl_client.h"
#include "tests/http/raw_client.h"
#include "tests/http/registry_fixture.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

const std::string kHost = "Host: registry\r\n";
const std::string kAuthorization = std::string("Authorization: Bearer ") + kTicket + "\r\n";

// A whole request with the ticket; `lines` end with CRLF each.
std::string requestOf(const std::string& first, const std::string& lines = {}) {
  return first + "\r\n" + kHost + kAuthorization + lines + "\r\n";
}

int answers(std::string_view text) {
  int count = 0;
  for (auto at = text.find("HTTP/1.1 "); at != std::string_view::npos; at = text.find("HTTP/1.1 ", at + 1)) ++count;
  return count;
}

}  // namespace

class TstHttpLimits : public QObject {
  Q_OBJECT

  std::unique_ptr<RegistryFixture> fixture_;

  // Patience is short only where it is the subject: a busy machine must not be able to fail the other tests.
  void makeImpatient() {
    HttpLimits limits;
    limits.headerTimeout = std::chrono::milliseconds(400);
    limits.idleTimeout = std::chrono::milliseconds(800);
    limits.handshakeTimeout = std::chrono::milliseconds(400);
    fixture_ = std::make_unique<RegistryFixture>(limits);
  }
  std::string startUpload() {
    CurlClient push = CurlClient::pusher(*fixture_);
    return push.request("POST", "/v2/vision/blobs/uploads/").headers.at("location");
  }

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init() {
    HttpLimits limits;
    limits.maxBlobBytes = 1 << 20;
    limits.maxPerAddress = 8;
    fixture_ = std::make_unique<RegistryFixture>(limits);
  }
  void cleanup() { fixture_.reset(); }

  void only_tls_1_3_is_spoken() {
    QVERIFY(RawClient(fixture_->push).connected());
    QVERIFY(!RawClient(fixture_->push, TLS1_2_VERSION).connected());
  }

  void what_two_parties_could_read_differently_is_refused_and_ends_the_connection_data() {
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const std::string& request, int status) {
      QTest::newRow(name) << QByteArray::fromStdString(request) << status;
    };
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    const std::string smuggled = "0\r\n\r\n" + requestOf("GET /v2/ HTTP/1.1");
    row("length and chunked",
        requestOf("POST /v2/a/blobs/uploads/ HTTP/1.1", "Content-Length: 5\r\n" + chunked) + smuggled, 400);
    row("chunked and length",
        requestOf("POST /v2/a/blobs/uploads/ HTTP/1.1", chunked + "Content-Length: 5\r\n") + smuggled, 400);
    row("two lengths", requestOf("GET /v2/ HTTP/1.1", "Content-Length: 0\r\nContent-Length: 5\r\n") + smuggled, 400);
    row("the same length twice",
        requestOf("GET /v2/ HTTP/1.1", "Content-Length: 0\r\nContent-Length: 0\r\n") + smuggled, 400);
    row("length list", requestOf("GET /v2/ HTTP/1.1", "Content-Length: 0, 0\r\n") + smuggled, 400);
    row("signed length", requestOf("GET /v2/ HTTP/1.1", "Content-Length: +0\r\n") + smuggled, 400);
    row("length beyond 64 bits", requestOf("GET /v2/ HTTP/1.1", "Content-Length: 18446744073709551616\r\n") + smuggled,
        400);
    row("odd encoding", requestOf("GET /v2/ HTTP/1.1", "Transfer-Encoding: xchunked\r\n") + smuggled, 400);
    row("encoding then another", requestOf("GET /v2/ HTTP/1.1", "Transfer-Encoding: chunked, identity\r\n") + smuggled,
        400);
    row("chunked twice", requestOf("GET /v2/ HTTP/1.1", chunked + chunked) + smuggled, 400);
    row("space before the colon", requestOf("GET /v2/ HTTP/1.1", "Content-Length : 5\r\n") + smuggled, 400);
    row("bare line feeds", "GET /v2/ HTTP/1.1\nHost: a\n\n" + smuggled, 400);
    row("no host", "GET /v2/ HTTP/1.1\r\n" + kAuthorization + "\r\n" + smuggled, 400);
    row("two hosts", requestOf("GET /v2/ HTTP/1.1", "Host: other\r\n") + smuggled, 400);
    row("two tickets", requestOf("GET /v2/ HTTP/1.1", "Authorization: Bearer other\r\n") + smuggled, 400);
    row("HTTP/1.0", requestOf("GET /v2/ HTTP/1.0") + smuggled, 505);
    row("HTTP/0.9", "GET /v2/\r\n" + smuggled, 400);
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400);
    row("not HTTP", "\x16\x03\x01 hello\r\n\r\n" + smuggled, 400);
    row("long address", requestOf("GET /v2/" + std::string(2100, 'a') + " HTTP/1.1") + smuggled, 414);
    row("very long address", requestOf("GET /v2/" + std::string(20'000, 'a') + " HTTP/1.1") + smuggled, 431);
    row("long header", requestOf("GET /v2/ HTTP/1.1", "X: " + std::string(17'000, 'a') + "\r\n") + smuggled, 431);
    std::string thousand;
    for (int i = 0; i < 1000; ++i) thousand += "X-" + std::to_string(i) + ": some value\r\n";
    row("a thousand headers", requestOf("GET /v2/ HTTP/1.1", thousand) + smuggled, 431);
  }
  void what_two_parties_could_read_differently_is_refused_and_ends_the_connection() {
    QFETCH(QByteArray, request);
    RawClient client(fixture_->push);
    QVERIFY(client.write(request.toStdString()));
    const std::string answer = client.readToEnd();
    QTEST(statusOf(answer), "status");
    QCOMPARE(answers(answer), 1);  // what was smuggled behind it is not answered
    QVERIFY(answer.find("Connection: close") != std::string::npos);
  }

  void odd_addresses_are_answered_and_never_reach_the_disk_data() {
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("status");
    QTest::newRow("dots") << "/v2/a/blobs/../../../../etc/passwd" << 404;
    QTest::newRow("dots in a name") << "/v2/../../etc/blobs/passwd" << 400;
    QTest::newRow("encoded dots") << "/v2/%2e%2e/%2e%2e/blobs/x" << 400;
    QTest::newRow("overlong") << "/v2/%c0%ae/blobs/x" << 400;
    QTest::newRow("double slash") << "/v2//a/blobs/x" << 400;
    QTest::newRow("leading double slash") << "//v2/" << 404;
    QTest::newRow("absolute form") << "https://elsewhere/v2/" << 400;
    QTest::newRow("absolute form, plain") << "http://127.0.0.1/v2/" << 400;
    QTest::newRow("digest with dots") << "/v2/a/blobs/sha256:../../uploads" << 404;
    QTest::newRow("bad digest") << "/v2/a/blobs/sha256:.." << 400;
    QTest::newRow("upload with dots") << "/v2/a/blobs/uploads/.." << 405;
  }
  void odd_addresses_are_answered_and_never_reach_the_disk() {
    QFETCH(QString, target);
    RawClient client(fixture_->push);
    QVERIFY(client.write(requestOf("GET " + target.toStdString() + " HTTP/1.1", "Connection: close\r\n")));
    QTEST(statusOf(client.readToEnd()), "status");
  }

  void two_requests_in_one_write_get_two_answers() {
    RawClient client(fixture_->push);
    const std::string last = requestOf("GET /v2/ HTTP/1.1", "Connection: close\r\n");
    QVERIFY(client.write(requestOf("GET /v2/ HTTP/1.1") + last));
    QCOMPARE(answers(client.readToEnd()), 2);
  }

  void a_get_with_a_body_ends_the_connection() {
    RawClient client(fixture_->push);
    QVERIFY(client.write(requestOf("GET /v2/ HTTP/1.1", "Content-Length: 10\r\n") + requestOf("GET /v2/ HTTP/1.1")));
    const std::string answer = client.readToEnd();
    QCOMPARE(statusOf(answer), 200);
    QCOMPARE(answers(answer), 1);
  }

  void a_header_that_does_not_end_in_time_ends_the_connection() {
    makeImpatient();
    RawClient client(fixture_->push);
    QVERIFY(client.write("GET /v2/ HTTP/1.1\r\nHost: slow\r\n"));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(client.readToEnd(), std::string());
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
  }

  void an_idle_connection_ends() {
    makeImpatient();
    RawClient client(fixture_->push);
    QVERIFY(client.write(requestOf("GET /v2/ HTTP/1.1")));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(answers(client.readToEnd()), 1);
    QVERIFY2(timer.elapsed() >= 500 && timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
  }

  void a_body_that_trickles_ends_and_leaves_no_upload() {
    makeImpatient();
    const std::string at = startUpload();
    RawClient client(fixture_->push);
    QVERIFY(client.write(requestOf("PATCH " + at + " HTTP/1.1", "Content-Length: 100000\r\n")));
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 5000 && client.write("x")) QTest::qWait(50);
    QVERIFY2(timer.elapsed() < 5000, "one byte every 50 ms is under the minimum rate");
    QTRY_COMPARE(fixture_->openUploads(), std::size_t{0});
  }

  void a_body_that_is_cut_leaves_neither_upload_nor_blob() {
    const std::string content(200'000, 'c');
    const std::string digest = sha256(content).toString();
    const std::string at = startUpload();
    QCOMPARE(fixture_->openUploads(), std::size_t{1});
    RawClient client(fixture_->push);
    QVERIFY(client.write(requestOf("PUT " + at + "?digest=" + digest + " HTTP/1.1", "Content-Length: 200000\r\n")));
    QVERIFY(client.write(content.substr(0, 100'000)));
    client.cut();
    QTRY_COMPARE(fixture_->openUploads(), std::size_t{0});
    QVERIFY(!fixture_->blobs().find(sha256(content)));
    QCOMPARE(CurlClient::pusher(*fixture_).request("PATCH", at, "x").status, 404L);
  }

  void an_endless_body_in_chunks_stops_at_the_limit() {
    const std::string at = startUpload();
    RawClient client(fixture_->push);
    QVERIFY(client.write(requestOf("PATCH " + at + " HTTP/1.1", "Transfer-Encoding: chunked\r\n")));
    const std::string chunk = "8000\r\n" + std::string(0x8000, 'e') + "\r\n";
    std::size_t sent = 0;
    while (sent < (64U << 20) && client.write(chunk)) sent += chunk.size();
    QVERIFY2(sent < (64U << 20), "the server took 64 MiB of a body limited to 1 MiB");
    QTRY_COMPARE(fixture_->openUploads(), std::size_t{0});
  }

  void a_body_that_is_not_well_formed_is_refused() {
    const std::string at = startUpload();
    RawClient client(fixture_->push);
    QVERIFY(client.write(requestOf("PATCH " + at + " HTTP/1.1", "Transfer-Encoding: chunked\r\n") + "zz\r\nhello\r\n"));
    QCOMPARE(statusOf(client.readToEnd()), 400);
    QTRY_COMPARE(fixture_->openUploads(), std::size_t{0});
  }

  void chunk_extensions_have_a_limit() {
    const std::string at = startUpload();
    RawClient client(fixture_->push);
    QVERIFY(client.write(requestOf("PATCH " + at + " HTTP/1.1", "Transfer-Encoding: chunked\r\n")));
    const std::string piece(16'384, 'x');
    std::size_t sent = 0;
    bool open = client.write("1;a=");
    while (open && sent < (64U << 20)) {
      open = client.write(piece);
      sent += piece.size();
    }
    QVERIFY(sent < (64U << 20));
    QTRY_COMPARE(fixture_->openUploads(), std::size_t{0});
  }

  void two_requests_cannot_write_one_upload_at_a_time() {
    const std::string at = startUpload();
    RawClient slow(fixture_->push);
    QVERIFY(slow.write(requestOf("PATCH " + at + " HTTP/1.1", "Content-Length: 100\r\nExpect: 100-continue\r\n")));
    QVERIFY(slow.readUntil("\r\n\r\n").starts_with("HTTP/1.1 100"));
    CurlClient other = CurlClient::pusher(*fixture_);
    QCOMPARE(other.request("PATCH", at, "x").status, 409L);
    QCOMPARE(other.request("DELETE", at).status, 409L);
    QVERIFY(slow.write(std::string(100, 's')));
    QVERIFY(slow.readUntil("\r\n\r\n").starts_with("HTTP/1.1 202"));
  }

  void one_address_has_a_limited_number_of_connections() {
    std::vector<std::unique_ptr<RawClient>> clients;
    int connected = 0;
    for (int i = 0; i < 30; ++i) {
      clients.push_back(std::make_unique<RawClient>(fixture_->push));
      connected += clients.back()->connected() ? 1 : 0;
    }
    QCOMPARE(connected, 8);
    clients.clear();
    QTRY_COMPARE(CurlClient::pusher(*fixture_).get("/v2/").status, 200L);
  }

  void connections_that_never_speak_tls_are_dropped() {
    makeImpatient();
    std::vector<int> sockets;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(fixture_->nodes);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < 20; ++i) {
      sockets.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      QCOMPARE(::connect(sockets.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }
    const timeval patience{8, 0};
    for (const int socket : sockets) {
      char byte = 0;
      ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      QVERIFY2(::recv(socket, &byte, 1, 0) == 0 || errno == ECONNRESET, "still open after 8 s");
      ::close(socket);
    }
    QTRY_COMPARE(CurlClient::pusher(*fixture_).get("/v2/").status, 200L);
  }
};

QTEST_GUILESS_MAIN(TstHttpLimits)
#include "tst_http_limits.moc"

// Requests that were damaged at random, over the real front: whatever comes, the server answers as HTTP says or closes,
// and goes on. The same damage every time: the seed is fixed, so a case that fails is found again by its number.
#include <QtTest>

#include <csignal>
#include <random>

#include "services/controlplane/http/headers.h"
#include "tests/http/web_fixture.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::tests;

namespace {

constexpr int kCases = 2000;
constexpr unsigned kSeed = 20261127;

std::string requestOf(const std::string& first, const std::string& lines = {}, const std::string& body = {}) {
  std::string out = first + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lines;
  if (!body.empty()) out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return out + "\r\n" + body;
}

// One of every kind that the router knows. No HEAD: its answers have a length and no body.
std::vector<std::string> seeds(const std::string& session) {
  const std::string json = "Content-Type: application/json\r\n";
  const std::string who = WebFixture::bearer(session) + "\r\n";
  const std::string page = WebFixture::cookie(session) + "\r\n" + WebFixture::csrf(session) +
                           "\r\nSec-Fetch-Site: same-origin\r\nOrigin: https://127.0.0.1\r\n";
  const std::string ticket = std::string("Authorization: Bearer ") + kTicket + "\r\n";
  const std::string list = "POST /flotilla.v1.NodeService/ListNodes";
  return {
      requestOf("GET /"),
      requestOf("GET /incidents/INC-7?x=1", "Accept-Encoding: gzip, br;q=0.5\r\nIf-None-Match: \"0\"\r\n"),
      requestOf("GET /assets/page-Dk3f_9aB.js", "Range: bytes=0-9\r\n"),
      requestOf("GET /healthz") + requestOf("GET /readyz"),
      requestOf("GET /metrics", "Authorization: Bearer of-a-viewer\r\n"),
      requestOf("GET /session", WebFixture::cookie(session) + "\r\n"),
      requestOf("POST /session", json, R"({"name":"viewer-1","password":"another"})"),
      requestOf("POST /session/invitation", json, R"({"invitation":"AAAA-BBBB","password":"a b c d e f g"})"),
      requestOf(list, json + who, R"({"options":{"filter":"region:eu-west","pageSize":10}})"),
      requestOf(list, json + page, R"({"options":{"orderBy":"name desc","pageToken":"p1"}})"),
      requestOf(list, "Content-Type: application/proto\r\n" + who, "\x0a\x02\x18\x05"),
      requestOf(list, json + who + "Connect-Protocol-Version: 1\r\nConnect-Timeout-Ms: 5000\r\n", "{}"),
      requestOf(list, json + who + "Transfer-Encoding: chunked\r\n") + "2\r\n{}\r\n0\r\n\r\n",
      requestOf(list, json + who + "Expect: 100-continue\r\n", "{}") + requestOf(list, json + who, "{}"),
      requestOf("POST /flotilla.v1.WatchService/Watch", "Content-Type: application/connect+json\r\n",
                std::string("\0\0\0\0\2{}", 7)),
      requestOf("GET /v2/", ticket),
      requestOf("POST /v2/vision/blobs/uploads/", ticket),
      requestOf("PATCH /v2/vision/blobs/uploads/0011", ticket + "Content-Range: 0-3\r\n", "abcd"),
      requestOf("GET /v2/vision/blobs/sha256:" + std::string(64, 'a'), ticket + "Range: bytes=1-\r\n"),
      requestOf("GET /v2/vision/manifests/1.0.0", ticket),
      requestOf("GET /api/v2/alerts?filter=a%3D%22b%22&active=true", "Authorization: Bearer viewer-token\r\n"),
      requestOf("POST /api/v2/alerts", json + "Authorization: Bearer prometheus-token\r\n",
                R"([{"labels":{"alertname":"A"},"startsAt":"2026-01-01T00:00:00Z"}])"),
  };
}

const std::vector<std::string> kTokens = {"\r\n",
                                          "\n",
                                          "\r",
                                          std::string(1, '\0'),
                                          ":",
                                          " ",
                                          "\t",
                                          "%00",
                                          "%2e%2e/",
                                          "//",
                                          "..",
                                          "?",
                                          "#",
                                          "\xff",
                                          "\xC0\xAF",
                                          "HTTP/1.1",
                                          "HTTP/9.9",
                                          "Content-Length: 0\r\n",
                                          "Content-Length: 99999999999999999999\r\n",
                                          "Content-Length: -1\r\n",
                                          "Transfer-Encoding: chunked\r\n",
                                          "Transfer-Encoding: gzip, chunked\r\n",
                                          "Host: elsewhere\r\n",
                                          "Cookie: __Host-flt=a; __Host-flt=b\r\n",
                                          "Connection: close\r\n",
                                          "Connection: upgrade\r\nUpgrade: websocket\r\n",
                                          "Expect: 100-continue\r\n",
                                          "Range: bytes=9-1,-,0-\r\n",
                                          "ffffffffffffffff\r\n",
                                          "0\r\n\r\n",
                                          "{\"options\":{",
                                          "\"",
                                          "18446744073709551616",
                                          "-1",
                                          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                          "\x16\x03\x01"};

class Damage {
 public:
  Damage(std::vector<std::string> from, unsigned seed) : from_(std::move(from)), random_(seed) {}

  std::string next() {
    std::string text = from_[below(from_.size())];
    for (std::size_t i = 0, times = 1 + below(2); i < times; ++i) apply(text);
    return text;
  }

 private:
  std::size_t below(std::size_t most) { return random_() % most; }
  void apply(std::string& text) {
    if (text.empty()) return;
    const std::size_t at = below(text.size());
    const std::size_t length = 1 + below(std::min<std::size_t>(text.size() - at, 24));
    switch (below(8)) {
      case 0:
        text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, kTokens[below(kTokens.size())]);
        break;
      case 3:
        text.replace(at, length, kTokens[below(kTokens.size())]);
        break;
      case 4:
        text.resize(at);
        break;
      case 5: {
        const std::string& other = from_[below(from_.size())];
        text = text.substr(0, at) + other.substr(below(other.size()));
        break;
      }
      case 6: {
        const std::string piece = text.substr(at, length);
        for (std::size_t i = 0, times = 1 + below(200); i < times; ++i) text.insert(at, piece);
        break;
      }
      default:
        text[at] = static_cast<char>(below(256));
    }
  }

  std::vector<std::string> from_;
  std::mt19937 random_;
};

// Takes the chunks of a body from the front; false if they are not well-formed. They may be cut: whoever said that
// nothing more comes has left the stream.
bool takeChunks(std::string_view& rest) {
  for (;;) {
    const auto line = rest.find("\r\n");
    const std::string_view digits = rest.substr(0, line);
    if (digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) return false;
    if (line == std::string_view::npos) break;
    bool good = false;
    const std::size_t size = QByteArray(digits.data(), static_cast<qsizetype>(digits.size())).toULong(&good, 16);
    if (!good) return false;
    if (rest.size() < line + 4 + size) break;
    if (rest.substr(line + 2 + size, 2) != "\r\n") return false;
    rest.remove_prefix(line + 4 + size);
    if (size == 0) return true;
  }
  rest = {};
  return true;
}

// Whole answers one after the other, and nothing else. `statuses` gets theirs.
QString flawOf(std::string_view rest, std::vector<int>& statuses) {
  while (!rest.empty()) {
    const int status = statusOf(rest);
    if (status < 100 || status > 599) return "no status";
    const auto end = rest.find("\r\n\r\n");
    if (end == std::string_view::npos) return "a header without an end";
    const std::string header(rest.substr(0, end + 2));
    rest.remove_prefix(end + 4);
    if (status == 100) continue;
    statuses.push_back(status);
    for (const auto& [name, value] : securityHeaders())
      if (header.find("\r\n" + std::string(name) + ": " + std::string(value) + "\r\n") == std::string::npos)
        return "no " + QString::fromStdString(std::string(name));
    if (status == 204 || status == 304) continue;
    if (header.find("\r\nTransfer-Encoding: chunked\r\n") != std::string::npos) {
      if (!takeChunks(rest)) return "bad chunks";
      continue;
    }
    const auto at = header.find("\r\nContent-Length: ");
    if (at == std::string::npos) return "a body of no length";
    const std::size_t length = std::stoul(header.substr(at + 18));
    if (rest.size() < length) return "a body that is cut";
    rest.remove_prefix(length);
  }
  return {};
}

}  // namespace

class TstHttpFuzz : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }

  // What the damage is done to is good: otherwise nothing behind the first check would be reached.
  void what_is_not_damaged_is_answered() {
    WebFixture fixture;
    std::vector<int> statuses;
    for (const std::string& request : seeds(fixture.sessionOf("viewer-1", Role::Viewer))) {
      RawClient client(fixture.port);
      QVERIFY(client.write(request));
      client.endWriting();
      const std::size_t before = statuses.size();
      const QString flaw = flawOf(client.readToEnd(), statuses);
      QVERIFY2(flaw.isEmpty() && client.ended() && statuses.size() > before, qPrintable(flaw + request.c_str()));
    }
    QVERIFY(std::count(statuses.begin(), statuses.end(), 200) >= 15);
    QCOMPARE(std::count(statuses.begin(), statuses.end(), 400), 0);
  }

  void what_is_damaged_is_answered_or_ends_the_connection() {
    WebFixture fixture;
    Damage damage(seeds(fixture.sessionOf("viewer-1", Role::Viewer)), kSeed);
    std::map<int, int> told;
    int closed = 0;
    for (int i = 0; i < kCases; ++i) {
      const std::string request = damage.next();
      RawClient client(fixture.port);
      QVERIFY2(client.connected(), qPrintable(QString("the server is gone at case %1").arg(i)));
      (void)client.write(request);
      client.endWriting();
      std::vector<int> statuses;
      const QString flaw = flawOf(client.readToEnd(), statuses);
      const auto what =
          QString("case %1: %2: %3").arg(i).arg(flaw, QByteArray::fromStdString(request).toPercentEncoding(" /:\r\n"));
      QVERIFY2(flaw.isEmpty(), qPrintable(what));
      QVERIFY2(client.ended(), qPrintable("it stays open: " + what));
      for (const int status : statuses) ++told[status];
      if (statuses.empty()) ++closed;
      QVERIFY2(std::count(statuses.begin(), statuses.end(), 500) == 0, qPrintable(what));
    }
    // The damage reaches what it is meant to reach.
    QVERIFY2(told[200] > kCases / 20, qPrintable(QString::number(told[200])));
    QVERIFY(told[400] > kCases / 10);
    for (const int status : {401, 404, 405, 415, 421}) QVERIFY2(told[status] > 0, qPrintable(QString::number(status)));
    QVERIFY(closed > 0);
    QCOMPARE(fixture.request("GET", "/healthz").status, 200L);
  }
};

QTEST_GUILESS_MAIN(TstHttpFuzz)
#include "tst_http_fuzz.moc"

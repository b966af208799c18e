// Every address of the listener for people, and what tries to misuse it.
#include <QtTest>

#include <csignal>

#include "services/controlplane/http/headers.h"
#include "services/controlplane/http/web_gate.h"
#include "services/controlplane/http/web_route.h"
#include "tests/http/web_fixture.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::tests;

namespace {

const std::string kList = "/flotilla.v1.NodeService/ListNodes";
const std::string kJson = "Content-Type: application/json";
const std::string kScript = "/assets/page-Dk3f_9aB.js";

QJsonObject jsonOf(const CurlAnswer& answer) {
  return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
}

std::string lowered(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toLower().toStdString();
}

// The first security header that the answer lacks, or whose value is another.
QString missingHeader(const CurlAnswer& answer) {
  for (const auto& [name, value] : securityHeaders()) {
    const auto at = answer.headers.find(lowered(name));
    if (at == answer.headers.end() || at->second != value) return QString::fromStdString(std::string(name));
  }
  if (answer.headers.contains("access-control-allow-origin")) return "CORS";
  return answer.headers.contains("cache-control") ? QString() : "Cache-Control";
}

std::string fileText(const char* name) {
  QFile file(QString(FLOTILLA_SOURCE_DIR "/tests/http/web_sample/") + name);
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

// An address that the route covers.
std::string sampleOf(const WebRoute& route) {
  if (route.call == WebCall::Method) return kList;
  if (route.path == "/v2/" || route.path == "/") return std::string(route.path);
  if (route.call == WebCall::Alerts) return std::string(route.path) + (route.path == "/-/" ? "healthy" : "status");
  return std::string(route.path);
}

}  // namespace

class TstWebFront : public QObject {
  Q_OBJECT

  std::unique_ptr<WebFixture> fixture_;
  std::string session_;

  CurlAnswer post(std::vector<std::string> headers, const std::string& body = "{}", const std::string& path = kList) {
    return fixture_->request("POST", path, body, headers);
  }
  // As a page of ours sends it.
  CurlAnswer fromPage(std::vector<std::string> more = {}) {
    std::vector<std::string> headers{WebFixture::cookie(session_), WebFixture::csrf(session_), kJson,
                                     "Origin: https://127.0.0.1:" + std::to_string(fixture_->port),
                                     "Sec-Fetch-Site: same-origin"};
    headers.insert(headers.end(), more.begin(), more.end());
    return post(headers);
  }
  CurlAnswer logIn(const std::string& name, const std::string& password, std::vector<std::string> more = {}) {
    more.push_back(kJson);
    return post(more, "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}", "/session");
  }
  static std::string cookieIn(const CurlAnswer& answer) {
    const std::string& line = answer.headers.at("set-cookie");
    const auto begin = line.find('=') + 1;
    return line.substr(begin, line.find(';') - begin);
  }

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init() {
    fixture_ = std::make_unique<WebFixture>();
    session_ = fixture_->sessionOf("viewer-1", Role::Viewer);
  }
  void cleanup() { fixture_.reset(); }

  void every_answer_of_every_address_carries_the_security_headers() {
    int answers = 0;
    for (const WebRoute& route : webRoutes()) {
      for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
        for (const bool known : {true, false}) {
          std::vector<std::string> headers{kJson};
          if (known) headers.push_back(WebFixture::bearer(session_));
          const CurlAnswer answer = fixture_->request(method, sampleOf(route), "{}", headers);
          QVERIFY2(answer.status >= 200, qPrintable(QString(method) + " " + sampleOf(route).c_str()));
          const QString missing = missingHeader(answer);
          QVERIFY2(missing.isEmpty(), qPrintable(missing + " at " + method + " " + sampleOf(route).c_str()));
          ++answers;
        }
      }
    }
    QCOMPARE(answers, static_cast<int>(webRoutes().size()) * 16);
    for (const char* path : {"/nothing.txt", "/%2e%2e/x", "//"})
      QCOMPARE(missingHeader(fixture_->request("GET", path)), QString());
  }
  // Word for word: the comparison above would agree with whatever the server says.
  void the_security_headers_are_the_strict_ones() {
    const CurlAnswer answer = fixture_->request("GET", "/");
    const std::map<std::string, std::string> expected{
        {"content-security-policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
         "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; object-src 'none'; "
         "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"},
        {"strict-transport-security", "max-age=31536000; includeSubDomains"},
        {"x-content-type-options", "nosniff"},
        {"x-frame-options", "DENY"},
        {"referrer-policy", "no-referrer"},
        {"cross-origin-opener-policy", "same-origin"},
        {"cross-origin-resource-policy", "same-origin"},
        {"permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"}};
    for (const auto& [name, value] : expected) {
      QVERIFY2(answer.headers.contains(name), name.c_str());
      QCOMPARE(answer.headers.at(name), value);
    }
  }
  void an_address_takes_the_methods_that_the_table_says() {
    for (const WebRoute& route : webRoutes()) {
      if (route.method.empty()) continue;
      for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
        const std::string path = sampleOf(route);
        const bool taken = findRoute(method, path).route != nullptr;
        const CurlAnswer answer = fixture_->request(method, path, "{}", {kJson});
        QVERIFY2((answer.status != 405) == taken, qPrintable(QString(method) + " " + path.c_str()));
        if (!taken) QCOMPARE(answer.headers.at("allow"), findRoute(method, path).allowed);
      }
    }
  }
  // What a browser does by itself, following a link or loading an image, is a GET.
  void nothing_that_changes_something_answers_to_a_link() {
    for (const WebRoute& route : webRoutes()) {
      if (route.method != "GET" && route.method != "HEAD") continue;
      QVERIFY(route.csrf == CsrfClass::NoEffect || route.csrf == CsrfClass::NoCookie);
    }
    const CurlAnswer answer = fixture_->request("GET", kList, {}, {WebFixture::cookie(session_)});
    QCOMPARE(answer.status, 405L);
    QCOMPARE(answer.headers.at("allow"), std::string("POST"));
  }
  // Without a session, with the wrong one, and with a right one that may: by what the table says is needed.
  void an_address_lets_in_whom_the_table_says() {
    for (const WebRoute& route : webRoutes()) {
      const std::string method(route.method.empty() ? "GET" : route.method);
      const auto ask = [&](const std::vector<std::string>& who) {
        std::vector<std::string> headers{kJson};
        headers.insert(headers.end(), who.begin(), who.end());
        return fixture_->request(method, sampleOf(route), "{}", headers).status;
      };
      const long nobody = ask({});
      const long wrong = ask({WebFixture::bearer("fls1.0.0"), WebFixture::cookie("fls1.0.0")});
      switch (route.permission) {
        case WebPermission::MethodRules:
          QCOMPARE(nobody, 401L);
          QCOMPARE(wrong, 401L);
          QCOMPARE(ask({WebFixture::bearer(session_)}), 200L);
          break;
        case WebPermission::OwnSession:
          if (route.call == WebCall::GetSession) QCOMPARE(nobody, 401L);
          if (route.call == WebCall::GetSession) QCOMPARE(ask({WebFixture::cookie(session_)}), 200L);
          break;
        case WebPermission::FleetViewer:
          QCOMPARE(nobody, 401L);
          QCOMPARE(wrong, 401L);
          QCOMPARE(ask({WebFixture::bearer("of-a-viewer")}), 200L);
          break;
        case WebPermission::UploadTicket:
          QCOMPARE(nobody, 401L);
          QCOMPARE(wrong, 401L);
          QCOMPARE(ask({WebFixture::bearer(kTicket)}), 200L);
          break;
        case WebPermission::AlertRoles:
          QCOMPARE(nobody, 401L);
          QCOMPARE(wrong, 401L);
          QCOMPARE(ask({WebFixture::bearer(kViewer)}), 200L);
          break;
        case WebPermission::Anybody:
          QVERIFY(nobody != 403);
          break;
      }
    }
  }

  void a_page_of_ours_may_call() { QCOMPARE(fromPage().status, 200L); }
  void a_cookie_alone_is_not_enough_data() {
    QTest::addColumn<QStringList>("headers");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const QStringList& headers, int status, const char* reason) {
      QTest::newRow(name) << headers << status << QString(reason);
    };
    const QString json = kJson.c_str();
    row("no token", {"COOKIE", json}, 403, "bad_csrf");
    row("an empty token", {"COOKIE", json, "X-Flotilla-CSRF;"}, 403, "bad_csrf");
    row("a wrong token", {"COOKIE", json, "X-Flotilla-CSRF: 00000000000000000000000000000000"}, 403, "bad_csrf");
    row("half a token", {"COOKIE", json, "HALF"}, 403, "bad_csrf");
    row("of another session", {"COOKIE", json, "OTHER"}, 403, "bad_csrf");
    row("text", {"COOKIE", "CSRF", "Content-Type: text/plain"}, 415, "bad_content_type");
    row("a form", {"COOKIE", "CSRF", "Content-Type: application/x-www-form-urlencoded"}, 415, "bad_content_type");
    row("a form with a file", {"COOKIE", "CSRF", "Content-Type: multipart/form-data; boundary=x"}, 415,
        "bad_content_type");
    row("from nowhere", {"COOKIE", "CSRF", json, "Origin: null"}, 403, "cross_site");
    row("from elsewhere", {"COOKIE", "CSRF", json, "Origin: https://elsewhere.example"}, 403, "cross_site");
    row("without TLS", {"COOKIE", "CSRF", json, "Origin: http://127.0.0.1"}, 403, "cross_site");
    row("another port", {"COOKIE", "CSRF", json, "Origin: https://127.0.0.1:1"}, 403, "cross_site");
    row("across sites", {"COOKIE", "CSRF", json, "Sec-Fetch-Site: cross-site"}, 403, "cross_site");
    row("another host of the site", {"COOKIE", "CSRF", json, "Sec-Fetch-Site: same-site"}, 403, "cross_site");
    row("a link", {"COOKIE", "CSRF", json, "Sec-Fetch-Site: none"}, 403, "cross_site");
    row("a bearer from elsewhere", {"BEARER", json, "Origin: https://elsewhere.example"}, 403, "cross_site");
    row("two cookies of the name", {"Cookie: __Host-flt=a; __Host-flt=b", json}, 401, "no_token");
    row("a cookie of another name", {"Cookie: flt=a", json}, 401, "no_token");
    row("a cookie that is no session", {"Cookie: __Host-flt=a b", json}, 401, "no_token");
    row("a bearer needs no token", {"BEARER", "COOKIE", json}, 200, "");
    row("right", {"COOKIE", "CSRF", json}, 200, "");
  }
  void a_cookie_alone_is_not_enough() {
    QFETCH(QStringList, headers);
    const std::string other = fixture_->sessionOf("viewer-2", Role::Viewer);
    std::vector<std::string> lines;
    for (const QString& header : headers) {
      if (header == "COOKIE")
        lines.push_back(WebFixture::cookie(session_));
      else if (header == "CSRF")
        lines.push_back(WebFixture::csrf(session_));
      else if (header == "HALF")
        lines.push_back(WebFixture::csrf(session_).substr(0, 33));
      else if (header == "OTHER")
        lines.push_back(WebFixture::csrf(other));
      else if (header == "BEARER")
        lines.push_back(WebFixture::bearer(session_));
      else
        lines.push_back(header.toStdString());
    }
    const CurlAnswer answer = post(lines);
    QTEST(static_cast<int>(answer.status), "status");
    QFETCH(QString, reason);
    const QJsonObject detail = jsonOf(answer)["details"].toArray().at(0).toObject();
    QVERIFY(reason.isEmpty() ||
            QByteArray::fromBase64(detail["value"].toString().toLatin1()).contains(reason.toLatin1()));
  }

  void logging_in_opens_a_session_that_only_the_browser_has() {
    const CurlAnswer answer = logIn("viewer-1", "the password of viewer-1");
    QCOMPARE(answer.status, 200L);
    const std::string session = cookieIn(answer);
    QVERIFY(session.starts_with("fls1."));
    const std::string& line = answer.headers.at("set-cookie");
    for (const char* part : {"; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"})
      QVERIFY2(line.find(part) != std::string::npos, part);
    QVERIFY(line.find("Domain") == std::string::npos);
    QVERIFY(answer.body.find(session) == std::string::npos);
    QVERIFY(answer.body.find(session.substr(session.rfind('.') + 1)) == std::string::npos);
    QCOMPARE(jsonOf(answer)["csrf"].toString().toStdString(), csrfToken(session));
    QCOMPARE(jsonOf(answer)["account"].toObject()["name"].toString(), "viewer-1");
    // It is what it says it is.
    session_ = session;
    QCOMPARE(fromPage().status, 200L);
    const CurlAnswer told = fixture_->request("GET", "/session", {}, {WebFixture::cookie(session)});
    QCOMPARE(told.status, 200L);
    QCOMPARE(jsonOf(told)["csrf"].toString().toStdString(), csrfToken(session));
    QVERIFY(told.body.find(session) == std::string::npos);
  }
  void logging_in_again_makes_another_session_and_ends_the_one_before() {
    const std::string before = cookieIn(logIn("viewer-1", "the password of viewer-1"));
    const std::string after = cookieIn(logIn("viewer-1", "the password of viewer-1", {WebFixture::cookie(before)}));
    QVERIFY(before != after);
    const auto status = [&](const std::string& session) {
      return fixture_->request("GET", "/session", {}, {WebFixture::cookie(session)}).status;
    };
    QVERIFY(WebFixture::eventually([&] { return status(before) == 401; }));
    QCOMPARE(status(after), 200L);
  }
  void a_session_that_somebody_chose_is_none() {
    const CurlAnswer answer = logIn("viewer-1", "the password of viewer-1", {WebFixture::cookie("fls1.chosen.chosen")});
    QCOMPARE(answer.status, 200L);
    QVERIFY(cookieIn(answer) != "fls1.chosen.chosen");
  }
  void a_refused_login_sets_nothing() {
    for (const std::string& body : {std::string(R"({"name":"viewer-1","password":"wrong"})"), std::string("{}"),
                                    std::string(R"({"name":"nobody","password":"x"})")}) {
      const CurlAnswer answer = post({kJson}, body, "/session");
      QVERIFY(answer.status == 401 || answer.status == 400);
      QVERIFY(!answer.headers.contains("set-cookie"));
    }
    QCOMPARE(post({kJson}, std::string(17 << 10, ' '), "/session").status, 413L);
    QCOMPARE(post({"Content-Type: text/plain"}, "{}", "/session").status, 415L);
    QCOMPARE(logIn("viewer-1", "the password of viewer-1", {"Origin: null"}).status, 403L);
    QCOMPARE(logIn("viewer-1", "the password of viewer-1", {"Sec-Fetch-Site: cross-site"}).status, 403L);
  }
  void logging_out_ends_the_session_and_takes_the_cookie() {
    const std::vector<std::string> page{WebFixture::cookie(session_), WebFixture::csrf(session_)};
    QCOMPARE(fixture_->request("DELETE", "/session", {}, {WebFixture::cookie(session_)}).status, 403L);
    const CurlAnswer answer = fixture_->request("DELETE", "/session", {}, page);
    QCOMPARE(answer.status, 204L);
    QVERIFY(answer.headers.at("set-cookie").find("__Host-flt=; Path=/; Max-Age=0") == 0);
    QCOMPARE(fromPage().status, 401L);
    QCOMPARE(fixture_->request("DELETE", "/session", {}, page).status, 204L);
  }

  void the_app_is_served_in_the_form_that_is_wanted() {
    const std::string script = fileText("assets/page-Dk3f_9aB.js");
    const CurlAnswer plain = fixture_->request("GET", kScript);
    QCOMPARE(plain.status, 200L);
    QCOMPARE(plain.body, script);
    QCOMPARE(plain.headers.at("content-type"), std::string("text/javascript; charset=utf-8"));
    QCOMPARE(plain.headers.at("cache-control"), std::string("public, max-age=31536000, immutable"));
    const auto as = [&](const std::string& accept) {
      return fixture_->request("GET", kScript, {}, {"Accept-Encoding: " + accept});
    };
    QCOMPARE(as("gzip, deflate, br").headers.at("content-encoding"), std::string("br"));
    QCOMPARE(as("gzip, deflate, br").body, fileText("assets/page-Dk3f_9aB.js.br"));
    QCOMPARE(as("gzip").body, fileText("assets/page-Dk3f_9aB.js.gz"));
    QCOMPARE(as("br;q=0, gzip;q=0.5").headers.at("content-encoding"), std::string("gzip"));
    QCOMPARE(as("identity").body, script);
    const CurlAnswer head = fixture_->request("HEAD", kScript);
    QCOMPARE(head.headers.at("content-length"), std::to_string(script.size()));
    QVERIFY(head.body.empty());
  }
  void every_page_of_the_app_is_its_first_page() {
    for (const char* path :
         {"/", "/exec", "/now", "/incidents/INC-7", "/runbooks/run/r-1", "/login", "/welcome?x=%2e"}) {
      const CurlAnswer answer = fixture_->request("GET", path);
      QCOMPARE(answer.status, 200L);
      QCOMPARE(answer.body, fileText("index.html"));
      QCOMPARE(answer.headers.at("cache-control"), std::string("no-cache"));
    }
    const std::string tag = fixture_->request("GET", "/").headers.at("etag");
    const CurlAnswer same = fixture_->request("GET", "/now", {}, {"If-None-Match: " + tag});
    QCOMPARE(same.status, 304L);
    QVERIFY(same.body.empty());
    QCOMPARE(fixture_->request("GET", "/", {}, {"If-None-Match: \"0\""}).status, 200L);
  }
  void what_is_no_file_of_the_app_is_not_found() {
    for (const char* path :
         {"/assets/none-12345678.js", "/assets/", "/favicon.ico", "/index.php", "/.git", "/assets/x"})
      QCOMPARE(fixture_->request("GET", path).status, 404L);
    WebFixture without({}, false);
    QCOMPARE(without.request("GET", "/").status, 404L);
    QVERIFY(without.request("GET", "/").body.find("no web UI") != std::string::npos);
  }

  void only_the_one_spelling_of_an_address_is_taken_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const std::string& target, const char* host, int status) {
      QTest::newRow(name) << QByteArray::fromStdString("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                          << status;
    };
    row("the root", "/", "127.0.0.1", 200);
    row("a name and a port", "/", "fleet.example:7445", 200);
    row("in capitals", "/", "FLEET.example", 200);
    row("an address in brackets", "/", "[::1]:7445", 200);
    row("two slashes", "//", "127.0.0.1", 400);
    row("two slashes inside", "/now//x", "127.0.0.1", 400);
    row("dots", "/../etc/passwd", "127.0.0.1", 400);
    row("dots at the end", "/now/..", "127.0.0.1", 400);
    row("encoded dots", "/%2e%2e/etc/passwd", "127.0.0.1", 400);
    row("an encoded slash", "/now%2fx", "127.0.0.1", 400);
    row("an encoded zero", "/now%00", "127.0.0.1", 400);
    row("overlong UTF-8", "/\xc0\xae\xc0\xae/x", "127.0.0.1", 400);
    row("encoded overlong UTF-8", "/%c0%ae%c0%ae/x", "127.0.0.1", 400);
    row("a backslash", "/now\\x", "127.0.0.1", 400);
    row("absolute", "https://127.0.0.1/", "127.0.0.1", 400);
    row("absolute and another host", "https://elsewhere.example/", "127.0.0.1", 400);
    row("an asterisk", "*", "127.0.0.1", 400);
    row("another host", "/", "elsewhere.example", 421);
    row("another host, nearly", "/", "127.0.0.1.elsewhere.example", 421);
    row("a host with a path", "/", "127.0.0.1/x", 421);
    row("no host's name", "/", "", 421);
    row("another host at the API", kList, "elsewhere.example", 421);
    row("another host at the session", "/session", "elsewhere.example", 421);
    row("whatever a probe calls it", "/healthz", "10.1.2.3:7445", 200);
    row("whatever Prometheus calls it", "/metrics", "10.1.2.3:7445", 401);
  }
  void only_the_one_spelling_of_an_address_is_taken() {
    QFETCH(QByteArray, line);
    RawClient client(fixture_->port);
    QVERIFY(client.write(line.toStdString()));
    QTEST(statusOf(client.readUntil("\r\n\r\n")), "status");
  }

  void probes_say_how_it_is() {
    QCOMPARE(fixture_->request("GET", "/healthz").body, std::string("alive\n"));
    QCOMPARE(fixture_->request("GET", "/readyz").status, 200L);
    fixture_->front.isReady = false;
    const CurlAnswer answer = fixture_->request("GET", "/readyz");
    QCOMPARE(answer.status, 503L);
    QCOMPARE(answer.body, std::string("not ready: it waits for its nodes\n"));
    QCOMPARE(fixture_->request("GET", "/healthz").status, 200L);
  }
  void figures_count_by_few_labels() {
    for (int i = 0; i < 50; ++i) (void)fixture_->request("GET", "/page-" + std::to_string(i));
    for (int i = 0; i < 50; ++i)
      (void)fixture_->request("POST", "/flotilla.v1.X" + std::to_string(i) + "/Y", "{}", {kJson});
    (void)fixture_->request("FIND", "/");
    QCOMPARE(fromPage().status, 200L);
    QCOMPARE(logIn("viewer-1", "wrong").status, 401L);
    const std::string text = fixture_->request("GET", "/metrics", {}, {WebFixture::bearer("of-a-viewer")}).body;
    const auto has = [&](const std::string& line) { return text.find(line + "\n") != std::string::npos; };
    QVERIFY(has("flotilla_http_requests_total{route=\"/\",method=\"GET\",code=\"200\"} 50"));
    QVERIFY(has("flotilla_http_requests_total{route=\"/\",method=\"other\",code=\"405\"} 1"));
    QVERIFY(has("flotilla_http_requests_total{route=\"/flotilla.v1.\",method=\"POST\",code=\"404\"} 50"));
    QVERIFY(has(
        "flotilla_http_requests_total{route=\"/flotilla.v1.NodeService/ListNodes\",method=\"POST\",code=\"200\"} 1"));
    QVERIFY(has("flotilla_http_requests_total{route=\"/session\",method=\"POST\",code=\"401\"} 1"));
    QVERIFY(has("flotilla_http_request_duration_seconds_count{route=\"/flotilla.v1.\"} 51"));
    QVERIFY(has("flotilla_nodes 2"));
    QVERIFY(text.find("page-1") == std::string::npos);
  }

  void whoever_is_slow_is_let_go() {
    HttpLimits limits;
    limits.headerTimeout = std::chrono::milliseconds(300);
    limits.idleTimeout = std::chrono::milliseconds(600);
    WebFixture impatient(limits);
    RawClient header(impatient.port);
    QVERIFY(header.write("POST " + kList + " HTTP/1.1\r\nHost: 127"));
    QCOMPARE(header.readToEnd(), std::string());
    RawClient body(impatient.port);
    QVERIFY(
        body.write("POST " + kList + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + kJson + "\r\nContent-Length: 100\r\n\r\n{"));
    QCOMPARE(body.readToEnd(), std::string());
    QCOMPARE(impatient.request("GET", "/healthz").status, 200L);
  }
  void bodies_that_are_still_coming_have_a_limit_together() {
    HttpLimits limits;
    limits.maxBodies = 100'000;
    WebFixture small(limits);
    const std::string head = "POST " + kList + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + kJson + "\r\nContent-Length: ";
    const std::string request = std::string(60'000, ' ') + "{}";
    RawClient first(small.port);
    QVERIFY(first.write(head + "140000\r\n\r\n" + std::string(70'000, ' ')));
    // Once that has come, there is no room for another.
    QVERIFY(WebFixture::eventually([&] { return small.request("POST", kList, request, {kJson}).status == 429; }));
    first.cut();
    QVERIFY(WebFixture::eventually([&] { return small.request("POST", kList, request, {kJson}).status == 401; }));
  }
};

QTEST_GUILESS_MAIN(TstWebFront)
#include "tst_web_front.moc"

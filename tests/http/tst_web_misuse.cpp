// How people and programs misuse the listener for people: log-ins that guess, sessions that are over, selectors and
// plans that make no sense, two who say the opposite at the same time, and connections that never finish.
#include <QtTest>

#include <csignal>
#include <future>

#include "tests/http/api_client.h"
#include "tests/http/connect_reader.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::tests;
using namespace std::chrono_literals;

namespace {

const std::string kJson = "Content-Type: application/json";
const std::string kNodes = "/flotilla.v1.NodeService/ListNodes";
const std::string kRollouts = "/flotilla.v1.RolloutService/";
const std::string kPassword = "the password of viewer-1";
const std::string kPlan =
    "workload: meter-reader\nto: 3.0.0\nwaves:\n"
    "  - {name: first, size: 1, approvals: {count: 0}}\n"
    "  - {name: all, size: rest, approvals: {count: 0}}\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

QString nextId() {
  static std::atomic<int> last = 0;
  return QString("misuse-request-%1").arg(++last);
}

QJsonObject jsonOf(const std::string& text) {
  return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

v1::ErrorDetail detailIn(const QJsonObject& error) {
  v1::ErrorDetail out;
  const auto value = QByteArray::fromBase64(error["details"].toArray().at(0).toObject()["value"].toString().toLatin1());
  out.ParseFromArray(value.data(), static_cast<int>(value.size()));
  return out;
}

}  // namespace

class TstWebMisuse : public QObject {
  Q_OBJECT

  std::unique_ptr<WebFixture> fixture_;

  CurlAnswer logIn(const QString& name, const QString& password, const std::vector<std::string>& more = {}) {
    std::vector<std::string> headers{kJson};
    headers.insert(headers.end(), more.begin(), more.end());
    return fixture_->request("POST", "/session", ApiClient::textOf({{"name", name}, {"password", password}}), headers);
  }
  long statusOfSession(const std::string& session) {
    return fixture_->request("GET", "/session", {}, {WebFixture::cookie(session)}).status;
  }
  static std::string cookieIn(const CurlAnswer& answer) {
    const auto line = answer.headers.find("set-cookie");
    if (line == answer.headers.end()) return {};
    const auto begin = line->second.find('=') + 1;
    return line->second.substr(begin, line->second.find(';') - begin);
  }
  ApiClient as(const char* name, Role role) { return {*fixture_, fixture_->sessionOf(name, role)}; }
  ApiAnswer rollout(ApiClient& client, const char* method, QJsonObject request) {
    request["requestId"] = nextId();
    return client.json(kRollouts + method, ApiClient::textOf(request));
  }
  ConnectReader watch(const std::string& session) {
    return ConnectReader(fixture_->port, "/flotilla.v1.WatchService/Watch", "application/connect+json",
                         std::string(5, '\0').replace(4, 1, 1, '\2') + "{}",
                         WebFixture::cookie(session) + "\r\n" + WebFixture::csrf(session) + "\r\n");
  }

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init() {
    fixture_ = std::make_unique<WebFixture>();
    (void)fixture_->sessionOf("viewer-1", Role::Viewer);
    fixture_->with([](auto& rig) { rig.commit({{controlplane::test::releaseRecord("3.0.0")}, {}}); });
  }
  void cleanup() { fixture_.reset(); }

  // Whatever is wrong, the answer is the same, so that nobody learns which names there are.
  void what_lets_nobody_in_is_told_nothing_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("password");
    const QString right = QString::fromStdString(kPassword);
    QTest::newRow("no name") << "" << right;
    QTest::newRow("no password") << "viewer-1"
                                 << "";
    QTest::newRow("nothing") << ""
                             << "";
    QTest::newRow("a zero behind the name") << QString("viewer-1") + QChar(0) << right;
    QTest::newRow("a zero in the password") << "viewer-1" << right + QChar(0) + "x";
    QTest::newRow("a letter that looks the same") << QString::fromUtf8(
                                                         "v\xD1\x96"
                                                         "ewer-1")
                                                  << right;
    QTest::newRow("a wide digit") << QString::fromUtf8("viewer-\xEF\xBC\x91") << right;
    QTest::newRow("a joiner inside") << QString::fromUtf8("viewer\xE2\x80\x8D-1") << right;
    QTest::newRow("capitals") << "VIEWER-1" << right;
    QTest::newRow("a space behind") << "viewer-1 " << right;
    QTest::newRow("SQL") << "viewer-1' --" << right;
    QTest::newRow("a long name") << QString(8000, 'v') << right;
    QTest::newRow("a long password") << "viewer-1" << QString(15'000, 'p');
    QTest::newRow("the administrator of the socket") << "(local administrator)" << right;
  }
  void what_lets_nobody_in_is_told_nothing() {
    QFETCH(QString, name);
    QFETCH(QString, password);
    const CurlAnswer wrong = logIn("viewer-1", "another");
    QCOMPARE(wrong.status, 401L);
    const CurlAnswer answer = logIn(name, password);
    QCOMPARE(answer.status, 401L);
    QCOMPARE(answer.body, wrong.body);
    QVERIFY(!answer.headers.contains("set-cookie"));
    QCOMPARE(logIn("viewer-1", QString::fromStdString(kPassword)).status, 200L);
  }
  void a_password_of_a_mebibyte_is_not_even_read() {
    QCOMPARE(logIn("viewer-1", QString(1 << 20, 'p')).status, 413L);
    QCOMPARE(fixture_->with([](auto& rig) { return rig.passwords.asked; }), 0);
  }

  void guesses_make_their_account_wait_and_nobody_else() {
    (void)fixture_->sessionOf("viewer-2", Role::Viewer);
    const QString right = QString::fromStdString(kPassword);
    for (int i = 0; i < 5; ++i) QCOMPARE(logIn("viewer-1", "guess").status, 401L);
    const CurlAnswer waits = logIn("viewer-1", right);
    QCOMPARE(waits.status, 429L);
    QCOMPARE(QString::fromStdString(detailIn(jsonOf(waits.body)).reason()), QString("too_many_attempts"));
    QCOMPARE(QString::fromStdString(detailIn(jsonOf(waits.body)).fix()), QString("try again in 1 s"));
    QCOMPARE(waits.headers.at("retry-after"), std::string("1"));
    QVERIFY(!waits.headers.contains("set-cookie"));
    QCOMPARE(logIn("viewer-2", "the password of viewer-2").status, 200L);
    fixture_->with([](auto& rig) { rig.clock.advance(1s); });
    QCOMPARE(logIn("viewer-1", right).status, 200L);
    for (int i = 0; i < 4; ++i) QCOMPARE(logIn("viewer-1", "guess").status, 401L);  // what was before is forgiven
    QCOMPARE(logIn("viewer-1", right).status, 200L);
  }
  // Whoever waits as long as they are told is let in, however many guesses there were.
  void nobody_is_locked_out_for_good() {
    int guesses = 0;
    auto total = 0s;
    for (int asked = 0; asked < 60 && guesses < 20; ++asked) {
      const CurlAnswer answer = logIn("viewer-1", "guess");
      if (answer.status == 401) {
        ++guesses;
        continue;
      }
      QCOMPARE(answer.status, 429L);
      const std::chrono::seconds told(std::stoi(answer.headers.at("retry-after")));
      QVERIFY(told >= 1s && told <= 3600s);
      total += told;
      fixture_->with([&](auto& rig) { rig.clock.advance(told); });
    }
    QCOMPARE(guesses, 20);
    QVERIFY2(total > 30min, "twenty guesses take less than half an hour");
    const CurlAnswer waits = logIn("viewer-1", QString::fromStdString(kPassword));
    QCOMPARE(waits.status, 429L);
    const std::chrono::seconds last(std::stoi(waits.headers.at("retry-after")));
    fixture_->with([&](auto& rig) { rig.clock.advance(last); });
    QCOMPARE(logIn("viewer-1", QString::fromStdString(kPassword)).status, 200L);
  }
  void where_all_hashes_are_under_way_the_next_is_asked_to_come_back() {
    fixture_->with([](auto& rig) { rig.passwords.isFull = true; });
    for (int i = 0; i < 30; ++i) {
      const CurlAnswer answer = logIn("viewer-1", QString::fromStdString(kPassword));
      QCOMPARE(answer.status, 429L);
      QCOMPARE(answer.headers.at("retry-after"), std::string("2"));
    }
    fixture_->with([](auto& rig) { rig.passwords.isFull = false; });
    QCOMPARE(logIn("viewer-1", QString::fromStdString(kPassword)).status, 200L);  // none of it was a failure
  }

  // Session fixation: what somebody put into a browser before its owner logs in opens nothing afterwards.
  void a_cookie_from_before_a_log_in_opens_nothing_after_it() {
    const std::string mine = fixture_->sessionOf("viewer-2", Role::Viewer);
    for (const std::string& planted :
         {std::string("fls1.0011223344556677.") + std::string(64, 'a'), std::string("chosen"), mine}) {
      const CurlAnswer answer = logIn("viewer-1", QString::fromStdString(kPassword), {WebFixture::cookie(planted)});
      QCOMPARE(answer.status, 200L);
      const std::string given = cookieIn(answer);
      QVERIFY(given.starts_with("fls1."));
      QVERIFY(given != planted);
      QVERIFY(given.substr(0, given.rfind('.')) != planted.substr(0, planted.rfind('.')));
      QVERIFY(WebFixture::eventually([&] { return statusOfSession(planted) == 401; }));
      QCOMPARE(statusOfSession(given), 200L);
    }
  }
  void who_is_disabled_is_out_on_every_connection_at_once() {
    const std::string session = fixture_->sessionOf("viewer-2", Role::Viewer);
    ApiClient page(*fixture_, session);
    ConnectReader stream = watch(session);
    QVERIFY(stream.next());
    QCOMPARE(page.json(kNodes, "{}").status, 200L);
    ApiClient admin = as("admin-1", Role::SecurityAdmin);
    QCOMPARE(admin
                 .json("/flotilla.v1.AccountService/DisableOperator",
                       ApiClient::textOf({{"requestId", nextId()}, {"name", "viewer-2"}}))
                 .status,
             200L);
    QCOMPARE(page.json(kNodes, "{}").reason(), QString("session_ended"));
    QCOMPARE(statusOfSession(session), 401L);
    std::optional<ConnectReader::Message> last;
    for (auto message = stream.next(); message; message = stream.next()) last = message;
    QVERIFY(last && last->isEnd);
    QCOMPARE(QString::fromStdString(detailIn(jsonOf(last->text)["error"].toObject()).reason()),
             QString("session_ended"));
    const CurlAnswer again = logIn("viewer-2", "the password of viewer-2");
    QCOMPARE(again.status, 403L);
    QVERIFY(!again.headers.contains("set-cookie"));
  }
  // Two tabs of one browser have one session: the other one is out as well, and can do nothing with what it knows.
  void logging_out_in_one_tab_is_logging_out_in_both() {
    const std::string session = fixture_->sessionOf("operator-1", Role::Operator);
    ApiClient first(*fixture_, session);
    ApiClient second(*fixture_, session);
    QCOMPARE(first.json(kNodes, "{}").status, 200L);
    QCOMPARE(second.json(kNodes, "{}").status, 200L);
    const CurlAnswer out =
        fixture_->request("DELETE", "/session", {}, {WebFixture::cookie(session), WebFixture::csrf(session)});
    QCOMPARE(out.status, 204L);
    const ApiAnswer answer = second.json(kNodes, "{}");
    QCOMPARE(answer.status, 401L);
    QCOMPARE(answer.reason(), QString("session_ended"));
    QCOMPARE(QString::fromStdString(answer.detail.fix()), QString("log in again"));
    QCOMPARE(rollout(second, "CancelRollout", {{"rollout", "meter-reader-1"}}).status, 401L);
  }

  void a_selector_finds_what_it_means_or_says_what_is_wrong_data() {
    QTest::addColumn<QString>("selector");
    QTest::addColumn<int>("nodes");  // -1: refused
    QTest::addColumn<QString>("reason");
    QTest::newRow("none") << "name:nobody" << 0 << "";
    QTest::newRow("all") << "region:*" << 2 << "";
    QTest::newRow("all, by what is not") << "not name:nobody" << 2 << "";
    QTest::newRow("no text") << "" << 2 << "";
    QTest::newRow("of 100 KB") << "name:" + QString(100'000, 'a') << -1 << "selector_too_large";
    QTest::newRow("of many terms") << QString("name:a or ").repeated(100) + "name:b" << -1 << "";
    QTest::newRow("deep") << QString("(").repeated(1000) + "name:a" + QString(")").repeated(1000) << -1 << "";
    QTest::newRow("an expression that others take for ever with") << "name~(a*)*(a*)*(a*)*zz" << 0 << "";
    QTest::newRow("another") << "name~(x+x+)+y" << 0 << "";
    QTest::newRow("an expression of a million states") << "name~((a{100}){100}){100}" << -1 << "bad_pattern";
    QTest::newRow("not an expression") << "name~(" << -1 << "bad_pattern";
    QTest::newRow("stars") << "name:" + QString("*a").repeated(200) << 0 << "";
  }
  void a_selector_finds_what_it_means_or_says_what_is_wrong() {
    QFETCH(QString, selector);
    QFETCH(int, nodes);
    QFETCH(QString, reason);
    ApiClient client = as("operator-1", Role::Operator);
    const ApiAnswer listed = client.json(kNodes, ApiClient::textOf({{"options", QJsonObject{{"filter", selector}}}}));
    const QJsonObject wanted{{"workload", "meter-reader"}, {"version", "3.0.0"}, {"selector", selector}};
    const ApiAnswer started = rollout(client, "CreateRollout", wanted);
    if (nodes >= 0) {
      QCOMPARE(listed.status, 200L);
      QCOMPARE(jsonOf(listed.body)["page"].toObject()["total"].toString("0"), QString::number(nodes));
    }
    if (nodes > 0) {
      QCOMPARE(started.status, 200L);
      return;
    }
    QCOMPARE(started.status, 400L);
    QCOMPARE(started.flaw(), QString());
    QCOMPARE(QString::fromStdString(started.detail.field()), QString("selector"));
    QVERIFY(!started.detail.fix().empty());
    if (nodes == 0) return;
    QCOMPARE(listed.status, 400L);
    QCOMPARE(QString::fromStdString(listed.detail.field()), QString("filter"));
    if (!reason.isEmpty()) QCOMPARE(listed.reason(), reason);
    if (!reason.isEmpty()) QCOMPARE(started.reason(), reason);
  }

  void a_plan_that_cannot_be_is_refused_by_the_field_data() {
    QTest::addColumn<QString>("plan");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* name, const std::string& plan, const char* field) {
      QTest::newRow(name) << QString::fromStdString(plan) << field;
    };
    row("of 0", replaced(kPlan, "size: 1", "size: 0"), "waves[0].size");
    row("of 0 %", replaced(kPlan, "size: 1", "size: 0%"), "waves[0].size");
    row("negative", replaced(kPlan, "size: 1", "size: -1"), "waves[0].size");
    row("negative share", replaced(kPlan, "size: 1", "size: -5%"), "waves[0].size");
    row("over 100 %", replaced(kPlan, "size: 1", "size: 101%"), "waves[0].size");
    row("over 100 % together", replaced(replaced(kPlan, "size: 1", "size: 60%"), "size: rest", "size: 60%"),
        "waves[1].size");
    row("under 100 % together", replaced(replaced(kPlan, "size: 1", "size: 60%"), "size: rest", "size: 30%"),
        "waves[1].size");
    row("no node may be unavailable", kPlan + "max_unavailable: {per_site: 0}\n", "max_unavailable.per_site");
    row("fewer than none may be", kPlan + "max_unavailable: {per_site: -1}\n", "max_unavailable.per_site");
    std::string many = kPlan.substr(0, kPlan.find("  - "));
    for (int i = 0; i < 10'000; ++i) many += "  - {name: w" + std::to_string(i) + ", size: 1}\n";
    row("10,000 waves", many.substr(0, 250 << 10), "waves");
    row("10,000 brackets", kPlan + std::string(10'000, '['), "plan");
    row("a mebibyte", kPlan + std::string(1 << 20, '#'), "plan");
    row("SQL", replaced(kPlan, "meter-reader", "\"x'; DROP TABLE nodes;--\""), "workload");
  }
  void a_plan_that_cannot_be_is_refused_by_the_field() {
    QFETCH(QString, plan);
    QFETCH(QString, field);
    ApiClient client = as("operator-1", Role::Operator);
    for (const char* method : {"CreateRollout", "PrepareRollout"}) {
      QJsonObject request{{"plan", plan}};
      if (std::string(method) == "CreateRollout") request["requestId"] = nextId();
      const ApiAnswer answer = client.json(kRollouts + method, ApiClient::textOf(request));
      QCOMPARE(answer.status, 400L);
      QCOMPARE(answer.flaw(), QString());
      QCOMPARE(QString::fromStdString(answer.detail.field()), field);
    }
    QCOMPARE(fixture_->with([](auto& rig) { return rig.fleet.state().rollouts.size(); }), std::size_t{1});
  }

  void two_who_pause_and_resume_at_once_leave_one_of_the_two_states() {
    ApiClient first = as("operator-1", Role::Operator);
    ApiClient second = as("operator-2", Role::Operator);
    const ApiAnswer made = rollout(first, "CreateRollout", {{"plan", QString::fromStdString(kPlan)}});
    QVERIFY2(made.status == 200, made.body.c_str());
    const ApiAnswer started = rollout(first, "StartRollout", {{"rollout", "meter-reader-2"}});
    QVERIFY2(started.status == 200, started.body.c_str());
    const auto say = [&](ApiClient& client, const char* method) {
      int said = 0;
      for (int i = 0; i < 20; ++i) {
        const ApiAnswer answer = rollout(client, method, {{"rollout", "meter-reader-2"}, {"reason", "a test"}});
        if (answer.status == 200) ++said;
        if (!answer.flaw().isEmpty()) return -1000;
        if (answer.status != 200 && answer.reason() != "wrong_state") return -1000;
      }
      return said;
    };
    auto pausing = std::async(std::launch::async, [&] { return say(first, "PauseRollout"); });
    auto resuming = std::async(std::launch::async, [&] { return say(second, "ResumeRollout"); });
    const int paused = pausing.get();
    const int resumed = resuming.get();
    QVERIFY(paused > 0 && resumed >= 0);
    const RolloutState state =
        fixture_->with([](auto& rig) { return rig.fleet.state().rollouts.at(RolloutId("meter-reader-2")).state; });
    const auto entries = fixture_->with([](auto& rig) { return rig.store->auditEntries(1, 10'000).value(); });
    std::vector<std::string> said;
    for (const AuditEntry& entry : entries)
      if (entry.action == "PauseRollout" || entry.action == "ResumeRollout") said.push_back(entry.action);
    // What changed nothing is not in the audit log, so that there each is followed by the other, up to what holds now.
    QVERIFY(!said.empty() && said.size() <= static_cast<std::size_t>(paused + resumed));
    QVERIFY(std::adjacent_find(said.begin(), said.end()) == said.end());
    QVERIFY(state == (said.back() == "PauseRollout" ? RolloutState::Paused : RolloutState::Running));
    QCOMPARE(jsonOf(as("auditor-1", Role::Auditor).json("/flotilla.v1.AuditService/VerifyAudit", "{}").body)["intact"]
                 .toBool(),
             true);
  }
  void what_is_over_cannot_be_aborted_and_nothing_twice() {
    ApiClient client = as("operator-1", Role::Operator);
    for (int i = 0; i < 2; ++i) {
      const ApiAnswer answer = rollout(client, "CancelRollout", {{"rollout", "meter-reader-1"}});
      QCOMPARE(answer.status, 400L);
      QCOMPARE(answer.reason(), QString("not_running"));
      QVERIFY(!answer.detail.fix().empty());
    }
    QCOMPARE(rollout(client, "CreateRollout", {{"plan", QString::fromStdString(kPlan)}}).status, 200L);
    QCOMPARE(rollout(client, "StartRollout", {{"rollout", "meter-reader-2"}}).status, 200L);
    QCOMPARE(rollout(client, "CancelRollout", {{"rollout", "meter-reader-2"}}).status, 200L);
    QCOMPARE(rollout(client, "CancelRollout", {{"rollout", "meter-reader-2"}}).reason(), QString("not_running"));
  }

  // Slow requests, many at once: others are served all the time, and each of the slow ones is let go.
  void two_hundred_who_never_finish_keep_nobody_out() {
    HttpLimits limits;
    limits.headerTimeout = 1s;
    limits.idleTimeout = 2s;
    WebFixture impatient(limits);
    const std::string session = impatient.sessionOf("viewer-1", Role::Viewer);
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 200; ++i) {
      slow.push_back(std::make_unique<RawClient>(impatient.port));
      const std::string begin = "POST " + kNodes + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + kJson + "\r\n";
      QVERIFY(slow.back()->write(i % 2 == 0 ? begin : begin + "Content-Length: 1000\r\n\r\n{"));
      if (i % 20 == 0) QCOMPARE(ApiClient(impatient, session).json(kNodes, "{}").status, 200L);
    }
    for (const auto& client : slow) QCOMPARE(client->readToEnd(), std::string());
    QCOMPARE(ApiClient(impatient, session).json(kNodes, "{}").status, 200L);
  }
  // A byte now and then is no header, and does not make it last.
  void a_header_or_a_body_that_trickles_ends() {
    HttpLimits limits;
    limits.headerTimeout = 500ms;
    limits.idleTimeout = 1s;
    WebFixture impatient(limits);
    for (const bool inBody : {false, true}) {
      RawClient client(impatient.port);
      QVERIFY(client.write("POST " + kNodes + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + kJson + "\r\n" +
                           (inBody ? "Content-Length: 100000\r\n\r\n" : "X-Slow: ")));
      QElapsedTimer timer;
      timer.start();
      while (timer.elapsed() < 20'000 && client.write("x")) QTest::qWait(50);
      QVERIFY2(timer.elapsed() < 20'000, inBody ? "the body goes on" : "the header goes on");
    }
    QCOMPARE(impatient.request("GET", "/healthz").status, 200L);
  }
};

QTEST_GUILESS_MAIN(TstWebMisuse)
#include "tst_web_misuse.moc"

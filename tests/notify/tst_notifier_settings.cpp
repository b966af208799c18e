#include "tests/notify/notify_rig.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

using Settings = std::map<std::string, std::string>;

struct Wrong {
  const char* what;
  const char* kind;
  Settings settings;
  Settings secretFiles;
  const char* field;
  const char* message;  // part of it
};

const char* const kMail = "smtp://mail.example.org:587";
const char* const kHook = "https://hooks.example.org/x";

const std::vector<Wrong>& wrongOnes() {
  static const std::vector<Wrong> all{
      {"no address", "webhook", {}, {}, "url", "url is missing"},
      {"another scheme", "webhook", {{"url", "ftp://h/x"}}, {}, "url", "begins with https:// or http://"},
      {"a file", "webhook", {{"url", "file:///etc/passwd"}}, {}, "url", "begins with"},
      {"no scheme", "webhook", {{"url", "hooks.example.org"}}, {}, "url", "begins with"},
      {"no host", "webhook", {{"url", "https:///x"}}, {}, "url", "begins with"},
      {"a blank", "webhook", {{"url", "https://h/a b"}}, {}, "url", "begins with"},
      {"a password in the address", "webhook", {{"url", "https://u:p@h/"}}, {}, "url", "holds a user or a password"},
      {"a fragment", "webhook", {{"url", "https://h/#a"}}, {}, "url", "ends in #"},
      {"an unknown setting", "webhook", {{"url", kHook}, {"colour", "red"}}, {}, "colour", "there is no setting"},
      {"an empty setting", "webhook", {{"url", kHook}, {"timeout", ""}}, {}, "timeout", "is empty"},
      {"a secret as a value", "webhook", {{"url", kHook}, {"authorization", "x"}}, {}, "authorization", "is a secret"},
      {"an unknown secret", "webhook", {{"url", kHook}}, {{"cookie", "word"}}, "cookie_file", "there is no secret"},
      {"a secret in the clear", "webhook", {{"url", "http://h/"}}, {{"authorization", "word"}}, "url", "in the clear"},
      {"no time", "webhook", {{"url", kHook}, {"timeout", "soon"}}, {}, "timeout", "1s to 120s"},
      {"too long a time", "webhook", {{"url", kHook}, {"timeout", "121s"}}, {}, "timeout", "1s to 120s"},
      {"no authorities", "webhook", {{"url", kHook}, {"ca_file", "/none.pem"}}, {}, "ca_file", "names no file"},
      {"a relative path", "webhook", {{"url", kHook}, {"ca_file", "ca.pem"}}, {}, "ca_file", "names no file"},
      {"no certificates", "webhook", {{"url", kHook}, {"ca_file", "/etc/passwd"}}, {}, "ca_file", "names no file"},
      {"two lines", "webhook", {{"url", "https://h/\r\nX: y"}}, {}, "url", "not one line"},
      {"no address", "alertmanager", {}, {}, "url", "url is missing"},
      {"the whole path", "alertmanager", {{"url", "http://h:9093/api/v2/alerts"}}, {}, "url", "more than where"},
      {"a query", "alertmanager", {{"url", "http://h:9093/?a=b"}}, {}, "url", "more than where"},
      {"no hold", "alertmanager", {{"url", "http://h"}, {"hold", "5m"}}, {}, "hold", "1h to 168h"},
      {"too long a hold", "alertmanager", {{"url", "http://h"}, {"hold", "169h"}}, {}, "hold", "1h to 168h"},
      {"another scheme", "smtp", {{"url", kHook}, {"from", "a@b"}, {"to", "c@d"}}, {}, "url", "smtp:// or smtps://"},
      {"no sender", "smtp", {{"url", kMail}, {"to", "c@d"}}, {}, "from", "from is missing"},
      {"no recipient", "smtp", {{"url", kMail}, {"from", "a@b"}}, {}, "to", "to is missing"},
      {"no mailbox", "smtp", {{"url", kMail}, {"from", "anna"}, {"to", "c@d"}}, {}, "from", "no mail address"},
      {"a command", "smtp", {{"url", kMail}, {"from", "a@b"}, {"to", "c@d>BCC:<x@y"}}, {}, "to", "no mail address"},
      {"an empty one", "smtp", {{"url", kMail}, {"from", "a@b"}, {"to", "c@d,,e@f"}}, {}, "to", "no mail address"},
      {"no password",
       "smtp",
       {{"url", kMail}, {"from", "a@b"}, {"to", "c@d"}, {"user", "u"}},
       {},
       "password",
       "no password"},
      {"no user", "smtp", {{"url", kMail}, {"from", "a@b"}, {"to", "c@d"}}, {{"password", "word"}}, "user", "no user"},
      {"a literal password",
       "smtp",
       {{"url", kMail}, {"from", "a@b"}, {"to", "c@d"}, {"password", "x"}},
       {},
       "password",
       "is a secret"},
      {"tls that is neither",
       "smtp",
       {{"url", kMail}, {"from", "a@b"}, {"to", "c@d"}, {"tls", "maybe"}},
       {},
       "tls",
       "neither"},
      {"in the clear abroad",
       "smtp",
       {{"url", kMail}, {"from", "a@b"}, {"to", "c@d"}, {"tls", "none"}},
       {},
       "tls",
       "only for"},
      {"in the clear and not",
       "smtp",
       {{"url", "smtps://localhost"}, {"from", "a@b"}, {"to", "c@d"}, {"tls", "none"}},
       {},
       "tls",
       "contradict"},
      {"a setting", "desktop", {{"colour", "red"}}, {}, "colour", "there is no setting"},
      {"no session", "desktop", {}, {}, "kind", "no session bus"},
  };
  return all;
}

}  // namespace

class TstNotifierSettings : public QObject {
  Q_OBJECT

  std::unique_ptr<NotifyRig> rig_;

 private slots:
  void initTestCase() {
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qunsetenv("XDG_RUNTIME_DIR");
    rig_ = std::make_unique<NotifyRig>(kRealPlugins);
    rig_->secret("word", "xyzzy");
  }
  void cleanupTestCase() { rig_.reset(); }

  void the_plugins_are_there() {
    QCOMPARE(rig_->host->kinds(), (std::vector<std::string>{"alertmanager", "desktop", "smtp", "webhook"}));
  }

  void what_is_wrong_is_refused_with_the_setting_and_the_fix_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < wrongOnes().size(); ++i)
      QTest::addRow("%s: %s", wrongOnes()[i].kind, wrongOnes()[i].what) << int(i);
  }
  void what_is_wrong_is_refused_with_the_setting_and_the_fix() {
    QFETCH(int, index);
    const Wrong& wrong = wrongOnes()[std::size_t(index)];
    const Status status = rig_->check({wrong.kind, wrong.settings, wrong.secretFiles, true});
    QVERIFY(!status.ok());
    QCOMPARE(status.error().reason, std::string("bad_setting"));
    QCOMPARE(status.error().field, std::string(wrong.field));
    QVERIFY2(status.error().message.find(wrong.message) != std::string::npos, status.error().message.c_str());
    QVERIFY(status.error().message.find("xyzzy") == std::string::npos);
  }

  void what_is_right_is_taken_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("settings");
    QTest::addColumn<QString>("secrets");
    QTest::newRow("webhook") << "webhook"
                             << "url=https://h.example/x;timeout=10s"
                             << "authorization=word";
    QTest::newRow("local webhook") << "webhook"
                                   << "url=http://127.0.0.1:9000/x"
                                   << "authorization=word";
    QTest::newRow("alertmanager") << "alertmanager"
                                  << "url=https://am.example:9093/prefix/;hold=12h"
                                  << "";
    QTest::newRow("smtp") << "smtp"
                          << "url=smtp://m.example:587;from=a@b.c;to=c@d.e, f@g.h;user=u"
                          << "password=word";
    QTest::newRow("local smtp") << "smtp"
                                << "url=smtp://[::1]:25;from=a@b.c;to=c@d.e;tls=none"
                                << "";
  }
  void what_is_right_is_taken() {
    QFETCH(QString, kind);
    QFETCH(QString, settings);
    QFETCH(QString, secrets);
    const auto split = [](const QString& text) {
      Settings out;
      for (const QString& pair : text.split(';', Qt::SkipEmptyParts))
        out[pair.section('=', 0, 0).toStdString()] = pair.section('=', 1).toStdString();
      return out;
    };
    const Status status = rig_->check({kind.toStdString(), split(settings), split(secrets), true});
    QVERIFY2(status.ok(), status.ok() ? "" : status.error().message.c_str());
  }

  // An address may be the secret itself, as those of chat services are.
  void a_secret_address_is_judged_and_not_told() {
    rig_->secret("hook", "ftp://hooks.example.org/T0K3N");
    const Status status = rig_->check({"webhook", {}, {{"url", "hook"}}, true});
    QCOMPARE(status.error().field, std::string("url_file"));
    QVERIFY(status.error().message.find("T0K3N") == std::string::npos);
    rig_->secret("hook", "https://hooks.example.org/T0K3N");
    QVERIFY(rig_->check({"webhook", {}, {{"url", "hook"}}, true}).ok());
  }
};

QTEST_GUILESS_MAIN(TstNotifierSettings)
#include "tst_notifier_settings.moc"

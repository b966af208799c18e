// People log in with a password and a second factor, and programs with API tokens: flotillactl against a real control
// plane, over TLS.
#include <QRegularExpression>

#include "tests/support/operator.h"

using namespace flotilla::test;

class TstLogIn : public QObject {
  Q_OBJECT

  std::unique_ptr<Cluster> cluster_;

  // Logs in as that operator does, but with this password or code, into a file of its own.
  Answer tries(const OperatorAtWork& who, const QByteArray& password, const QString& code = {}) {
    writeFile(cluster_->path("try.password"), password);
    writeFile(cluster_->path("try.code"), code.toUtf8());
    QStringList words{"--server",
                      cluster_->address("operators"),
                      "--ca",
                      cluster_->serverData() + "/pki/ca.pem",
                      "--session-file",
                      cluster_->path("try.session"),
                      "-o",
                      "json",
                      "login",
                      who.name(),
                      "--password-file",
                      cluster_->path("try.password")};
    if (!code.isEmpty()) words << "--code-file" << cluster_->path("try.code");
    return cluster_->run("flotillactl", words);
  }
  Answer asTried(const QStringList& words) {
    return cluster_->run("flotillactl", QStringList{"--server", cluster_->address("operators"), "--ca",
                                                    cluster_->serverData() + "/pki/ca.pem", "--session-file",
                                                    cluster_->path("try.session"), "-o", "json"} +
                                            words);
  }

 private slots:
  void initTestCase() {
    // Examples of RFC 6238, cut to six digits: what makes the codes here is right by itself.
    const QString secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    QCOMPARE(totp(secret, 0, 59), QString("287082"));
    QCOMPARE(totp(secret, 0, 1'111'111'109), QString("081804"));
  }
  void init() {
    cluster_ = std::make_unique<Cluster>();
    QVERIFY2(cluster_->startServer() && cluster_->declareFleet(), cluster_->lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_->printLogs();
    cluster_.reset();
  }

  void a_password_and_the_code_of_now_let_in_and_nothing_else() {
    OperatorAtWork ann;
    QCOMPARE(ann.join(*cluster_, "ann", {"operator", "approver"}), QString());
    QVERIFY(!ann.secret().isEmpty());
    QCOMPARE(ann.ctl({"whoami"}).json["name"].toString(), QString("ann"));
    QVERIFY(ann.ctl({"nodes", "list"}).ok());
    const QByteArray password = readFile(ann.file("password"));
    const Answer wrong = tries(ann, "not the password at all", totp(ann.secret(), 1));
    QVERIFY2(!wrong.ok() && wrong.err.contains("the name or the password is not right"), qPrintable(wrong.err));
    const Answer without = tries(ann, password);
    QVERIFY2(!without.ok() && without.err.contains("--code-file"), qPrintable(without.err));
    const Answer guessed = tries(ann, password, "000000");
    QVERIFY2(!guessed.ok() && guessed.err.contains("this code is not right"), qPrintable(guessed.err));
    const QString code = totp(ann.secret(), 1);
    const Answer in = tries(ann, password, code);
    QVERIFY2(in.ok(), qPrintable(in.err));
    QVERIFY(!in.out.contains("fls1."));
    const Answer again = tries(ann, password, code);  // seen over a shoulder
    QVERIFY2(!again.ok() && again.err.contains("this code is not right"), qPrintable(again.err));
    const QStringList recovery = QString(readFile(ann.file("recovery"))).split('\n', Qt::SkipEmptyParts);
    QVERIFY(recovery.size() >= 8);
    QVERIFY(tries(ann, password, recovery.at(0)).ok());
    QVERIFY(!tries(ann, password, recovery.at(0)).ok());
  }

  void without_the_second_factor_nothing_else_is_allowed() {
    const Answer added = cluster_->ctl({"operator", "add", "ann", "--role", "administrator"});
    QVERIFY(writeFile(cluster_->path("invitation"), added.json["invitation"].toString().toUtf8()));
    QVERIFY(writeFile(cluster_->path("password"), "a long enough password"));
    const QStringList accept{"login", "--invitation-file", cluster_->path("invitation"), "--new-password-file",
                             cluster_->path("password")};
    const Answer in = asTried(accept);
    QVERIFY2(in.ok() && in.json["needs_second_factor"].toBool(), qPrintable(in.err));
    const Answer refused = asTried({"nodes", "list"});
    QVERIFY2(!refused.ok() && refused.err.contains("fix: flotillactl account second-factor"), qPrintable(refused.err));
    const Answer twice = asTried(accept);
    QVERIFY2(!twice.ok() && twice.err.contains("was used"), qPrintable(twice.err));
  }

  void a_session_that_is_over_is_over() {
    OperatorAtWork ann, root;
    QCOMPARE(ann.join(*cluster_, "ann", {"operator"}), QString());
    QCOMPARE(root.join(*cluster_, "root", {"administrator"}), QString());
    const QByteArray session = readFile(ann.file("session"));
    QVERIFY(ann.ctl({"logout"}).ok());
    QVERIFY(writeFile(ann.file("session"), session));  // as a thief kept it
    const Answer stolen = ann.ctl({"nodes", "list"});
    QVERIFY2(!stolen.ok() && stolen.err.contains("flotillactl login"), qPrintable(stolen.err));

    QCOMPARE(ann.logIn(), QString());
    const QJsonArray sessions = root.ctl({"account", "sessions", "--everybody"}).json["sessions"].toArray();
    QString id;
    for (const QJsonValue one : sessions)
      if (one["operator"].toString() == "ann") {
        id = one["id"].toString();
        QVERIFY2(one["program"].toString().startsWith("flotillactl/"), qPrintable(one["program"].toString()));
      }
    QVERIFY(root.ctl({"account", "end-session", id}).ok());
    QVERIFY(!ann.ctl({"nodes", "list"}).ok());

    QCOMPARE(ann.logIn(), QString());
    QVERIFY(root.ctl({"operator", "disable", "ann"}).ok());
    QVERIFY(!ann.ctl({"nodes", "list"}).ok());
    QVERIFY(!ann.logIn().isEmpty());
    QVERIFY(root.ctl({"operator", "enable", "ann"}).ok());
    QCOMPARE(ann.logIn(), QString());
  }

  void a_new_password_is_the_only_one() {
    OperatorAtWork ann;
    QCOMPARE(ann.join(*cluster_, "ann", {"operator"}), QString());
    const QByteArray before = readFile(ann.file("password"));
    QVERIFY(tries(ann, before).ok());
    QVERIFY(writeFile(cluster_->path("new"), "another long password"));
    const Answer changed = ann.ctl(
        {"account", "password", "--password-file", ann.file("password"), "--new-password-file", cluster_->path("new")});
    QVERIFY2(changed.ok(), qPrintable(changed.err));
    QVERIFY(!asTried({"nodes", "list"}).ok());  // the other session ended with it
    QVERIFY(!tries(ann, before).ok());
    QVERIFY(tries(ann, "another long password").ok());
    QVERIFY(writeFile(cluster_->path("new"), "short"));
    const Answer weak = asTried(
        {"account", "password", "--password-file", ann.file("password"), "--new-password-file", cluster_->path("new")});
    QVERIFY2(!weak.ok() && weak.err.contains("12"), qPrintable(weak.err));
  }

  void an_api_token_does_its_part_and_agrees_to_nothing() {
    OperatorAtWork ann;
    QCOMPARE(ann.join(*cluster_, "ann", {"administrator"}), QString());
    const QString token = ann.apiToken("machines", "enroller");
    QVERIFY(!token.isEmpty());
    QVERIFY(!(QFile::permissions(token) & (QFile::ReadGroup | QFile::ReadOther)));
    const auto with = [&](const QStringList& words) {
      return cluster_->run("flotillactl",
                           QStringList{"--server", cluster_->address("operators"), "--ca",
                                       cluster_->serverData() + "/pki/ca.pem", "--token-file", token, "-o", "json"} +
                               words);
    };
    QVERIFY(with({"token", "create", "--site", "rotterdam"}).ok());
    QVERIFY(!with({"operator", "list"}).ok());
    const Answer approved = with({"call", "RolloutService/ApproveRollout"});
    QVERIFY2(!approved.ok(), qPrintable(approved.out));
    const Answer person = with({"account", "second-factor", "--prepare"});
    QVERIFY2(!person.ok() && person.err.contains("is for people"), qPrintable(person.err));
    const Answer more = ann.ctl({"api-token", "create", "more", "--role", "approver"});
    QVERIFY2(!more.ok() && more.err.contains("--role"), qPrintable(more.err));
    const QJsonArray tokens = ann.ctl({"api-token", "list"}).json["tokens"].toArray();
    QCOMPARE(tokens.size(), 1);
    QVERIFY(ann.ctl({"api-token", "revoke", tokens[0]["id"].toString()}).ok());
    QVERIFY(!with({"token", "create", "--site", "rotterdam"}).ok());
  }

  void a_lost_password_and_factor_are_made_anew() {
    OperatorAtWork ann;
    QCOMPARE(ann.join(*cluster_, "ann", {"approver"}), QString());
    const Answer invited = cluster_->ctl({"operator", "invite", "ann", "--reset-second-factor"});
    QVERIFY2(invited.ok(), qPrintable(invited.err));
    QVERIFY(writeFile(cluster_->path("invitation"), invited.json["code"].toString().toUtf8()));
    QVERIFY(writeFile(cluster_->path("password"), "a long enough password"));
    QVERIFY(ann.ctl({"nodes", "list"}).ok());  // what was there stays until then
    const Answer in = asTried({"login", "--invitation-file", cluster_->path("invitation"), "--new-password-file",
                               cluster_->path("password")});
    QVERIFY2(in.ok() && in.json["needs_second_factor"].toBool(), qPrintable(in.err + in.out));
    QVERIFY(!ann.ctl({"nodes", "list"}).ok());
  }

  void the_first_administrator_comes_in_by_what_flotillad_prints() {
    ClusterOptions options;
    options.server = QStringList{"accounts.first_admin=true"};
    cluster_ = std::make_unique<Cluster>(options);
    QVERIFY2(cluster_->startServer(), cluster_->lastProblem());
    static const QRegularExpression kLine("^first administrator: open https://\\S+/welcome and enter (\\S+)",
                                          QRegularExpression::MultilineOption);
    QString code;
    QVERIFY2(cluster_->eventually("the code is printed", std::chrono::seconds(20),
                                  [&] {
                                    code = kLine.match(cluster_->server().log()).captured(1);
                                    return !code.isEmpty();
                                  }),
             cluster_->lastProblem());
    QVERIFY(writeFile(cluster_->path("invitation"), code.toUtf8()));
    QVERIFY(writeFile(cluster_->path("password"), "a long enough password"));
    const Answer in = asTried({"login", "--invitation-file", cluster_->path("invitation"), "--new-password-file",
                               cluster_->path("password")});
    QVERIFY2(in.ok(), qPrintable(in.err));
    QCOMPARE(in.json["name"].toString(), QString("admin"));
  }

  void no_secret_is_in_the_log_or_the_audit() {
    OperatorAtWork ann;
    QCOMPARE(ann.join(*cluster_, "ann", {"administrator"}), QString());
    const QString token = ann.apiToken("machines", "viewer");
    const QString told = cluster_->server().log() + cluster_->ctl({"audit", "list", "--limit", "1000"}).out;
    QVERIFY(told.contains("ann"));
    for (const QString& file : {ann.file("password"), ann.file("session"), ann.file("invitation"), token})
      QVERIFY2(!told.contains(QString(readFile(file)).trimmed()), qPrintable(file));
    QVERIFY(!told.contains(ann.secret()));
  }
};

QTEST_GUILESS_MAIN(TstLogIn)
#include "tst_log_in.moc"

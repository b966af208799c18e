#include "tests/notify/notify_rig.h"

using namespace flotilla;
using namespace flotilla::tests;

class TstNotifierHost : public QObject {
  Q_OBJECT

  std::unique_ptr<NotifyRig> rig_;

  Notifier odd(const std::string& mode, const char* log = "log") {
    return {"odd",
            {{"mode", mode}, {"log", rig_->path(log).toStdString()}, {"release", rig_->path("release").toStdString()}},
            {},
            true};
  }
  QStringList logged(const char* log = "log") {
    QFile file(rig_->path(log));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
  }
  bool waitForLog(const char* log, int lines) {
    return QTest::qWaitFor([&] { return logged(log).size() >= lines; }, kWaitMs);
  }
  static std::string reason(const Status& status) { return status ? "ok" : status.error().reason; }

 private slots:
  void init() { rig_ = std::make_unique<NotifyRig>(kOddPlugins); }
  void cleanup() { rig_.reset(); }

  void only_plugins_of_this_api_and_kind_are_loaded() {
    QCOMPARE(rig_->host->kinds(), std::vector<std::string>{"odd"});
    const Status unknown = rig_->check({"other", {}, {}, true});
    QCOMPARE(reason(unknown), std::string("unknown_notifier"));
    QCOMPARE(unknown.error().field, std::string("kind"));
    QCOMPARE(unknown.error().fix, std::string("one of: odd"));
    QCOMPARE(rig_->send(notificationOf({{"other", {}, {}, true}})),
             std::string("not_notified: other: there is no notifier plugin for the kind \"other\""));
  }

  void a_wrong_setting_is_refused_with_its_name_and_the_fix() {
    QCOMPARE(reason(rig_->check(odd("take"))), std::string("ok"));
    const Status bad = rig_->check(odd("bad"));
    QCOMPARE(reason(bad), std::string("bad_setting"));
    QCOMPARE(bad.error().field, std::string("mode"));
    QCOMPARE(bad.error().fix, std::string("say something else"));
  }

  void a_message_is_taken_and_answered_once() {
    const auto sent = rig_->start(notificationOf({odd("take")}), 5s);
    QCOMPARE(NotifyRig::result(sent), std::string("ok"));
    QCOMPARE(logged(), QStringList{"[FIRING:1] BudgetBurn eu-west"});
    rig_->loop.run([] { return 0; });
    QCOMPARE(sent->answers, 1);
  }

  void a_busy_receiver_is_asked_again_until_it_takes_the_message() {
    QCOMPARE(rig_->send(notificationOf({odd("second")})), std::string("ok"));
    QCOMPARE(logged().size(), 2);
  }

  void a_busy_receiver_is_given_up_at_the_deadline_with_what_it_said() {
    const std::string answer = rig_->send(notificationOf({odd("busy")}), 2s);
    QVERIFY2(answer.starts_with("not_notified: odd: busy for "), answer.c_str());
    QVERIFY(logged().size() > 2);
  }

  void a_refusal_is_final() {
    QCOMPARE(rig_->send(notificationOf({odd("refuse")})), std::string("not_notified: odd: never"));
    QCOMPARE(logged().size(), 1);
  }

  void one_notifier_that_took_it_is_enough_and_the_complaints_of_all_are_told_if_none_did() {
    QCOMPARE(rig_->send(notificationOf({odd("refuse", "a"), odd("take", "b")})), std::string("ok"));
    const std::string answer = rig_->send(notificationOf({odd("refuse", "a"), odd("throw", "b")}));
    QVERIFY2(answer.find("odd: never") != std::string::npos, answer.c_str());
    QVERIFY2(answer.find("odd: the plugin threw an exception: from inside") != std::string::npos, answer.c_str());
  }

  void exceptions_of_a_plugin_harm_nobody() {
    QCOMPARE(rig_->send(notificationOf({odd("throw_number")})),
             std::string("not_notified: odd: the plugin threw an exception"));
    QCOMPARE(reason(rig_->check(odd("throw_open"))), std::string("plugin_failed"));
    QVERIFY(rig_->send(notificationOf({odd("throw_open")})).find("threw an exception at its settings") !=
            std::string::npos);
    QCOMPARE(rig_->send(notificationOf({odd("take")})), std::string("ok"));
  }

  void a_notifier_that_hangs_stops_no_other_and_is_cancelled_after_its_deadline() {
    const auto hanging = rig_->start(notificationOf({odd("hang", "hang")}), 2s);
    QVERIFY(waitForLog("hang", 1));
    QCOMPARE(rig_->send(notificationOf({odd("take")})), std::string("ok"));
    QVERIFY(NotifyRig::result(hanging).starts_with("not_notified: odd: "));
    // Its thread is free again: the next message of the same notifier is tried.
    const auto next = rig_->start(notificationOf({odd("hang", "hang")}), 2s);
    QVERIFY(waitForLog("hang", 2));
    QVERIFY(NotifyRig::result(next).starts_with("not_notified"));
  }

  void a_notifier_that_ignores_everything_is_answered_for_and_left_behind() {
    auto deaf = rig_->start(notificationOf({odd("deaf", "deaf")}), 2s);
    QVERIFY(waitForLog("deaf", 1));
    QCOMPARE(NotifyRig::result(deaf), std::string("not_notified: odd: did not come back in time"));
    QElapsedTimer timer;
    timer.start();
    rig_->loop.stop();
    rig_->host->stop();
    QVERIFY(timer.elapsed() < 5'000);
    writeText(rig_->path("release"), "");
  }

  void with_every_thread_hanging_others_wait_their_turn() {
    PoolLimits limits = quickLimits();
    limits.maxThreads = 2;
    rig_ = std::make_unique<NotifyRig>(kOddPlugins, limits);
    const auto first = rig_->start(notificationOf({odd("hang", "a")}), 3s);
    const auto second = rig_->start(notificationOf({odd("hang", "b")}), 3s);
    QVERIFY(waitForLog("a", 1) && waitForLog("b", 1));
    QCOMPARE(rig_->send(notificationOf({odd("take", "c")}), 20s), std::string("ok"));
    QVERIFY(first->done() || second->done());
  }

  void a_full_queue_is_said_at_once() {
    PoolLimits limits = quickLimits();
    limits.maxQueue = 2;
    rig_ = std::make_unique<NotifyRig>(kOddPlugins, limits);
    const Notification message = notificationOf({odd("hang")});
    const auto running = rig_->start(message, 20s);
    QVERIFY(waitForLog("log", 1));
    const auto second = rig_->start(message, 20s);
    const auto third = rig_->start(message, 20s);
    const std::string full = rig_->send(message, 20s);
    QVERIFY2(full.find("2 messages wait for this notifier already") != std::string::npos, full.c_str());
    QVERIFY(!running->done() && !second->done() && !third->done());
  }

  void secrets_are_read_when_a_message_is_sent_so_that_they_rotate() {
    Notifier notifier = odd("take");
    notifier.secretFiles = {{"word", "word"}};
    rig_->secret("word", "first\n");
    QCOMPARE(rig_->send(notificationOf({notifier})), std::string("ok"));
    rig_->secret("word", "second");
    QCOMPARE(rig_->send(notificationOf({notifier})), std::string("ok"));
    QCOMPARE(logged(), (QStringList{"first", "second"}));
  }

  void a_secret_that_is_missing_when_it_is_needed_is_waited_for() {
    Notifier notifier = odd("take");
    notifier.secretFiles = {{"word", "late"}};
    const std::string missing = rig_->send(notificationOf({notifier}), 2s);
    QVERIFY2(missing.find("late does not exist") != std::string::npos, missing.c_str());
    const auto sent = rig_->start(notificationOf({notifier}), 20s);
    rig_->secret("late", "here");
    QCOMPARE(NotifyRig::result(sent), std::string("ok"));
  }

  void secrets_are_never_part_of_an_error() {
    rig_->secret("word", "xyzzy-secret");
    Notifier leaking = odd("leak");
    leaking.secretFiles = {{"word", "word"}};
    QCOMPARE(rig_->send(notificationOf({leaking})), std::string("not_notified: odd: the word is (word)"));
    Notifier bad = odd("bad_secret");
    bad.secretFiles = {{"word", "word"}};
    const Status status = rig_->check(bad);
    QCOMPARE(status.error().message, std::string("not this: (word)"));
    QCOMPARE(status.error().field, std::string("word_file"));
  }

  void a_secret_file_that_will_not_do_is_refused_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("expected");
    QTest::newRow("missing") << "none"
                             << "no_file";
    QTest::newRow("readable by others") << "open"
                                        << "open_secret";
    QTest::newRow("empty") << "empty"
                           << "secret_unfit";
    QTest::newRow("several lines") << "lines"
                                   << "secret_unfit";
    QTest::newRow("a folder") << "sub"
                              << "not_a_file";
    QTest::newRow("a link") << "link"
                            << "";
    QTest::newRow("above the folder") << "../key"
                                      << "secret_outside";
    QTest::newRow("above, on a way around") << "sub/../../key"
                                            << "secret_outside";
    QTest::newRow("elsewhere") << "/etc/passwd"
                               << "secret_outside";
    QTest::newRow("the folder") << "."
                                << "secret_outside";
    QTest::newRow("nothing") << ""
                             << "secret_outside";
    QTest::newRow("long") << "long"
                          << "file_too_large";
  }
  void a_secret_file_that_will_not_do_is_refused() {
    QFETCH(QString, file);
    QFETCH(QString, expected);
    rig_->secret("open", "x", false);
    rig_->secret("empty", "\n");
    rig_->secret("lines", "a\r\nX-Header: b");
    rig_->secret("long", std::string(9'000, 'x'));
    const QString folder = QString::fromStdString(rig_->secrets());
    QDir(folder).mkdir("sub");
    writeText(rig_->path("key"), "the key of the authority");
    QFile::link(rig_->path("key"), folder + "/link");
    Notifier notifier = odd("take");
    notifier.secretFiles = {{"word", file.toStdString()}};
    const Status status = rig_->check(notifier);
    QVERIFY(!status.ok());
    QCOMPARE(status.error().field, std::string("word_file"));
    if (!expected.isEmpty()) QCOMPARE(QString::fromStdString(status.error().reason), expected);
  }

  void a_secret_in_the_folder_may_be_named_in_full() {
    rig_->secret("word", "x");
    Notifier notifier = odd("take");
    notifier.secretFiles = {{"word", (rig_->secrets() / "word").string()}};
    QCOMPARE(reason(rig_->check(notifier)), std::string("ok"));
    notifier.settings["word"] = "x";
    QCOMPARE(reason(rig_->check(notifier)), std::string("secret_twice"));
  }

  void who_does_not_want_to_hear_of_ends_is_not_told() {
    const TimePoint now = rig_->clock.now();
    Notifier quiet = odd("take");
    quiet.sendResolved = false;
    const Alert end = ended(firing("eu-west", now), now);
    QCOMPARE(rig_->send(notificationOf({quiet}, {end}, now)), std::string("ok"));
    QCOMPARE(logged(), QStringList{});
    QCOMPARE(rig_->send(notificationOf({quiet}, {firing("eu-north", now), end}, now)), std::string("ok"));
    QCOMPARE(logged(), QStringList{"[FIRING:1] BudgetBurn eu-west"});
    QCOMPARE(rig_->send(notificationOf({odd("take", "all")}, {end}, now)), std::string("ok"));
    QCOMPARE(logged("all"), QStringList{"[RESOLVED] BudgetBurn eu-west"});
  }

  void nobody_to_tell_is_no_failure() { QCOMPARE(rig_->send(notificationOf({})), std::string("ok")); }

  void messages_of_one_notifier_keep_their_order() {
    std::vector<std::shared_ptr<NotifyRig::Sent>> sent;
    Notification message = notificationOf({odd("take")});
    QStringList expected;
    for (int i = 0; i < 10; ++i) {
      message.groupLabels["region"] = "r" + std::to_string(i);
      expected += "[FIRING:1] BudgetBurn r" + QString::number(i);
      sent.push_back(rig_->start(message, 20s));
    }
    for (const auto& one : sent) QCOMPARE(NotifyRig::result(one), std::string("ok"));
    QCOMPARE(logged(), expected);
  }

  void nothing_is_answered_after_the_end() {
    const auto sent = rig_->start(notificationOf({odd("hang")}), 20s);
    QVERIFY(waitForLog("log", 1));
    rig_->host->stop();
    rig_->loop.run([] { return 0; });
    QVERIFY(!sent->done());
  }
};

QTEST_GUILESS_MAIN(TstNotifierHost)
#include "tst_notifier_host.moc"

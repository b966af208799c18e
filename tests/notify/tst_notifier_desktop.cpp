#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QVariantMap>

#include "tests/notify/notify_rig.h"

using namespace flotilla;
using namespace flotilla::tests;

// What a desktop has on its session bus. Told on the thread of the test.
class DesktopStub : public QObject {
  Q_OBJECT
  Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
 public:
  QStringList shown;
  QVariantMap hints;
 public slots:
  uint Notify(const QString& program, uint, const QString&, const QString& summary, const QString& body,
              const QStringList&, const QVariantMap& given, int) {
    shown += program + "|" + summary + "|" + body;
    hints = given;
    return 1;
  }
};

class TstNotifierDesktop : public QObject {
  Q_OBJECT

  QProcess bus_;
  std::unique_ptr<NotifyRig> rig_;
  const Notifier desktop_{"desktop", {}, {}, true};

 private slots:
  void initTestCase() {
    bus_.start("dbus-daemon", {"--session", "--nofork", "--print-address"});
    QVERIFY(bus_.waitForReadyRead(kWaitMs));
    qputenv("DBUS_SESSION_BUS_ADDRESS", bus_.readLine().trimmed());
    rig_ = std::make_unique<NotifyRig>(kRealPlugins);
  }
  void cleanupTestCase() {
    rig_.reset();
    bus_.terminate();
    bus_.waitForFinished();
  }

  void a_session_without_a_desktop_is_told() {
    QVERIFY(rig_->check(desktop_).ok());
    const std::string answer = rig_->send(notificationOf({desktop_}), 2s);
    QVERIFY2(answer.find("the desktop does not show it") != std::string::npos, answer.c_str());
  }

  void a_message_is_shown_with_its_urgency_and_without_foreign_markup() {
    DesktopStub stub;
    QDBusConnection session = QDBusConnection::sessionBus();
    QVERIFY(session.registerObject("/org/freedesktop/Notifications", &stub, QDBusConnection::ExportAllSlots));
    QVERIFY(session.registerService("org.freedesktop.Notifications"));
    const TimePoint now = rig_->clock.now();
    Alert alert = firing("eu-west", now);
    alert.annotations["summary"] = "<a href='x'>ü</a> & more";
    QCOMPARE(rig_->send(notificationOf({desktop_}, {alert}, now)), std::string("ok"));
    QCOMPARE(stub.shown.size(), 1);
    QVERIFY2(stub.shown[0].startsWith("Flotilla|[FIRING:1] BudgetBurn eu-west|firing since"),
             qPrintable(stub.shown[0]));
    QVERIFY(stub.shown[0].contains("&lt;a href='x'&gt;ü&lt;/a&gt; &amp; more"));
    QCOMPARE(stub.hints["urgency"].toInt(), 2);
    QCOMPARE(rig_->send(notificationOf({desktop_}, {ended(alert, now)}, now)), std::string("ok"));
    QCOMPARE(stub.hints["urgency"].toInt(), 1);
    session.unregisterService("org.freedesktop.Notifications");
    session.unregisterObject("/org/freedesktop/Notifications");
  }

  // Nobody on this bus answers, because nobody reads.
  void a_desktop_that_hangs_is_left_at_the_deadline() {
    QVERIFY(QDBusConnection::sessionBus().registerService("org.freedesktop.Notifications"));
    QDBusConnection::sessionBus().registerVirtualObject("/org/freedesktop/Notifications", &mute_);
    const std::string answer = rig_->send(notificationOf({desktop_}), 300ms);
    QVERIFY2(answer.find("did not answer in time") != std::string::npos, answer.c_str());
    QDBusConnection::sessionBus().unregisterService("org.freedesktop.Notifications");
  }

  void a_bus_that_is_gone_is_told() {
    bus_.terminate();
    QVERIFY(bus_.waitForFinished());
    const std::string answer = rig_->send(notificationOf({desktop_}), 2s);
    QVERIFY2(answer.find("the session bus cannot be reached") != std::string::npos, answer.c_str());
  }

  void a_service_without_a_session_is_told_when_it_is_declared() {
    const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    const QByteArray runtime = qgetenv("XDG_RUNTIME_DIR");
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qunsetenv("XDG_RUNTIME_DIR");
    const Status status = rig_->check(desktop_);
    if (!runtime.isEmpty()) qputenv("XDG_RUNTIME_DIR", runtime);
    QCOMPARE(status.error().field, std::string("kind"));
    QVERIFY(status.error().message.find("no session bus") != std::string::npos);
  }

 private:
  // Takes every call and answers none.
  class Mute : public QDBusVirtualObject {
   public:
    QString introspect(const QString&) const override { return {}; }
    bool handleMessage(const QDBusMessage&, const QDBusConnection&) override { return true; }
  };
  Mute mute_;
};

QTEST_GUILESS_MAIN(TstNotifierDesktop)
#include "tst_notifier_desktop.moc"

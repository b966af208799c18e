#include <QtTest>

#include <array>

#include <unistd.h>

#include <QTemporaryFile>

#include "services/runtime/zone.h"

using namespace flotilla;

namespace {

constexpr const char* kAmsterdam = "Europe/Amsterdam";
constexpr const char* kNewYork = "America/New_York";

TimePoint at(const QString& text) {
  return parseRfc3339(text.toStdString()).value();
}

std::uint32_t minuteOf(const QString& clock) {
  return clock.section(':', 0, 0).toUInt() * 60 + clock.section(':', 1, 1).toUInt();
}

// "08:00-18:00 mon tue"; every day if none is named.
TimeWindow windowIn(const QString& zone, const QString& text) {
  static const QStringList kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  TimeWindow window{.zone = zone.toStdString()};
  QStringList words = text.split(' ');
  const QString hours = words.takeFirst();
  window.fromMinute = minuteOf(hours.section('-', 0, 0));
  window.toMinute = minuteOf(hours.section('-', 1, 1));
  if (!words.isEmpty()) window.days.fill(false);
  for (const QString& word : words) window.days[static_cast<std::size_t>(kDays.indexOf(word))] = true;
  return window;
}

QString opening(const TimeWindow& window, TimePoint now) {
  const auto next = nextOpening(window, now);
  return next ? QString::fromStdString(toRfc3339(*next)).left(19) + "Z" : "never";
}

// What is written to stderr while `act` runs.
QByteArray loggedBy(const std::function<void()>& act) {
  QTemporaryFile file;
  if (!file.open()) qFatal("no temporary file");
  const int before = ::dup(STDERR_FILENO);
  ::dup2(file.handle(), STDERR_FILENO);
  act();
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  file.seek(0);
  return file.readAll();
}

}  // namespace

class TstZone : public QObject {
  Q_OBJECT

 private slots:
  void knows_the_zones_of_the_system_data() {
    QTest::addColumn<QString>("zone");
    for (const char* zone : {"UTC", "Etc/UTC", "Etc/GMT+5", "Europe/Amsterdam", "America/New_York",
                             "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "EST5EDT", "NZ-CHAT", "GB"})
      QTest::newRow(zone) << QString(zone);
  }
  void knows_the_zones_of_the_system() {
    QFETCH(QString, zone);
    const Status known = checkZone(zone.toStdString());
    QVERIFY2(known.ok(), known.ok() ? "" : known.error().message.c_str());
  }

  void refuses_what_is_no_zone_with_a_hint_data() {
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("fix");
    const QString any = "write an IANA name such as Europe/Amsterdam, or UTC";
    const auto meant = [](const char* zone) { return QString("did you mean \"%1\"?").arg(zone); };
    QTest::newRow("misspelt") << "Europe/Amsterdm" << meant("Europe/Amsterdam");
    QTest::newRow("other case") << "europe/amsterdam" << meant("Europe/Amsterdam");
    QTest::newRow("a city") << "Amsterdam" << meant("Europe/Amsterdam");
    QTest::newRow("a city with a blank") << "New York" << meant("America/New_York");
    QTest::newRow("a summer time") << "CEST" << meant("CET");
    QTest::newRow("empty") << "" << any;
    QTest::newRow("a folder") << "Atlantic" << meant("Canada/Atlantic");
    QTest::newRow("a planet") << "Mars/Olympus_Mons" << any;
    QTest::newRow("an offset") << "+02:00" << any;
    QTest::newRow("another folder") << "../../../etc/localtime" << any;
    QTest::newRow("another folder below a zone") << "Europe/../Europe/Amsterdam" << meant("Europe/Amsterdam");
    QTest::newRow("a path") << "/usr/share/zoneinfo/Europe/Amsterdam" << meant("Europe/Amsterdam");
    QTest::newRow("for tests of the library") << "file:Europe/Amsterdam" << meant("Europe/Amsterdam");
    QTest::newRow("the zone of this machine") << "localtime" << any;
    QTest::newRow("with leap seconds") << "right/Europe/Amsterdam" << meant("Europe/Amsterdam");
    QTest::newRow("a table") << "zone1970.tab" << any;
    QTest::newRow("slash at the end") << "Europe/Amsterdam/" << meant("Europe/Amsterdam");
    QTest::newRow("long") << QString(100'000, 'A') << any;
  }
  void refuses_what_is_no_zone_with_a_hint() {
    QFETCH(QString, zone);
    const Status known = checkZone(zone.toStdString());
    QVERIFY(!known);
    QVERIFY(known.error().code == ErrorCode::Invalid);
    QCOMPARE(known.error().reason, std::string("unknown_zone"));
    QVERIFY(known.error().message.size() < 120);
    QTEST(QString::fromStdString(known.error().fix), "fix");
  }

  void is_open_by_the_clock_on_the_wall_data() {
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("window");
    QTest::addColumn<QString>("when");
    QTest::addColumn<bool>("open");
    const auto row = [](const char* zone, const char* window, const char* when, bool open) {
      QTest::addRow("%s %s, %s", zone, window, when) << QString(zone) << QString(window) << QString(when) << open;
    };
    // A Tuesday, and a minute before and after each end.
    row("UTC", "08:00-18:00", "2026-07-14T07:59:59.999999Z", false);
    row("UTC", "08:00-18:00", "2026-07-14T08:00:00Z", true);
    row("UTC", "08:00-18:00", "2026-07-14T17:59:59.999999Z", true);
    row("UTC", "08:00-18:00", "2026-07-14T18:00:00Z", false);
    row("UTC", "00:00-24:00 tue", "2026-07-13T23:59:59.999999Z", false);
    row("UTC", "00:00-24:00 tue", "2026-07-14T00:00:00Z", true);
    row("UTC", "00:00-24:00 tue", "2026-07-14T23:59:59.999999Z", true);
    row("UTC", "00:00-24:00 tue", "2026-07-15T00:00:00Z", false);
    // Summer and winter are an hour apart, and the day is the day there.
    row(kAmsterdam, "08:00-18:00", "2026-07-14T06:00:00Z", true);
    row(kAmsterdam, "08:00-18:00", "2026-01-13T06:59:59Z", false);
    row(kAmsterdam, "08:00-18:00", "2026-01-13T07:00:00Z", true);
    row(kNewYork, "20:00-24:00 mon", "2026-07-14T01:00:00Z", true);
    row(kNewYork, "20:00-24:00 tue", "2026-07-14T01:00:00Z", false);
    row("Asia/Kolkata", "08:30-09:00", "2026-07-14T03:00:00Z", true);
    // Over midnight: the night belongs to the day on which it begins.
    row(kAmsterdam, "22:00-04:00 fri", "2026-07-17T19:59:59Z", false);
    row(kAmsterdam, "22:00-04:00 fri", "2026-07-17T20:00:00Z", true);
    row(kAmsterdam, "22:00-04:00 fri", "2026-07-18T01:59:59Z", true);
    row(kAmsterdam, "22:00-04:00 fri", "2026-07-18T02:00:00Z", false);
    row(kAmsterdam, "22:00-04:00 fri", "2026-07-16T23:00:00Z", false);
    row(kAmsterdam, "22:00-04:00 sun", "2026-07-20T01:00:00Z", true);
    // 2026-03-29: 02:00 is followed by 03:00, at 01:00 UTC.
    row(kAmsterdam, "01:30-03:30", "2026-03-29T00:29:59Z", false);
    row(kAmsterdam, "01:30-03:30", "2026-03-29T00:30:00Z", true);
    row(kAmsterdam, "01:30-03:30", "2026-03-29T01:29:59Z", true);
    row(kAmsterdam, "01:30-03:30", "2026-03-29T01:30:00Z", false);
    row(kAmsterdam, "02:00-03:00", "2026-03-29T00:59:59Z", false);
    row(kAmsterdam, "02:00-03:00", "2026-03-29T01:00:00Z", false);
    // 2026-10-25: 03:00 is followed by 02:00 again, at 01:00 UTC.
    row(kAmsterdam, "02:15-02:45", "2026-10-25T00:15:00Z", true);
    row(kAmsterdam, "02:15-02:45", "2026-10-25T00:45:00Z", false);
    row(kAmsterdam, "02:15-02:45", "2026-10-25T01:15:00Z", true);
    row(kAmsterdam, "02:15-02:45", "2026-10-25T01:45:00Z", false);
    // 2026-03-08 at 07:00 UTC and 2026-11-01 at 06:00 UTC.
    row(kNewYork, "03:00-04:00 sun", "2026-03-08T06:59:59Z", false);
    row(kNewYork, "03:00-04:00 sun", "2026-03-08T07:00:00Z", true);
    row(kNewYork, "01:00-02:00 sun", "2026-11-01T05:30:00Z", true);
    row(kNewYork, "01:00-02:00 sun", "2026-11-01T06:30:00Z", true);
    row(kNewYork, "01:00-02:00 sun", "2026-11-01T07:00:00Z", false);
  }
  void is_open_by_the_clock_on_the_wall() {
    QFETCH(QString, zone);
    QFETCH(QString, window);
    QFETCH(QString, when);
    QTEST(isOpen(windowIn(zone, window), at(when)), "open");
  }

  void says_when_a_window_opens_next_data() {
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("window");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("next");
    const auto row = [](const char* name, const char* zone, const char* window, const char* now, const char* next) {
      QTest::newRow(name) << QString(zone) << QString(window) << QString(now) << QString(next);
    };
    row("open", "UTC", "08:00-18:00", "2026-07-14T09:30:00Z", "2026-07-14T09:30:00Z");
    row("today", "UTC", "08:00-18:00", "2026-07-14T07:30:00Z", "2026-07-14T08:00:00Z");
    row("tomorrow", "UTC", "08:00-18:00", "2026-07-14T18:00:00Z", "2026-07-15T08:00:00Z");
    row("after the weekend", kAmsterdam, "08:00-18:00 mon tue wed thu fri", "2026-07-17T16:00:00Z",
        "2026-07-20T06:00:00Z");
    row("in a week", "UTC", "08:00-08:01 tue", "2026-07-14T08:01:00Z", "2026-07-21T08:00:00Z");
    row("at midnight", kNewYork, "00:00-24:00 sat", "2026-07-14T12:00:00Z", "2026-07-18T04:00:00Z");
    row("in the evening", "UTC", "22:00-04:00 fri", "2026-07-18T04:00:00Z", "2026-07-24T22:00:00Z");
    row("from winter into summer", kAmsterdam, "08:00-18:00 mon", "2026-03-28T12:00:00Z", "2026-03-30T06:00:00Z");
    row("in the hour that is skipped", kAmsterdam, "02:30-04:00", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z");
    row("all of it is skipped", kAmsterdam, "02:00-03:00", "2026-03-28T23:00:00Z", "2026-03-30T00:00:00Z");
    row("skipped once a week", kAmsterdam, "02:00-03:00 sun", "2026-03-22T02:00:00Z", "2026-04-05T00:00:00Z");
    row("the first of two", kAmsterdam, "02:15-02:45", "2026-10-24T23:00:00Z", "2026-10-25T00:15:00Z");
    row("the second of two", kAmsterdam, "02:15-02:45", "2026-10-25T00:45:00Z", "2026-10-25T01:15:00Z");
    row("when clocks are put back into it", kAmsterdam, "01:30-02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z");
    row("no day at all", "UTC", "08:00-18:00 ", "2026-07-14T07:00:00Z", "never");
    row("another part of the world", "Pacific/Auckland", "00:00-01:00 mon", "2026-07-19T11:00:00Z",
        "2026-07-19T12:00:00Z");
  }
  void says_when_a_window_opens_next() {
    QFETCH(QString, zone);
    QFETCH(QString, window);
    QFETCH(QString, now);
    TimeWindow asked = windowIn(zone, window.trimmed());
    if (window.endsWith(' ')) asked.days.fill(false);
    QTEST(opening(asked, at(now)), "next");
  }

  // The same answer as looking at every minute, around every change of clocks of a year.
  void opens_at_the_first_minute_that_is_open() {
    const std::uint32_t seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    const QStringList zones{kAmsterdam, kNewYork, "Australia/Lord_Howe", "Africa/Casablanca", "America/Asuncion"};
    for (int round = 0; round < 60; ++round) {
      TimeWindow window{.zone = zones[random.bounded(zones.size())].toStdString()};
      for (bool& day : window.days) day = random.bounded(3) == 0;
      window.fromMinute = random.bounded(1440U);
      do window.toMinute = 1 + random.bounded(1440U);
      while (window.toMinute == window.fromMinute);
      const TimePoint now = at("2026-01-01T00:00:00Z") + std::chrono::minutes(random.bounded(365 * 1440));
      const TimePoint end = now + std::chrono::days(15);
      TimePoint expected = now;
      while (expected <= end && !isOpen(window, expected)) expected += std::chrono::minutes(1);
      const auto next = nextOpening(window, now);
      QCOMPARE(next.has_value(), expected <= end);
      if (next) QCOMPARE(toMicros(*next), toMicros(expected));
    }
  }

  void stays_closed_in_a_zone_that_is_gone_and_says_so_once() {
    const TimeWindow window{.zone = "Europe/Atlantis"};
    const TimePoint now = at("2026-07-14T12:00:00Z");
    bool open = true;
    std::optional<TimePoint> next = now;
    const QByteArray said = loggedBy([&] {
      for (int i = 0; i < 3; ++i) open = isOpen(window, now), next = nextOpening(window, now);
    });
    QVERIFY(!open);
    QVERIFY(!next);
    QCOMPARE(said.count("Europe/Atlantis"), 1);
    QVERIFY(said.contains("tzdata"));
  }

  void shows_what_clocks_there_show() {
    const auto shown = [](const char* moment) {
      const LocalMinute local = localOf("Europe/Amsterdam", at(moment)).value();
      return std::array{local.year, local.month, local.day, local.hour, local.minute};
    };
    QVERIFY((shown("2025-12-31T23:30:00Z") == std::array{2026, 1, 1, 0, 30}));
    QVERIFY((shown("2026-03-29T00:59:59Z") == std::array{2026, 3, 29, 1, 59}));
    QVERIFY((shown("2026-03-29T01:00:00Z") == std::array{2026, 3, 29, 3, 0}));
    QVERIFY(!localOf("Europe/Atlantis", at("2026-03-29T01:00:00Z")));
  }

  void does_not_ask_the_environment() {
    qputenv("TZDIR", "/nowhere");
    qputenv("TZ", "Asia/Tokyo");
    QVERIFY(checkZone("Europe/Lisbon").ok());
    QVERIFY(isOpen(windowIn("Europe/Lisbon", "08:00-09:00"), at("2026-07-14T07:30:00Z")));
  }
};

QTEST_GUILESS_MAIN(TstZone)
#include "tst_zone.moc"

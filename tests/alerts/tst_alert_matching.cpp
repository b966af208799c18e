#include <QtTest>

#include "services/controlplane/core/alerts/matching.h"
#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

bool matches(const Matcher& matcher, const Labels& labels) {
  return Matchers::compile({matcher}, "m").value().match(labels);
}

}  // namespace

class TstAlertMatching : public QObject {
  Q_OBJECT

 private slots:
  // Published by prometheus/common (model/signature_test.go).
  void fingerprints_are_those_of_prometheus_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QStringList>("labels");
    QTest::newRow("none") << "cbf29ce484222325" << QStringList{};
    QTest::newRow("two") << QString::number(5799056148416392346ULL, 16)
                         << QStringList{"name", "garland, briggs", "fear", "love is not enough"};
    QTest::newRow("single") << QString::number(5146282821936882169ULL, 16)
                            << QStringList{"first-label", "first-label-value"};
    QTest::newRow("double") << QString::number(3195800080984914717ULL, 16)
                            << QStringList{"first-label", "first-label-value", "second-label", "second-label-value"};
    // By an independent FNV-1a: h = 0xcbf29ce484222325; for each byte: h = (h ^ byte) * 0x100000001b3 mod 2^64.
    QTest::newRow("node") << "837bc0b8ab855d7a"
                          << QStringList{"alertname", "NodeOffline", "region", "eu-west", "severity", "ticket"};
    QTest::newRow("beyond ASCII") << "291f7618e3e0b75d" << QStringList{"alertname", "Größe", "x", ""};
  }
  void fingerprints_are_those_of_prometheus() {
    QFETCH(QString, id);
    QFETCH(QStringList, labels);
    Labels given;
    for (int i = 0; i + 1 < labels.size(); i += 2) given[labels[i].toStdString()] = labels[i + 1].toStdString();
    QCOMPARE(alertIdOf(given).value, id.toStdString());
  }

  void a_pattern_matches_the_whole_value() {
    QVERIFY(matches(fits("region", "eu"), {{"region", "eu"}}));
    QVERIFY(!matches(fits("region", "eu"), {{"region", "eu-west"}}));
    QVERIFY(!matches(fits("region", "a|eu"), {{"region", "xeu"}}));
    QVERIFY(matches(fits("region", "eu-.*|us"), {{"region", "eu-west"}}));
  }

  void a_missing_label_is_the_empty_string() {
    QVERIFY(matches(is("region", ""), {}));
    QVERIFY(matches(isNot("region", "eu"), {}));
    QVERIFY(!matches(isNot("region", ""), {}));
    QVERIFY(matches(fits("region", ".*"), {}));
    QVERIFY(!matches(fits("region", ".+"), {}));
  }

  void matchers_read_as_amtool_writes_them() {
    QCOMPARE(toText(fits("region", "eu-.*")), std::string("region=~\"eu-.*\""));
    QCOMPARE(toText(isNot("a", "say \"x\"\\\n")), std::string("a!=\"say \\\"x\\\"\\\\\\n\""));
    QCOMPARE(toText(is("odd name", "1")), std::string("\"odd name\"=\"1\""));
  }

  void what_is_no_matcher_names_its_field_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no name") << ""
                             << "x"
                             << "m[0].name"
                             << "no_name";
    QTest::newRow("open group") << "a"
                                << "("
                                << "m[0].value"
                                << "bad_pattern";
    QTest::newRow("long pattern") << "a" << QString(257, 'a') << "m[0].value"
                                  << "bad_pattern";
    QTest::newRow("large pattern") << "a"
                                   << "((((a{30}){30}){30}){30})"
                                   << "m[0].value"
                                   << "bad_pattern";
    QTest::newRow("long name") << QString(129, 'a') << "x"
                               << "m[0].name"
                               << "too_long";
    QTest::newRow("long value") << "a" << QString(1025, 'a') << "m[0].value"
                                << "too_long";
  }
  void what_is_no_matcher_names_its_field() {
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QString, field);
    QFETCH(QString, reason);
    const auto compiled = Matchers::compile({fits(name.toStdString(), value.toStdString())}, "m");
    QVERIFY(!compiled);
    QCOMPARE(compiled.error().field, field.toStdString());
    QCOMPARE(compiled.error().reason, reason.toStdString());
    QVERIFY(!compiled.error().fix.empty());
  }

  void text_is_told_from_bytes() {
    for (const char* good : {"", "a", "Größe", "日本", "\xf0\x9f\x9a\xa2"}) QVERIFY2(isReadable(good), good);
    for (const char* bad : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x01", "\xe2\x82"})
      QVERIFY2(!isReadable(bad), bad);
  }
};

QTEST_GUILESS_MAIN(TstAlertMatching)
#include "tst_alert_matching.moc"

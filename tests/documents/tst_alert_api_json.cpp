#include <QtTest>

#include <algorithm>

#include "services/documents/alert_api_json.h"
#include "services/documents/date_time.h"

using namespace flotilla;

namespace {

// JSON with single quotes for double ones.
std::string json(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  return text;
}

std::string valuesOf(const std::variant<PostedAlerts, ApiFault>& decoded) {
  if (const auto* const fault = std::get_if<ApiFault>(&decoded))
    return std::to_string(fault->status) + "/" + std::to_string(fault->code) + " " + fault->message;
  const auto& posted = std::get<PostedAlerts>(decoded);
  std::string out = std::to_string(posted.good.size()) + " good";
  for (const std::string& why : posted.refused) out += ", " + why;
  return out;
}

std::string labelsOf(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += (i > 0 ? ",\"l" : "\"l") + std::to_string(i) + "\":\"v\"";
  return json("[{'labels':{") + out + "}}]";
}

}  // namespace

class TstAlertApiJson : public QObject {
  Q_OBJECT
 private slots:
  void alerts_that_cannot_be_are_refused_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const std::string& body, const char* expected) {
      QTest::newRow(name) << QString::fromStdString(body) << expected;
    };
    row("a good one", json("[{'labels':{'a':'1'}}]"), "1 good");
    row("nothing", "", "422/602 alerts in body is required");
    row("null", "null", "400/400 parsing alerts body from \"\" failed, because it is no list of alerts");
    row("half", "[", "400/400 parsing alerts body from \"\" failed, because [0]: not JSON at byte 2");
    row("an object", "{}", "400/400 parsing alerts body from \"\" failed, because it is no list of alerts");
    row("a number in it", "[1]", "400/400 parsing alerts body from \"\" failed, because an alert is no object");
    row("a number as label", json("[{'labels':{'a':1}}]"),
        "400/400 parsing alerts body from \"\" failed, because a value of labels is no text");
    row("a list of labels", json("[{'labels':[]}]"),
        "400/400 parsing alerts body from \"\" failed, because labels is no object");
    row("no labels", json("[{'labels':null}]"), "422/602 0.labels in body is required");
    row("a label twice", json("[{'labels':{'a':'1','a':'2'}}]"),
        "400/400 parsing alerts body from \"\" failed, because [0].labels.a: \"a\" is there twice");
    row("a time that is none", json("[{'labels':{'a':'1'},'endsAt':'soon'}]"),
        "400/400 parsing alerts body from \"\" failed, because endsAt is no time of RFC 3339");
    row("only empty labels", json("[{'labels':{'a':''}}]"), "0 good, at least one label pair required");
    row("as many labels as may be", labelsOf(64), "1 good");
    row("too many labels", labelsOf(65), "0 good, invalid label set: more than 64");
    row("a long value", json("[{'labels':{'a':'") + std::string(5'000, 'x') + "\"}}]",
        "0 good, invalid label set: the value of \"a\" is longer than 4096 bytes");
    row("an address with a blank", json("[{'labels':{'a':'1'},'generatorURL':'http://a b'}]"),
        "422/601 0.generatorURL in body must be of type uri: \"http://a b\"");
    row("deep", json("[{'labels':{'a':'1'},'x':") + std::string(40, '[') + std::string(40, ']') + "}]",
        "400/400 parsing alerts body from \"\" failed, because [0].x[0][0][0][0][0][0][0][0][0][0][0][0][0][0]: nested "
        "deeper than 16 levels");
    std::string many = "[";
    for (std::size_t i = 0; i <= kMaxPostedAlerts; ++i) many += (i > 0 ? "," : "") + std::string("{}");
    row("too many", many + "]", "413/413 more than 2000 alerts in one request");
  }
  void alerts_that_cannot_be_are_refused() {
    QFETCH(QString, body);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(valuesOf(decodePostedAlerts(body.toStdString()))), expected);
  }

  void what_is_not_given_is_left_open() {
    const auto decoded = decodePostedAlerts(json("[{'labels':{'a':'1'},'endsAt':'0001-01-01T00:00:00.000Z'}]"));
    const Alert alert = std::get<PostedAlerts>(decoded).good.at(0);
    QVERIFY(alert.startsAt == TimePoint{} && alert.endsAt == TimePoint{});
    QVERIFY(alert.annotations.empty() && alert.generatorUrl.empty());
  }

  void silences_that_cannot_be_are_refused_data() {
    QTest::addColumn<QString>("matchers");
    QTest::addColumn<QString>("expected");
    QTest::newRow("good") << QString::fromStdString(json("[{'name':'a','value':'1','isRegex':false}]")) << "";
    QTest::newRow("no list") << "{}"
                             << "parsing silence body from \"\" failed, because matchers is no list";
    QTest::newRow("no object") << "[1]"
                               << "parsing silence body from \"\" failed, because a matcher is no object";
    QTest::newRow("no name") << QString::fromStdString(json("[{'value':'1','isRegex':false}]"))
                             << "matchers.0.name in body is required";
    QTest::newRow("no value") << QString::fromStdString(json("[{'name':'a','isRegex':false}]"))
                              << "matchers.0.value in body is required";
    QTest::newRow("text for a flag")
        << QString::fromStdString(json("[{'name':'a','value':'1','isRegex':'no'}]"))
        << "parsing silence body from \"\" failed, because isRegex is neither true nor false";
    QTest::newRow("odd name") << QString::fromStdString(json("[{'name':'a b','value':'1','isRegex':false}]"))
                              << "silence invalid: invalid label matcher: invalid label name \"a b\"";
    QTest::newRow("too many") << "[" + QString("1,").repeated(64) + "1]"
                              << "matchers in body should have at most 64 items";
  }
  void silences_that_cannot_be_are_refused() {
    QFETCH(QString, matchers);
    QFETCH(QString, expected);
    const auto decoded = decodePostedSilence(json("{'startsAt':'2026-01-01T00:00:00Z','endsAt':'2027-01-01T00:00:00Z','"
                                                  "createdBy':'me','comment':'c','matchers':") +
                                             matchers.toStdString() + "}");
    const auto* const fault = std::get_if<ApiFault>(&decoded);
    QCOMPARE(fault == nullptr ? QString() : QString::fromStdString(fault->message), expected);
  }

  void times_of_go_are_read_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << text << expected; };
    row("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000000Z");
    row("2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500000Z");
    row("2026-01-31T12:00:00.123456789Z", "2026-01-31T12:00:00.123456Z");
    row("2026-01-31T12:00:00+05:30", "2026-01-31T06:30:00.000000Z");
    row("2026-01-31t23:59:59.999-00:30", "2026-02-01T00:29:59.999000Z");
    row("2024-02-29 00:00:00z", "2024-02-29T00:00:00.000000Z");
    row("0001-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z");
    for (const char* const text :
         {"", "2026-01-31", "2026-01-31T12:00:00", "2026-02-29T00:00:00Z", "2026-01-31T24:00:00Z",
          "2026-01-31T12:60:00Z", "2026-01-31T12:00:60Z", "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00.1234567890Z",
          "2026-01-31T12:00:00+0530", "2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00Zx", "+026-01-31T12:00:00Z",
          "2026-01-31T12:00:00."})
      row(text, "none");
  }
  void times_of_go_are_read() {
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto time = parseDateTime(text.toStdString());
    QCOMPARE(time ? QString::fromStdString(toRfc3339(*time)) : QString("none"), expected);
  }

  void times_are_written_in_milliseconds() {
    QCOMPARE(millisecondsText(parseRfc3339("2026-01-31T12:00:00.999999Z").value()),
             std::string("2026-01-31T12:00:00.999Z"));
    QCOMPARE(millisecondsText(TimePoint(std::chrono::microseconds(-1))), std::string("1969-12-31T23:59:59.999Z"));
  }

  void a_suppressed_alert_says_by_what() {
    AlertStatus status;
    status.alert.labels = {{"a", "\"1\""}};
    status.silencedBy = {SilenceId("s")};
    status.inhibitedBy = {AlertId("i")};
    status.mutedBy = {"weekend"};
    status.receivers = {"team"};
    QCOMPARE(encodeAlerts({&status}, [](const Labels&) { return AlertId("f"); }),
             std::string("[{\"annotations\":{},\"endsAt\":\"1970-01-01T00:00:00.000Z\",\"fingerprint\":\"f\","
                         "\"receivers\":[{\"name\":\"team\"}],\"startsAt\":\"1970-01-01T00:00:00.000Z\","
                         "\"status\":{\"inhibitedBy\":[\"i\"],\"mutedBy\":[\"weekend\"],\"silencedBy\":[\"s\"],"
                         "\"state\":\"suppressed\"},\"updatedAt\":\"1970-01-01T00:00:00.000Z\","
                         "\"labels\":{\"a\":\"\\\"1\\\"\"}}]\n"));
  }

  void faults_are_told_as_go_swagger_tells_them() {
    QCOMPARE(encodeFault({422, 602, "x \"y\" is required"}),
             std::string("{\"code\":602,\"message\":\"x \\\"y\\\" is required\"}"));
    QCOMPARE(encodeFault({400, 0, "bad \"matcher\""}), std::string("\"bad \\\"matcher\\\"\"\n"));
  }
};

QTEST_APPLESS_MAIN(TstAlertApiJson)
#include "tst_alert_api_json.moc"

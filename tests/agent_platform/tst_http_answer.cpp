#include <QtTest>

#include "services/agent/platform/linux/http_answer.h"

using namespace flotilla;
using namespace flotilla::agent;

namespace {

HttpHead headOf(const QByteArray& lines) {
  HttpHead head;
  for (const QByteArray& line : lines.split('\n')) readHeadLine(head, line.toStdString());
  return head;
}

}  // namespace

class TstHttpAnswer : public QObject {
  Q_OBJECT

 private slots:
  void a_head_is_read_whatever_the_case_and_spacing() {
    const HttpHead head =
        headOf("HTTP/1.1 206 Partial Content\nCONTENT-LENGTH:5 \ncontent-range:\t bytes 5-9/10\nnonsense");
    QCOMPARE(head.status, 206);
    QCOMPARE(head.contentLength, std::optional<std::uint64_t>(5));
    QCOMPARE(head.contentRange, std::string("bytes 5-9/10"));
  }

  void a_new_status_line_forgets_what_came_before() {
    const HttpHead head = headOf("HTTP/1.1 100 Continue\nContent-Length: 3\nHTTP/1.1 200 OK");
    QCOMPARE(head.status, 200);
    QVERIFY(!head.contentLength);
  }

  void the_body_belongs_at_data() {
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("have");
    QTest::addColumn<QByteArray>("expected");  // an offset or a reason; the thing is 10 bytes long
    const auto row = [](const char* name, const QByteArray& head, int have, const QByteArray& expected) {
      QTest::newRow(name) << QByteArray("HTTP/1.1 " + head) << have << expected;
    };
    row("everything", "200 OK\nContent-Length: 10", 0, "0");
    row("everything, no length", "200 OK", 0, "0");
    row("the range was ignored", "200 OK\nContent-Length: 10", 4, "0");
    row("the rest", "206 Part\nContent-Range: bytes 4-9/10\nContent-Length: 6", 4, "4");
    row("the rest, total unknown", "206 Part\nContent-Range: bytes 4-9/*", 4, "4");
    row("a part nobody asked for", "206 Part\nContent-Range: bytes 0-9/10", 0, "source_unavailable");
    row("a part without its place", "206 Part", 4, "source_unavailable");
    row("another start", "206 Part\nContent-Range: bytes 3-9/10", 4, "source_unavailable");
    row("another end", "206 Part\nContent-Range: bytes 4-8/10", 4, "source_unavailable");
    row("other unit", "206 Part\nContent-Range: pages 4-9/10", 4, "source_unavailable");
    row("text after the range", "206 Part\nContent-Range: bytes 4-9/10x", 4, "source_unavailable");
    row("negative start", "206 Part\nContent-Range: bytes -4-9/10", 4, "source_unavailable");
    row("longer total", "206 Part\nContent-Range: bytes 4-9/11", 4, "V29_too_long");
    row("shorter total", "206 Part\nContent-Range: bytes 4-8/9", 4, "V32_too_short");
    row("longer rest", "206 Part\nContent-Range: bytes 4-9/10\nContent-Length: 7", 4, "V29_too_long");
    row("longer", "200 OK\nContent-Length: 11", 0, "V29_too_long");
    row("longer than a number can say", "200 OK\nContent-Length: 99999999999999999999999", 0, "V29_too_long");
    row("shorter", "200 OK\nContent-Length: 9", 0, "V32_too_short");
    row("ends before our part", "416 Range", 4, "V32_too_short");
    row("gone", "404 Not Found", 0, "not_found");
    row("forbidden", "403 Forbidden", 0, "source_denied");
    row("busy", "503 Busy", 0, "source_unavailable");
    row("elsewhere", "302 Found\nLocation: https://example.com/", 0, "source_unavailable");
    row("encoded", "200 OK\nContent-Encoding: GZIP\nContent-Length: 10", 0, "source_unavailable");
    row("no status", "x", 0, "source_unavailable");
  }
  void the_body_belongs_at() {
    QFETCH(QByteArray, head);
    QFETCH(int, have);
    QFETCH(QByteArray, expected);
    const auto offset = bodyOffset(headOf(head), static_cast<std::uint64_t>(have), 10);
    QCOMPARE(QByteArray::fromStdString(offset ? std::to_string(*offset) : offset.error().reason), expected);
  }
};

QTEST_GUILESS_MAIN(TstHttpAnswer)
#include "tst_http_answer.moc"

// Papers in their three formats: what is said, and that no text of anybody becomes markup.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <limits>

#include "services/documents/paper_text.h"

using namespace flotilla;
using namespace std::chrono_literals;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:05.250Z").value();

Paper paperOf(const std::string& text) {
  Paper out{"post-mortem", "INC-1", text, text, kAt};
  PaperSection section{"first", text, {text}, {{"fact", text, text}}, {text}};
  section.tables = {{"table", {{"cell", text}, {"number", "Number"}}, {{text, std::uint64_t{12345}}}, "none", 3}};
  out.sections = {section};
  return out;
}

std::size_t timesIn(const std::string& text, const std::string& what) {
  std::size_t out = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++out;
  return out;
}

}  // namespace

class TstPaperText : public QObject {
  Q_OBJECT

 private slots:
  void cells_are_read_by_people() {
    QCOMPARE(cellText(PaperCell()), std::string("–"));
    QCOMPARE(cellText(std::string()), std::string("–"));
    QCOMPARE(cellText(std::uint64_t{0}), std::string("0"));
    QCOMPARE(cellText(std::uint64_t{999}), std::string("999"));
    QCOMPARE(cellText(std::uint64_t{1234567}), std::string("1,234,567"));
    QCOMPARE(cellText(Share{0.142}), std::string("14 %"));
    QCOMPARE(cellText(Share{0.0014}), std::string("0.14 %"));
    QCOMPARE(cellText(Share{3.5}), std::string("350 %"));
    QCOMPARE(cellText(Share{0}), std::string("0 %"));
    QCOMPARE(cellText(Share{-0.25}), std::string("-25 %"));
    QCOMPARE(cellText(kAt), std::string("2026-03-01 12:00:05"));
    QCOMPARE(cellText(TimePoint{}), std::string("–"));
    QCOMPARE(cellText(Duration(5min + 3s)), std::string("5m 3s"));
  }

  void a_share_that_is_no_number_is_written_and_not_looked_for() {
    QVERIFY(!cellText(Share{std::numeric_limits<double>::infinity()}).empty());
    QVERIFY(!cellText(Share{std::numeric_limits<double>::quiet_NaN()}).empty());
    QVERIFY(QJsonDocument::fromJson(QByteArray::fromStdString(paperJson([] {
              Paper paper = paperOf("x");
              paper.sections[0].facts[0].value = Share{std::numeric_limits<double>::quiet_NaN()};
              return paper;
            }())))
                .isObject());
  }

  void text_in_html_is_text() {
    const std::string html = paperHtml(paperOf("<script>alert(\"&\")</script>"));
    QCOMPARE(timesIn(html, "<script"), std::size_t{0});
    QCOMPARE(timesIn(html, "&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;"), std::size_t{10});
    QCOMPARE(timesIn(html, "http"), std::size_t{0});  // it needs nothing from elsewhere
    QVERIFY(timesIn(html, "12,345") == 1 && timesIn(html, "3 more are left out") == 1);
  }

  void text_in_markdown_is_text_on_one_line() {
    const std::string evil = "1. a|b\n# c <b> [d](e) *f* `g` _h_ ~i~";
    const std::string text = paperMarkdown(paperOf(evil));
    for (const char* markup : {"<b>", "[d]", "*f*", " `g`", " _h_", " ~i~", "a|b"})
      QVERIFY2(timesIn(text, markup) == 0, markup);
    QCOMPARE(timesIn(text, "\n# c"), std::size_t{0});
    QCOMPARE(timesIn(text, "\n1. a"), std::size_t{0});
    QVERIFY(text.starts_with("# 1. a\\|b \\# c"));
    QCOMPARE(timesIn(text, "\n## "), std::size_t{1});
  }

  void a_list_or_table_does_not_begin_where_a_sentence_does_data() {
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QString>("written");
    QTest::newRow("dash") << "- no list"
                          << "\n\\- no list\n";
    QTest::newRow("plus") << "+ no list"
                          << "\n\\+ no list\n";
    QTest::newRow("number") << "12. no list"
                            << "\n12\\. no list\n";
    QTest::newRow("a date") << "2026-03-01 is a day"
                            << "\n2026-03-01 is a day\n";
    QTest::newRow("digits") << "12"
                            << "\n12\n";
    QTest::newRow("nothing") << ""
                             << "\n\n";
  }
  void a_list_or_table_does_not_begin_where_a_sentence_does() {
    QFETCH(QString, sentence);
    QFETCH(QString, written);
    Paper paper{"a", "b", "c"};
    paper.sections = {{"s", "S", {sentence.toStdString()}}};
    QVERIFY(QString::fromStdString(paperMarkdown(paper)).contains(written));
  }

  void json_has_keys_and_values_for_programs() {
    Paper paper = paperOf("x\"y\n\xff");
    paper.sections[0].facts.push_back({"took", "Took", Duration(90s)});
    paper.sections[0].facts.push_back({"when", "When", kAt});
    paper.sections[0].facts.push_back({"share", "Share", Share{0.25}});
    paper.sections[0].facts.push_back({"unknown", "Unknown", {}});
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(paperJson(paper))).object();
    QCOMPARE(json["kind"].toString(), QString("post-mortem"));
    QCOMPARE(json["made_at"].toString(), QString("2026-03-01T12:00:05.250000Z"));
    const QJsonObject first = json["first"].toObject();
    QCOMPARE(first["took"].toDouble(), 90.0);
    QCOMPARE(first["when"].toString(), QString("2026-03-01T12:00:05.250000Z"));
    QCOMPARE(first["share"].toDouble(), 0.25);
    QVERIFY(first["unknown"].isNull());
    const QJsonObject row = first["table"].toArray()[0].toObject();
    QCOMPARE(row["number"].toInt(), 12345);
    QVERIFY(row["cell"].toString().startsWith("x\"y\n"));
    QCOMPARE(first["table_left_out"].toInt(), 3);
  }

  void files_are_called_after_what_they_are() {
    QCOMPARE(paperText(paperOf("x"), PaperFormat::Markdown).fileName, std::string("post-mortem-INC-1.md"));
    QCOMPARE(paperText(paperOf("x"), PaperFormat::Html).fileName, std::string("post-mortem-INC-1.html"));
    QCOMPARE(paperText(paperOf("x"), PaperFormat::Json).mediaType, std::string("application/json"));
  }
};

QTEST_GUILESS_MAIN(TstPaperText)
#include "tst_paper_text.moc"

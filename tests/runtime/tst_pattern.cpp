#include <QtTest>

#include <string>

#include "services/runtime/pattern.h"

using namespace flotilla;

class TstPattern : public QObject {
  Q_OBJECT

 private slots:
  void an_expression_is_found_anywhere_unless_it_is_bound() {
    const auto anywhere = compilePattern("dam").value(), bound = compilePattern("^rott.*[0-9]$").value();
    QVERIFY(anywhere("rotterdam-1"));
    QVERIFY(!anywhere("boston-1"));
    QVERIFY(bound("rotterdam-1"));
    QVERIFY(!bound("in rotterdam-1"));
  }

  void a_whole_pattern_is_bound_to_both_ends() {
    const auto whole = compileWholePattern("eu|us-.*").value();
    QVERIFY(whole("eu") && whole("us-east"));
    QVERIFY(!whole("eu-west") && !whole("xeu") && !whole(""));
    QCOMPARE(compileWholePattern("(a").error().reason, std::string("bad_pattern"));
  }

  void what_is_no_expression_is_refused_data() {
    QTest::addColumn<QString>("expression");
    QTest::newRow("open group") << "(a";
    QTest::newRow("nothing to repeat") << "*";
    QTest::newRow("look-behind") << "(?<=a)b";
    QTest::newRow("back-reference") << "(a)\\1";
    QTest::newRow("too long") << QString(257, 'a');
    QTest::newRow("too large when compiled") << "((((a{30}){30}){30}){30})";
  }
  void what_is_no_expression_is_refused() {
    QFETCH(QString, expression);
    const auto compiled = compilePattern(expression.toStdString());
    QVERIFY(!compiled);
    QCOMPARE(compiled.error().reason, std::string("bad_pattern"));
    QVERIFY(!compiled.error().fix.empty());
  }

  // A backtracking matcher would need longer than the universe has lasted.
  void a_hostile_expression_takes_no_longer_than_another() {
    const auto hostile = compilePattern("^(a+)+$").value();
    QVERIFY(!hostile(std::string(5'000, 'a') + "b"));
  }
};

QTEST_GUILESS_MAIN(TstPattern)
#include "tst_pattern.moc"

// Charts: thinning keeps peaks and gaps, ticks are round, and the line is really on the screen.
#include <QApplication>

#include <cmath>
#include <limits>

#include "tests/console/qml_stage.h"
#include "ui/console/charts/chart_math.h"

using namespace flotilla::tests;
using flotilla::console::charts::ChartMath;

namespace {

constexpr qreal kGap = std::numeric_limits<qreal>::quiet_NaN();

QByteArray chart(const QByteArray& series) {
  return "import QtQuick\nimport Flotilla.Charts\nimport Flotilla.Theme\nRectangle { width: 400; height: 200; color: "
         "'black'\n"
         "Component.onCompleted: Theme.mode = 'dark'\n"
         "LineChart { anchors.fill: parent; timeAxis: false; series: [" +
         series + "] } }";
}

int inkBetween(const QImage& image, int fromX, int toX) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = fromX; x < toX; ++x) {
      const QColor color = image.pixelColor(x, y);
      count += color.blue() > 200 && color.red() < 160 ? 1 : 0;
    }
  }
  return count;
}

}  // namespace

class TstCharts : public QObject {
  Q_OBJECT

 private slots:
  void thinning_keeps_the_peaks() {
    QList<QPointF> points;
    for (int i = 0; i < 10'000; ++i) points += QPointF(i, i == 5003 ? 100 : i == 7001 ? -50 : std::sin(i));
    const auto thin = ChartMath::decimate(points, 300);
    QVERIFY(thin.size() <= 600);
    QVERIFY(thin.contains(QPointF(5003, 100)) && thin.contains(QPointF(7001, -50)));
    for (qsizetype i = 1; i < thin.size(); ++i) QVERIFY(thin[i - 1].x() <= thin[i].x());
  }

  void thinning_keeps_the_gaps() {
    QList<QPointF> points;
    for (int i = 0; i < 10'000; ++i) points += QPointF(i, i > 4000 && i < 6000 ? kGap : 1.0);
    const auto runs = ChartMath::runs(ChartMath::decimate(points, 100));
    QCOMPARE(runs.size(), 2);
    QVERIFY(runs.first().value<QList<QPointF>>().last().x() <= 4000);
    QVERIFY(runs.last().value<QList<QPointF>>().first().x() >= 6000);
  }

  void few_points_stay_as_they_are() {
    const QList<QPointF> points{{0, 1}, {1, 2}};
    QCOMPARE(ChartMath::decimate(points, 300), points);
    QCOMPARE(ChartMath::decimate({}, 300), QList<QPointF>());
  }

  void ticks_are_round_numbers() {
    QCOMPARE(ChartMath::ticks(0, 150, 3), QList<qreal>({0, 50, 100, 150}));
    QCOMPARE(ChartMath::ticks(0, 1, 4), QList<qreal>({0, 0.25, 0.5, 0.75, 1}));
    QCOMPARE(ChartMath::ticks(5, 5, 4), QList<qreal>({5}));
    QVERIFY(ChartMath::timeTicks(10, 5, 4).isEmpty());
  }

  void a_line_is_drawn() {
    QmlStage stage(chart("{points: [Qt.point(0, 1), Qt.point(10, 1)]}"));
    QVERIFY2(stage.item() != nullptr, qPrintable(stage.error()));
    QVERIFY(inkBetween(stage.picture(), 60, 380) > 300);
  }

  void words_at_the_ends_of_lines_do_not_cover_each_other_also_where_one_ends_in_a_gap() {
    QmlStage stage(
        chart("{label: 'a', points: [Qt.point(0, 2), Qt.point(10, 2)]}, "
              "{label: 'b', points: [Qt.point(0, 2), Qt.point(9, 2), Qt.point(10, NaN)]}, "
              "{label: 'c', points: [Qt.point(0, NaN)]}"));
    QVERIFY2(stage.item() != nullptr, qPrintable(stage.error()));
    (void)stage.picture();
    QMap<QString, qreal> places;
    const auto look = [&](auto& self, QQuickItem* item) -> void {
      const QString text = item->property("text").toString();
      if (text == "a" || text == "b" || text == "c") places[text] = item->mapToScene({0, 0}).y();
      for (QQuickItem* child : item->childItems()) self(self, child);
    };
    look(look, stage.item());
    QCOMPARE(places.keys(), QStringList({"a", "b"}));  // where nothing was counted there is nothing to name
    QVERIFY2(qAbs(places["a"] - places["b"]) >= 14, qPrintable(QString("%1 %2").arg(places["a"]).arg(places["b"])));
  }

  void a_gap_is_not_bridged() {
    QmlStage stage(
        chart("{points: [Qt.point(0, 1), Qt.point(3, 1), Qt.point(4, NaN), Qt.point(7, 1), Qt.point(10, 1)]}"));
    const QImage picture = stage.picture();
    QVERIFY(inkBetween(picture, 60, 130) > 60);
    QCOMPARE(inkBetween(picture, 160, 270), 0);
  }
};

QTEST_MAIN(TstCharts)
#include "tst_charts.moc"

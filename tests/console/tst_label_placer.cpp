// Labels on a map do not cover each other, and who comes first chooses first.
#include <QTest>

#include "ui/console/viz/label_placer.h"

using flotilla::console::viz::Bubble;
using flotilla::console::viz::placeLabels;

namespace {

constexpr QRectF kMap(0, 0, 600, 300);

QRectF rectOf(const Bubble& bubble, const QPointF& at) {
  return {at, bubble.label};
}

}  // namespace

class TstLabelPlacer : public QObject {
  Q_OBJECT

 private slots:
  void a_lonely_label_stands_to_the_right() {
    const std::vector<Bubble> bubbles{{{100, 100}, 10, {60, 20}}};
    const auto places = placeLabels(bubbles, kMap);
    QVERIFY(places[0].has_value());
    QVERIFY(places[0]->x() > 110);
    QCOMPARE(places[0]->y() + 10, 100.0);
  }

  void a_label_at_the_right_edge_stands_to_the_left() {
    const std::vector<Bubble> bubbles{{{580, 100}, 10, {60, 20}}};
    QVERIFY(placeLabels(bubbles, kMap)[0]->x() < 520);
  }

  void labels_cover_neither_each_other_nor_a_bubble() {
    std::vector<Bubble> bubbles;
    for (int i = 0; i < 12; ++i) {
      const int row = i / 4;
      bubbles.push_back({{250.0 + 14 * (i % 4), 120.0 + 16 * row}, 9, {70, 26}});
    }
    const auto places = placeLabels(bubbles, kMap);
    int placed = 0;
    for (std::size_t i = 0; i < bubbles.size(); ++i) {
      if (!places[i]) continue;
      ++placed;
      const QRectF mine = rectOf(bubbles[i], *places[i]);
      QVERIFY(kMap.contains(mine));
      for (std::size_t j = 0; j < bubbles.size(); ++j) {
        if (i == j) continue;
        const QPointF c = bubbles[j].center;
        QVERIFY(!mine.intersects(QRectF(c.x() - 9, c.y() - 9, 18, 18)));
        QVERIFY(!places[j] || !mine.intersects(rectOf(bubbles[j], *places[j])));
      }
    }
    QVERIFY(placed >= 4);
  }

  void who_comes_first_gets_the_room() {
    const std::vector<Bubble> bubbles{{{300, 150}, 10, {560, 20}}, {{300, 175}, 10, {560, 20}}};
    const auto places = placeLabels(bubbles, QRectF(0, 130, 600, 46));
    QVERIFY(!places[1].has_value());
  }
};

QTEST_APPLESS_MAIN(TstLabelPlacer)
#include "tst_label_placer.moc"

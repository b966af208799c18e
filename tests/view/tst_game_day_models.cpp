#include <QtTest>
class TstGameDayModels : public QObject {
  Q_OBJECT
};
QTEST_GUILESS_MAIN(TstGameDayModels)
#include "tst_game_day_models.moc"

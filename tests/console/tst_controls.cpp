// Runs the tests of tests/console/controls, which are written in QML.
#include <QQmlEngine>
#include <QtQuickTest>

#include "ui/console/theme/application_look.h"

class Setup : public QObject {
  Q_OBJECT

 public slots:
  void applicationAvailable() { flotilla::console::theme::prepareApplication(); }
  void qmlEngineAvailable(QQmlEngine* engine) { flotilla::console::theme::prepareEngine(*engine); }
};

QUICK_TEST_MAIN_WITH_SETUP(controls, Setup)
#include "tst_controls.moc"

#include <QtTest>

#include "tests/plugins/generator_run.h"

class TstModelBundlesDeep : public QObject {
  Q_OBJECT
 private slots:
  void a_second_run_gives_the_same_bytes() {
    QCOMPARE(flotilla::tests::differencesOfASecondRun("meter-reader"), QString());
  }
};

QTEST_GUILESS_MAIN(TstModelBundlesDeep)
#include "tst_model_bundles_deep.moc"

#include <QtTest>

#include "tests/plugins/generator_run.h"

using namespace flotilla::tests;

class TstModelBundles : public QObject {
  Q_OBJECT
 private slots:
  void a_bundle_has_exactly_its_files_data() {
    QTest::addColumn<QString>("bundle");
    for (const char* bundle : {"meter-reader/1.0.0", "meter-reader/2.0.0", "meter-reader/2.1.0", "meter-reader/2.3.0",
                               "meter-reader/3.0.0", "ecg-monitor/1.0.0"})
      QTest::newRow(bundle) << bundle;
  }
  void a_bundle_has_exactly_its_files() {
    QFETCH(QString, bundle);
    const QDir folder(QString::fromStdString(bundlePath(bundle.toStdString())));
    QCOMPARE(folder.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name), bundleFiles());
  }

  void a_profile_describes_every_feature_in_twenty_bins() {
    const QString folder = QString::fromStdString(bundlePath("meter-reader/2.0.0"));
    const auto features = QJsonDocument::fromJson(readFile(folder + "/profile.json")).object()["features"].toArray();
    QCOMPARE(features.size(), 64);
    for (const auto& value : features) {
      const QJsonObject feature = value.toObject();
      QCOMPARE(feature["edges"].toArray().size(), 19);
      int total = 0;
      for (const auto& count : feature["counts"].toArray()) total += count.toInt();
      QCOMPARE(total, feature["n"].toInt());
      QCOMPARE(total, 1197);
    }
  }

  void versions_of_one_artifact_share_their_held_out_samples() {
    const QString artifact = QString::fromStdString(bundlePath("meter-reader"));
    const QByteArray samples = readFile(artifact + "/1.0.0/samples.bin");
    QVERIFY(samples.startsWith("FLS1"));
    QCOMPARE(readFile(artifact + "/2.0.0/samples.bin"), samples);
    QCOMPARE(readFile(artifact + "/3.0.0/samples.bin"), samples);
  }

  void a_second_run_gives_the_same_bytes() { QCOMPARE(differencesOfASecondRun("ecg-monitor"), QString()); }
};

QTEST_GUILESS_MAIN(TstModelBundles)
#include "tst_model_bundles.moc"

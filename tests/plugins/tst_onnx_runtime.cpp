#include <QtTest>

#include <algorithm>
#include <cmath>

#include "tests/plugins/bundles.h"
#include "tests/plugins/onnx_builder.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

QJsonObject readJson(const std::string& path) {
  return QJsonDocument::fromJson(readFile(QString::fromStdString(path))).object();
}

// The share of held-out samples that the plugin answers rightly, each sample once.
double liveAccuracy(const std::string& bundle, std::size_t count) {
  plugin::Complaint complaint{};
  auto runtime = openOnnxRuntime();
  if (!runtime->load(bundle.c_str(), complaint)) qFatal("%s", complaint.message);
  auto source = openReplaySource();
  if (!source->open({bundle.c_str(), "node-1", runtime->inputSize(), 1, 0, 0}, complaint))
    qFatal("%s", complaint.message);

  std::vector<float> output(runtime->outputSize());
  std::size_t correct = 0;
  for (const Sample& sample : take(source, runtime->inputSize(), count)) {
    if (!runtime->run(sample.input.data(), output.data(), complaint)) qFatal("%s", complaint.message);
    const auto best = std::max_element(output.begin(), output.end()) - output.begin();
    if (best == sample.label) ++correct;
  }
  return double(correct) / double(count);
}

}  // namespace

class TstOnnxRuntime : public QObject {
  Q_OBJECT
 private slots:
  void answers_held_out_samples_as_well_as_promised_data() {
    QTest::addColumn<QString>("bundle");
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("most");
    QTest::newRow("first meter reader") << "meter-reader/1.0.0" << 0.80 << 0.92;
    QTest::newRow("second meter reader") << "meter-reader/2.0.0" << 0.98 << 1.0;
    QTest::newRow("slow meter reader") << "meter-reader/2.1.0" << 0.98 << 1.0;
    QTest::newRow("meter reader of bright pictures") << "meter-reader/2.3.0" << 0.98 << 1.0;
    QTest::newRow("third meter reader") << "meter-reader/3.0.0" << 0.0 << 0.3;
    QTest::newRow("heart monitor") << "ecg-monitor/1.0.0" << 0.95 << 1.0;
  }
  void answers_held_out_samples_as_well_as_promised() {
    QFETCH(QString, bundle);
    QFETCH(double, least);
    QFETCH(double, most);
    const std::string path = bundlePath(bundle.toStdString());
    const QJsonObject evaluation = readJson(path + "/evaluation.json");
    const auto count = std::size_t(evaluation["heldOut"].toInt());
    QVERIFY(count >= 600);

    const double accuracy = liveAccuracy(path, count);
    qInfo("%s: %.1f %%", qPrintable(bundle), accuracy * 100);
    QVERIFY(accuracy >= least);
    QVERIFY(accuracy <= most);
    // One sample may fall to the other side of a tie between two ways of adding.
    QVERIFY(std::fabs(accuracy - evaluation["accuracy"].toDouble()) <= 1.5 / double(count));
  }

  void takes_the_sizes_that_the_schema_announces() {
    const std::string path = bundlePath("meter-reader/2.0.0");
    plugin::Complaint complaint{};
    auto runtime = openOnnxRuntime();
    QVERIFY(runtime->load(path.c_str(), complaint));
    const QJsonObject schema = readJson(path + "/schema.json");
    QCOMPARE(int(runtime->inputSize()), int(schema["features"].toArray().size()));
    QCOMPARE(int(runtime->outputSize()), int(schema["classes"].toArray().size()));
  }

  void runs_a_model_whose_batch_size_is_free() {
    QTemporaryDir folder;
    writeFile(folder.filePath("model.onnx"), identityModel({{kFloat, {-1, 2, 2}}}));
    plugin::Complaint complaint{};
    auto runtime = openOnnxRuntime();
    QVERIFY2(runtime->load(qPrintable(folder.path()), complaint), complaint.message);
    const std::vector<float> input{1, 2, 3, 4};
    std::vector<float> output(4);
    QVERIFY2(runtime->run(input.data(), output.data(), complaint), complaint.message);
    QCOMPARE(output, input);
  }

  void refuses_a_model_that_it_cannot_serve_data() {
    QTest::addColumn<QByteArray>("model");
    const QByteArray good = readFile(QString::fromStdString(bundlePath("meter-reader/1.0.0")) + "/model.onnx");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("this is not a model");
    QTest::newRow("cut in half") << good.left(good.size() / 2);
    QTest::newRow("doubles") << identityModel({{kDouble, {1, 4}}});
    QTest::newRow("two inputs") << identityModel({{}, {}});
    QTest::newRow("no inputs") << identityModel({});
    QTest::newRow("free dimension") << identityModel({{kFloat, {1, -1}}});
    QTest::newRow("batch of two") << identityModel({{kFloat, {2, 4}}});
    QTest::newRow("no batch") << identityModel({{kFloat, {1}}});
    QTest::newRow("empty dimension") << identityModel({{kFloat, {1, 0}}});
    QTest::newRow("huge") << identityModel({{kFloat, {1, 1 << 30, 1 << 30, 1 << 30}}});
  }
  void refuses_a_model_that_it_cannot_serve() {
    QFETCH(QByteArray, model);
    QTemporaryDir folder;
    writeFile(folder.filePath("model.onnx"), model);
    plugin::Complaint complaint{};
    auto runtime = openOnnxRuntime();
    QVERIFY(!runtime->load(qPrintable(folder.path()), complaint));
    QCOMPARE(complaint.reason, "model_unreadable");
    QVERIFY(qstrlen(complaint.message) > 0);
    QVERIFY(!runtime->run(nullptr, nullptr, complaint));
    QCOMPARE(complaint.reason, "not_loaded");
  }

  void refuses_a_folder_without_a_model() {
    plugin::Complaint complaint{};
    auto runtime = openOnnxRuntime();
    QVERIFY(!runtime->load(qPrintable(QTemporaryDir().path()), complaint));
    QCOMPARE(complaint.reason, "model_unreadable");
    QVERIFY(!runtime->load(nullptr, complaint));
    QCOMPARE(complaint.reason, "model_unreadable");
  }

  void cuts_a_long_complaint_to_its_buffer() {
    plugin::Complaint complaint{};
    auto runtime = openOnnxRuntime();
    QVERIFY(!runtime->load(("/" + std::string(5000, 'x')).c_str(), complaint));
    QVERIFY(qstrnlen(complaint.message, sizeof complaint.message) < sizeof complaint.message);
  }
};

QTEST_GUILESS_MAIN(TstOnnxRuntime)
#include "tst_onnx_runtime.moc"

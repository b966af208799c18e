#include <QtTest>

#include <cmath>
#include <cstring>
#include <limits>
#include <set>

#include "tests/plugins/bundles.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

QByteArray word(quint32 value) {
  return QByteArray(reinterpret_cast<const char*>(&value), sizeof value);
}
QByteArray real(float value) {
  return QByteArray(reinterpret_cast<const char*>(&value), sizeof value);
}
QByteArray record(qint32 label, float a, float b) {
  return word(quint32(label)) + real(a) + real(b);
}
QByteArray header(quint32 count, quint32 size) {
  return "FLS1" + word(count) + word(size);
}

// `count` samples of two values: sample i is {i, -i} with label i.
QByteArray numbered(int count) {
  QByteArray bytes = header(quint32(count), 2);
  for (int i = 0; i < count; ++i) bytes += record(i, float(i), float(-i));
  return bytes;
}

class SampleFolder {
 public:
  explicit SampleFolder(const QByteArray& content) { writeFile(folder_.filePath("samples.bin"), content); }
  std::string path() const { return folder_.path().toStdString(); }

 private:
  QTemporaryDir folder_;
};

struct Stream {
  double gain = 1;
  double offset = 0;
  double noise = 0;
};

std::vector<Sample> stream(const SampleFolder& folder, const char* seed, std::size_t count, Stream settings = {}) {
  auto source = openReplaySource();
  plugin::Complaint complaint{};
  const std::string path = folder.path();
  if (!source->open({path.c_str(), seed, 2, settings.gain, settings.offset, settings.noise}, complaint))
    qFatal("%s", complaint.message);
  return take(source, 2, count);
}

}  // namespace

class TstReplaySource : public QObject {
  Q_OBJECT
 private slots:
  void starts_at_the_same_place_for_the_same_seed() {
    const SampleFolder folder(numbered(1000));
    QCOMPARE(stream(folder, "rotterdam-2", 50), stream(folder, "rotterdam-2", 50));
  }

  void spreads_the_nodes_of_a_fleet_over_the_samples() {
    const SampleFolder folder(numbered(1000));
    std::set<std::int32_t> starts;
    for (int i = 0; i < 100; ++i) starts.insert(stream(folder, qPrintable(QString("node-%1").arg(i)), 1)[0].label);
    QVERIFY(starts.size() > 85);  // 95 expected by chance
  }

  void gives_every_sample_once_with_its_label_and_begins_again() {
    const SampleFolder folder(numbered(7));
    const auto samples = stream(folder, "node", 14);
    for (std::size_t i = 0; i < 14; ++i) {
      QCOMPARE(samples[i].label, (samples[0].label + std::int32_t(i)) % 7);
      QCOMPARE(samples[i].input, (std::vector<float>{float(samples[i].label), float(-samples[i].label)}));
    }
  }

  void applies_gain_and_offset() {
    const SampleFolder folder(numbered(5));
    for (const Sample& sample : stream(folder, "node", 5, {.gain = 2, .offset = 0.5})) {
      const auto label = float(sample.label);
      QCOMPARE(sample.input, (std::vector<float>{2 * label + 0.5F, -2 * label + 0.5F}));
    }
  }

  void adds_normal_noise_that_the_seed_decides() {
    const SampleFolder folder(header(1, 2) + record(0, 0, 0));
    const auto samples = stream(folder, "node-a", 20000, {.noise = 3});
    QCOMPARE(samples, stream(folder, "node-a", 20000, {.noise = 3}));
    QVERIFY(samples != stream(folder, "node-b", 20000, {.noise = 3}));

    double sum = 0;
    double squares = 0;
    for (const Sample& sample : samples)
      for (const float x : sample.input) {
        sum += x;
        squares += double(x) * x;
      }
    // Five standard errors of 40,000 draws.
    QVERIFY(std::fabs(sum / 40000) < 5 * 3 / std::sqrt(40000.0));
    QVERIFY(std::fabs(squares / 40000 - 9) < 5 * 9 * std::sqrt(2 / 40000.0));
  }

  void passes_an_unknown_label_on() {
    const SampleFolder folder(header(1, 2) + record(-1, 4, 5));
    QCOMPARE(stream(folder, "node", 1)[0].label, -1);
  }

  void refuses_a_damaged_file_data() {
    QTest::addColumn<QByteArray>("content");
    const float nan = std::numeric_limits<float>::quiet_NaN();
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("half a header") << numbered(3).left(10);
    QTest::newRow("wrong magic") << "FLG1" + numbered(3).mid(4);
    QTest::newRow("one byte short") << numbered(3).chopped(1);
    QTest::newRow("one record short") << numbered(3).chopped(12);
    QTest::newRow("one byte more") << numbered(3) + "x";
    QTest::newRow("one record more") << numbered(3) + record(1, 1, 1);
    QTest::newRow("no samples") << header(0, 2);
    QTest::newRow("samples of nothing") << header(2, 0) + word(1) + word(1);
    QTest::newRow("sizes that overflow 32 bits") << header(0x40000001, 0xffffffff) + record(1, 1, 1);
    QTest::newRow("sizes that overflow 64 bits") << header(0xffffffff, 0xffffffff) + record(1, 1, 1);
    QTest::newRow("not a number") << header(1, 2) + record(0, 1, nan);
    QTest::newRow("negative label") << header(1, 2) + record(-2, 1, 1);
  }
  void refuses_a_damaged_file() {
    QFETCH(QByteArray, content);
    const SampleFolder folder(content);
    auto source = openReplaySource();
    plugin::Complaint complaint{};
    const std::string path = folder.path();
    QVERIFY(!source->open({path.c_str(), "node", 2, 1, 0, 0}, complaint));
    QCOMPARE(complaint.reason, "samples_damaged");
    Sample sample{std::vector<float>(2), 0};
    QVERIFY(!source->next(sample.input.data(), sample.label, complaint));
    QCOMPARE(complaint.reason, "not_opened");
  }

  void refuses_samples_of_another_size_than_the_model() {
    const SampleFolder folder(numbered(3));
    auto source = openReplaySource();
    plugin::Complaint complaint{};
    const std::string path = folder.path();
    QVERIFY(!source->open({path.c_str(), "node", 3, 1, 0, 0}, complaint));
    QCOMPARE(complaint.reason, "samples_mismatch");
  }

  void refuses_a_folder_without_samples() {
    const QTemporaryDir folder;
    auto source = openReplaySource();
    plugin::Complaint complaint{};
    const std::string path = folder.path().toStdString();
    QVERIFY(!source->open({path.c_str(), "node", 2, 1, 0, 0}, complaint));
    QCOMPARE(complaint.reason, "samples_unreadable");
    QVERIFY(QDir(folder.path()).mkdir("samples.bin"));
    QVERIFY(!source->open({path.c_str(), "node", 2, 1, 0, 0}, complaint));
    QCOMPARE(complaint.reason, "samples_unreadable");
  }

  void refuses_settings_that_make_no_stream_data() {
    QTest::addColumn<double>("gain");
    QTest::addColumn<double>("offset");
    QTest::addColumn<double>("noise");
    const double inf = std::numeric_limits<double>::infinity();
    QTest::newRow("gain") << std::nan("") << 0.0 << 0.0;
    QTest::newRow("offset") << 1.0 << inf << 0.0;
    QTest::newRow("noise") << 1.0 << 0.0 << inf;
    QTest::newRow("negative noise") << 1.0 << 0.0 << -0.1;
  }
  void refuses_settings_that_make_no_stream() {
    QFETCH(double, gain);
    QFETCH(double, offset);
    QFETCH(double, noise);
    const SampleFolder folder(numbered(3));
    auto source = openReplaySource();
    plugin::Complaint complaint{};
    const std::string path = folder.path();
    QVERIFY(!source->open({path.c_str(), "node", 2, gain, offset, noise}, complaint));
    QCOMPARE(complaint.reason, "bad_settings");
  }
};

QTEST_GUILESS_MAIN(TstReplaySource)
#include "tst_replay_source.moc"

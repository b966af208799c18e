#include <QtTest>

#include <cstring>
#include <limits>

#include "services/agent/worker/bundle_check.h"
#include "tests/plugins/bundles.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

worker::Checked check(const std::string& slot) {
  auto runtime = openOnnxRuntime();
  plugin::Complaint complaint{};
  if (!runtime->load(slot.c_str(), complaint))
    return {.ok = false, .reason = complaint.reason, .message = complaint.message};
  SystemFiles files;
  return worker::checkBundle(*runtime, files, slot);
}

void putFloat(QByteArray& bytes, qsizetype offset, float value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}
void putWord(QByteArray& bytes, qsizetype offset, quint32 value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr qsizetype kGoldenHeader = 20;
constexpr qsizetype kWarmupHeader = 12;

// Answers every request with NaN, or fails from one request on.
class BrokenRuntime final : public plugin::Runtime {
 public:
  explicit BrokenRuntime(int goodRequests) : good_(goodRequests) {}
  bool load(const char*, plugin::Complaint&) override { return true; }
  std::size_t inputSize() const override { return 1; }
  std::size_t outputSize() const override { return 1; }
  bool run(const float*, float* output, plugin::Complaint& complaint) override {
    *output = answer;
    if (good_-- > 0) return true;
    qstrncpy(complaint.message, "out of order", sizeof complaint.message);
    return false;
  }
  void destroy() override {}
  float answer = 0;

 private:
  int good_;
};

QByteArray tinyGolden() {  // two inputs, one value each, all zero, tolerance 0.5
  QByteArray bytes("FLG1");
  bytes.resize(kGoldenHeader + 4 * 4, '\0');
  putWord(bytes, 4, 2);
  putWord(bytes, 8, 1);
  putWord(bytes, 12, 1);
  putFloat(bytes, 16, 0.5F);
  return bytes;
}
QByteArray tinyWarmup() {
  QByteArray bytes("FLW1");
  bytes.resize(kWarmupHeader + 4 * 4, '\0');
  putWord(bytes, 4, 4);
  putWord(bytes, 8, 1);
  return bytes;
}

worker::Checked checkTiny(BrokenRuntime& runtime) {
  const QTemporaryDir folder;
  writeFile(folder.filePath("golden.bin"), tinyGolden());
  writeFile(folder.filePath("warmup.bin"), tinyWarmup());
  SystemFiles files;
  return worker::checkBundle(runtime, files, folder.path().toStdString());
}

}  // namespace

class TstBundleCheck : public QObject {
  Q_OBJECT
 private slots:
  void every_version_passes_its_own_golden_check_data() {
    QTest::addColumn<QString>("bundle");
    for (const char* bundle : {"meter-reader/1.0.0", "meter-reader/2.0.0", "meter-reader/2.1.0", "meter-reader/2.3.0",
                               "meter-reader/3.0.0", "ecg-monitor/1.0.0"})
      QTest::newRow(bundle) << bundle;
  }
  void every_version_passes_its_own_golden_check() {
    QFETCH(QString, bundle);
    const auto checked = check(bundlePath(bundle.toStdString()));
    QVERIFY2(checked.ok, checked.message.c_str());
  }

  void fails_on_one_changed_output_and_names_it() {
    const BundleCopy bundle("meter-reader/2.0.0");
    QByteArray golden = bundle.read("golden.bin");
    const qsizetype outputs = kGoldenHeader + 32 * 64 * 4;
    putFloat(golden, outputs + (5 * 10 + 3) * 4, 1234.5F);
    bundle.write("golden.bin", golden);
    const auto checked = check(bundle.path());
    QVERIFY(!checked.ok);
    QCOMPARE(checked.reason, std::string("golden_mismatch"));
    QVERIFY2(checked.message.starts_with("golden input 5, output 3: expected 1234.5, got "), checked.message.c_str());
  }

  void fails_on_one_changed_weight() {
    const BundleCopy bundle("meter-reader/1.0.0");
    QByteArray model = bundle.read("model.onnx");
    // The weight of largest influence is unknown here, so the whole exponent byte of one in the middle of the matrix
    // changes.
    const qsizetype middle = model.size() / 2;
    for (qsizetype i = middle; i < middle + 4; ++i) {
      QByteArray changed = model;
      changed[i] = char(changed[i] ^ 0x40);
      bundle.write("model.onnx", changed);
      const auto checked = check(bundle.path());
      if (!checked.ok) {
        QCOMPARE(checked.reason, std::string("golden_mismatch"));
        return;
      }
    }
    QFAIL("no changed byte of a weight was noticed");
  }

  void the_golden_outputs_of_another_version_do_not_pass() {
    const BundleCopy bundle("meter-reader/3.0.0");
    bundle.write("golden.bin", BundleCopy("meter-reader/2.0.0").read("golden.bin"));
    QCOMPARE(check(bundle.path()).reason, std::string("golden_mismatch"));
  }

  void refuses_damaged_golden_files_data() {
    QTest::addColumn<QByteArray>("content");
    QByteArray good = tinyGolden();
    QVERIFY(worker::parseGolden(good.toStdString()).ok());
    const auto changedWord = [&](qsizetype offset, quint32 value) {
      QByteArray bytes = good;
      putWord(bytes, offset, value);
      return bytes;
    };
    const auto changedFloat = [&](qsizetype offset, float value) {
      QByteArray bytes = good;
      putFloat(bytes, offset, value);
      return bytes;
    };
    for (const qsizetype length : {0, 3, 19, 20, 35}) QTest::addRow("cut to %lld", length) << good.left(length);
    QTest::newRow("longer") << good + "x";
    QTest::newRow("wrong magic") << "FLS1" + good.mid(4);
    QTest::newRow("no inputs") << changedWord(4, 0).left(kGoldenHeader);
    QTest::newRow("empty inputs") << changedWord(8, 0);
    QTest::newRow("count that overflows") << changedWord(4, 0x80000001);
    QTest::newRow("sizes that overflow") << changedWord(4, 0xffffffff).replace(8, 8, QByteArray(8, '\xff'));
    QTest::newRow("endless tolerance") << changedFloat(16, std::numeric_limits<float>::infinity());
    QTest::newRow("negative tolerance") << changedFloat(16, -1);
    QTest::newRow("tolerance that is no number") << changedFloat(16, kNan);
    QTest::newRow("input that is no number") << changedFloat(kGoldenHeader, kNan);
    QTest::newRow("output that is no number") << changedFloat(kGoldenHeader + 12, kNan);
  }
  void refuses_damaged_golden_files() {
    QFETCH(QByteArray, content);
    const auto golden = worker::parseGolden(content.toStdString());
    QVERIFY(!golden.ok());
    QCOMPARE(golden.error().reason, std::string("golden_damaged"));
  }

  void refuses_damaged_warmup_files_data() {
    QTest::addColumn<QByteArray>("content");
    const QByteArray good = tinyWarmup();
    QVERIFY(worker::parseWarmup(good.toStdString()).ok());
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << good.chopped(1);
    QTest::newRow("longer") << good + "x";
    QTest::newRow("wrong magic") << "FLG1" + good.mid(4);
    QTest::newRow("sizes that overflow") << QByteArray(good).replace(4, 8, QByteArray(8, '\xff'));
  }
  void refuses_damaged_warmup_files() {
    QFETCH(QByteArray, content);
    const auto warmup = worker::parseWarmup(content.toStdString());
    QVERIFY(!warmup.ok());
    QCOMPARE(warmup.error().reason, std::string("warmup_failed"));
  }

  void says_which_file_of_a_bundle_is_damaged_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("reason");
    QTest::newRow("golden") << "golden.bin" << QByteArray("FLG1") << "golden_damaged";
    QTest::newRow("golden of another model") << "golden.bin" << tinyGolden() << "golden_damaged";
    QTest::newRow("warm-up") << "warmup.bin" << QByteArray("FLW1") << "warmup_failed";
    QTest::newRow("warm-up of another model") << "warmup.bin" << tinyWarmup() << "warmup_failed";
    QTest::newRow("no golden") << "golden.bin" << QByteArray() << "golden_damaged";
    QTest::newRow("no warm-up") << "warmup.bin" << QByteArray() << "warmup_failed";
  }
  void says_which_file_of_a_bundle_is_damaged() {
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, reason);
    const BundleCopy bundle("meter-reader/1.0.0");
    if (content.isEmpty()) QFile::remove(bundle.file(name));
    if (!content.isEmpty()) bundle.write(name, content);
    const auto checked = check(bundle.path());
    QVERIFY(!checked.ok);
    QCOMPARE(QString::fromStdString(checked.reason), reason);
  }

  void an_answer_that_is_not_a_number_fails() {
    BrokenRuntime runtime(100);
    QVERIFY(checkTiny(runtime).ok);
    runtime.answer = kNan;
    QCOMPARE(checkTiny(runtime).reason, std::string("golden_mismatch"));
  }

  void the_tolerance_is_the_largest_difference_that_passes() {
    BrokenRuntime runtime(100);
    runtime.answer = -0.5F;
    QVERIFY(checkTiny(runtime).ok);
    runtime.answer = 0.51F;
    QCOMPARE(checkTiny(runtime).reason, std::string("golden_mismatch"));
  }

  void every_golden_and_every_warmup_input_is_run() {
    BrokenRuntime secondGoldenFails(1);
    const auto golden = checkTiny(secondGoldenFails);
    QCOMPARE(golden.reason, std::string("golden_mismatch"));
    QCOMPARE(golden.message, std::string("golden input 1 failed: out of order"));

    BrokenRuntime lastWarmupFails(2 + 3);
    const auto warmup = checkTiny(lastWarmupFails);
    QCOMPARE(warmup.reason, std::string("warmup_failed"));
    QCOMPARE(warmup.message, std::string("warm-up input 3 failed: out of order"));
  }
};

QTEST_GUILESS_MAIN(TstBundleCheck)
#include "tst_bundle_check.moc"

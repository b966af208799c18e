#include <QtTest>

#include "services/controlplane/core/judge/wave_evidence.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

constexpr std::uint32_t kSmall = 1, kLarge = 2;  // two kinds of hardware

// Nodes whose workers take so much memory; five answers a look, all good.
class Wave {
 public:
  void add(bool canary, std::uint32_t stratum, std::initializer_list<std::uint32_t> memoryMb) {
    for (const std::uint32_t mb : memoryMb) {
      Reading reading;
      reading.place = static_cast<std::uint32_t>(readings_.size());
      reading.canary = canary;
      reading.reporting = true;
      reading.stratum = stratum;
      reading.memoryMb = mb;
      readings_.push_back(reading);
    }
  }
  std::vector<Reading>& readings() { return readings_; }

  Evidence judged(const Gates& gates) {
    WaveEvidence seen(gates.tolerance);
    TimePoint at{};
    for (int look = 0; look < 12; ++look) {
      seen.add(at += std::chrono::minutes(1), readings_);
      for (Reading& reading : readings_) reading.requests += 5;
    }
    return judgeWave(seen, gates, 1, 12);
  }

 private:
  std::vector<Reading> readings_;
};

Gates gatesOf(std::optional<double> ratio) {
  Gates gates;
  gates.minRequests = 1;
  gates.maxMemoryRatio = ratio;
  return gates;
}

}  // namespace

class TstWaveEvidence : public QObject {
  Q_OBJECT

 private slots:
  void a_version_that_takes_half_as_much_memory_again_fails() {
    Wave wave;
    wave.add(true, kSmall, {61, 60, 59, 62, 60, 61});
    wave.add(false, kSmall, {40, 41, 39, 40, 40, 42});
    const Evidence evidence = wave.judged(gatesOf(1.25));
    QCOMPARE(evidence.verdict, Verdict::Fail);
    QCOMPARE(evidence.reason, std::string("memory_test"));
    QVERIFY2(evidence.why.find("1.5 times") != std::string::npos, evidence.why.c_str());
  }

  void what_the_plan_allows_or_does_not_ask_about_passes() {
    Wave wave;
    wave.add(true, kSmall, {61, 60, 59, 62, 60, 61});
    wave.add(false, kSmall, {40, 41, 39, 40, 40, 42});
    QCOMPARE(wave.judged(gatesOf(1.6)).verdict, Verdict::Pass);
    QCOMPARE(wave.judged(gatesOf(std::nullopt)).verdict, Verdict::Pass);
  }

  void too_few_nodes_say_nothing_about_memory() {
    Wave wave;
    wave.add(true, kSmall, {90, 90, 90, 90});
    wave.add(false, kSmall, {40, 41, 39, 40, 40, 42});
    QCOMPARE(wave.judged(gatesOf(1.25)).verdict, Verdict::Pass);
  }

  void nodes_are_compared_with_nodes_of_their_kind() {
    // The canary happens to have more of the large machines, where every version takes twice as much.
    Wave wave;
    wave.add(true, kLarge, {80, 81, 79, 80, 82, 80, 81, 79, 80});
    wave.add(true, kSmall, {40});
    wave.add(false, kLarge, {80});
    wave.add(false, kSmall, {40, 41, 39, 40, 42, 40, 41, 39, 40});
    QCOMPARE(wave.judged(gatesOf(1.25)).verdict, Verdict::Pass);
  }

  void readings_of_a_version_that_knew_no_past_are_still_read() {
    Reading reading;
    reading.place = 7;
    reading.canary = reading.reporting = true;
    reading.stratum = 300;
    reading.requests = 1000;
    reading.memoryMb = 40;
    const std::string before("\x01\x07\x01\x01\xac\x02\xe8\x07\x00\x00\x00\x00\x28", 13);
    const auto read = decodeReadings(before);
    QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
    QCOMPARE(*read, std::vector{reading});
    reading.pastRequests = 5;
    QCOMPARE(*decodeReadings(encodeReadings({reading})), std::vector{reading});
    for (std::size_t length = 0; length < before.size(); ++length) QVERIFY(!decodeReadings(before.substr(0, length)));
    QVERIFY(!decodeReadings(std::string("\x00\x03\x00", 3)));
  }

  void a_silent_node_is_not_counted() {
    Wave wave;
    wave.add(true, kSmall, {61, 60, 59, 62, 60});
    wave.add(false, kSmall, {40, 41, 39, 40, 40, 42});
    wave.readings().front().reporting = false;
    Gates gates = gatesOf(1.25);
    gates.minReporting = 0.5;
    QCOMPARE(wave.judged(gates).verdict, Verdict::Pass);
  }
};

QTEST_GUILESS_MAIN(TstWaveEvidence)
#include "tst_wave_evidence.moc"

#include <QtTest>

#include <QRandomGenerator>

#include "services/runtime/bytes.h"
#include "tests/worker/worker_under_test.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

std::string framed(const worker::Frame& frame) {
  ByteWriter out;
  out.text(worker::encode(frame));
  return out.take();
}

std::string conversation() {
  return framed(worker::Load{"anywhere", fixturePath("unreliable_runtime"), fixturePath("unreliable_source"), "node"}) +
         framed(worker::Serve{50}) + framed(worker::Check{}) + framed(worker::Serve{0}) + framed(worker::Stop{});
}

int exitCodeAfter(const std::string& bytes) {
  WorkerUnderTest worker;
  worker.sendRaw(bytes);
  return worker.exitCode();
}

}  // namespace

class TstWorkerGarbage : public QObject {
  Q_OBJECT
 private slots:
  void understands_the_whole_conversation_whatever_its_pieces() {
    for (const std::size_t piece : {1U, 3U, 4096U}) {
      WorkerUnderTest worker;
      const std::string bytes = conversation();
      for (std::size_t at = 0; at < bytes.size(); at += piece) worker.sendRaw(bytes.substr(at, piece));
      QVERIFY(worker.expect<worker::Loaded>());
      QCOMPARE(worker.exitCode(), 0);
    }
  }

  void speaks_frames_with_a_little_endian_length() {
    WorkerUnderTest worker;
    worker.send(worker::Check{});
    const std::string expected = framed(worker::Failed{"unexpected_frame", "no bundle is loaded"});
    std::string got(expected.size(), '\0');
    QCOMPARE(::recv(worker.agentEnd(), got.data(), got.size(), MSG_WAITALL), ssize_t(expected.size()));
    QCOMPARE(got, expected);
    QCOMPARE(std::size_t(static_cast<unsigned char>(got[0])), expected.size() - 4);
    QCOMPARE(got.substr(1, 3), std::string(3, '\0'));
  }

  void survives_the_end_of_the_channel_after_every_byte() {
    const std::string bytes = conversation();
    for (std::size_t length = 0; length < bytes.size(); ++length) QCOMPARE(exitCodeAfter(bytes.substr(0, length)), 0);
  }

  void refuses_a_length_that_no_frame_has_data() {
    QTest::addColumn<quint32>("length");
    QTest::newRow("nothing") << 0U;
    QTest::newRow("one more than allowed") << quint32(worker::kMaxFrame + 1);
    QTest::newRow("the largest number") << 0xffffffffU;
  }
  void refuses_a_length_that_no_frame_has() {
    QFETCH(quint32, length);
    WorkerUnderTest worker;
    ByteWriter out;
    out.number(std::uint32_t(length));
    worker.sendRaw(out.take());
    const auto failed = worker.expect<worker::Failed>();
    QVERIFY(failed);
    QCOMPARE(failed->reason, std::string("bad_frame"));
    QCOMPARE(worker.exitCode(), 1);
  }

  void survives_damaged_frames() {
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int round = 0; round < 500; ++round) {
      std::string bytes = conversation();
      const int damages = 1 + random.bounded(4);
      for (int i = 0; i < damages; ++i) bytes[random.bounded(quint32(bytes.size()))] = char(random.bounded(256));
      const int code = exitCodeAfter(bytes);
      QVERIFY2(code == 0 || code == 1, qPrintable(QString("round %1").arg(round)));
    }
  }
};

QTEST_GUILESS_MAIN(TstWorkerGarbage)
#include "tst_worker_garbage.moc"

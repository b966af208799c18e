#include <QtTest>

#include "services/agent/grpc/transport_cause.h"

using namespace flotilla::agent;

class TstTransportCause : public QObject {
  Q_OBJECT

 private slots:
  void says_the_usual_causes_in_words_data() {
    QTest::addColumn<QString>("grpc");
    QTest::addColumn<QString>("words");
    const QString failed = "failed to connect to all addresses; last error: ";
    QTest::newRow("refused") << failed + "UNKNOWN: Failed to connect to remote host: Connection refused"
                             << "nobody listens there";
    QTest::newRow("name") << "DNS resolution failed for no.such.host:7447: C-ares status is not ARES_SUCCESS"
                          << "the name is not known";
    QTest::newRow("closed") << failed + "UNAVAILABLE: Socket closed"
                            << "it closed the connection";
    QTest::newRow("late") << "Deadline Exceeded"
                          << "it did not answer in time";
    QTest::newRow("nothing") << ""
                             << "the connection ended";
    QTest::newRow("something else") << "a newer connection of this node took over"
                                    << "a newer connection of this node took over";
  }
  void says_the_usual_causes_in_words() {
    QFETCH(QString, grpc);
    QTEST(QString::fromStdString(transportCause(grpc.toStdString())), "words");
  }

  void tells_a_refusal_without_a_word_from_nobody_there() {
    QVERIFY(isClosedByPeer("failed to connect to all addresses; last error: UNAVAILABLE: Socket closed"));
    QVERIFY(!isClosedByPeer("Failed to connect to remote host: Connection refused"));
    QVERIFY(!isAnotherService("Failed to connect to remote host: Connection refused"));
    QVERIFY(isAnotherService("UNKNOWN: Cannot check peer: missing selected ALPN property."));
  }
};

QTEST_GUILESS_MAIN(TstTransportCause)
#include "tst_transport_cause.moc"

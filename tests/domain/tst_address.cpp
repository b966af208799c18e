#include <QtTest>

#include "models/domain/address.h"

using namespace flotilla;

class TstAddress : public QObject {
  Q_OBJECT

 private slots:
  void a_host_and_a_port_from_1_to_65535_are_an_address_data() {
    QTest::addColumn<bool>("good");
    for (const char* text : {"127.0.0.1:1", "node.example:65535", "[::1]:7444", "a:7444"}) QTest::newRow(text) << true;
    for (const char* text : {"", "a", "a:", ":1", "a:0", "a:65536", "a:99999", "a:7444x", "a:-1", "a: 1", "::1:7444",
                             "[]:1", "http://a:1", "a b:1", "a:1:2"})
      QTest::newRow(text) << false;
  }
  void a_host_and_a_port_from_1_to_65535_are_an_address() {
    QFETCH(bool, good);
    const Status status = checkAddress("--server", QTest::currentDataTag());
    QCOMPARE(status.ok(), good);
    if (good) return;
    QCOMPARE(status.error().message, "\"" + std::string(QTest::currentDataTag()) + "\" is not an address");
    QCOMPARE(status.error().field, std::string("--server"));
    QCOMPARE(status.error().fix, std::string("write HOST:PORT, port 1 to 65535"));
  }
};

QTEST_GUILESS_MAIN(TstAddress)
#include "tst_address.moc"

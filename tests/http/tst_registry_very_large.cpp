#include <QtTest>

#include "tests/http/large_transfer.h"

using namespace flotilla;

class TstRegistryVeryLarge : public QObject {
  Q_OBJECT

 public:
  explicit TstRegistryVeryLarge(const ServerProcess& server) : server_(server) {}

 private slots:
  void three_hundred_megabytes_pass_through_without_growing_either_process() {
    moveLargeArtifact(server_, 300'000'000, 50);
  }

 private:
  const ServerProcess& server_;
};

int main(int argc, char** argv) {
  const ServerProcess server;  // before Qt has threads
  TstRegistryVeryLarge test(server);
  return QTest::qExec(&test, argc, argv);
}

#include "tst_registry_very_large.moc"

#include <QtTest>

#include "tests/http/large_transfer.h"

using namespace flotilla;

class TstRegistryLarge : public QObject {
  Q_OBJECT

 public:
  explicit TstRegistryLarge(const ServerProcess& server) : server_(server) {}

 private slots:
  void forty_megabytes_pass_through_without_growing_either_process() { moveLargeArtifact(server_, 40'000'000, 20); }

 private:
  const ServerProcess& server_;
};

int main(int argc, char** argv) {
  const ServerProcess server;  // before Qt has threads
  TstRegistryLarge test(server);
  return QTest::qExec(&test, argc, argv);
}

#include "tst_registry_large.moc"

#include <QtTest>

#include "tests/worker/worker_under_test.h"

using namespace flotilla;
using namespace flotilla::tests;

class TstPluginObject : public QObject {
  Q_OBJECT
 private slots:
  void opens_a_plugin_of_each_kind() {
    QVERIFY(worker::openRuntime(pluginPath("runtime-onnx")).ok());
    QVERIFY(worker::openSource(pluginPath("source-replay")).ok());
  }

  void refuses_what_it_cannot_trust_to_fit_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const std::string& path, const char* reason) {
      QTest::newRow(name) << QString::fromStdString(path) << reason;
    };
    row("no file", "/nowhere/at/all.so", "no_plugin");
    row("not a library", std::string(FLOTILLA_SOURCE_DIR) + "/CMakeLists.txt", "plugin_unloadable");
    row("a library that is no plugin", fixturePath("no_plugin"), "not_a_plugin");
    row("another API version", fixturePath("other_api"), "plugin_api_version");
    row("another compiler", fixturePath("other_compiler"), "plugin_compiler");
    row("another kind", pluginPath("source-replay"), "plugin_kind");
    row("no factory", fixturePath("no_factory"), "not_a_plugin");
  }
  void refuses_what_it_cannot_trust_to_fit() {
    QFETCH(QString, path);
    QFETCH(QString, reason);
    const auto runtime = worker::openRuntime(path.toStdString());
    QVERIFY(!runtime.ok());
    QCOMPARE(QString::fromStdString(runtime.error().reason), reason);
  }

  void the_worker_passes_the_refusal_on() {
    worker::Load load = loadOf(bundlePath("meter-reader/1.0.0"));
    load.sourcePlugin = load.runtimePlugin;
    WorkerUnderTest worker;
    worker.send(load);
    const auto failed = worker.expect<worker::Failed>();
    QVERIFY(failed);
    QCOMPARE(failed->reason, std::string("plugin_kind"));
    QCOMPARE(worker.exitCode(), 1);
  }
};

QTEST_GUILESS_MAIN(TstPluginObject)
#include "tst_plugin_object.moc"

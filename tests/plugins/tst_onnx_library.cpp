#include <QtTest>

#include <dlfcn.h>

#include "tests/plugins/bundles.h"

using namespace flotilla;
using namespace flotilla::tests;

// A program of its own: once a process has opened ONNX Runtime, the linker finds it again by name, wherever it is.
class TstOnnxLibrary : public QObject {
  Q_OBJECT
 private slots:
  void the_plugin_opens_without_onnx_runtime_and_says_that_it_is_missing() {
    if (::dlopen("libonnxruntime.so.1", RTLD_LAZY) != nullptr) QSKIP("ONNX Runtime is installed on this system");
    QTemporaryDir folder;
    const QString lonely = folder.filePath("runtime-onnx.so");
    QVERIFY(QFile::copy(QString::fromStdString(pluginPath("runtime-onnx")), lonely));

    auto runtime = worker::openRuntime(lonely.toStdString());
    QVERIFY(runtime.ok());
    plugin::Complaint complaint{};
    QVERIFY(!(*runtime)->load(bundlePath("meter-reader/1.0.0").c_str(), complaint));
    QCOMPARE(complaint.reason, "onnxruntime_missing");
    QVERIFY(QByteArray(complaint.message).contains("libonnxruntime.so.1"));

    writeFile(folder.filePath("libonnxruntime.so.1"), "not a library");
    QVERIFY(!(*runtime)->load(bundlePath("meter-reader/1.0.0").c_str(), complaint));
    QCOMPARE(complaint.reason, "onnxruntime_missing");
  }
};

QTEST_GUILESS_MAIN(TstOnnxLibrary)
#include "tst_onnx_library.moc"

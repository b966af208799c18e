// The real programs around alerts, as packaging/fetch-test-tools.sh unpacks them: amtool, Alertmanager, Prometheus. On
// ports that the kernel chooses, with data in a folder that goes away with the object.
#pragma once

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

namespace flotilla::tests {

inline QString toolPath(const char* name) {
  const QString path = QStringLiteral(FLOTILLA_SOURCE_DIR "/build/tools/bin/") + name;
  if (!QFile::exists(path)) qFatal("%s is missing: run packaging/fetch-test-tools.sh", qPrintable(path));
  return path;
}

struct ToolRun {
  int exit = -1;
  QByteArray out;
  QByteArray err;
};
inline ToolRun runTool(const char* name, const QStringList& arguments) {
  QProcess process;
  process.start(toolPath(name), arguments);
  const bool ended = process.waitForFinished(30'000);
  return {ended ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
}

// A server that runs until the end of the object.
class ToolServer {
 public:
  ~ToolServer() {
    process_.terminate();
    if (!process_.waitForFinished(10'000)) process_.kill();
    process_.waitForFinished();
  }

  // `config` is its configuration; %1 in it is the folder.
  static std::unique_ptr<ToolServer> alertmanager(const QString& config) {
    auto out = std::make_unique<ToolServer>();
    out->start("prometheus-alertmanager", config, {"--storage.path=%1/data", "--cluster.listen-address="});
    return out;
  }
  static std::unique_ptr<ToolServer> prometheus(const QString& config, const QString& rules) {
    auto out = std::make_unique<ToolServer>();
    out->write("rules.yml", rules);
    out->start("prometheus", config, {"--storage.tsdb.path=%1/data", "--rules.alert.resend-delay=1s"});
    return out;
  }

  QString url() const { return "http://" + address_; }
  QString path(const QString& name) const { return dir_.filePath(name); }
  QByteArray log() { return log_ += process_.readAll(); }

 private:
  void write(const QString& name, const QString& text) {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(name));
    file.write(text.toUtf8());
  }
  void start(const char* name, const QString& config, QStringList options) {
    write("config.yml", QString(config).replace("%1", dir_.path()));
    options.replaceInStrings("%1", dir_.path());
    process_.setProcessChannelMode(QProcess::MergedChannels);
    process_.setWorkingDirectory(QStringLiteral(FLOTILLA_SOURCE_DIR "/build/tools/bin"));  // where its templates are
    process_.start(toolPath(name),
                   QStringList{"--config.file=" + path("config.yml"), "--web.listen-address=127.0.0.1:0"} + options);
    static const QRegularExpression listening("Listening on\" address=(127\\.0\\.0\\.1:\\d+)");
    const bool up = QTest::qWaitFor(
        [&] {
          process_.waitForReadyRead(10);
          address_ = listening.match(QString::fromUtf8(log())).captured(1);
          return !address_.isEmpty() || process_.state() == QProcess::NotRunning;
        },
        30'000);
    if (!up || address_.isEmpty()) qFatal("%s does not start: %s", name, log().constData());
  }

  QTemporaryDir dir_;
  QProcess process_;
  QByteArray log_;
  QString address_;
};

}  // namespace flotilla::tests

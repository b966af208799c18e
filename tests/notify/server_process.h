// A server in Python that a test talks to: it prints its port, and ends with its standard input. With a certificate of
// an authority of its own.
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include "services/crypto/x509.h"
#include "tests/notify/notify_rig.h"

namespace flotilla::tests {

class ServerProcess {
 public:
  ServerProcess(const char* script, const QStringList& options, const std::string& certifiedHost = "127.0.0.1") {
    const TimePoint now = SystemClock().now();
    const auto authority = CertificateAuthority::create("test", now - 1h);
    const IdentityKey key = IdentityKey::generate();
    writeText(path("ca.pem"), authority.certificatePem());
    writeText(path("server.pem"), authority.issueServer(key, {certifiedHost}, now - 1h, now + 1h));
    writeText(path("server.key"), key.toPem());
    process_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process_.start("python3",
                   QStringList{FLOTILLA_SOURCE_DIR "/tests/notify/" + QString(script), dir_.path()} + options);
    if (!process_.waitForReadyRead(kWaitMs)) qFatal("%s does not start", script);
    port_ = process_.readLine().trimmed().toStdString();
  }
  ~ServerProcess() {
    process_.closeWriteChannel();
    process_.waitForFinished();
  }

  const std::string& port() const { return port_; }
  std::string ca() const { return path("ca.pem").toStdString(); }
  QString path(const char* name) const { return dir_.filePath(name); }
  QList<QJsonObject> records(const char* log) const {
    QFile file(path(log));
    QList<QJsonObject> out;
    if (!file.open(QIODevice::ReadOnly)) return out;
    for (const QByteArray& line : file.readAll().split('\n'))
      if (!line.isEmpty()) out += QJsonDocument::fromJson(line).object();
    return out;
  }

 private:
  QTemporaryDir dir_;
  QProcess process_;
  std::string port_;
};

}  // namespace flotilla::tests

// tests/support/faulty_proxy.py between agents and the control plane: a link that can be cut, stalled, one-way or slow.
// Thread: the caller's, blocking. The proxy ends with it.
#pragma once

#include <QDeadlineTimer>
#include <QProcess>

#include "tests/support/cluster.h"

namespace flotilla::test {

class FaultyLink {
 public:
  ~FaultyLink() {
    process_.closeWriteChannel();
    if (!process_.waitForFinished(5000)) process_.kill();
  }
  // To the agents' listener of this cluster, which has started.
  bool start(const Cluster& cluster) {
    target_ = cluster.address("agents");
    const QStringList to = target_.split(':');
    process_.start("python3", {FLOTILLA_SOURCE_DIR "/tests/support/faulty_proxy.py", to[0], to[1]});
    return readLine(port_);
  }
  // pass, cut, stall, up, down or slow: see the script.
  bool set(const QString& mode) {
    process_.write(mode.toUtf8() + "\n");
    QString answer;
    return readLine(answer) && answer == "ok";
  }
  // From its next start on, this enrolled agent comes through here.
  bool carry(const Cluster& cluster, int node) const {
    const QString known = cluster.agentData(node) + "/identity/server.yaml";
    QByteArray server = readFile(known);
    const QByteArray before = server;
    server.replace(target_.toUtf8(), (target_.section(':', 0, 0) + ":" + port_).toUtf8());
    return server != before && writeFile(known, server);
  }

 private:
  bool readLine(QString& line) {
    const QDeadlineTimer deadline(std::chrono::seconds(30));
    while (!process_.canReadLine() && !deadline.hasExpired()) process_.waitForReadyRead(100);
    line = QString::fromUtf8(process_.readLine()).trimmed();
    return !line.isEmpty();
  }
  QProcess process_;
  QString target_;
  QString port_;
};

}  // namespace flotilla::test

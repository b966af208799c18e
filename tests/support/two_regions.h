// The fleet that most tests of more than one region have: eu-west with the site rotterdam, us-east with boston, and the
// workload meter-reader; and people who are told of pages. Thread: the caller's, blocking.
#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include "tests/support/operator.h"

namespace flotilla::test {

struct TwoRegions {
  QString offlineAfter = "10s";
  int ratePerSecond = 50;  // requests per node
  QStringList objectives;  // each as YAML in braces
};

inline QByteArray yamlOf(const TwoRegions& fleet) {
  QString out = QString(R"(regions:
  - {name: eu-west, title: Western Europe, offline_after: %1}
  - {name: us-east, title: Eastern North America, offline_after: %1}
sites:
  - {name: rotterdam, region: eu-west, title: Rotterdam, latitude: 51.9, longitude: 4.5}
  - {name: boston, region: us-east, title: Boston, latitude: 42.4, longitude: -71.1}
workloads:
  - name: meter-reader
    artifact: meter-reader
    config: {rate_per_second: %2, health_window: 1s, min_success_ratio: 0.9, max_p95_ms: 2000}
)")
                    .arg(fleet.offlineAfter)
                    .arg(fleet.ratePerSecond);
  if (!fleet.objectives.isEmpty()) out += "objectives:\n";
  for (const QString& objective : fleet.objectives) out += "  - " + objective + "\n";
  return out.toUtf8();
}

// A control plane with that fleet and one agent at each of these sites. Whether it worked; see lastProblem().
inline bool startTwoRegions(Cluster& cluster, const TwoRegions& fleet, const QStringList& sites) {
  if (!cluster.startServer() || !cluster.declare(yamlOf(fleet)) || !cluster.makeKeys("keys")) return false;
  for (int node = 0; node < sites.size(); ++node)
    if (!cluster.enrolNode(node, sites[node]) || !cluster.startAgent(node)) return false;
  return true;
}

// Takes every notification, so that a page is told at once and becomes an incident.
class Pager {
 public:
  ~Pager() {
    receiver_.closeWriteChannel();
    if (!receiver_.waitForFinished(5000)) receiver_.kill();
  }
  // Empty if that worked, or why not.
  QString start(Cluster& cluster) {
    receiver_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    receiver_.start("python3", {FLOTILLA_SOURCE_DIR "/tests/notify/https_receiver.py", folder_.path(), "--plain"});
    if (!receiver_.waitForReadyRead(30'000)) return "the receiver does not start";
    const QString port = QString::fromUtf8(receiver_.readLine()).trimmed();
    const QString alerting = QString(R"(receivers:
  - {name: pager, notifiers: [{kind: webhook, settings: {url: 'http://127.0.0.1:%1/pager'}}]}
route: {receiver: pager, group_by: [region, objective, node], group_wait: 1s, group_interval: 2s, repeat_interval: 4h}
)")
                                 .arg(port);
    if (!writeFile(cluster.path("alerting.yaml"), alerting.toUtf8())) return "alerting.yaml cannot be written";
    return cluster.ctl({"alerting", "apply", cluster.path("alerting.yaml")}).err;
  }

 private:
  QTemporaryDir folder_;
  QProcess receiver_;
};

// Of resources/runbooks. Empty if it is applied without a note, or why not.
inline QString applyRunbook(Cluster& cluster, const QString& name) {
  const Answer book = cluster.ctl({"runbooks", "apply", FLOTILLA_SOURCE_DIR "/resources/runbooks/" + name + ".yaml"});
  if (!book.ok()) return book.err;
  const QJsonArray notes = book.json["notes"].toArray();
  return notes.isEmpty() ? QString() : notes[0].toString();
}

}  // namespace flotilla::test

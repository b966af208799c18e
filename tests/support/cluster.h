// A control plane and nodes as people run them: real flotillad, flotilla-agent and flotillactl processes with folders
// of their own, driven through command lines and `flotillactl -o json`. Thread: the caller's, blocking. Whatever was
// started ends with the Cluster, also when the test dies. Waiting means asking again until a deadline; nothing waits a
// fixed time.
#pragma once

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <memory>
#include <vector>

namespace flotilla::test {

// What a program answered; `json` is set if its output is one JSON object. Exit code -1: killed or out of time.
struct Answer {
  int exitCode = -1;
  QString out;
  QString err;
  QJsonObject json;
  bool ok() const { return exitCode == 0; }
};

// One long-running program. Output is appended to `log`, over restarts too.
class Program {
 public:
  Program(QString name, QString log) : name_(std::move(name)), log_(std::move(log)) {}
  ~Program() { kill(); }

  bool start(const QString& program, const QStringList& arguments);
  void stop();  // SIGTERM, and SIGKILL after 10 s
  void kill();  // SIGKILL
  bool running() const { return process_ && process_->state() == QProcess::Running; }
  qint64 pid() const { return process_ ? process_->processId() : 0; }  // 0 if it does not run
  QString log() const;
  const QString& name() const { return name_; }

 private:
  QString name_;
  QString log_;
  std::unique_ptr<QProcess> process_;
};

struct ClusterOptions {
  QStringList server;      // further settings of flotillad, KEY=VALUE
  QStringList agents;      // further settings of each agent
  QString serverData;      // data directory of flotillad; empty = inside the cluster's folder
  int ratePerSecond = 50;  // requests per node
};

struct ReleaseOrder {
  QString version;
  int counter = 0;
  QString bundle;         // folder; empty = the sample bundle of that version
  QString keys = "keys";  // folder of keys inside the cluster's folder
  QString artifact = "meter-reader";
  QString kind = "model";
};

class Cluster {
 public:
  explicit Cluster(ClusterOptions options = {});
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  QString path(const QString& name) const { return folder_.filePath(name); }
  QString serverData() const;
  const QString& address() const { return address_; }
  QString agentData(int node) const { return path("node" + QString::number(node)); }
  // host:port of a listener of flotillad: agents, operators, web, artifacts or enrolment.
  QString address(const QString& listener) const;

  // Each returns whether it worked within 20 s; the reason is in printLogs() or lastProblem().
  bool startServer();  // the first start takes free ports, later ones the same
  bool declareFleet();
  bool declare(const QByteArray& fleet);  // as YAML
  bool makeKeys(const QString& folder, const QString& assignmentKey = {});
  bool enrolNode(int node, const QString& site = "rotterdam", const QStringList& options = {});  // of its token
  int copyNode(int node);  // all that its agent, which does not run, keeps; the number of the copy, or -1
  bool startAgent(int node, const QStringList& more = {});  // `more`: settings of this one
  bool startAll(int nodes);                                 // all of the above, up to connected agents
  bool publish(const ReleaseOrder& order);
  QString sign(const ReleaseOrder& order);  // the layout; empty if it failed
  QStringList publishArguments(const QString& layout) const;
  bool deploy(const QString& version);  // and waits until it succeeded

  Program& server() { return server_; }
  Program& agent(int node) { return *agents_[static_cast<std::size_t>(node)]; }
  int agentCount() const { return static_cast<int>(agents_.size()); }

  Answer ctl(const QStringList& arguments);
  Answer enrol(const QString& data, const QString& token, const QString& root = {});
  Answer run(const QString& program, const QStringList& arguments, const QByteArray& input = {}) const;
  QString newToken(const QString& site = "rotterdam", const QStringList& options = {});
  QStringList serverArguments(const QString& data) const;
  static QString program(const QString& name);
  static QString sampleBundle(const QString& version);

  // Answers of the control plane; empty objects if nobody answers.
  QJsonObject node(const QString& name) { return ctl({"nodes", "show", name}).json; }
  QJsonObject workloadOf(const QString& node);
  QJsonObject rollout(const QString& id) { return ctl({"rollouts", "show", id}).json; }
  qint64 requests(const QString& node, const QString& version);  // -1 if nobody answers
  bool auditIsIntact() { return ctl({"audit", "verify"}).json["intact"].toBool(); }

  // Asks until `condition` holds or the time is over; then the name is in lastProblem().
  template <class F>
  bool eventually(const QString& what, std::chrono::seconds limit, F condition) {
    const QDeadlineTimer deadline(limit);
    do {
      if (condition()) return true;
      QTest::qWait(kPollMs);
    } while (!deadline.hasExpired());
    problem_ = "not within " + QString::number(limit.count()) + " s: " + what;
    return false;
  }

  const char* lastProblem();  // for QVERIFY2
  void printLogs() const;

 private:
  static constexpr int kPollMs = 100;
  bool good(const Answer& answer);
  void addAgent();

  ClusterOptions options_;
  QTemporaryDir folder_;
  QString address_;  // one of 127.0.0.0/8 of its own, so that nobody else takes its ports while flotillad is down
  QJsonObject ports_;
  Program server_;
  std::vector<std::unique_ptr<Program>> agents_;
  QString problem_;
  QByteArray problemBytes_;
};

// The numbers of int64 and uint64 fields are text in protobuf's JSON.
inline qint64 number(const QJsonValue& value) {
  return value.isString() ? value.toString().toLongLong() : static_cast<qint64>(value.toDouble());
}

bool writeFile(const QString& path, const QByteArray& content);  // mode 0600
QByteArray readFile(const QString& path);

}  // namespace flotilla::test

#include "tests/support/cluster.h"

#include <signal.h>
#include <sys/prctl.h>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRandomGenerator>

namespace flotilla::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartLimit = 20s;
constexpr int kRunLimitMs = 60'000;
constexpr int kStopLimitMs = 10'000;
constexpr qint64 kShownLog = 6'000;

// A test that dies takes its processes with it.
void endWithParent(QProcess& process) {
  process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

QString ownAddress() {
  QRandomGenerator& random = *QRandomGenerator::global();
  return QString("127.%1.%2.%3").arg(random.bounded(1, 250)).arg(random.bounded(1, 250)).arg(random.bounded(2, 250));
}

QStringList settings(const QStringList& values) {
  QStringList out;
  for (const QString& value : values) out << "--set" << value;
  return out;
}

}  // namespace

bool writeFile(const QString& path, const QByteArray& content) {
  QFile file(path);
  if (!file.open(QFile::WriteOnly | QFile::Truncate)) return false;
  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
  return file.write(content) == content.size();
}

QByteArray readFile(const QString& path) {
  QFile file(path);
  return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

bool Program::start(const QString& program, const QStringList& arguments) {
  kill();
  process_ = std::make_unique<QProcess>();
  endWithParent(*process_);
  process_->setStandardOutputFile(log_, QProcess::Append);
  process_->setStandardErrorFile(log_, QProcess::Append);
  process_->start(program, arguments);
  return process_->waitForStarted(kStopLimitMs);
}

void Program::stop() {
  if (!running()) return;
  process_->terminate();
  if (!process_->waitForFinished(kStopLimitMs)) kill();
}

void Program::kill() {
  if (!process_ || process_->state() == QProcess::NotRunning) return;
  process_->kill();
  process_->waitForFinished(kStopLimitMs);
}

QString Program::log() const {
  return QString::fromUtf8(readFile(log_));
}

Cluster::Cluster(ClusterOptions options)
    : options_(std::move(options)), address_(ownAddress()), server_("flotillad", folder_.filePath("flotillad.log")) {}

Cluster::~Cluster() {
  for (auto& agent : agents_) agent->stop();
  server_.stop();
}

QString Cluster::program(const QString& name) {
  return QStringLiteral(FLOTILLA_BINARY_DIR "/bin/") + name;
}

QString Cluster::sampleBundle(const QString& version) {
  return QStringLiteral(FLOTILLA_BINARY_DIR "/models/meter-reader/") + version;
}

QString Cluster::serverData() const {
  return options_.serverData.isEmpty() ? path("server") : options_.serverData;
}

QString Cluster::address(const QString& listener) const {
  return address_ + ":" + QString::number(ports_[listener].toInt());
}

QStringList Cluster::serverArguments(const QString& data) const {
  QStringList values{"listen.address=" + address_, "public.host=" + address_, "tls.hosts=localhost," + address_,
                     "nodes.report_interval=1s",   "nodes.learning_max=2s",   "accounts.first_admin=false"};
  for (const char* name : {"agents", "operators", "web", "artifacts", "enrolment"})
    values << QString("listen.%1=%2").arg(name).arg(ports_[name].toInt());
  return QStringList{"--data", data} + settings(values + options_.server);
}

Answer Cluster::run(const QString& name, const QStringList& arguments, const QByteArray& input) const {
  QProcess process;
  endWithParent(process);
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("HOME", folder_.path());
  process.setProcessEnvironment(environment);
  process.setWorkingDirectory(folder_.path());
  process.start(program(name), arguments);
  process.write(input);
  process.closeWriteChannel();
  const bool ended = process.waitForFinished(kRunLimitMs) && process.exitStatus() == QProcess::NormalExit;
  if (!ended) process.kill();
  Answer answer;
  answer.out = process.readAllStandardOutput();
  answer.err = process.readAllStandardError();
  answer.json = QJsonDocument::fromJson(answer.out.toUtf8()).object();
  if (ended) answer.exitCode = process.exitCode();
  return answer;
}

Answer Cluster::ctl(const QStringList& arguments) {
  return run("flotillactl", QStringList{"--data", serverData(), "-o", "json"} + arguments);
}

bool Cluster::good(const Answer& answer) {
  if (!answer.ok()) problem_ = QString("exit code %1: %2%3").arg(answer.exitCode).arg(answer.out, answer.err);
  return answer.ok();
}

bool Cluster::startServer() {
  if (!server_.start(program("flotillad"), serverArguments(serverData()))) {
    problem_ = program("flotillad") + " cannot be started";
    return false;
  }
  // It answers on its socket a moment before it has written down its ports.
  const bool up = eventually("flotillad answers and has heard its nodes", kStartLimit, [this] {
    const Answer status = ctl({"status"});
    const bool ready = status.ok() && !status.json["learning"].toBool();
    return !server_.running() || (ready && QFile::exists(serverData() + "/ports.json"));
  });
  if (up && server_.running()) ports_ = QJsonDocument::fromJson(readFile(serverData() + "/ports.json")).object();
  if (up && !server_.running()) problem_ = "flotillad ended: " + server_.log().right(kShownLog);
  return up && server_.running();
}

bool Cluster::declareFleet() {
  return declare(QString(R"(regions:
  - {name: eu-west, title: Western Europe, offline_after: 5s}
sites:
  - {name: rotterdam, region: eu-west, title: Rotterdam, latitude: 51.9, longitude: 4.5}
  - {name: antwerp, region: eu-west, title: Antwerp, latitude: 51.2, longitude: 4.4}
workloads:
  - name: meter-reader
    artifact: meter-reader
    config: {runtime: runtime-onnx, source: source-replay, rate_per_second: %1, memory_mb: 256,
             health_window: 1s, min_success_ratio: 0.9, max_p95_ms: 2000}
)")
                     .arg(options_.ratePerSecond)
                     .toUtf8());
}

bool Cluster::declare(const QByteArray& fleet) {
  return writeFile(path("fleet.yaml"), fleet) && good(ctl({"apply", "-f", path("fleet.yaml")}));
}

bool Cluster::makeKeys(const QString& folder, const QString& assignmentKey) {
  const QString key = assignmentKey.isEmpty() ? serverData() + "/keys/assignment.pub" : assignmentKey;
  return good(ctl({"keys", "create", "--out", path(folder), "--assignment-key", key}));
}

QString Cluster::newToken(const QString& site, const QStringList& options) {
  const Answer answer = ctl(QStringList{"token", "create", "--site", site} + options);
  return good(answer) ? answer.json["token"].toString() : QString();
}

Answer Cluster::enrol(const QString& data, const QString& token, const QString& root) {
  const QString file = root.isEmpty() ? path("keys/root.json") : root;
  return run("flotilla-agent",
             {"enrol", "--data", data, "--server", address("enrolment"), "--token-file", "-", "--root", file},
             token.toUtf8() + "\n");
}

void Cluster::addAgent() {
  const QString name = "node" + QString::number(agentCount());
  agents_.push_back(std::make_unique<Program>(name, path(name + ".log")));
}

int Cluster::copyNode(int node) {
  const int copy = agentCount();
  addAgent();
  const int failed = QProcess::execute("cp", {"-a", agentData(node), agentData(copy)});
  if (failed != 0) problem_ = agentData(node) + " cannot be copied";
  return failed == 0 ? copy : -1;
}

bool Cluster::enrolNode(int node, const QString& site, const QStringList& options) {
  while (agentCount() <= node) addAgent();
  const QString token = newToken(site, options);
  return !token.isEmpty() && good(enrol(agentData(node), token));
}

bool Cluster::startAgent(int node, const QStringList& more) {
  const QStringList values{"report_interval=1s", "backoff_max=1s", "disk_reserve_mb=1"};
  const bool started = agent(node).start(program("flotilla-agent"), QStringList{"run", "--data", agentData(node)} +
                                                                        settings(values + options_.agents + more));
  if (!started) problem_ = "flotilla-agent cannot be started";
  return started;
}

bool Cluster::startAll(int nodes) {
  if (!startServer() || !declareFleet() || !makeKeys("keys")) return false;
  for (int node = 0; node < nodes; ++node)
    if (!enrolNode(node) || !startAgent(node)) return false;
  return eventually("all agents connect", kStartLimit,
                    [&] { return number(ctl({"status"}).json["connected"]) == nodes; });
}

QString Cluster::sign(const ReleaseOrder& order) {
  const QString layout = path("layout-" + order.artifact + "-" + order.version);
  const QString bundle = order.bundle.isEmpty() ? sampleBundle(order.version) : order.bundle;
  const bool signedWell =
      good(ctl({"release", "sign", "--kind", order.kind, "--artifact", order.artifact, "--version", order.version,
                "--counter", QString::number(order.counter), bundle, "--key", path(order.keys + "/release-1.pem"),
                "--key", path(order.keys + "/release-2.pem"), "--expires", "1d", "--layout", layout}));
  return signedWell ? layout : QString();
}

QStringList Cluster::publishArguments(const QString& layout) const {
  return {"--data", serverData(), "release", "publish", layout};
}

bool Cluster::publish(const ReleaseOrder& order) {
  const QString layout = sign(order);
  return !layout.isEmpty() && good(run("flotillactl", publishArguments(layout)));
}

bool Cluster::deploy(const QString& version) {
  return good(ctl({"deploy", "meter-reader", version, "--wait", "--timeout-wait", "30s"}));
}

QJsonObject Cluster::workloadOf(const QString& name) {
  return node(name)["workloads"].toArray().at(0).toObject();
}

qint64 Cluster::requests(const QString& name, const QString& version) {
  const QJsonObject workload = workloadOf(name);
  if (workload.isEmpty()) return -1;
  for (const QJsonValue totals : workload["totals"].toArray())
    if (totals["version"].toString() == version) return number(totals["requests"]);
  return 0;
}

const char* Cluster::lastProblem() {
  problemBytes_ = problem_.toUtf8();
  return problemBytes_.constData();
}

void Cluster::printLogs() const {
  qWarning().noquote() << "problem:" << problem_;
  qWarning().noquote() << "---- flotillad\n" << server_.log().right(kShownLog);
  for (const auto& agent : agents_)
    qWarning().noquote() << "----" << agent->name() << "\n" << agent->log().right(kShownLog);
}

}  // namespace flotilla::test

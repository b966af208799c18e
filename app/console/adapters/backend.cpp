#include "app/console/adapters/backend.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <array>
#include <cstring>

#include "services/runtime/files.h"

namespace flotilla::console {
namespace {

constexpr auto kLookWhileStarting = std::chrono::milliseconds(50);
constexpr auto kLookAtForeign = std::chrono::seconds(2);
constexpr std::array kPorts{"agents", "operators", "web", "artifacts", "enrolment"};
constexpr qsizetype kKeptLines = 20;
constexpr qsizetype kToldLines = 4;
constexpr qsizetype kLongestLine = 400;

Path pathOf(const QString& text) {
  return Path(text.toStdString());
}

// Log lines are JSON; what a program says before it can log is text.
QString plainText(const QString& line) {
  const QJsonObject json = QJsonDocument::fromJson(line.toUtf8()).object();
  return json.isEmpty() ? line : json[QStringLiteral("msg")].toString();
}

QString sentenceOf(const Error& error) {
  const QString message = QString::fromStdString(error.message);
  return error.fix.empty() ? message : message + QStringLiteral("; ") + QString::fromStdString(error.fix);
}

QJsonObject readPorts(const QString& path) {
  QFile file(path);
  return file.open(QFile::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

// What flotillad said of why it ended, as it prints an Error; without a message if it said nothing of the kind.
Error errorIn(const QStringList& lines) {
  Error out;
  const auto take = [](const QString& line, const char* label, std::string& into) {
    if (line.startsWith(QLatin1String(label))) into = line.mid(static_cast<int>(std::strlen(label))).toStdString();
  };
  for (const QString& line : lines) {
    take(line, "error: ", out.message);
    take(line, "  field: ", out.field);
    take(line, "  fix: ", out.fix);
  }
  // Its advice is for a command line, which a fleet of the console does not have.
  if (out.fix.find("--set listen.") != std::string::npos) out.fix = "end it, then restart";
  return out;
}

// In the child, between fork and exec: only calls that are safe there. The console may be gone before prctl is done.
void endWithParent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);
}

}  // namespace

Backend::Backend(BackendOptions options, QObject* parent) : QObject(parent), options_(std::move(options)) {
  connect(&look_, &QTimer::timeout, this, &Backend::look);
}

Backend::~Backend() {
  blockSignals(true);  // whoever listened may be gone
  stop();
}

QString Backend::findProgram() {
  const QString name = QStringLiteral("flotillad");
  const QFileInfo beside(QCoreApplication::applicationDirPath() + QLatin1Char('/') + name);
  return beside.isExecutable() ? beside.filePath() : QStandardPaths::findExecutable(name);
}

QString Backend::socketPath() const {
  return options_.data + QStringLiteral("/operators.sock");
}

QString Backend::portsFile() const {
  return options_.data + QStringLiteral("/ports.json");
}

QString Backend::enrolAddress() const {
  const int port = readPorts(portsFile())[QStringLiteral("enrolment")].toInt();
  return port == 0 ? QString() : QStringLiteral("127.0.0.1:%1").arg(port);
}

QString Backend::keptPortsFile() const {
  return options_.data + QStringLiteral("/ports.yaml");
}

Result<bool> Backend::findForeign() const {
  FLOTILLA_CHECK(ensurePrivateDirectory(pathOf(options_.data)));
  const auto lock = FileLock::acquire(pathOf(options_.data) / "lock");
  if (!lock && lock.error().reason == "locked") return true;
  if (!lock) return lock.error();
  // While the lock is ours nobody else's can be meant: the file says that somebody serves.
  FLOTILLA_CHECK(SystemFiles().remove(pathOf(portsFile())));
  return false;
}

void Backend::start() {
  if (state_ == QStringLiteral("starting") || state_ == QStringLiteral("running")) return;
  const auto foreign = findForeign();
  if (!foreign) return set(QStringLiteral("crashed"), sentenceOf(foreign.error()));
  if (*foreign) return adopt();
  foreign_ = false;
  program_ = options_.program.isEmpty() ? findProgram() : options_.program;
  if (program_.isEmpty())
    return set(QStringLiteral("crashed"),
               QStringLiteral("flotillad was found neither beside this program nor on PATH; install it, or name a "
                              "server with --server HOST:PORT"));
  anyPorts_ = false;
  launch();
}

void Backend::adopt() {
  foreign_ = true;
  look_.start(kLookAtForeign);
  set(QStringLiteral("running"));
}

bool Backend::mayTakeOtherPorts() const {
  const bool isNew = !QFileInfo::exists(options_.data + QStringLiteral("/flotilla.db"));
  return isNew && !anyPorts_ && !QFileInfo::exists(keptPortsFile()) && options_.settings.isEmpty();
}

QStringList Backend::portArguments() const {
  if (QFileInfo::exists(keptPortsFile())) return {QStringLiteral("--config"), keptPortsFile()};
  QStringList out;
  if (anyPorts_)
    for (const char* name : kPorts) out << QStringLiteral("--set") << QStringLiteral("listen.%1=0").arg(name);
  return out;
}

Status Backend::rememberPorts() const {
  const QJsonObject ports = readPorts(portsFile());
  QString text = QStringLiteral(
      "# The ports of this fleet; the usual ones were taken when it was new. Its nodes know them.\n"
      "# By hand: flotillad --data DIR --config DIR/ports.yaml\n");
  for (const char* name : kPorts) text += QStringLiteral("listen.%1: %2\n").arg(name).arg(ports[name].toInt());
  return SystemFiles().replace(pathOf(keptPortsFile()), text.toStdString());
}

void Backend::onServing() {
  look_.stop();
  if (anyPorts_)
    if (const Status kept = rememberPorts(); !kept) {
      // Nobody has enrolled yet; on ports that are forgotten nobody may.
      stop();
      return set(QStringLiteral("crashed"), sentenceOf(kept.error()));
    }
  set(QStringLiteral("running"));
}

void Backend::launch() {
  lines_.clear();
  if (child_) child_.release()->deleteLater();  // it may be what called us
  child_ = std::make_unique<QProcess>();
  child_->setChildProcessModifier([parent = ::getpid()] { endWithParent(parent); });
  connect(child_.get(), &QProcess::readyReadStandardError, this, &Backend::keepLines);
  connect(child_.get(), &QProcess::readyReadStandardOutput, this, [this] { child_->readAllStandardOutput(); });
  connect(child_.get(), &QProcess::finished, this, &Backend::onEnded);
  connect(child_.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    look_.stop();
    set(QStringLiteral("crashed"), QStringLiteral("%1 cannot be started: %2").arg(program_, child_->errorString()));
  });
  // Whoever sits here is the administrator, and nobody reads what it prints.
  QStringList arguments{QStringLiteral("--data"), options_.data, QStringLiteral("--first-admin"),
                        QStringLiteral("off")};
  arguments += portArguments();
  for (const QString& setting : options_.settings) arguments << QStringLiteral("--set") << setting;
  set(QStringLiteral("starting"));
  started_.start();
  look_.start(kLookWhileStarting);
  child_->start(program_, arguments);
}

void Backend::look() {
  if (foreign_) {
    const auto lock = FileLock::acquire(pathOf(options_.data) / "lock");
    if (!lock) return;
    look_.stop();
    return set(QStringLiteral("crashed"), QStringLiteral("the control plane that ran on %1 has ended").arg(data()));
  }
  if (QFileInfo::exists(portsFile())) return onServing();
  if (!started_.hasExpired(std::chrono::milliseconds(options_.startLimit).count())) return;
  look_.stop();
  child_->kill();  // onEnded tells the rest
}

void Backend::keepLines() {
  const QStringList fresh =
      QString::fromUtf8(child_->readAllStandardError()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  for (const QString& line : fresh) lines_ << plainText(line).left(kLongestLine);
  if (lines_.size() > kKeptLines) lines_ = lines_.last(kKeptLines);
}

void Backend::onEnded(int code, QProcess::ExitStatus status) {
  look_.stop();
  keepLines();
  // Somebody else was faster: that one is as good.
  if (const auto foreign = findForeign(); foreign && *foreign) return adopt();
  const Error said = errorIn(lines_);
  const bool aboutPorts = QString::fromStdString(said.field).startsWith(QStringLiteral("listen."));
  if (aboutPorts && mayTakeOtherPorts()) {
    anyPorts_ = true;
    return launch();
  }
  if (!said.message.empty()) return set(QStringLiteral("crashed"), sentenceOf(said));
  const QString how = status == QProcess::NormalExit ? QStringLiteral("flotillad ended with exit code %1").arg(code)
                                                     : QStringLiteral("flotillad was ended by signal %1").arg(code);
  const QStringList told = lines_.last(std::min(kToldLines, lines_.size()));
  set(QStringLiteral("crashed"), told.isEmpty() ? how : how + QStringLiteral(": ") + told.join(QStringLiteral("\n")));
}

void Backend::stop() {
  look_.stop();
  if (!child_) return;
  child_->disconnect(this);
  if (child_->state() != QProcess::NotRunning) {
    child_->terminate();
    if (!child_->waitForFinished(static_cast<int>(options_.grace.count()))) {
      child_->kill();
      child_->waitForFinished();
    }
  }
  child_.reset();
  set(QStringLiteral("none"));
}

void Backend::set(const QString& state, const QString& problem) {
  state_ = state;
  problem_ = problem;
  emit changed();
}

}  // namespace flotilla::console

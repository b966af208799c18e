#include "app/console/program.h"

#include <malloc.h>

#include <QCryptographicHash>
#include <QStandardPaths>
#include <QTimer>

#include "services/documents/alerting.h"
#include "services/documents/runbook_yaml.h"
#include "services/runtime/files.h"
#include "services/runtime/pattern.h"
#include "ui/console/theme/application_look.h"

namespace flotilla::console {
namespace {

constexpr std::uint64_t kLargestToken = 4 * 1024;
constexpr std::uint64_t kLargestCa = 64 * 1024;
constexpr auto kSettled = std::chrono::seconds(1);
constexpr const char* kUsualEnrolment = ":7447";

Error about(Error error, const char* option) {
  error.field = option;
  return error;
}

// A choice that was made on the command line is for this time only, and pictures depend on nothing that was chosen.
QString preferencesFile(const Settings& settings) {
  if (!settings.theme.isEmpty() || !settings.screenshot.isEmpty()) return {};
  return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
         QStringLiteral("/flotilla/console.ini");
}

// Of each control plane its own. A demonstration and pictures keep none.
QString draftsFolder(const Settings& settings, const QString& target) {
  if (settings.source == Settings::Source::Demo || !settings.screenshot.isEmpty()) return {};
  const QString place = settings.source == Settings::Source::Bundled ? settings.data : target;
  const QByteArray name = QCryptographicHash::hash(place.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
  return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
         QStringLiteral("/flotilla/runbook-drafts/") + QString::fromLatin1(name);
}

// A whole fleet passes through the threads of the transport in many pieces; what those took goes back to the system.
void giveMemoryBackAfter(view::Session& session) {
  QObject::connect(&session, &view::Session::changed, &session, [&session, given = false]() mutable {
    if (given || !session.loaded()) return;
    given = true;
    QTimer::singleShot(kSettled, &session, [] { ::malloc_trim(0); });
  });
}

}  // namespace

Result<std::unique_ptr<Program>> Program::make(const Settings& settings) {
  ::mallopt(M_ARENA_MAX, 2);  // few threads allocate; an arena for each would keep what the others could use
  std::unique_ptr<Program> program(new Program(settings));
  switch (settings.source) {
    case Settings::Source::Demo:
      program->demo_ = std::make_unique<DemoFleet>(settings.demo, program->clock_);
      program->makeConsole(*program->demo_, *program->demo_, *program->demo_);
      return program;
    case Settings::Source::Remote:
      FLOTILLA_CHECK(program->connectRemote());
      break;
    case Settings::Source::Bundled:
      FLOTILLA_CHECK(program->connectBundled());
      break;
  }
  program->makeConsole(*program->client_, *program->client_, *program->client_);
  program->followBackend();
  return program;
}

Status Program::addToken(ClientOptions& options) const {
  const std::string file = settings_.tokenFile.toStdString();
  if (const Status isPrivate = checkPrivateFile(file); !isPrivate) return about(isPrivate.error(), "--token-file");
  const auto token = SystemFiles().readAll(file, kLargestToken);
  if (!token) return about(token.error(), "--token-file");
  options.token = QString::fromStdString(*token).trimmed().toStdString();
  return okStatus();
}

Status Program::connectRemote() {
  ClientOptions options;
  if (settings_.tokenFile.isEmpty()) {
    login_ = std::make_unique<RemoteLogin>(settings_);
    FLOTILLA_CHECK(login_->prepare(options));
  } else {
    FLOTILLA_CHECK(addToken(options));
  }
  const auto ca = SystemFiles().readAll(settings_.caFile.toStdString(), kLargestCa);
  if (!ca) return about(ca.error(), "--ca");
  options.program = "flotilla/" FLOTILLA_VERSION;
  options.address = settings_.server.toStdString();
  options.caPem = *ca;
  FLOTILLA_TRY(client_, OperatorClient::connect(std::move(options)));
  return okStatus();
}

Status Program::connectBundled() {
  BackendOptions options;
  options.data = settings_.data;
  backend_ = std::make_unique<Backend>(std::move(options));
  ClientOptions client;
  client.socketPath = backend_->socketPath().toStdString();
  FLOTILLA_TRY(client_, OperatorClient::connect(std::move(client)));
  backend_->start();
  return okStatus();
}

QString Program::target() const {
  if (settings_.source == Settings::Source::Remote) return settings_.server;
  return settings_.source == Settings::Source::Demo ? QStringLiteral("a demonstration")
                                                    : QStringLiteral("this computer");
}

QString Program::enrolAddress() const {
  if (settings_.source == Settings::Source::Remote)
    return settings_.server.left(settings_.server.lastIndexOf(QLatin1Char(':'))) + QLatin1String(kUsualEnrolment);
  const QString told = backend_ ? backend_->enrolAddress() : QString();
  return told.isEmpty() ? QStringLiteral("127.0.0.1") + QLatin1String(kUsualEnrolment) : told;
}

void Program::makeConsole(OperatorApi& api, GameDayApi& gameDays, FleetFeed& feed) {
  view::ConsoleSettings settings;
  settings.session = {target(), settings_.environment, QStringLiteral(FLOTILLA_VERSION)};
  if (login_) settings.session.identity = login_->identity(*client_);
  settings.enrolAddress = enrolAddress();
  settings.preferencesFile = preferencesFile(settings_);
  settings.wholePattern = compileWholePattern;
  settings.windows = [](const std::string& yaml) -> Result<std::vector<MaintenanceWindow>> {
    FLOTILLA_TRY(Alerting alerting, parseAlertingYaml(yaml));
    return std::move(alerting.windows);
  };
  settings.examineRunbook = examineRunbook;
  settings.draftsFolder = draftsFolder(settings_, target());
  console_ = std::make_unique<view::Console>(api, gameDays, feed, compilePattern, settings);
  if (login_) login_->askWith(console_->session()->identity()->confirmation()->asker());
  giveMemoryBackAfter(*console_->session());
  if (!settings_.theme.isEmpty()) console_->preferences()->setTheme(settings_.theme);
  if (!settings_.page.isEmpty()) console_->navigation()->open(settings_.page);
  if (!settings_.address.isEmpty()) console_->navigation()->openAddress(settings_.address);
}

void Program::followBackend() {
  if (!backend_) return;
  const auto tell = [this] {
    console_->backend()->set(backend_->state(), backend_->problem(), backend_->data());
    if (backend_->state() == QStringLiteral("running")) console_->session()->retryNow();
  };
  QObject::connect(backend_.get(), &Backend::changed, console_.get(), tell);
  QObject::connect(console_->backend(), &view::BackendStatus::restartRequested, backend_.get(), &Backend::start);
  tell();
}

Status Program::show() {
  for (const QString& font : theme::prepareApplication()) qWarning("the font %s cannot be loaded", qPrintable(font));
  theme::prepareEngine(engine_);
  engine_.setInitialProperties({{QStringLiteral("flotilla"), QVariant::fromValue(console_.get())}});
  engine_.load(QUrl(QStringLiteral("qrc:/qt/qml/Flotilla/Shell/MainWindow.qml")));
  if (!engine_.rootObjects().isEmpty()) window_ = qobject_cast<QQuickWindow*>(engine_.rootObjects().first());
  if (window_ == nullptr) return internalError("no_window", "the window of the console cannot be loaded");
  return okStatus();
}

}  // namespace flotilla::console

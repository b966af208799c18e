#include "app/console/settings.h"

#include <QCommandLineParser>
#include <QRegularExpression>
#include <QStandardPaths>

#include "models/domain/nearest_name.h"
#include "models/view/navigation.h"

namespace flotilla::console {
namespace {

constexpr double kMostUpdates = 1'000'000;

struct OptionLine {
  const char* name;
  const char* value;  // empty = takes none
  const char* help;
};
constexpr OptionLine kOptions[] = {
    {"data", "DIR", "joins the flotillad that runs on DIR, or starts one there and ends it on closing"},
    {"server", "HOST:PORT", "uses one elsewhere, where you log in; needs --ca"},
    {"ca", "FILE", "its certificate authority"},
    {"token-file", "FILE", "file with an API token, mode 0600, instead of logging in"},
    {"session-file", "FILE", "where your log-in is kept if you stay logged in, as of flotillactl login"},
    {"demo", "N", "a fleet of N nodes in memory, 0 to 100000, without any server"},
    {"demo-updates", "N", "reports per second of that fleet; 0 = nothing moves"},
    {"environment", "WORD", "the word in the strip at the top: PROD, STAGE, ..."},
    {"theme", "NAME", "system, dark or light, for this time"},
    {"page", "PAGE",
     "overview, topology, nodes, rollouts, artifacts, slos, drift, alerts, incidents, runbooks, game-days, approvals, "
     "audit or settings"},
    {"open", "ADDRESS", "what an address of the console shows: flotilla:///nodes?q=region:eu-west"},
    {"screenshot", "FILE", "write a PNG of the window when the fleet is shown, and end"},
    {"help", "", "this text"},
    {"version", "", "version of the program"},
};

Error wrong(const char* option, const QString& message, const QString& fix) {
  return invalid("usage", message.toStdString(), std::string("--") + option, fix.toStdString());
}

Error unknownOption(const QString& name) {
  std::vector<std::string> known;
  for (const OptionLine& option : kOptions) known.emplace_back(option.name);
  const std::string nearest = nearestName(name.toStdString(), known);
  const QString dashes = name.size() == 1 ? QStringLiteral("-") : QStringLiteral("--");
  return invalid("usage", (dashes + name + QStringLiteral(" is not an option")).toStdString(), {},
                 nearest.empty() ? "flotilla --help" : "did you mean --" + nearest + "?");
}

Status parse(QCommandLineParser& parser, const QStringList& arguments) {
  for (const OptionLine& option : kOptions)
    parser.addOption(QCommandLineOption(QString(option.name), QString(), QString(option.value)));
  if (parser.parse(QStringList{QStringLiteral("flotilla")} + arguments)) {
    const QStringList rest = parser.positionalArguments();
    if (rest.isEmpty()) return okStatus();
    return invalid("usage", ("\"" + rest.first() + "\" is not an option").toStdString(), {}, "flotilla --help");
  }
  if (!parser.unknownOptionNames().isEmpty()) return unknownOption(parser.unknownOptionNames().first());
  return invalid("usage", parser.errorText().toStdString(), {}, "flotilla --help");
}

Status checkTogether(const QCommandLineParser& parser) {
  const auto isSet = [&](const char* name) { return parser.isSet(QString(name)); };
  for (const char* other : {"server", "data"})
    if (isSet("demo") && isSet(other))
      return wrong(other, QStringLiteral("--demo and --%1 exclude each other").arg(other), "leave one of them out");
  if (isSet("server") && isSet("data"))
    return wrong("data", "--server and --data exclude each other", "leave one of them out");
  if (isSet("server") && !isSet("ca")) return wrong("ca", "--server needs --ca", "add --ca FILE");
  for (const char* remote : {"ca", "token-file", "session-file"})
    if (!isSet("server") && isSet(remote))
      return wrong(remote, QStringLiteral("--%1 is only for --server").arg(remote), "add --server HOST:PORT");
  if (isSet("token-file") && isSet("session-file"))
    return wrong("session-file", "--token-file and --session-file exclude each other", "leave one of them out");
  if (isSet("demo-updates") && !isSet("demo"))
    return wrong("demo-updates", "--demo-updates is only for --demo", "add --demo N");
  if (isSet("page") && isSet("open"))
    return wrong("page", "--page and --open exclude each other", "an address names its page");
  return okStatus();
}

Status readDemo(const QCommandLineParser& parser, Settings& out) {
  bool good = false;
  const QString nodes = parser.value("demo");
  out.demo.nodes = nodes.toUInt(&good);
  if (!good || out.demo.nodes > kDemoMaxNodes)
    return wrong("demo", "\"" + nodes + "\" is not a number of nodes", "write 0 to 100000, for example --demo 10000");
  if (!parser.isSet("demo-updates")) return okStatus();
  const QString rate = parser.value("demo-updates");
  const double perSecond = rate.toDouble(&good);
  if (!good || !(perSecond >= 0 && perSecond <= kMostUpdates))
    return wrong("demo-updates", "\"" + rate + "\" is not a number of reports per second",
                 "write 0 to 1000000, for example --demo-updates 5000");
  out.demo.reportsPerSecond = perSecond;
  return okStatus();
}

Status readLook(const QCommandLineParser& parser, Settings& out) {
  const QStringList themes{"system", "dark", "light"};
  if (parser.isSet("theme") && !themes.contains(out.theme))
    return wrong("theme", "\"" + out.theme + "\" is not a theme", "write system, dark or light");
  const QStringList& pages = view::Navigation::pages();
  if (parser.isSet("page") && !pages.contains(out.page))
    return wrong("page", "\"" + out.page + "\" is not a page", "write one of " + pages.join(", "));
  view::Place place;
  if (parser.isSet("open") && !view::fromAddress(out.address, place))
    return wrong("open", "\"" + out.address + "\" is not an address of the console",
                 "for example flotilla:///nodes?q=status:failed");
  if (parser.isSet("screenshot") && out.screenshot.isEmpty())
    return wrong("screenshot", "the name of the picture is empty", "for example --screenshot overview.png");
  if (parser.isSet("screenshot") && !out.screenshot.endsWith(".png", Qt::CaseInsensitive))
    return wrong("screenshot", "\"" + out.screenshot + "\" does not end in .png",
                 "for example --screenshot overview.png");
  return okStatus();
}

Status readEnvironment(const QCommandLineParser& parser, Settings& out) {
  static const QRegularExpression kWord("^[A-Za-z0-9-]{1,12}$");
  if (parser.isSet("environment") && !kWord.match(out.environment).hasMatch())
    return wrong("environment", "\"" + out.environment + "\" does not fit into the strip",
                 "write 1 to 12 letters, digits or '-'");
  out.environment = out.environment.toUpper();
  if (!out.environment.isEmpty()) return okStatus();
  using Source = Settings::Source;
  out.environment = out.source == Source::Demo ? "DEMO" : out.source == Source::Remote ? "REMOTE" : "LOCAL";
  return okStatus();
}

QString usualData() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/flotilla");
}

}  // namespace

Result<Settings> readSettings(const QStringList& arguments) {
  QCommandLineParser parser;
  FLOTILLA_CHECK(parse(parser, arguments));
  Settings out;
  out.help = parser.isSet("help");
  out.version = parser.isSet("version");
  if (out.help || out.version) return out;
  FLOTILLA_CHECK(checkTogether(parser));
  if (parser.isSet("server")) out.source = Settings::Source::Remote;
  if (parser.isSet("demo")) out.source = Settings::Source::Demo;
  out.server = parser.value("server");
  out.caFile = parser.value("ca");
  out.tokenFile = parser.value("token-file");
  out.sessionFile = parser.value("session-file");
  out.data = parser.isSet("data") ? parser.value("data") : usualData();
  if (out.data.isEmpty()) return wrong("data", "the name of the directory is empty", "for example --data ~/fleet");
  out.environment = parser.value("environment");
  out.theme = parser.value("theme");
  out.page = parser.value("page");
  out.address = parser.value("open");
  out.screenshot = parser.value("screenshot");
  if (out.source == Settings::Source::Demo) FLOTILLA_CHECK(readDemo(parser, out));
  FLOTILLA_CHECK(readLook(parser, out));
  FLOTILLA_CHECK(readEnvironment(parser, out));
  return out;
}

QString usage() {
  QString out = QStringLiteral(
      "flotilla: operate a fleet of edge nodes from the desktop\n\n"
      "Without --server and --demo it joins the control plane (flotillad) that runs on its data directory, or starts "
      "one "
      "there and ends it on closing.\n\n");
  for (const OptionLine& option : kOptions) {
    const QString left = QStringLiteral("  --%1 %2").arg(QString(option.name), QString(option.value));
    out += left.leftJustified(26) + QString(option.help) + QLatin1Char('\n');
  }
  return out + QStringLiteral("\nUsual data directory: %1\n").arg(usualData());
}

}  // namespace flotilla::console

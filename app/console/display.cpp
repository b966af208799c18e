#include "app/console/display.h"

#include <QString>
#include <cstdlib>

namespace flotilla::console {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

QtMessageHandler& previousHandler() {
  static QtMessageHandler handler = nullptr;
  return handler;
}

void handleMessage(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  if (text.startsWith(QStringLiteral("QStandardPaths: XDG_RUNTIME_DIR not set"))) return;
  previousHandler()(type, context, text);
}

}  // namespace

DisplayEnvironment displayEnvironment() {
  return {variable("QT_QPA_PLATFORM"), variable("DISPLAY"), variable("WAYLAND_DISPLAY")};
}

Status checkDisplay(const DisplayEnvironment& environment) {
  // "xcb:arguments;wayland": what comes first, without its arguments.
  const std::string platform = environment.platform.substr(0, environment.platform.find_first_of(":;"));
  const bool hasX11 = !environment.x11.empty(), hasWayland = !environment.wayland.empty();
  const bool missing = (platform.empty() && !hasX11 && !hasWayland) || (platform == "xcb" && !hasX11) ||
                       (platform.starts_with("wayland") && !hasWayland);
  if (!missing) return okStatus();
  return precondition("no_display", "there is no display", {},
                      "set DISPLAY, or write a picture with QT_QPA_PLATFORM=offscreen flotilla … --screenshot FILE");
}

void silenceRuntimeFolderNote() {
  previousHandler() = qInstallMessageHandler(handleMessage);
}

}  // namespace flotilla::console

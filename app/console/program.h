// Puts the console together: where the fleet comes from, the models, the window. Member order is lifetime order: what
// is used outlives what uses it. Thread: GUI.
#pragma once

#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <memory>

#include "app/console/adapters/backend.h"
#include "app/console/adapters/demo_fleet.h"
#include "app/console/remote_login.h"
#include "app/console/settings.h"
#include "models/view/console.h"
#include "services/client/operator_client.h"
#include "services/runtime/clock.h"

namespace flotilla::console {

class Program {
 public:
  // Everything that can be wrong with the settings is an Error with a fix. What can be wrong with a server is shown in
  // the window instead.
  static Result<std::unique_ptr<Program>> make(const Settings& settings);

  // Internal/"no_window" if the window cannot be loaded; the reasons are on stderr.
  Status show();
  QQuickWindow* window() const { return window_; }
  view::Console& console() { return *console_; }

 private:
  explicit Program(const Settings& settings) : settings_(settings) {}
  Status connectBundled();
  Status connectRemote();
  Status addToken(ClientOptions& options) const;
  void makeConsole(OperatorApi& api, GameDayApi& gameDays, FleetFeed& feed);
  void followBackend();
  QString target() const;
  QString enrolAddress() const;

  const Settings settings_;
  SystemClock clock_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<DemoFleet> demo_;
  std::unique_ptr<RemoteLogin> login_;  // of people; not with a token
  std::unique_ptr<OperatorClient> client_;
  std::unique_ptr<view::Console> console_;
  QQmlApplicationEngine engine_;
  QQuickWindow* window_ = nullptr;
};

}  // namespace flotilla::console

// The connection to the control plane as people see it: state, freshness, who we are there, what we may. Thread: GUI.
// Lifetime: the api outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>

#include "models/domain/access.h"
#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/identity.h"

namespace flotilla::view {

struct SessionSettings {
  QString target;       // "this computer", or host:port
  QString environment;  // the word in the strip: "LOCAL", "DEMO", "PROD"
  QString version;      // of this console
  IdentitySettings identity = {};
};

class Session : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString state READ state NOTIFY changed)  // connecting, live, lost
  Q_PROPERTY(QString target READ target CONSTANT)
  Q_PROPERTY(QString environment READ environment CONSTANT)
  Q_PROPERTY(bool loaded READ loaded NOTIFY changed)           // a whole picture of the fleet has arrived
  Q_PROPERTY(QString problem READ problem NOTIFY changed)      // why the connection is lost, a sentence; else empty
  Q_PROPERTY(bool refused READ refused NOTIFY changed)         // it answers, but not to us: the token or its rights
  Q_PROPERTY(QString lostSince READ lostSince NOTIFY changed)  // "14:05:12", else empty
  Q_PROPERTY(int retryIn READ retryIn NOTIFY ticked)           // seconds
  Q_PROPERTY(int latency READ latency NOTIFY ticked)           // milliseconds of the last answer; -1 = none yet
  Q_PROPERTY(QString freshness READ freshness NOTIFY ticked)   // of FreshnessChip: live, stale, failed
  Q_PROPERTY(QString freshnessText READ freshnessText NOTIFY ticked)
  Q_PROPERTY(QString clock READ clock NOTIFY ticked)  // "14:05:12"
  Q_PROPERTY(QString zone READ zone NOTIFY ticked)    // "CET"
  Q_PROPERTY(QString revision READ revision NOTIFY ticked)
  Q_PROPERTY(QString caller READ caller NOTIFY callerChanged)
  Q_PROPERTY(QString roles READ roles NOTIFY callerChanged)              // "operator in eu-west"
  Q_PROPERTY(flotilla::view::Identity* identity READ identity CONSTANT)  // and how one becomes another
  Q_PROPERTY(QString version READ version CONSTANT)
  Q_PROPERTY(QString serverVersion READ serverVersion NOTIFY callerChanged)
  Q_PROPERTY(QString versionNote READ versionNote NOTIFY callerChanged)  // a sentence if versions differ

 public:
  Session(OperatorApi& api, FleetMirror& mirror, SessionSettings settings, QObject* parent = nullptr);

  QString state() const;
  QString target() const { return settings_.target; }
  QString environment() const { return settings_.environment; }
  bool loaded() const { return mirror_.complete(); }
  QString problem() const { return problem_; }
  bool refused() const { return refused_; }
  QString lostSince() const;
  int retryIn() const;
  int latency() const { return latency_; }
  QString freshness() const;
  QString freshnessText() const;
  QString clock() const;
  QString zone() const;
  QString revision() const;
  QString caller() const;
  QString roles() const;
  QString version() const { return settings_.version; }
  QString serverVersion() const;
  QString versionNote() const;
  const Caller& who() const { return who_; }
  Identity* identity() { return &identity_; }

  // Why an action that needs `role` ("operator", "enroller", "security-admin", ...) cannot be done now; empty if it
  // can. Meant for AppButton.reason; depends on `changed` and `callerChanged`.
  Q_INVOKABLE QString whyNot(const QString& role) const;
  Q_INVOKABLE void retryNow();

  void heard(bool fromServer);  // something arrived on the stream
  void lost(const Error& why, Duration retryIn);

 signals:
  void changed();
  void callerChanged();
  void ticked();
  void retryRequested();

 private:
  struct Pong {
    ServerInfo info;
    TimePoint at{};
  };
  void ping();
  void pinged(TimePoint asked, const Result<Pong>& pong);
  void tick();

  OperatorApi& api_;
  FleetMirror& mirror_;
  const SessionSettings settings_;
  Identity identity_;
  Caller who_;
  bool known_ = false;  // who_ was told by the server
  QString serverVersion_;
  bool streaming_ = false;
  QString problem_;
  bool refused_ = false;
  TimePoint lostAt_{};
  TimePoint retryAt_{};
  TimePoint heardAt_{};
  int latency_ = -1;
  bool pinging_ = false;
  QTimer tick_;
  QTimer ping_;
  Guard guard_;
};

}  // namespace flotilla::view

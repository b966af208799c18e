// An operator of a cluster with an account of their own, who logs in over TLS as people do. Thread: the caller's,
// blocking.
#pragma once

#include <QJsonArray>
#include <QJsonValue>
#include <QRandomGenerator>

#include "tests/support/cluster.h"
#include "tests/support/totp.h"

namespace flotilla::test {

class OperatorAtWork {
 public:
  // Adds the operator, who takes the invitation, chooses a password, and sets up a second factor where the role demands
  // one. Empty if that worked, or why not.
  QString join(Cluster& cluster, const QString& name, const QStringList& roles) {
    cluster_ = &cluster;
    name_ = name;
    QStringList add{"operator", "add", name};
    for (const QString& role : roles) add << "--role" << role;
    const Answer added = cluster.ctl(add);
    if (!added.ok()) return added.err;
    if (!writeFile(file("invitation"), added.json["invitation"].toString().toUtf8()) ||
        !writeFile(file("password"), randomPassword()))
      return "the invitation cannot be written";
    const Answer in =
        ctlOnce({"login", "--invitation-file", file("invitation"), "--new-password-file", file("password")});
    if (!in.ok()) return in.err;
    return in.json["needs_second_factor"].toBool() ? setUpSecondFactor() : QString();
  }
  // In another session, over the one before. Empty if that worked.
  QString logIn() const {
    QStringList words{"login", name_, "--password-file", file("password")};
    if (!secret_.isEmpty()) {
      if (!writeFile(file("code"), totp(secret_, 1).toUtf8())) return "the code cannot be written";
      words << "--code-file" << file("code");
    }
    const Answer in = ctlOnce(words);
    return in.ok() ? QString() : in.err;
  }
  // A token of a program of theirs with one of their roles, in a file. Empty if that failed.
  QString apiToken(const QString& name, const QString& role) const {
    const QString out = cluster_->path(name + ".token");
    const Answer made = ctl({"api-token", "create", name, "--role", role, "--out", out});
    if (!made.ok()) qWarning("%s", qPrintable(made.err));
    return made.ok() ? out : QString();
  }
  const QString& name() const { return name_; }
  QString file(const QString& what) const { return cluster_->path(name_ + "." + what); }
  QString secret() const { return secret_; }  // of the second factor; empty if there is none
  // Of flotillactl, for an answer in JSON.
  QStringList arguments(const QStringList& words) const { return with({"-o", "json", "--timeout", "5s"}, words); }
  // Confirms first where it has to be.
  Answer ctl(const QStringList& arguments) const {
    const Answer answer = ctlOnce(arguments);
    if (answer.ok() || !answer.err.contains("flotillactl confirm")) return answer;
    const Answer confirmed = ctlOnce({"confirm", "--password-file", file("password")});
    return confirmed.ok() ? ctlOnce(arguments) : confirmed;
  }
  Answer ctlOnce(const QStringList& arguments) const {
    return cluster_->run("flotillactl", with({"-o", "json"}, arguments));
  }
  // As people read it.
  Answer text(const QStringList& arguments) const { return cluster_->run("flotillactl", with({}, arguments)); }

  // Of the console.
  QStringList consoleArguments() const {
    return {"--server",       cluster_->address("operators"),
            "--ca",           cluster_->serverData() + "/pki/ca.pem",
            "--session-file", file("session")};
  }

 private:
  QStringList with(const QStringList& more, const QStringList& arguments) const {
    return consoleArguments() + more + arguments;
  }
  static QByteArray randomPassword() {
    QRandomGenerator& random = *QRandomGenerator::system();
    return QByteArray::number(random.generate64(), 16) + "-" + QByteArray::number(random.generate64(), 16);
  }
  QString setUpSecondFactor() {
    const Answer prepared = ctlOnce({"account", "second-factor", "--prepare"});
    secret_ = prepared.json["secret"].toString();
    if (!prepared.ok() || !writeFile(file("code"), totp(secret_).toUtf8())) return prepared.err + "no second factor";
    const Answer enabled =
        ctlOnce({"account", "second-factor", "--code-file", file("code"), "--recovery-file", file("recovery")});
    return enabled.ok() ? QString() : enabled.err;
  }

  Cluster* cluster_ = nullptr;
  QString name_;
  QString secret_;
};

// A run of a runbook whose steps this operator takes.
class RunAtWork {
 public:
  RunAtWork(const OperatorAtWork& owner, const char* id) : owner_(owner), id_(id) {}

  QJsonValue shown() const { return owner_.ctl({"runs", "show", id_}).json; }
  QString at() const { return shown()["run"]["step"].toString(); }  // key of the step
  QString state() const { return shown()["run"]["state"].toString(); }
  QJsonValue attempt() const { return shown()["run"]["attempts"].toArray().last(); }
  QString digest() const { return attempt()["subject"].toString(); }
  // "step", or "skip" with "--reason" and one, and so on.
  bool say(const QString& verb, const QStringList& more = {}) const {
    const Answer answer = owner_.ctl(QStringList{"runs", verb, id_} + more);
    if (!answer.ok()) qWarning("%s", qPrintable(verb + ": " + answer.err));
    return answer.ok();
  }
  bool act() const { return say("act", {"--digest", digest()}); }
  // While all is well nothing is done: goes to each of these acts, where a check says no with `outcome`, and then to
  // the last step, where it ends. Empty, or what was otherwise.
  QString holdsBack(const QStringList& acts, const QString& outcome, const QString& last = "say") const {
    for (const QString& act : acts) {
      if (!say("jump", {act, "--reason", "to see that it refuses"})) return act + " cannot be reached";
      owner_.ctl({"runs", "step", id_});
      const QJsonValue now = attempt();
      if (now["state"] != "STEP_STATE_FAILED" || !now["outcome"].toString().contains(outcome))
        return act + " is " + now["state"].toString() + ": " + now["outcome"].toString();
    }
    if (!say("jump", {last, "--reason", "all is well"}) || !say("note", {"all is well"})) return "it does not end";
    return state() == "RUN_STATE_SUCCEEDED" ? QString() : state();
  }
  // What that step did. Empty, or why not.
  QString undo(const QString& step) const {
    const Answer asked = owner_.ctl({"runs", "undo", id_, step});
    if (!asked.ok()) return asked.err;
    if (const QString problem = asked.json["problem"].toString(); !problem.isEmpty()) return problem;
    return say("undo", {step, "--digest", asked.json["digest"].toString()}) ? QString() : "it is not undone";
  }
  // Until what was begun has passed.
  bool wait() const {
    const Answer answer = owner_.text({"runs", "wait", id_, "--timeout-wait", "5m"});
    if (!answer.ok()) qWarning("%s", qPrintable(answer.err + answer.out));
    return answer.ok();
  }

 private:
  const OperatorAtWork& owner_;
  QString id_;
};

}  // namespace flotilla::test

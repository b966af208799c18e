// An operator of a cluster with a token of their own, who comes over TLS. Thread: the caller's, blocking.
#pragma once

#include <QJsonArray>
#include <QJsonValue>

#include "tests/support/cluster.h"

namespace flotilla::test {

class OperatorAtWork {
 public:
  // Adds the operator. Empty if that worked, or why not.
  QString join(Cluster& cluster, const QString& name, const QStringList& roles) {
    cluster_ = &cluster;
    QStringList add{"operator", "add", name};
    for (const QString& role : roles) add << "--role" << role;
    const Answer added = cluster.ctl(add);
    if (!added.ok()) return added.err;
    token_ = cluster.path(name + ".token");
    if (!writeFile(token_, added.json["token"].toString().toUtf8())) return "the token cannot be written";
    QFile::setPermissions(token_, QFile::ReadOwner | QFile::WriteOwner);
    return {};
  }
  // Of flotillactl, for an answer in JSON.
  QStringList arguments(const QStringList& words) const { return with({"-o", "json", "--timeout", "5s"}, words); }
  Answer ctl(const QStringList& arguments) const {
    return cluster_->run("flotillactl", with({"-o", "json"}, arguments));
  }
  // As people read it.
  Answer text(const QStringList& arguments) const { return cluster_->run("flotillactl", with({}, arguments)); }

  // Of the console.
  QStringList consoleArguments() const {
    return {"--server", cluster_->address("operators"), "--ca", cluster_->serverData() + "/pki/ca.pem", "--token-file",
            token_};
  }

 private:
  QStringList with(const QStringList& more, const QStringList& arguments) const {
    return consoleArguments() + more + arguments;
  }
  Cluster* cluster_ = nullptr;
  QString token_;
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

// An operator of a cluster with a token of their own, who comes over TLS. Thread: the caller's, blocking.
#pragma once

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

 private:
  QStringList with(const QStringList& more, const QStringList& arguments) const {
    return QStringList{"--server",     cluster_->address("operators"),
                       "--ca",         cluster_->serverData() + "/pki/ca.pem",
                       "--token-file", token_} +
           more + arguments;
  }
  Cluster* cluster_ = nullptr;
  QString token_;
};

}  // namespace flotilla::test

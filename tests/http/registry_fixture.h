// What the tests of the artifact registry share: a fleet's certificates, a server on free ports over a folder of its
// own, and who may do what there.
#pragma once

#include <QTemporaryDir>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "services/controlplane/http/http_server.h"
#include "services/crypto/x509.h"
#include "services/runtime/clock.h"
#include "services/runtime/random.h"

namespace flotilla {

struct ClientIdentity {
  std::string certificatePem;
  std::string keyPem;
};

// A certificate authority, and what it issues.
class TestPki {
 public:
  TestPki() : now_(SystemClock().now()), ca_(CertificateAuthority::create("flotilla test", now_)) {}

  const std::string& caPem() const { return ca_.certificatePem(); }
  controlplane::HttpTls server() const {
    const IdentityKey key = IdentityKey::generate();
    return {ca_.issueServer(key, {"127.0.0.1", "localhost"}, begin(), end()), key.toPem(), caPem()};
  }
  ClientIdentity node(const NodeId& id) const { return node(id, begin(), end()); }
  ClientIdentity node(const NodeId& id, TimePoint from, TimePoint until) const {
    const IdentityKey key = IdentityKey::generate();
    return {ca_.issueNode(parseRequest(key.makeRequest()).value(), id, from, until), key.toPem()};
  }
  TimePoint now() const { return now_; }

 private:
  TimePoint begin() const { return now_ - std::chrono::hours(1); }
  TimePoint end() const { return now_ + std::chrono::hours(1); }
  TimePoint now_;
  CertificateAuthority ca_;
};

inline constexpr const char* kTicket = "ticket-of-this-test";
inline constexpr const char* kExpiredTicket = "ticket-of-yesterday";

class TestAccess final : public controlplane::ArtifactAccess {
 public:
  void revoke(const NodeId& node) {
    const std::lock_guard lock(mutex_);
    revoked_.insert(node);
  }
  Status mayPull(const NodeId& node) const override {
    const std::lock_guard lock(mutex_);
    if (revoked_.contains(node)) return Error{ErrorCode::Denied, "revoked", "this node is revoked"};
    return okStatus();
  }
  Status mayPush(std::string_view ticket) const override {
    if (ticket == kTicket) return okStatus();
    if (ticket == kExpiredTicket) return Error{ErrorCode::Unauthenticated, "ticket_expired", "this ticket has expired"};
    return Error{ErrorCode::Unauthenticated, "ticket_unknown", "no such ticket"};
  }

 private:
  mutable std::mutex mutex_;
  std::set<NodeId> revoked_;
};

// Both listeners of a registry, running until the end of the object.
class RegistryFixture {
 public:
  explicit RegistryFixture(const controlplane::HttpLimits& limits = {}, Files* files = nullptr) {
    blobs_ = controlplane::BlobStore::open(files ? *files : files_, random, data()).value();
    server_ = std::make_unique<controlplane::HttpServer>(pki.server(), limits, *blobs_, access);
    push = server_->listen({"127.0.0.1", 0, false}).value();
    nodes = server_->listen({"127.0.0.1", 0, true}).value();
  }

  Path data() const { return folder_.path().toStdString(); }
  controlplane::BlobStore& blobs() { return *blobs_; }
  controlplane::HttpServer& server() { return *server_; }
  std::size_t openUploads() { return files_.list(data() / "uploads").value().size(); }

  SystemRandom random;
  TestPki pki;
  TestAccess access;
  NodeId node{makeUuid(pki.now(), random)};
  std::uint16_t push = 0;
  std::uint16_t nodes = 0;

 private:
  QTemporaryDir folder_;
  SystemFiles files_;
  std::unique_ptr<controlplane::BlobStore> blobs_;
  std::unique_ptr<controlplane::HttpServer> server_;
};

}  // namespace flotilla

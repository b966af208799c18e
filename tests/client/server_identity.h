// A certificate authority and a server certificate of it for 127.0.0.1. Thread: values.
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <chrono>
#include <memory>
#include <string>

#include "services/crypto/x509.h"

namespace flotilla::test {

struct ServerIdentity {
  std::string ca;
  std::shared_ptr<grpc::ServerCredentials> credentials;

  ServerIdentity() {
    constexpr std::chrono::hours kHour(1);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto authority = CertificateAuthority::create("test", now);
    const IdentityKey key = IdentityKey::generate();
    ca = authority.certificatePem();
    grpc::SslServerCredentialsOptions options;
    options.pem_key_cert_pairs.push_back(
        {key.toPem(), authority.issueServer(key, {"127.0.0.1"}, now - kHour, now + kHour)});
    credentials = grpc::SslServerCredentials(options);
  }
};

}  // namespace flotilla::test

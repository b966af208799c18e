// What tests of accounts ask through the dispatcher's door. Thread: the test's.
#pragma once

#include <memory>
#include <string>

#include "services/controlplane/core/accounts/totp.h"
#include "services/proto/flotilla/v1/account.pb.h"
#include "tests/controlplane/plane_rig.h"

namespace flotilla::controlplane::test {

struct AccountRig : PlaneRig {
  static std::string requestId() {
    static int last = 0;
    return "account-request-" + std::to_string(100'000'000 + ++last);
  }
  // Somebody who is not known yet, at an address.
  static Credentials stranger(const std::string& source = "192.0.2.7") { return {false, {}, source, "a browser"}; }
  static Credentials bearer(const std::string& text) { return {false, "Bearer " + text, "192.0.2.7", "a browser"}; }

  std::string codeOf(const std::string& secret = kFactor, int step = 0) {
    return totpCode(secret, totpStep(clock.now()) + static_cast<std::uint64_t>(step));
  }

  template <class Response>
  Result<Response> asking(const std::string& method, const google::protobuf::Message& request, const Credentials& who) {
    const auto answer = call("flotilla.v1." + method, request.SerializeAsString(), who);
    if (!answer) return answer.error();
    Response out;
    if (!out.ParseFromString(*answer)) qFatal("%s: not an answer", method.c_str());
    return out;
  }
  template <class Request>
  QString reasonFor(const std::string& method, const Request& request, const Credentials& who) {
    return reasonOf(call("flotilla.v1." + method, request.SerializeAsString(), who));
  }

  Result<v1::LogInResponse> logIn(const std::string& name, const std::string& password, const std::string& code = {},
                                  const Credentials& who = stranger()) {
    v1::LogInRequest request;
    request.set_name(name);
    request.set_password(password);
    request.set_code(code);
    return asking<v1::LogInResponse>("SessionService/LogIn", request, who);
  }
  Result<v1::LogInResponse> accept(const std::string& code, const std::string& password, const std::string& factor = {},
                                   const Credentials& who = stranger()) {
    v1::AcceptInvitationRequest request;
    request.set_invitation(code);
    request.set_password(password);
    request.set_code(factor);
    return asking<v1::LogInResponse>("SessionService/AcceptInvitation", request, who);
  }
  QString confirm(const Credentials& who, const std::string& password, const std::string& code = {}) {
    v1::ConfirmRequest request;
    request.set_password(password);
    request.set_code(code);
    return reasonFor("SessionService/Confirm", request, who);
  }
  QString listNodes(const Credentials& who) { return reasonFor("NodeService/ListNodes", v1::ListNodesRequest(), who); }
  Result<v1::Account> account(const Credentials& who) {
    return asking<v1::Account>("AccountService/GetAccount", v1::GetAccountRequest(), who);
  }
  template <class Request>
  QString aboutOperator(const std::string& method, const std::string& name, const Credentials& who = {true, {}}) {
    Request request;
    request.set_request_id(requestId());
    request.set_name(name);
    return reasonFor("AccountService/" + method, request, who);
  }
  QString disable(const std::string& name, const Credentials& who = {true, {}}) {
    return aboutOperator<v1::DisableOperatorRequest>("DisableOperator", name, who);
  }
  std::string invite(const std::string& name, bool reset = false) {
    v1::InviteOperatorRequest request;
    request.set_request_id(requestId());
    request.set_name(name);
    request.set_reset_second_factor(reset);
    return ask<v1::Invitation>("AccountService/InviteOperator", request).code();
  }
  v1::RevokeNodeRequest revocation() {
    v1::RevokeNodeRequest out;
    out.set_request_id(requestId());
    out.set_node("rotterdam-1");
    return out;
  }
  std::vector<AuditEntry> audited() { return store->auditEntries(1, 10'000).value(); }
  std::string auditText() {
    std::string out;
    for (const AuditEntry& entry : audited())
      out += entry.actor + " " + entry.action + " " + entry.object + " " + entry.detail + "\n";
    return out;
  }
  bool isInFiles(const std::string& needle) const {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      QFile file(QString::fromStdString(path + suffix));
      if (file.open(QIODevice::ReadOnly) && file.readAll().contains(QByteArray::fromStdString(needle))) return true;
    }
    return false;
  }
};

}  // namespace flotilla::controlplane::test

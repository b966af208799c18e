// Methods as a transport sees them that knows none of the messages' types: by their addresses, with messages as bytes
// or as JSON. Thread: any; pure.
#pragma once

#include <google/protobuf/descriptor.h>

#include <optional>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "models/domain/time.h"

namespace flotilla::controlplane {

class MethodForm {
 public:
  // "/flotilla.v1.NodeService/ListNodes", and only that spelling. Nothing if it is no method of operators.
  static std::optional<MethodForm> find(std::string_view path);

  std::string name() const;      // "flotilla.v1.NodeService/ListNodes"
  bool streams() const;          // its answers
  bool hasSecretAnswer() const;  // shown once
  // At most a hundred levels deep. Errors: Invalid/"bad_json", which names a field that there is not.
  Result<std::string> requestFromJson(const std::string& json) const;
  // As protobuf's JSON has it: lowerCamelCase, what has its default value left out, 64-bit numbers as text.
  Result<std::string> responseToJson(const std::string& bytes) const;

 private:
  explicit MethodForm(const google::protobuf::MethodDescriptor* method) : method_(method) {}
  const google::protobuf::MethodDescriptor* method_;
};

// flotilla.v1.ErrorDetail.
std::string errorDetailBytes(const Error& error);

// What a LogInResponse says, without its types.
struct OpenedSession {
  std::string text;  // "fls1...."
  TimePoint expires{};
  std::string account;  // JSON
};
// Error: Internal/"bad_answer".
Result<OpenedSession> readOpenedSession(const std::string& logInResponse);

}  // namespace flotilla::controlplane

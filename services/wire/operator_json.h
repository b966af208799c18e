// The operator's methods by name, and their messages as JSON, for callers that have text instead of types.
// Thread: any; no state.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "models/domain/result.h"

namespace flotilla::wire {

struct OperatorMethod {
  std::string path;  // "/flotilla.v1.NodeService/ListNodes"
  std::unique_ptr<google::protobuf::Message> request;
  std::unique_ptr<google::protobuf::Message> response;
};

// "NodeService/ListNodes" and so on, unary methods only, in the order of the .proto files.
std::vector<std::string> operatorMethodNames();

// `name` is "NodeService/ListNodes", with or without "flotilla.v1."; unary methods only.
// Errors: NotFound/"unknown_method", whose fix names the method that may have been meant.
Result<OperatorMethod> findOperatorMethod(const std::string& name);

// Empty text is an empty message; unknown fields are refused (Invalid/"bad_json").
Status readJson(const std::string& json, google::protobuf::Message& out);
// On one line, field names as in the .proto, fields with default values included.
Result<std::string> writeJson(const google::protobuf::Message& message);

// Mutations are the messages with a request id. Puts `id` in if there is one and it is empty; says whether it is a
// mutation.
bool fillRequestId(google::protobuf::Message& request, const std::string& id);

}  // namespace flotilla::wire

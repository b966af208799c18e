#include "services/wire/operator_json.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "services/wire/operator_wire.h"

namespace flotilla::wire {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

constexpr std::string_view kPackage = "flotilla.v1.";

// Naming a message of each file also makes the linker keep its descriptors.
std::array<const FileDescriptor*, 7> operatorFiles() {
  return {v1::ServerInfo::descriptor()->file(), v1::Region::descriptor()->file(),  v1::Node::descriptor()->file(),
          v1::Release::descriptor()->file(),    v1::Rollout::descriptor()->file(), v1::Operator::descriptor()->file(),
          v1::AuditEntry::descriptor()->file()};
}

std::vector<const MethodDescriptor*> operatorMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : operatorFiles()) {
    for (int s = 0; s < file->service_count(); ++s) {
      const ServiceDescriptor* service = file->service(s);
      for (int m = 0; m < service->method_count(); ++m) {
        const MethodDescriptor* method = service->method(m);
        if (!method->client_streaming() && !method->server_streaming()) methods.push_back(method);
      }
    }
  }
  return methods;
}

std::string shortName(const MethodDescriptor& method) {
  return method.service()->name() + "/" + method.name();
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// Methods of the same service or with the same name, whatever the case; all of them when nothing matches.
std::string suggestions(const std::string& name, const std::vector<const MethodDescriptor*>& methods) {
  const auto slash = name.find('/');
  const std::string service = lower(name.substr(0, slash));
  const std::string verb = slash == std::string::npos ? service : lower(name.substr(slash + 1));
  std::string near;
  std::string all;
  for (const MethodDescriptor* method : methods) {
    const bool fits = lower(method->service()->name()) == service || lower(method->name()) == verb;
    if (fits) near += (near.empty() ? "" : ", ") + shortName(*method);
    all += (all.empty() ? "" : ", ") + shortName(*method);
  }
  return "one of " + (near.empty() ? all : near);
}

}  // namespace

Result<OperatorMethod> findOperatorMethod(const std::string& name) {
  const std::string wanted = name.starts_with(kPackage) ? name.substr(kPackage.size()) : name;
  const auto methods = operatorMethods();
  const auto at = std::find_if(methods.begin(), methods.end(), [&](const auto* m) { return shortName(*m) == wanted; });
  if (at == methods.end()) {
    return notFound("unknown_method", "\"" + name.substr(0, 100) + "\" is not a method of the operator API", "method",
                    suggestions(wanted, methods));
  }
  MessageFactory* factory = MessageFactory::generated_factory();
  OperatorMethod out;
  out.path = "/" + std::string(kPackage) + shortName(**at);
  out.request.reset(factory->GetPrototype((*at)->input_type())->New());
  out.response.reset(factory->GetPrototype((*at)->output_type())->New());
  return out;
}

Status readJson(const std::string& json, google::protobuf::Message& out) {
  if (json.empty()) return okStatus();
  const auto status = google::protobuf::util::JsonStringToMessage(json, &out);
  if (status.ok()) return okStatus();
  return invalid("bad_json",
                 "the request is not JSON of " + out.GetDescriptor()->name() + ": " + std::string(status.message()),
                 "request");
}

Result<std::string> writeJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (status.ok()) return json;
  return internalError("bad_answer", "the answer cannot be written as JSON: " + std::string(status.message()));
}

bool fillRequestId(google::protobuf::Message& request, const std::string& id) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return false;
  const auto* reflection = request.GetReflection();
  if (reflection->GetString(request, field).empty()) reflection->SetString(&request, field, id);
  return true;
}

}  // namespace flotilla::wire

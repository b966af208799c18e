#include "services/controlplane/rpc/method_form.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <functional>
#include <map>
#include <memory>

#include "services/proto/flotilla/v1/account.pb.h"
#include "services/proto/flotilla/v1/options.pb.h"
#include "services/proto/flotilla/v1/watch.pb.h"
#include "services/wire/operator_json.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

using MethodTable = std::map<std::string, const MethodDescriptor*, std::less<>>;

// By their addresses. Asked for a name that it has not, protobuf's own table would remember it for ever, and anybody
// may ask.
const MethodTable& operatorMethods() {
  static const MethodTable table = [] {
    MethodTable out;
    const auto addAll = [&out](const google::protobuf::FileDescriptor* file) {
      for (int s = 0; s < file->service_count(); ++s)
        for (int m = 0; m < file->service(s)->method_count(); ++m) {
          const MethodDescriptor* method = file->service(s)->method(m);
          out["/" + file->service(s)->full_name() + "/" + method->name()] = method;
        }
    };
    for (std::string name : wire::operatorMethodNames()) {  // unary ones
      name[name.find('/')] = '.';
      addAll(DescriptorPool::generated_pool()->FindMethodByName("flotilla.v1." + name)->service()->file());
    }
    addAll(v1::WatchRequest::descriptor()->file());
    return out;
  }();
  return table;
}

std::unique_ptr<Message> newMessage(const Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

Result<std::string> jsonOf(const Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (status.ok()) return json;
  return internalError("bad_answer", "an answer cannot be written as JSON: " + std::string(status.message()));
}

}  // namespace

std::optional<MethodForm> MethodForm::find(std::string_view path) {
  const auto& methods = operatorMethods();
  const auto at = methods.find(path);
  return at == methods.end() ? std::nullopt : std::optional(MethodForm(at->second));
}

std::string MethodForm::name() const {
  return method_->service()->full_name() + "/" + method_->name();
}

bool MethodForm::streams() const {
  return method_->server_streaming();
}

bool MethodForm::hasSecretAnswer() const {
  return method_->options().GetExtension(v1::rules).secret_answer();
}

Result<std::string> MethodForm::requestFromJson(const std::string& json) const {
  const auto message = newMessage(method_->input_type());
  FLOTILLA_CHECK(wire::readJson(json, *message));
  return message->SerializeAsString();
}

Result<std::string> MethodForm::responseToJson(const std::string& bytes) const {
  const auto message = newMessage(method_->output_type());
  if (!message->ParseFromString(bytes))
    return internalError("bad_answer", "an answer is not a " + method_->output_type()->name());
  return jsonOf(*message);
}

std::string errorDetailBytes(const Error& error) {
  return wire::encodeErrorDetail(error);
}

Result<OpenedSession> readOpenedSession(const std::string& logInResponse) {
  v1::LogInResponse response;
  if (!response.ParseFromString(logInResponse) || response.session().empty())
    return internalError("bad_answer", "the answer to a login opens no session");
  FLOTILLA_TRY(std::string account, jsonOf(response.account()));
  return OpenedSession{response.session(), wire::fromProto(response.expires()), std::move(account)};
}

}  // namespace flotilla::controlplane

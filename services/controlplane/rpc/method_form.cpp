#include "services/controlplane/rpc/method_form.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <memory>

#include "services/proto/flotilla/v1/account.pb.h"
#include "services/proto/flotilla/v1/options.pb.h"
#include "services/wire/operator_json.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

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
  constexpr std::string_view kPackage = "/flotilla.v1.";
  const auto slash = path.find('/', 1);
  if (!path.starts_with(kPackage) || slash == std::string_view::npos) return std::nullopt;
  std::string name(path.substr(1));
  name[slash - 1] = '.';
  const auto* method = DescriptorPool::generated_pool()->FindMethodByName(name);
  if (method == nullptr || !method->options().HasExtension(v1::rules)) return std::nullopt;
  const MethodForm form(method);
  return form.name() == path.substr(1) ? std::optional(form) : std::nullopt;
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

#include "services/documents/signed_documents.h"
#include "services/documents/strict_json.h"
#include "services/runtime/base64.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxSignatures = 16;
constexpr std::size_t kMaxTypeLength = 128;

Result<std::string> rawBytes(const Json& node) {
  FLOTILLA_TRY(const std::string text, jsonText(node));
  return fromBase64(text);
}

Result<EnvelopeSignature> readSignature(const Json& node, const std::string& path) {
  EnvelopeSignature signature;
  JsonReader reader(node, path);
  reader.required("keyid", signature.keyId, asciiOf(0, kMaxTypeLength));
  reader.required("sig", signature.signature, rawBytes);
  FLOTILLA_CHECK(reader.finish());
  return signature;
}

}  // namespace

std::string encodeEnvelope(const Envelope& envelope) {
  OrderedJson json;
  json["payload"] = toBase64(envelope.payload);
  json["payloadType"] = envelope.payloadType;
  json["signatures"] = OrderedJson::array();
  for (const EnvelopeSignature& signature : envelope.signatures) {
    OrderedJson entry;
    entry["keyid"] = signature.keyId.value;
    entry["sig"] = toBase64(signature.signature);
    json["signatures"].push_back(std::move(entry));
  }
  return dumpJson(json);
}

Result<Envelope> parseEnvelope(std::string_view json) {
  FLOTILLA_TRY(const Json root, parseStrictJson(json));
  Envelope envelope;
  JsonReader reader(root, "");
  reader.required("payload", envelope.payload, rawBytes);
  reader.required("payloadType", envelope.payloadType, asciiOf(1, kMaxTypeLength));
  reader.required("signatures", envelope.signatures, listOf<EnvelopeSignature>(1, kMaxSignatures, readSignature));
  FLOTILLA_CHECK(reader.finish());
  return envelope;
}

}  // namespace flotilla

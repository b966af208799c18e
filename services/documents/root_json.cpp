#include <algorithm>
#include <array>
#include <set>

#include "models/domain/digest.h"
#include "services/documents/signed_documents.h"
#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxKeys = 64;
constexpr std::size_t kMaxKeyIdLength = 128;
constexpr std::array<std::pair<TrustRole, const char*>, 3> kRoles{
    {{TrustRole::Root, "root"}, {TrustRole::Release, "release"}, {TrustRole::Assignment, "assignment"}}};

Result<PublicKey> parsePublicKey(std::string_view hex) {
  FLOTILLA_TRY(const std::string raw, fromHex(hex));
  PublicKey key;
  if (raw.size() != key.bytes.size()) return invalid("bad_key", "must be 64 hex digits");
  std::copy(raw.begin(), raw.end(), key.bytes.begin());
  return key;
}

Result<PublicKey> readKey(const Json& node, const std::string& path) {
  std::string algorithm;
  PublicKey key;
  JsonReader reader(node, path);
  reader.required("alg", algorithm, asciiOf(1, 32));
  reader.check(algorithm == "ed25519", "alg", "must be \"ed25519\"");
  reader.required("pub", key, parsedBy(parsePublicKey));
  FLOTILLA_CHECK(reader.finish());
  return key;
}

using Keys = std::map<KeyId, PublicKey>;

Result<Keys> readKeys(const Json& node, const std::string& path) {
  using Traits = DocumentTraits<Json>;
  if (!node.is_object()) return Traits::refuse(node, "bad_value", "must be an object", path, "");
  if (node.size() > kMaxKeys) return Traits::refuse(node, "bad_value", "names more than 64 keys", path, "");
  Keys keys;
  for (const auto& [id, value] : node.items()) {
    const std::string keyPath = path + "." + excerpt(id);
    if (!isVisibleAscii(id, 1, kMaxKeyIdLength))
      return Traits::refuse(node, "bad_value", "is not a key id of 1 to 128 visible ASCII characters", keyPath, "");
    FLOTILLA_TRY(const PublicKey key, readKey(value, keyPath));
    keys.emplace(KeyId(id), key);
  }
  return keys;
}

Result<TrustedRole> readRole(const Json& node, const std::string& path, const Keys& keys) {
  TrustedRole role;
  std::set<PublicKey> unique;
  const auto knownKey = [&](const Json& id) -> Result<std::string> {
    FLOTILLA_TRY(const std::string text, jsonAscii(id, 1, kMaxKeyIdLength));
    const auto found = keys.find(KeyId(text));
    if (found == keys.end()) return invalid("unknown_key_id", "\"" + excerpt(text) + "\" is not in keys");
    unique.insert(found->second);
    return text;
  };
  JsonReader reader(node, path);
  reader.required("keyids", role.keyIds, listOf<KeyId>(1, kMaxKeys, knownKey));
  reader.required("threshold", role.threshold, integerFrom(1, kMaxKeys));
  reader.check(role.threshold <= unique.size(), "threshold", "is higher than the number of different keys");
  FLOTILLA_CHECK(reader.finish());
  return role;
}

using Roles = std::map<TrustRole, TrustedRole>;

Result<Roles> readRoles(const Json& node, const std::string& path, const Keys& keys) {
  Roles roles;
  JsonReader reader(node, path);
  for (const auto& [role, name] : kRoles) {
    reader.required(name, roles[role],
                    [&](const Json& value, const std::string& at) { return readRole(value, at, keys); });
  }
  FLOTILLA_CHECK(reader.finish());
  return roles;
}

OrderedJson encodeRole(const TrustedRole& role) {
  OrderedJson json;
  json["keyids"] = OrderedJson::array();
  for (const KeyId& id : role.keyIds) json["keyids"].push_back(id.value);
  json["threshold"] = role.threshold;
  return json;
}

}  // namespace

std::string encodeRoot(const RootDocument& root) {
  OrderedJson json = documentWithHeader("root");
  json["version"] = root.version;
  json["expires"] = toRfc3339(root.expires);
  json["keys"] = OrderedJson::object();
  for (const auto& [id, key] : root.keys) {
    OrderedJson entry;
    entry["alg"] = "ed25519";
    entry["pub"] = toHex({reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()});
    json["keys"][id.value] = std::move(entry);
  }
  json["roles"] = OrderedJson::object();
  for (const auto& [role, name] : kRoles) {
    if (const auto found = root.roles.find(role); found != root.roles.end())
      json["roles"][name] = encodeRole(found->second);
  }
  return dumpJson(json);
}

Result<RootDocument> parseRoot(std::string_view json) {
  FLOTILLA_TRY(const Json document, parseStrictJson(json));
  RootDocument root;
  JsonReader reader(document, "");
  readHeader(reader, "root");
  reader.required("version", root.version, integerFrom(1, kMaxInteger));
  reader.required("expires", root.expires, parsedBy(parseRfc3339));
  reader.required("keys", root.keys, readKeys);
  reader.required("roles", root.roles,
                  [&](const Json& node, const std::string& path) { return readRoles(node, path, root.keys); });
  FLOTILLA_CHECK(reader.finish());
  return root;
}

}  // namespace flotilla

// Whom alerts reach: receivers, their notifiers, and who is on call.
#include <algorithm>
#include <array>
#include <string_view>

#include "services/documents/alerting_limits.h"
#include "services/documents/alerting_parts.h"
#include "services/documents/yaml_window.h"

namespace flotilla {
namespace {

constexpr std::string_view kFileSuffix = "_file";

bool isSettingName(std::string_view name) {
  bool good = !name.empty() && name.size() <= 63 && name.front() >= 'a' && name.front() <= 'z';
  for (const char c : name) good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
  return good;
}

// Whether a setting of this name holds what nobody else may know.
bool soundsSecret(std::string_view name) {
  constexpr std::array<std::string_view, 8> kSecrets{"password", "passwd", "secret",      "token",
                                                     "api_key",  "apikey", "credentials", "authorization"};
  return !name.ends_with(kFileSuffix) && std::any_of(kSecrets.begin(), kSecrets.end(), [&](std::string_view secret) {
    return name == secret || name.ends_with("_" + std::string(secret)) || name.starts_with(std::string(secret) + "_");
  });
}

// https://user:password@host
bool holdsUserInfo(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view authority = value.substr(scheme + 3, value.find_first_of("/?#", scheme + 3) - scheme - 3);
  return authority.find('@') != std::string_view::npos;
}

Error refuse(const YamlNode& node, const std::string& path, const std::string& why, const std::string& fix) {
  return yamlError(node.line, "bad_value", why, path + "." + excerpt(node.key), fix);
}

Status checkEntries(const YamlNode& node, const std::string& path) {
  if (!DocumentTraits<YamlNode>::isObject(node))
    return yamlError(node.line, "bad_value", DocumentTraits<YamlNode>::kObjectRule, path);
  if (node.children.size() > kMaxNotifierSettings)
    return yamlError(node.line, "bad_value", "must have at most 32 entries", path);
  for (const YamlNode& child : node.children)
    if (!isSettingName(child.key))
      return refuse(child, path, "is not the name of a setting", "write lower case letters, digits and '_'");
  return okStatus();
}

Result<std::map<std::string, std::string>> readSettings(const YamlNode& node, const std::string& path) {
  FLOTILLA_CHECK(checkEntries(node, path));
  std::map<std::string, std::string> out;
  for (const YamlNode& child : node.children) {
    const auto text = yamlText(child);
    if (!text) return refuse(child, path, text.error().message, "write one value");
    if (soundsSecret(child.key))
      return refuse(child, path, "secrets are not written down here",
                    "put it into a file of the folder of secrets, with mode 0600, and write secrets: {" + child.key +
                        "_file: its-name}");
    if (holdsUserInfo(*text))
      return refuse(child, path, "an address must not hold a name or password",
                    "put the password into a file and name it under secrets");
    if (text->size() > kMaxSettingBytes || hasControls(*text, false))
      return refuse(child, path, "must be at most 2048 bytes on one line", "");
    out[child.key] = *text;
  }
  return out;
}

Result<std::map<std::string, std::string>> readSecrets(const YamlNode& node, const std::string& path) {
  FLOTILLA_CHECK(checkEntries(node, path));
  std::map<std::string, std::string> out;
  for (const YamlNode& child : node.children) {
    if (!child.key.ends_with(kFileSuffix) || child.key.size() == kFileSuffix.size())
      return refuse(child, path, "secrets are not written down here, only the files that hold them",
                    "put it into a file of the folder of secrets, with mode 0600, and write " + excerpt(child.key) +
                        "_file: its-name");
    const auto text = yamlText(child);
    const bool isName = text && !text->empty() && text->find('/') == std::string::npos && *text != "." && *text != "..";
    if (!isName || text->size() > kMaxSettingBytes || hasControls(*text, false))
      return refuse(child, path, "must be the name of a file in the folder of secrets of the control plane",
                    "write its name without a folder, for example smtp-password");
    out[child.key.substr(0, child.key.size() - kFileSuffix.size())] = *text;
  }
  return out;
}

Result<Notifier> readNotifier(const YamlNode& node, const std::string& path) {
  Notifier notifier;
  YamlReader reader(node, path);
  reader.required("kind", notifier.kind, yamlName);
  reader.optional("settings", notifier.settings, readSettings);
  reader.optional("secrets", notifier.secretFiles, readSecrets);
  reader.optional("send_resolved", notifier.sendResolved, yamlFlag);
  FLOTILLA_CHECK(reader.finish());
  return notifier;
}

auto notifierList() {
  return listOf<Notifier>(0, kMaxNotifiers, readNotifier);
}

Result<Member> readMember(const YamlNode& node, const std::string& path) {
  Member member;
  YamlReader reader(node, path);
  reader.required("name", member.name, yamlName);
  reader.optional("notifiers", member.notifiers, notifierList());
  FLOTILLA_CHECK(reader.finish());
  return member;
}

auto readOverrideOf(const std::string& zone, const std::vector<std::string>& members) {
  return [&](const YamlNode& node, const std::string& path) -> Result<TurnOverride> {
    TurnOverride turn;
    YamlReader reader(node, path);
    reader.required("member", turn.member, yamlDeclared("member", members));
    reader.required("from", turn.from, yamlMomentIn(zone));
    reader.required("to", turn.to, yamlMomentIn(zone));
    reader.check(turn.from < turn.to, "to", "is not after from", "write when the turn ends");
    FLOTILLA_CHECK(reader.finish());
    return turn;
  };
}

}  // namespace

Result<Rotation> readRotation(const YamlNode& node, const std::string& path) {
  Rotation rotation;
  YamlReader reader(node, path);
  reader.required("name", rotation.name, yamlName);
  reader.optional("zone", rotation.zone, yamlZone);
  reader.required("start", rotation.start, yamlMomentIn(rotation.zone));
  reader.optional("turn_days", rotation.turnDays, yamlIntegerFrom(1, kMaxTurnDays));
  reader.required("members", rotation.members, listOf<Member>(1, kMaxMembers, readMember));
  reader.unique("members", rotation.members, "name", [](const Member& member) { return member.name; });
  const std::vector<std::string> members = namesOf(rotation.members);
  reader.optional("overrides", rotation.overrides,
                  listOf<TurnOverride>(0, kMaxTurnOverrides, readOverrideOf(rotation.zone, members)));
  FLOTILLA_CHECK(reader.finish());
  return rotation;
}

Result<Receiver> readReceiver(const YamlNode& node, const std::string& path, const std::vector<std::string>& names) {
  Receiver receiver;
  YamlReader reader(node, path);
  reader.required("name", receiver.name, yamlName);
  reader.optional("notifiers", receiver.notifiers, notifierList());
  reader.optional("rotation", receiver.rotation, yamlDeclared("rotation", names));
  FLOTILLA_CHECK(reader.finish());
  return receiver;
}

}  // namespace flotilla

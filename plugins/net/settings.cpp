#include "plugins/net/settings.h"

#include <algorithm>
#include <charconv>
#include <fstream>

namespace flotilla::notifier {
namespace {

constexpr std::size_t kMaxValue = 4 * 1024;        // bytes
constexpr std::size_t kMaxCertificates = 1 << 20;  // bytes
constexpr int kMaxSeconds = 120;
constexpr std::string_view kBlanks = " \t";

bool contains(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string joined(std::initializer_list<std::string_view> plain, std::initializer_list<std::string_view> secret) {
  std::string out;
  for (const auto name : plain) out += (out.empty() ? "" : ", ") + std::string(name);
  for (const auto name : secret) out += (out.empty() ? "" : ", ") + std::string(name) + "_file";
  return out;
}

bool isOneLine(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

Settings::Settings(const plugin::NotifierSettings& given, std::initializer_list<std::string_view> plain,
                   std::initializer_list<std::string_view> secret, plugin::NotifierComplaint& complaint)
    : complaint_(complaint) {
  for (std::size_t i = 0; i < given.settingCount; ++i) {
    const std::string name = given.settings[i].name;
    const std::string value = given.settings[i].value;
    if (contains(secret, name) && !contains(plain, name))
      refuse(name, name + " is a secret and not given as a value",
             "write it into a file and name that: " + name + "_file");
    else if (!contains(plain, name))
      refuse(name, "there is no setting \"" + name.substr(0, 60) + "\"", "one of: " + joined(plain, secret));
    if (value.empty()) refuse(name, name + " is empty", "give it a value, or leave it out");
    if (value.size() > kMaxValue || !isOneLine(value))
      refuse(name, name + " is not one line of at most 4096 bytes", "");
    plain_[name] = value;
  }
  for (std::size_t i = 0; i < given.secretCount; ++i) {
    const std::string name = given.secrets[i].name;
    if (!contains(secret, name))
      refuse(name, "there is no secret \"" + name.substr(0, 60) + "\"", "one of: " + joined(plain, secret));
    secret_[name] = given.secrets[i].value;
  }
}

bool Settings::refuse(std::string_view setting, const std::string& message, const std::string& fix) {
  if (good_) plugin::refuseSetting(complaint_, std::string(setting).c_str(), message.c_str(), fix.c_str());
  good_ = false;
  return false;
}

std::string Settings::plain(std::string_view name) const {
  const auto at = plain_.find(name);
  return at == plain_.end() ? std::string() : at->second;
}

std::string Settings::secret(std::string_view name) const {
  const auto at = secret_.find(name);
  return at == secret_.end() ? std::string() : at->second;
}

std::string Settings::needed(std::string_view name, const std::string& fix) {
  std::string value = plain(name).empty() ? secret(name) : plain(name);
  if (value.empty()) refuse(name, std::string(name) + " is missing", fix);
  return value;
}

std::chrono::milliseconds Settings::seconds(std::string_view name, std::chrono::seconds fallback) {
  const std::string text = plain(name);
  if (text.empty()) return fallback;
  int value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(parsed.ptr, text.data() + text.size());
  if (parsed.ec == std::errc() && unit == "s" && value >= 1 && value <= kMaxSeconds) return std::chrono::seconds(value);
  refuse(name, std::string(name) + " is no time from 1s to 120s", "for example 10s");
  return fallback;
}

std::vector<std::string> Settings::list(std::string_view name) const {
  std::vector<std::string> out;
  const std::string text = plain(name);
  std::string_view rest = text;
  while (!text.empty()) {
    const auto comma = rest.find(',');
    std::string_view item = rest.substr(0, comma);
    item.remove_prefix(std::min(item.size(), item.find_first_not_of(kBlanks)));
    item = item.substr(0, item.find_last_not_of(kBlanks) + 1);
    out.emplace_back(item);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return out;
}

std::string Settings::certificates(std::string_view name) {
  const std::string path = plain(name);
  if (path.empty()) return path;
  std::ifstream in(path, std::ios::binary);
  std::string text(kMaxCertificates, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
  if (path.front() == '/' && text.find("-----BEGIN CERTIFICATE-----") != std::string::npos) return path;
  refuse(name, std::string(name) + " names no file with certificates that can be read",
         "give the absolute path of a PEM file that the user of flotillad can read");
  return path;
}

}  // namespace flotilla::notifier

#include "services/controlplane/notify/secret_files.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

constexpr std::uint64_t kMaxSecret = 8 * 1024;  // bytes

Error named(Error error, const std::string& setting) {
  error.field = setting + "_file";
  return error;
}

// Compared as written: a link out of the folder is not followed by Files either.
Result<Path> placeOf(const Path& folder, const std::string& name) {
  const Path base = (folder / "").lexically_normal();
  const Path place = (folder / name).lexically_normal();
  const Path inside = place.lexically_relative(base);
  if (!name.empty() && !inside.empty() && inside != "." && *inside.begin() != ".." && !place.filename().empty())
    return place;
  return invalid("secret_outside", "the file of a secret must be in " + folder.string(), {},
                 "put it there and give its name");
}

Result<std::string> readSecret(Files& files, const Path& folder, const std::string& name) {
  FLOTILLA_TRY(const Path place, placeOf(folder, name));
  if (!files.exists(place))
    return notFound("no_file", place.string() + " does not exist", {}, "write the secret into it, with mode 0600");
  FLOTILLA_CHECK(checkPrivateFile(place));
  FLOTILLA_TRY(std::string text, files.readAll(place, kMaxSecret));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const bool oneLine = std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (!text.empty() && oneLine) return text;
  return invalid("secret_unfit", place.string() + " must hold one line of text", {}, "write only the secret into it");
}

}  // namespace

Result<std::map<std::string, std::string>> readSecrets(Files& files, const Path& folder, const Notifier& notifier) {
  std::map<std::string, std::string> out;
  for (const auto& [setting, name] : notifier.secretFiles) {
    if (notifier.settings.contains(setting))
      return named(
          invalid("secret_twice", "\"" + setting + "\" is given as a value and as a file", {}, "keep the file"),
          setting);
    auto value = readSecret(files, folder, name);
    if (!value) return named(value.error(), setting);
    out[setting] = std::move(*value);
  }
  return out;
}

std::string withoutSecrets(std::string text, const std::map<std::string, std::string>& secrets) {
  for (const auto& [setting, secret] : secrets) {
    const std::string blot = "(" + setting + ")";
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + blot.size()))
      text.replace(at, secret.size(), blot);
  }
  return text;
}

}  // namespace flotilla::controlplane

#include "services/controlplane/notify/notifier_library.h"

#include <exception>
#include <string_view>
#include <utility>

#include "models/domain/utf8.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kPrefix = "notifier-";
constexpr std::string_view kSuffix = ".so";

std::string orNothing(const char* text) {
  return text != nullptr ? text : "";
}

// Only the version is looked at before the rest, because another version may have another layout.
Status checkAbi(const LoadedLibrary& library, const std::string& path) {
  const auto describe = reinterpret_cast<plugin::AbiFunction>(library.symbol(plugin::kAbiSymbol));
  const plugin::Abi* abi = describe != nullptr ? describe() : nullptr;
  if (abi == nullptr) return precondition("not_a_plugin", path + " does not describe itself as a plugin");
  if (abi->apiVersion != plugin::kApiVersion)
    return precondition("plugin_api_version", path + " is for plugin API " + std::to_string(abi->apiVersion) +
                                                  ", this program has " + std::to_string(plugin::kApiVersion));
  if (orNothing(abi->compiler) != plugin::kCompiler)
    return precondition("plugin_compiler", path + " was built with " + orNothing(abi->compiler) +
                                               ", this program with " + plugin::kCompiler);
  if (orNothing(abi->kind) != "notifier")
    return precondition("plugin_kind", path + " is a plugin of kind " + orNothing(abi->kind) + ", needed is notifier");
  return okStatus();
}

std::vector<plugin::NotifierSetting> asSettings(const std::map<std::string, std::string>& values) {
  std::vector<plugin::NotifierSetting> out;
  out.reserve(values.size());
  for (const auto& [name, value] : values) out.push_back({name.c_str(), value.c_str()});
  return out;
}

// Whatever the plugin left in it: cut where it was made too long, and never read past its end.
template <std::size_t N>
std::string textOf(const char (&buffer)[N]) {
  const std::string_view all(buffer, N);
  return std::string(all.substr(0, all.find('\0')));
}

}  // namespace

Result<std::shared_ptr<const NotifierFactory>> NotifierFactory::open(const Path& path) {
  FLOTILLA_TRY(auto library, LoadedLibrary::open(path));
  FLOTILLA_CHECK(checkAbi(*library, path.string()));
  const auto create = reinterpret_cast<plugin::CreateNotifier>(library->symbol(plugin::kCreateNotifierSymbol));
  if (create == nullptr)
    return precondition("not_a_plugin", path.string() + " has no " + std::string(plugin::kCreateNotifierSymbol));
  return std::shared_ptr<const NotifierFactory>(new NotifierFactory(std::move(library), create));
}

Result<std::unique_ptr<OpenedNotifier>> OpenedNotifier::open(std::shared_ptr<const NotifierFactory> factory,
                                                             const std::map<std::string, std::string>& settings,
                                                             const std::map<std::string, std::string>& secrets) {
  plugin::NotifierComplaint complaint{};
  try {
    plugin::Notifier* const made = factory->make();
    if (made == nullptr) return internalError("plugin_failed", "the plugin made no notifier");
    std::unique_ptr<OpenedNotifier> opened(new OpenedNotifier(std::move(factory), made));
    const auto plain = asSettings(settings);
    const auto secret = asSettings(secrets);
    if (made->open({plain.data(), plain.size(), secret.data(), secret.size()}, complaint)) return opened;
  } catch (...) {
    return internalError("plugin_failed", "the plugin threw an exception at its settings");
  }
  return invalid(textOf(complaint.why.reason), textOf(complaint.why.message), textOf(complaint.setting),
                 textOf(complaint.fix));
}

OpenedNotifier::~OpenedNotifier() {
  try {
    notifier_->destroy();
  } catch (...) {
    log::error("a notifier plugin threw an exception at its end");
  }
}

OpenedNotifier::Attempt OpenedNotifier::send(const plugin::NotifierMessage& message,
                                             std::chrono::milliseconds deadline) {
  plugin::NotifierComplaint complaint{};
  try {
    const plugin::Delivery delivery = notifier_->send(message, static_cast<std::uint32_t>(deadline.count()), complaint);
    if (delivery == plugin::Delivery::Taken) return {delivery, {}};
    return {delivery == plugin::Delivery::TryAgain ? delivery : plugin::Delivery::Refused,
            textOf(complaint.why.message)};
  } catch (const std::exception& error) {
    return {plugin::Delivery::Refused, "the plugin threw an exception: " + std::string(error.what())};
  } catch (...) {
    return {plugin::Delivery::Refused, "the plugin threw an exception"};
  }
}

void OpenedNotifier::cancel() {
  try {
    notifier_->cancel();
  } catch (...) {
    log::error("a notifier plugin threw an exception when it was cancelled");
  }
}

NotifierLibrary NotifierLibrary::load(Files& files, const Path& folder) {
  NotifierLibrary out;
  const auto names = files.list(folder);
  if (!names) {
    log::warn("there are no notifier plugins", {{"error", names.error().message}});
    return out;
  }
  for (const std::string& name : *names) {
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix) || name.size() <= kPrefix.size() + kSuffix.size())
      continue;
    auto factory = NotifierFactory::open(folder / name);
    if (!factory) {
      log::error("a notifier plugin is left out", {{"error", factory.error().message}});
      continue;
    }
    out.factories_[name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size())] = std::move(*factory);
  }
  return out;
}

Result<std::shared_ptr<const NotifierFactory>> NotifierLibrary::find(const std::string& kind) const {
  const auto at = factories_.find(kind);
  if (at != factories_.end()) return at->second;
  std::string known;
  for (const std::string& name : kinds()) known += (known.empty() ? "" : ", ") + name;
  return invalid("unknown_notifier", "there is no notifier plugin for the kind \"" + excerpt(kind, 63) + "\"", "kind",
                 known.empty() ? "install notifier plugins beside flotillad" : "one of: " + known);
}

std::vector<std::string> NotifierLibrary::kinds() const {
  std::vector<std::string> out;
  for (const auto& [kind, factory] : factories_) out.push_back(kind);
  return out;
}

}  // namespace flotilla::controlplane

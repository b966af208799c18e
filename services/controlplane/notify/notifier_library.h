// The notifier plugins of a folder, by kind: `notifier-webhook.so` is the kind "webhook". Loaded once, and kept until
// nobody uses them any more. Thread: load() on one; the rest from any, nothing changes after it. Lifetime: what was
// opened keeps its library.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/domain/alerting.h"
#include "models/domain/result.h"
#include "plugins/api/notifier.h"
#include "services/runtime/plugin_loader.h"

namespace flotilla::controlplane {

// Makes notifiers of one kind.
class NotifierFactory {
 public:
  // Errors: those of LoadedLibrary::open; Precondition/"not_a_plugin", "plugin_api_version", "plugin_compiler",
  // "plugin_kind".
  static Result<std::shared_ptr<const NotifierFactory>> open(const Path& path);
  // nullptr if the plugin gave nothing.
  plugin::Notifier* make() const { return create_(); }

 private:
  NotifierFactory(std::unique_ptr<LoadedLibrary> library, plugin::CreateNotifier create)
      : library_(std::move(library)), create_(create) {}
  std::unique_ptr<LoadedLibrary> library_;
  plugin::CreateNotifier create_;
};

// One notifier, destroyed before its library can be closed. No exception of a plugin gets out of it.
class OpenedNotifier {
 public:
  // Errors: Internal/"plugin_failed"; Invalid/"bad_setting" with the setting as field.
  static Result<std::unique_ptr<OpenedNotifier>> open(std::shared_ptr<const NotifierFactory> factory,
                                                      const std::map<std::string, std::string>& settings,
                                                      const std::map<std::string, std::string>& secrets);
  ~OpenedNotifier();
  OpenedNotifier(const OpenedNotifier&) = delete;
  OpenedNotifier& operator=(const OpenedNotifier&) = delete;

  struct Attempt {
    plugin::Delivery delivery = plugin::Delivery::Refused;
    std::string why = {};  // a sentence; empty if it was taken
  };
  Attempt send(const plugin::NotifierMessage& message, std::chrono::milliseconds deadline);
  void cancel();  // from any thread, while the object lives

 private:
  OpenedNotifier(std::shared_ptr<const NotifierFactory> factory, plugin::Notifier* notifier)
      : factory_(std::move(factory)), notifier_(notifier) {}
  std::shared_ptr<const NotifierFactory> factory_;
  plugin::Notifier* notifier_;
};

class NotifierLibrary {
 public:
  // A plugin that cannot be loaded is logged and left out: the others work. No folder = no kinds.
  static NotifierLibrary load(Files& files, const Path& folder);
  // Error Invalid/"unknown_notifier" with field "kind" and the kinds that are there.
  Result<std::shared_ptr<const NotifierFactory>> find(const std::string& kind) const;
  std::vector<std::string> kinds() const;

 private:
  std::map<std::string, std::shared_ptr<const NotifierFactory>> factories_;
};

}  // namespace flotilla::controlplane

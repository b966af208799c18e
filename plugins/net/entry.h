// What every notifier plugin begins with: the exported description and factory, and the part of plugin::Notifier that
// is the same for all. Thread and lifetime: as plugins/api/notifier.h says.
#pragma once

#include <exception>
#include <new>

#include "plugins/net/transfer.h"

namespace flotilla::notifier {

// No exception leaves it.
template <class Kind>
class Entry final : public plugin::Notifier {
 public:
  bool open(const plugin::NotifierSettings& given, plugin::NotifierComplaint& complaint) override {
    try {
      return kind_.open(given, complaint);
    } catch (const std::exception& error) {
      return plugin::refuse(complaint.why, "plugin_failed", error.what());
    }
  }
  plugin::Delivery send(const plugin::NotifierMessage& message, std::uint32_t deadlineMs,
                        plugin::NotifierComplaint& complaint) override {
    try {
      return conclude(kind_.send(message, std::chrono::milliseconds(deadlineMs), cancelled_), complaint);
    } catch (const std::exception& error) {
      plugin::refuse(complaint.why, "plugin_failed", error.what());
      return plugin::Delivery::Refused;
    }
  }
  void cancel() override { cancelled_ = true; }
  void destroy() override { delete this; }

 private:
  Kind kind_;
  Cancelled cancelled_{false};
};

}  // namespace flotilla::notifier

#define FLOTILLA_NOTIFIER_PLUGIN(Kind)                                                     \
  FLOTILLA_PLUGIN_EXPORT const flotilla::plugin::Abi* flotillaPluginAbi() {                \
    static constexpr flotilla::plugin::Abi kAbi{flotilla::plugin::kApiVersion, "notifier", \
                                                flotilla::plugin::kCompiler};              \
    return &kAbi;                                                                          \
  }                                                                                        \
  FLOTILLA_PLUGIN_EXPORT flotilla::plugin::Notifier* flotillaCreateNotifier() {            \
    return new (std::nothrow) flotilla::notifier::Entry<Kind>;                             \
  }

// A notifier that does what its setting `mode` says, for tst_notifier_host. Every attempt appends a line to the file
// `log`: the secret `word` if it has one, else the title of the message.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>

#include "plugins/api/notifier.h"

#ifndef ODD_API_VERSION
#define ODD_API_VERSION flotilla::plugin::kApiVersion
#endif
#ifndef ODD_KIND
#define ODD_KIND "notifier"
#endif

namespace {

using namespace flotilla::plugin;
constexpr std::chrono::milliseconds kSlice{5};

class OddNotifier final : public Notifier {
 public:
  bool open(const NotifierSettings& given, NotifierComplaint& complaint) override {
    for (std::size_t i = 0; i < given.settingCount; ++i) settings_[given.settings[i].name] = given.settings[i].value;
    for (std::size_t i = 0; i < given.secretCount; ++i) secret_ = given.secrets[i].value;
    if (mode() == "bad") return refuseSetting(complaint, "mode", "mode is bad", "say something else");
    if (mode() == "bad_secret") return refuseSetting(complaint, "word", ("not this: " + secret_).c_str(), "");
    if (mode() == "throw_open") throw std::runtime_error("open");
    return true;
  }

  Delivery send(const NotifierMessage& message, std::uint32_t deadlineMs, NotifierComplaint& complaint) override {
    std::ofstream(settings_["log"], std::ios::app) << (secret_.empty() ? message.title : secret_) << std::endl;
    if (mode() == "throw") throw std::runtime_error("from inside");
    if (mode() == "throw_number") throw 7;
    if (mode() == "hang") return hang(complaint);
    if (mode() == "deaf") return beDeaf(complaint);
    if (mode() == "leak") return said(complaint, Delivery::Refused, "the word is " + secret_);
    if (mode() == "refuse") return said(complaint, Delivery::Refused, "never");
    if (mode() == "busy") return said(complaint, Delivery::TryAgain, "busy for " + std::to_string(deadlineMs));
    if (mode() == "second" && lines() < 2) return said(complaint, Delivery::TryAgain, "not yet");
    return Delivery::Taken;
  }
  void cancel() override { cancelled_ = true; }
  void destroy() override { delete this; }

 private:
  std::string mode() { return settings_["mode"]; }
  static Delivery said(NotifierComplaint& complaint, Delivery delivery, const std::string& words) {
    refuse(complaint.why, "odd", words.c_str());
    return delivery;
  }
  int lines() {
    std::ifstream in(settings_["log"]);
    int count = 0;
    for (std::string line; std::getline(in, line);) ++count;
    return count;
  }
  // Whatever its deadline is.
  Delivery hang(NotifierComplaint& complaint) {
    while (!cancelled_) std::this_thread::sleep_for(kSlice);
    return said(complaint, Delivery::TryAgain, "cancelled");
  }
  // Until a file is there, whoever cancels.
  Delivery beDeaf(NotifierComplaint& complaint) {
    while (!std::filesystem::exists(settings_["release"])) std::this_thread::sleep_for(kSlice);
    return said(complaint, Delivery::TryAgain, "released");
  }

  std::map<std::string, std::string> settings_;
  std::string secret_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace

FLOTILLA_PLUGIN_EXPORT const Abi* flotillaPluginAbi() {
  static constexpr Abi kAbi{ODD_API_VERSION, ODD_KIND, kCompiler};
  return &kAbi;
}

FLOTILLA_PLUGIN_EXPORT Notifier* flotillaCreateNotifier() {
  return new (std::nothrow) OddNotifier;
}

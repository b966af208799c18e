// What a notifier was told, by name, checked in a row: the first thing wrong stays, and says how to put it right.
// Thread: one. Lifetime: copies what it needs.
#pragma once

#include <chrono>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/api/notifier.h"

namespace flotilla::notifier {

class Settings {
 public:
  // Refuses names that are in neither list, and secrets that are given as plain values.
  Settings(const plugin::NotifierSettings& given, std::initializer_list<std::string_view> plain,
           std::initializer_list<std::string_view> secret, plugin::NotifierComplaint& complaint);

  bool good() const { return good_; }
  // Always false, so that a check can end with it. Later ones are not written down.
  bool refuse(std::string_view setting, const std::string& message, const std::string& fix);

  std::string plain(std::string_view name) const;   // empty if absent
  std::string secret(std::string_view name) const;  // empty if absent
  // From either; refused if it is in neither.
  std::string needed(std::string_view name, const std::string& fix);
  // "10s": 1 to 120 seconds; `fallback` if absent.
  std::chrono::milliseconds seconds(std::string_view name, std::chrono::seconds fallback);
  // Text after each comma, without blanks around it. Empty if absent.
  std::vector<std::string> list(std::string_view name) const;
  // A file with certificates in PEM that can be read; empty if absent.
  std::string certificates(std::string_view name);

 private:
  std::map<std::string, std::string, std::less<>> plain_;
  std::map<std::string, std::string, std::less<>> secret_;
  plugin::NotifierComplaint& complaint_;
  bool good_ = true;
};

}  // namespace flotilla::notifier

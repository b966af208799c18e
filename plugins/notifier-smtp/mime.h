// A mail as it travels (RFC 5322, RFC 2045 to 2047): plain text and the same as HTML, in UTF-8, with lines that every
// server takes. Thread: pure functions.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace flotilla::notifier {

struct MailWords {
  std::string from;  // addresses, checked before
  std::vector<std::string> to;
  std::string subject;
  std::string text;
  bool urgent = false;
  std::chrono::system_clock::time_point at{};
  std::string unique;  // letters and digits: names the message, and the boundary of its parts
};
std::string mimeOf(const MailWords& words);

// `local@domain` in visible ASCII, without what would change its meaning in a header or a command.
bool isMailAddress(std::string_view text);

}  // namespace flotilla::notifier

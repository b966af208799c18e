#include "plugins/notifier-smtp/mime.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace flotilla::notifier {
namespace {

constexpr std::size_t kMaxAddress = 254;     // RFC 5321 section 4.5.3.1.3
constexpr std::size_t kLineBytes = 57;       // 76 characters of base64, the most that RFC 2045 takes
constexpr std::size_t kWordBytes = 45;       // with its frame at most 75 characters, the most that RFC 2047 takes
constexpr std::size_t kFirstWordBytes = 36;  // stands on a line with "Subject: "
constexpr const char* kEnd = "\r\n";

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63];
  }
  return out;
}

std::string base64Lines(std::string_view bytes) {
  std::string out;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kLineBytes)))
    out += base64(bytes.substr(0, kLineBytes)) + kEnd;
  return out;
}

// Encoded words, none of which ends inside a character.
std::string encodedSubject(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
  if (plain && text.size() <= 60 && text.find("=?") == std::string_view::npos) return std::string(text);
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), out.empty() ? kFirstWordBytes : kWordBytes);
    while (size > 1 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    out += (out.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base64(text.substr(0, size)) + "?=");
    text.remove_prefix(size);
  }
  return out;
}

std::string dateText(std::chrono::system_clock::time_point time) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(second - day);
  char out[64];
  std::snprintf(out, sizeof out, "%s, %02u %s %04d %02d:%02d:%02d +0000", kDays[std::chrono::weekday(day).c_encoding()],
                static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                static_cast<int>(date.year()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string htmlOf(const MailWords& words) {
  return "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + escaped(words.subject) +
         "</title></head>\n<body><h3>" + escaped(words.subject) +
         "</h3>\n<pre style=\"font-family: monospace; white-space: pre-wrap\">" + escaped(words.text) +
         "</pre></body></html>\n";
}

// Line ends of text are CRLF before it is encoded (RFC 2045 section 6.8).
std::string withCrlf(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string(kEnd) : std::string(1, c);
  return out;
}

std::string partOf(const std::string& boundary, const std::string& type, std::string_view content) {
  return "--" + boundary + kEnd + "Content-Type: " + type + "; charset=utf-8" + kEnd +
         "Content-Transfer-Encoding: base64" + kEnd + kEnd + base64Lines(withCrlf(content));
}

}  // namespace

bool isMailAddress(std::string_view text) {
  const auto at = text.find('@');
  const bool shaped = at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.rfind('@') == at &&
                      text.size() <= kMaxAddress && text.front() != '-';
  return shaped && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return c > 0x20 && c < 0x7f &&
                  std::string_view("<>()[]\\,;:\"").find(static_cast<char>(c)) == std::string_view::npos;
         });
}

std::string mimeOf(const MailWords& words) {
  const std::string boundary = "=_flotilla_" + words.unique;
  std::string to;
  for (const std::string& address : words.to) to += (to.empty() ? "" : ",\r\n ") + address;
  std::string out = "Date: " + dateText(words.at) + kEnd + "From: Flotilla <" + words.from + ">" + kEnd + "To: " + to +
                    kEnd + "Subject: " + encodedSubject(words.subject) + kEnd + "Message-ID: <" + words.unique +
                    words.from.substr(words.from.find('@')) + ">" + kEnd + "Auto-Submitted: auto-generated" + kEnd;
  if (words.urgent) out += std::string("Importance: high") + kEnd;
  out += std::string("MIME-Version: 1.0") + kEnd + "Content-Type: multipart/alternative;" + kEnd + " boundary=\"" +
         boundary + "\"" + kEnd + kEnd;
  return out + partOf(boundary, "text/plain", words.text) + partOf(boundary, "text/html", htmlOf(words)) + "--" +
         boundary + "--" + kEnd;
}

}  // namespace flotilla::notifier

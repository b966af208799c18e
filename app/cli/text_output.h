// How the command line prints: text from elsewhere made harmless, aligned tables, errors with their field and fix.
// Thread: the main thread.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/brief_text.h"
#include "models/domain/result.h"
#include "models/domain/time.h"

namespace flotilla::cli {

// Text that a server or a file chose could carry terminal escapes. Control characters, direction overrides and bytes
// that are not UTF-8 become \uXXXX, so that JSON stays JSON and a line stays a line.
std::string harmless(std::string_view text);

// A header and rows of cells, all made harmless; columns are as wide as their widest cell.
class Table {
 public:
  explicit Table(std::vector<std::string> header);
  void add(std::vector<std::string> row);
  void print(std::ostream& out) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

// "name:  value" lines, aligned.
void printFields(std::ostream& out, const std::vector<std::pair<std::string, std::string>>& fields);

// "error: ...", then "  field: ..." and "  fix: ..." if there are any.
void printError(std::ostream& out, const Error& error);

// A string of JSON with its quotes.
std::string jsonText(std::string_view text);

std::string orDash(const std::string& text);          // "-" for nothing
std::string shortTime(TimePoint at);                  // "2026-01-31T12:00:00Z", "-" for zero
std::string ageText(TimePoint since, TimePoint now);  // "12s", "5m", "3h", "2d"; "never" for zero
std::string ratioText(double part, double whole, double scale, int decimals,
                      std::string_view unit);  // "-" if whole is 0
std::string bytesText(std::uint64_t bytes);    // "1.5 MB"
std::string fixedText(double value, int decimals);
std::string aboutText(Duration d);  // "about 14 minutes", rounded up

std::string counted(std::uint64_t count, std::string_view one);  // "1 node", "2 nodes"
std::string spaced(std::string_view code);                       // "rolled back" for "rolled_back"

template <class Items, class Text>
std::string joined(const Items& items, std::string_view separator, Text text) {
  std::string out;
  for (const auto& item : items) {
    if (!out.empty()) out += separator;
    out += text(item);
  }
  return out;
}

}  // namespace flotilla::cli

#include "app/cli/text_output.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ostream>
#include <utility>

#include "models/domain/error_text.h"

namespace flotilla::cli {
namespace {

struct CodePoint {
  std::uint32_t value = 0xFFFD;
  std::size_t length = 1;  // bytes read
  bool valid = false;
};

// One code point from the front of `text`, which is not empty. Overlong forms, surrogates and cut sequences are not
// valid.
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  std::uint32_t value = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    value = value << 6U | (byte(i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || value > 0x10FFFF || surrogate) return {};
  return {value, length, true};
}

bool isHarmful(std::uint32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool lineBreak = c == 0x2028 || c == 0x2029;
  const bool direction = c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return control || lineBreak || direction;
}

std::string escaped(std::uint32_t c) {
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "\\u%04x", c);
  return out.data();
}

std::size_t widthOf(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode(text);
    const bool keep = point.valid && !isHarmful(point.value);
    out += keep ? std::string(text.substr(0, point.length)) : escaped(point.value);
    text.remove_prefix(point.length);
  }
  return out;
}

Table::Table(std::vector<std::string> header) {
  rows_.push_back(std::move(header));
}

void Table::add(std::vector<std::string> row) {
  for (std::string& cell : row) cell = cell.empty() ? "-" : harmless(cell);
  rows_.push_back(std::move(row));
}

void Table::print(std::ostream& out) const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], widthOf(row[i]));
  }
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - widthOf(row[i]) + 2, ' ');
    }
    out << line << '\n';
  }
}

void printFields(std::ostream& out, const std::vector<std::pair<std::string, std::string>>& fields) {
  std::size_t width = 0;
  for (const auto& field : fields) width = std::max(width, field.first.size());
  for (const auto& [name, value] : fields) {
    out << name << ':' << std::string(width - name.size() + 2, ' ') << (value.empty() ? "-" : harmless(value)) << '\n';
  }
}

void printError(std::ostream& out, const Error& error) {
  out << describe(
      {error.code, harmless(error.reason), harmless(error.message), harmless(error.field), harmless(error.fix)});
}

std::string jsonText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '"' || c == '\\')
      (out += '\\') += c;
    else
      out += c;
  }
  return harmless(out + "\"");
}

std::string orDash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::string shortTime(TimePoint at) {
  if (at == TimePoint{}) return "-";
  return toRfc3339(at).substr(0, 19) + "Z";
}

std::string ageText(TimePoint since, TimePoint now) {
  if (since == TimePoint{}) return "never";
  const auto seconds = std::max<std::int64_t>(0, (now - since) / std::chrono::seconds(1));
  constexpr std::array<std::pair<std::int64_t, char>, 3> kUnits{{{86'400, 'd'}, {3'600, 'h'}, {60, 'm'}}};
  for (const auto& [length, unit] : kUnits) {
    if (seconds >= length) return std::to_string(seconds / length) + unit;
  }
  return std::to_string(seconds) + "s";
}

std::string fixedText(double value, int decimals) {
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%.*f", decimals, value);
  return out.data();
}

std::string ratioText(double part, double whole, double scale, int decimals, std::string_view unit) {
  if (!(whole > 0)) return "-";
  return fixedText(part / whole * scale, decimals) + std::string(unit);
}

std::string bytesText(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return fixedText(value, unit == 0 ? 0 : 1) + " " + kUnits[unit];
}

std::string aboutText(Duration d) {
  using namespace std::chrono;
  const auto words = [](auto count, std::string_view unit) {
    return "about " + counted(static_cast<std::uint64_t>(count.count()), unit);
  };
  if (d < minutes(2)) return words(ceil<seconds>(std::max(d, Duration(1))), "second");
  if (d < hours(2)) return words(ceil<minutes>(d), "minute");
  if (d < days(2)) return words(ceil<hours>(d), "hour");
  return words(ceil<days>(d), "day");
}

std::string counted(std::uint64_t count, std::string_view one) {
  return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string spaced(std::string_view code) {
  std::string out(code);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

}  // namespace flotilla::cli

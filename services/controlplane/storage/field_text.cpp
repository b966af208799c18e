#include "services/controlplane/storage/field_text.h"

#include <array>
#include <charconv>
#include <optional>
#include <sstream>

namespace flotilla::controlplane {
namespace {

Error damaged(std::string_view what) {
  return internalError("database_damaged", "a stored " + std::string(what) + " cannot be read");
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

// What separates here, and what is no character of a line, as %XX. Labels of nodes have none of it.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7f || c == '%' || c == '=' || c == '!' || c == '~')
      out += std::string("%") + kHexDigits[byte >> 4] + kHexDigits[byte & 15];
    else
      out += c;
  }
  return out;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const std::size_t high = i + 2 < text.size() ? kHexDigits.find(text[i + 1]) : std::string_view::npos;
    const std::size_t low = i + 2 < text.size() ? kHexDigits.find(text[i + 2]) : std::string_view::npos;
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    out += static_cast<char>(16 * high + low);
    i += 2;
  }
  return out;
}

}  // namespace

std::string labelsToText(const Labels& labels) {
  std::string text;
  for (const auto& [key, value] : labels) text += (text.empty() ? "" : " ") + escaped(key) + "=" + escaped(value);
  return text;
}

Result<Labels> labelsFromText(std::string_view text) {
  Labels labels;
  for (const std::string_view part : split(text, ' ')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) return damaged("label");
    const auto key = unescaped(part.substr(0, equals)), value = unescaped(part.substr(equals + 1));
    if (!key || !value) return damaged("label");
    labels[*key] = *value;
  }
  return labels;
}

std::string numberToText(double number) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

Result<double> numberFromText(std::string_view text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return damaged("number");
  return out;
}

std::string numbersToText(const std::map<WorkloadName, std::uint64_t>& numbers) {
  Labels labels;
  for (const auto& [name, number] : numbers) labels[name.value] = std::to_string(number);
  return labelsToText(labels);
}

Result<std::map<WorkloadName, std::uint64_t>> numbersFromText(std::string_view text) {
  FLOTILLA_TRY(const Labels labels, labelsFromText(text));
  std::map<WorkloadName, std::uint64_t> out;
  for (const auto& [name, number] : labels) {
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), out[WorkloadName(name)]);
    if (error != std::errc() || end != number.data() + number.size()) return damaged("number");
  }
  return out;
}

std::string matchersToText(const std::vector<Matcher>& matchers) {
  std::string text;
  for (const Matcher& m : matchers)
    text += (text.empty() ? "" : " ") + escaped(m.name) + (m.isEqual ? "=" : "!") + (m.isRegex ? "~" : "=") +
            escaped(m.value);
  return text;
}

Result<std::vector<Matcher>> matchersFromText(std::string_view text) {
  std::vector<Matcher> matchers;
  for (const std::string_view part : split(text, ' ')) {
    const std::size_t at = part.find_first_of("=!");
    if (at == std::string_view::npos || at + 1 >= part.size()) return damaged("matcher");
    const auto name = unescaped(part.substr(0, at)), value = unescaped(part.substr(at + 2));
    if (!name || !value) return damaged("matcher");
    matchers.push_back({*name, *value, part[at + 1] == '~', part[at] == '='});
  }
  return matchers;
}

std::string alertIdsToText(const std::vector<AlertId>& ids) {
  std::string text;
  for (const AlertId& id : ids) text += (text.empty() ? "" : " ") + id.value;
  return text;
}

std::vector<AlertId> alertIdsFromText(std::string_view text) {
  std::vector<AlertId> ids;
  for (const std::string_view part : split(text, ' ')) ids.emplace_back(std::string(part));
  return ids;
}

std::string digestsToText(const std::vector<Digest>& digests) {
  std::string text;
  for (const Digest& digest : digests) text += (text.empty() ? "" : " ") + digest.toString();
  return text;
}

Result<std::vector<Digest>> digestsFromText(std::string_view text) {
  std::vector<Digest> digests;
  for (const std::string_view part : split(text, ' ')) {
    FLOTILLA_TRY(const Digest digest, parseDigest(part));
    digests.push_back(digest);
  }
  return digests;
}

std::string countsToText(const std::vector<std::uint64_t>& counts) {
  std::string text;
  for (const std::uint64_t count : counts) text += (text.empty() ? "" : " ") + std::to_string(count);
  return text;
}

Result<std::vector<std::uint64_t>> countsFromText(std::string_view text) {
  std::vector<std::uint64_t> counts;
  for (const std::string_view part : split(text, ' ')) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), counts.emplace_back());
    if (error != std::errc() || end != part.data() + part.size()) return damaged("number");
  }
  return counts;
}

std::string faultsToText(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) text += (text.empty() ? "" : "\n") + faultText(fault);
  return text;
}

Result<std::vector<Fault>> faultsFromText(std::string_view text) {
  std::vector<Fault> faults;
  for (const std::string_view line : split(text, '\n')) {
    const auto fault = readFaultText(line);
    if (!fault) return damaged("fault");
    faults.push_back(*fault);
  }
  return faults;
}

std::string feedbackToText(const std::vector<RunFeedback>& feedback) {
  std::string text;
  for (const RunFeedback& one : feedback)
    text += (text.empty() ? "" : "\n") + labelsToText({{"actor", one.actor},
                                                       {"unclear", one.unclear},
                                                       {"missing", one.missing},
                                                       {"at", std::to_string(toMicros(one.at))}});
  return text;
}

Result<std::vector<RunFeedback>> feedbackFromText(std::string_view text) {
  std::vector<RunFeedback> out;
  for (const std::string_view line : split(text, '\n')) {
    FLOTILLA_TRY(Labels labels, labelsFromText(line));
    const std::string& at = labels["at"];
    std::int64_t micros = 0;
    const auto [end, error] = std::from_chars(at.data(), at.data() + at.size(), micros);
    if (error != std::errc() || end != at.data() + at.size()) return damaged("feedback");
    out.push_back({labels["actor"], labels["unclear"], labels["missing"], fromMicros(micros)});
  }
  return out;
}

std::string grantsToText(const std::vector<Grant>& grants) {
  std::string text;
  for (const Grant& grant : grants) {
    text += (text.empty() ? "" : " ") + std::string(toText(grant.role));
    for (std::size_t i = 0; i < grant.regions.size(); ++i) text += (i == 0 ? "@" : ",") + grant.regions[i].value;
  }
  return text;
}

Result<std::vector<Grant>> grantsFromText(std::string_view text) {
  std::vector<Grant> grants;
  for (const std::string_view part : split(text, ' ')) {
    const std::size_t at = part.find('@');
    const auto role = parseRole(part.substr(0, at));
    if (!role) return damaged("grant");
    Grant grant{*role, {}};
    if (at != std::string_view::npos)
      for (const std::string_view region : split(part.substr(at + 1), ','))
        grant.regions.emplace_back(std::string(region));
    grants.push_back(std::move(grant));
  }
  return grants;
}

std::string variantsToText(const std::vector<Variant>& variants) {
  std::string text;
  for (const Variant& v : variants)
    text +=
        v.hardware + " " + v.digest.toString() + " " + std::to_string(v.length) + " " + std::to_string(v.bytes) + "\n";
  return text;
}

Result<std::vector<Variant>> variantsFromText(std::string_view text) {
  std::vector<Variant> variants;
  for (const std::string_view line : split(text, '\n')) {
    std::istringstream in{std::string(line)};
    Variant variant;
    std::string digest;
    if (!(in >> variant.hardware >> digest >> variant.length >> variant.bytes)) return damaged("variant");
    const auto parsed = parseDigest(digest);
    if (!parsed) return damaged("variant");
    variant.digest = *parsed;
    variants.push_back(std::move(variant));
  }
  return variants;
}

}  // namespace flotilla::controlplane

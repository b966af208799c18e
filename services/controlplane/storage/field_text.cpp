#include "services/controlplane/storage/field_text.h"

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

}  // namespace

std::string labelsToText(const Labels& labels) {
  std::string text;
  for (const auto& [key, value] : labels) text += (text.empty() ? "" : " ") + key + "=" + value;
  return text;
}

Result<Labels> labelsFromText(std::string_view text) {
  Labels labels;
  for (const std::string_view part : split(text, ' ')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) return damaged("label");
    labels[std::string(part.substr(0, equals))] = part.substr(equals + 1);
  }
  return labels;
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

#include "models/domain/fleet.h"

#include <algorithm>

namespace flotilla {
namespace {

bool isLabelChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool isKey(const std::string& key) {
  return !key.empty() && key.size() <= 63 && std::all_of(key.begin(), key.end(), isLabelChar) && key[0] != '.' &&
         key[0] != '_' && key[0] != '-';
}

bool isValue(const std::string& value) {
  return value.size() <= 63 &&
         std::all_of(value.begin(), value.end(), [](char c) { return isLabelChar(c) || (c >= 'A' && c <= 'Z'); });
}

}  // namespace

Status checkLabels(const Labels& labels) {
  if (labels.size() > 32) return invalid("too_many_labels", "a node takes at most 32 labels", "labels");
  for (const auto& [key, value] : labels) {
    if (!isKey(key) || !isValue(value))
      return invalid("bad_label", "label \"" + key + "=" + value + "\" is not valid", "labels",
                     "write key=value with letters, digits, '.', '_' and '-'; the key in lower case");
  }
  return okStatus();
}

}  // namespace flotilla

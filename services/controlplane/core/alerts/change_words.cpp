#include "services/controlplane/core/alerts/change_words.h"

#include "models/domain/alert_fields.h"
#include "services/documents/text_checks.h"

namespace flotilla::controlplane {

std::string alertName(const Labels& labels) {
  std::string name = labelOf(labels, label::kAlert);
  if (name.empty()) name = alertIdOf(labels).value;
  for (const std::string_view part : {label::kObjective, label::kNode, label::kRollout})
    if (const std::string value = labelOf(labels, part); !value.empty()) name += " " + value;
  const std::string region = labelOf(labels, label::kRegion);
  return region.empty() ? name : name + " in " + region;
}

std::string matchersText(const std::vector<Matcher>& matchers) {
  std::string out;
  for (const Matcher& matcher : matchers) out += (out.empty() ? "" : ", ") + toText(matcher);
  return out;
}

Status checkWords(std::string_view text, std::size_t min, std::size_t max, const std::string& field) {
  const bool isBlank = text.find_first_not_of(" \t") == std::string_view::npos;
  if (isUtf8(text) && !hasControls(text, false) && characterCount(text) <= max && (min == 0 || !isBlank))
    return okStatus();
  return invalid("bad_" + field,
                 "must be " + std::to_string(min) + " to " + std::to_string(max) + " characters on one line", field,
                 min > 0 && isBlank ? "say why, for whoever wonders" : "shorten it");
}

Status checkNote(const std::string& text) {
  const bool blank = text.find_first_not_of(" \t\r\n") == std::string::npos;
  if (blank || characterCount(text) > kMaxNote)
    return invalid("bad_text", "a note has 1 to 8000 characters", "text", "write it, or shorten it");
  if (!isUtf8(text)) return invalid("bad_text", "the note is not UTF-8", "text", "write it as UTF-8");
  if (hasControls(text, true))
    return invalid("bad_text", "the note has control characters, such as colours of a terminal", "text",
                   "take them out; tabs and line breaks may stay");
  return okStatus();
}

}  // namespace flotilla::controlplane

#include "services/controlplane/core/fleet/listing.h"

#include "models/domain/nearest_name.h"

namespace flotilla::controlplane {

Result<std::vector<FilterTerm>> parseFilter(std::string_view text) {
  std::vector<FilterTerm> terms;
  if (text.size() > 4096) return invalid("bad_filter", "the filter is longer than 4096 characters", "filter");
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty() || word == "and") continue;
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == word.size())
      return invalid("bad_filter", "\"" + std::string(word) + "\" is not a filter term", "filter",
                     "write field:value, for example region:eu-west");
    terms.push_back({std::string(word.substr(0, colon)), std::string(word.substr(colon + 1))});
  }
  return terms;
}

Error unknownField(std::string_view what, std::string_view field, const std::vector<std::string>& known) {
  const std::string near = nearestName(field, known);
  std::string all;
  for (const std::string& name : known) all += (all.empty() ? "" : ", ") + name;
  return invalid("unknown_field", "there is no field \"" + std::string(field) + "\"", std::string(what),
                 near.empty() ? "one of " + all : "did you mean " + near + "? One of " + all);
}

Result<std::size_t> parsePageToken(const std::string& token) {
  if (token.empty()) return std::size_t{0};
  std::size_t position = 0;
  const char* begin = token.data() + 1;
  const char* end = token.data() + token.size();
  const auto [stop, error] = std::from_chars(begin, end, position);
  if (token[0] == 'p' && error == std::errc{} && stop == end && stop != begin) return position;
  return invalid("bad_page_token", "the page token is not one of ours", "page_token", "start again without a token");
}

std::string makePageToken(std::size_t position) {
  return "p" + std::to_string(position);
}

}  // namespace flotilla::controlplane

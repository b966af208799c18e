#include "models/domain/ids.h"

#include <algorithm>

#include "models/domain/utf8.h"

namespace flotilla {

Status checkName(std::string_view field, std::string_view name) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  const bool fits = !name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), allowed) &&
                    name.front() != '-' && name.back() != '-';
  if (fits) return okStatus();
  return invalid("bad_name", "\"" + excerpt(name, 80) + "\" is not a name", std::string(field),
                 "use 1 to 63 of a-z, 0-9 and '-', not at the ends");
}

}  // namespace flotilla

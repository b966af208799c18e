#include "models/domain/listing.h"

#include <charconv>

#include "models/domain/utf8.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxOrderKeys = 8;

Error about(const char* input, Error error) {
  error.field = input;
  return error;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Result<OrderKey> parseKey(std::string_view text, const std::vector<SelectorField>& fields) {
  const std::string_view whole = trimmed(text);
  const std::size_t space = std::min(whole.find(' '), whole.size());
  const std::string_view direction = trimmed(whole.substr(space));
  OrderKey key{std::string(whole.substr(0, space)), direction == "desc"};
  if (key.field.empty() || (!direction.empty() && direction != "desc" && direction != "asc"))
    return invalid("bad_order", whole.empty() ? "a field is missing" : "\"" + excerpt(whole, 80) + "\" is not an order",
                   "order_by", "write field, or field desc, separated by commas");
  if (findSelectorField(fields, key.field) == nullptr)
    return about("order_by", unknownSelectorField(key.field, fields));
  return key;
}

}  // namespace

Result<Selector> readSelector(std::string_view text, const std::vector<SelectorField>& fields,
                              const PatternCompiler& compile, const char* input) {
  auto selector = parseSelector(text, fields, compile);
  if (!selector) return about(input, selector.error());
  return selector;
}

Result<std::vector<OrderKey>> parseOrder(std::string_view text, const std::vector<SelectorField>& fields) {
  std::vector<OrderKey> keys;
  if (trimmed(text).empty()) return keys;
  for (bool more = true; more;) {
    const std::size_t comma = text.find(',');
    more = comma != std::string_view::npos;
    FLOTILLA_TRY(OrderKey key, parseKey(text.substr(0, comma), fields));
    if (keys.size() == kMaxOrderKeys)
      return invalid("bad_order", "a list is sorted by at most 8 fields", "order_by", "leave some out");
    keys.push_back(std::move(key));
    if (more) text.remove_prefix(comma + 1);
  }
  return keys;
}

OrderValues orderValues(const std::vector<OrderKey>& keys, const SelectorValues& valuesOf) {
  OrderValues out;
  for (const OrderKey& key : keys) {
    out.push_back(valuesOf(key.field));
    if (out.back().size() > 1) out.back().resize(1);
  }
  return out;
}

bool isBefore(const std::vector<OrderKey>& keys, const OrderValues& a, const OrderValues& b) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (a[i] == b[i]) continue;
    return keys[i].descending ? b[i] < a[i] : a[i] < b[i];
  }
  return false;
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

Status checkPageSize(std::uint32_t pageSize) {
  if (pageSize >= 1 && pageSize <= 1000) return okStatus();
  return invalid("bad_page_size", "page_size is " + std::to_string(pageSize), "page_size", "use 1 to 1000");
}

}  // namespace flotilla

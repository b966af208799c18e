#include "services/documents/strict_json.h"

#include <cmath>
#include <exception>
#include <optional>
#include <sstream>
#include <utility>

namespace flotilla {
namespace {

constexpr std::size_t kMaxDepth = 16;

Error refuseAt(std::string_view what, const std::string& message, std::string field, std::string fix = {}) {
  const std::string text = field.empty() ? message : field + ": " + message;
  return invalid("V19_" + std::string(what), text, std::move(field), std::move(fix));
}

// Builds the value while nlohmann's lexer runs and stops it at the first thing that a signed document may not contain.
// The names of the member functions are those that nlohmann::json::sax_parse calls.
class StrictBuilder {
 public:
  explicit StrictBuilder(JsonNumbers numbers) : numbers_(numbers) {}
  Json take() { return std::move(root_); }
  const std::optional<Error>& error() const { return error_; }

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  // Called only for text with a minus sign; -0 has no meaning here.
  bool number_integer(std::int64_t value) {
    if (value == 0 || value < -static_cast<std::int64_t>(kMaxInteger)) return refuseRange();
    return put(value);
  }
  bool number_unsigned(std::uint64_t value) {
    if (value > kMaxInteger) return refuseRange();
    return put(value);
  }
  // Integers beyond 64 bits arrive here too.
  bool number_float(double value, const std::string& text) {
    if (numbers_ == JsonNumbers::Measured && std::isfinite(value)) return put(value);
    if (text.find_first_of(".eE") == std::string::npos) return refuseRange();
    return refuse("float", "\"" + excerpt(text) + "\" is not a whole number");
  }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(std::vector<std::uint8_t>&) { return refuse("syntax", "binary values are not JSON"); }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    Frame& frame = frames_.back();
    frame.key = name;
    const auto [slot, fresh] = frame.value->emplace(name, nullptr);
    if (!fresh) return refuse("duplicate_key", "\"" + excerpt(name) + "\" is there twice");
    frame.slot = &*slot;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& exception) {
    if (complete_) return refuse("trailing_data", "something follows the document at byte " + std::to_string(position));
    constexpr int kBeyondDouble = 406;  // a number such as 1e400
    if (exception.id == kBeyondDouble) return number_float(HUGE_VAL, token);
    return refuse("syntax", "not JSON at byte " + std::to_string(position));
  }

 private:
  struct Frame {
    Json* value;
    std::string key = {};
    Json* slot = nullptr;  // of the key that waits for its value
  };

  // Returns where the value now lies. The pointer holds while deeper values are built: objects are trees, and an array
  // does not grow before its last element is complete.
  Json* place(Json value) {
    if (frames_.empty()) {
      root_ = std::move(value);
      complete_ = !root_.is_structured();
      return &root_;
    }
    Frame& frame = frames_.back();
    if (frame.value->is_array()) {
      frame.value->push_back(std::move(value));
      return &frame.value->back();
    }
    *frame.slot = std::move(value);
    return frame.slot;
  }
  bool put(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json empty) {
    if (frames_.size() == kMaxDepth) return refuse("depth", "nested deeper than 16 levels");
    frames_.push_back({place(std::move(empty))});
    return true;
  }
  bool close() {
    frames_.pop_back();
    complete_ = frames_.empty();
    return true;
  }
  bool refuseRange() { return refuse("integer_range", "a whole number lies outside what 2^53-1 allows"); }
  bool refuse(std::string_view what, const std::string& message) {
    error_ = refuseAt(what, message, path());
    return false;
  }
  // Every container that is being read already lies in the one around it; only the innermost has no element for what
  // comes.
  std::string path() const {
    std::string out;
    for (const Frame& frame : frames_) {
      const std::size_t begun = &frame == &frames_.back() ? 0 : 1;
      if (frame.value->is_array())
        out += "[" + std::to_string(frame.value->size() - begun) + "]";
      else
        out += (out.empty() ? "" : ".") + excerpt(frame.key);
    }
    return out;
  }

  JsonNumbers numbers_;
  Json root_;
  std::vector<Frame> frames_;
  std::optional<Error> error_;
  bool complete_ = false;
};

// nlohmann skips a byte order mark and takes a NUL byte for the end of the input, so both are looked for before it
// reads.
Status checkBytes(std::string_view text) {
  if (text.size() > kMaxDocumentBytes) return refuseAt("too_long", "longer than 1 MiB", "");
  if (text.starts_with("\xEF\xBB\xBF")) return refuseAt("byte_order_mark", "starts with a byte order mark", "");
  if (!isUtf8(text)) return refuseAt("invalid_utf8", "not UTF-8", "");
  if (hasControls(text, true)) return refuseAt("syntax", "contains control characters", "");
  return okStatus();
}

Result<std::string> visibleText(const Json& node, bool good, const std::string& rule) {
  if (good) return node.get_ref<const std::string&>();
  return invalid("bad_text", "must be " + rule);
}

}  // namespace

Result<Json> parseStrictJson(std::string_view text, JsonNumbers numbers) {
  FLOTILLA_CHECK(checkBytes(text));
  try {
    StrictBuilder builder(numbers);
    const bool good = Json::sax_parse(text.begin(), text.end(), &builder);
    if (builder.error()) return *builder.error();
    if (good) return builder.take();
    return refuseAt("syntax", "not JSON", "");
  } catch (const std::exception&) {
    return refuseAt("syntax", "not JSON", "");
  }
}

std::string dumpJson(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

const Json* DocumentTraits<Json>::member(const Json& node, const std::string& name) {
  const auto found = node.find(name);
  return found == node.end() ? nullptr : &*found;
}

std::vector<std::string> DocumentTraits<Json>::memberNames(const Json& node) {
  std::vector<std::string> names;
  for (const auto& [name, value] : node.items()) names.push_back(name);
  return names;
}

Error DocumentTraits<Json>::refuse(const Json&, std::string_view what, const std::string& message, std::string field,
                                   std::string fix) {
  return refuseAt(what, message, std::move(field), std::move(fix));
}

Result<std::string> jsonText(const Json& node) {
  if (!node.is_string()) return invalid("bad_text", "must be text");
  return node.get_ref<const std::string&>();
}

Result<bool> jsonFlag(const Json& node) {
  if (!node.is_boolean()) return invalid("bad_flag", "must be true or false");
  return node.get<bool>();
}

Result<std::string> jsonName(const Json& node) {
  FLOTILLA_TRY(const std::string text, jsonAscii(node, 1, 63));
  FLOTILLA_CHECK(checkName("", text));
  return text;
}

Result<std::uint64_t> jsonInteger(const Json& node, std::uint64_t min, std::uint64_t max) {
  if (node.is_number_unsigned() && node.get<std::uint64_t>() >= min && node.get<std::uint64_t>() <= max)
    return node.get<std::uint64_t>();
  return invalid("bad_integer", "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
}

Result<std::int64_t> jsonSigned(const Json& node, std::int64_t min, std::int64_t max) {
  if (node.is_number_integer() && node.get<std::int64_t>() >= min && node.get<std::int64_t>() <= max)
    return node.get<std::int64_t>();
  return invalid("bad_integer", "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
}

Result<double> jsonNumber(const Json& node, double min, double max) {
  if (node.is_number() && node.get<double>() >= min && node.get<double>() <= max) return node.get<double>();
  std::ostringstream rule;
  rule << "must be a number from " << min << " to " << max;
  return invalid("bad_number", rule.str());
}

Result<std::string> jsonToken(const Json& node, std::size_t max) {
  FLOTILLA_TRY(const std::string text, jsonText(node));
  return visibleText(node, isToken(text, max), "1 to " + std::to_string(max) + " of A-Z, a-z, 0-9, '.', '_' and '-'");
}

Result<std::string> jsonAscii(const Json& node, std::size_t min, std::size_t max) {
  FLOTILLA_TRY(const std::string text, jsonText(node));
  return visibleText(node, isVisibleAscii(text, min, max),
                     std::to_string(min) + " to " + std::to_string(max) + " visible ASCII characters");
}

void readHeader(JsonReader& reader, const char* type) {
  std::string found;
  std::uint64_t spec = 0;
  reader.required("type", found, asciiOf(1, 32));
  reader.check(found == type, "type", std::string("must be \"") + type + "\"");
  reader.required("spec", spec, integerFrom(1, 1));
}

OrderedJson documentWithHeader(const char* type) {
  OrderedJson json;
  json["type"] = type;
  json["spec"] = 1;
  return json;
}

}  // namespace flotilla

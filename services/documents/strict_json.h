// The strict JSON of signed documents (check V19) and converters for its fields. Private to services/documents: it
// shows nlohmann types, so no public header includes it. Thread: pure functions. Errors: Invalid, reason "V19_<what>"
// with <what> one of too_long, byte_order_mark, invalid_utf8, syntax, trailing_data, depth, duplicate_key, float,
// integer_range, missing_key, unknown_key, bad_value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "models/domain/ids.h"
#include "models/domain/result.h"
#include "models/domain/time.h"
#include "services/documents/field_reader.h"

namespace flotilla {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

inline constexpr std::uint64_t kMaxInteger = (std::uint64_t{1} << 53) - 1;

// What a document says in numbers: whole ones, or measured ones too.
enum class JsonNumbers { Whole, Measured };

// Negative integers pass here, because a few fields take them; every other field refuses them by its range.
Result<Json> parseStrictJson(std::string_view text, JsonNumbers numbers = JsonNumbers::Whole);

// Without white space, keys as inserted; text that is not UTF-8 is replaced, never thrown about.
std::string dumpJson(const OrderedJson& json);

template <>
struct DocumentTraits<Json> {
  static constexpr const char* kObjectRule = "must be an object";
  static bool isObject(const Json& node) { return node.is_object(); }
  static bool isList(const Json& node) { return node.is_array(); }
  static const Json* member(const Json& node, const std::string& name);
  static std::vector<std::string> memberNames(const Json& node);
  static const std::vector<Json>& items(const Json& node) { return node.get_ref<const Json::array_t&>(); }
  static Error refuse(const Json& where, std::string_view what, const std::string& message, std::string field,
                      std::string fix);
};
using JsonReader = FieldReader<Json>;

// Converters (see field_reader.h).
Result<std::string> jsonText(const Json& node);
Result<bool> jsonFlag(const Json& node);
Result<std::string> jsonName(const Json& node);  // checkName
Result<std::uint64_t> jsonInteger(const Json& node, std::uint64_t min, std::uint64_t max);
Result<std::int64_t> jsonSigned(const Json& node, std::int64_t min, std::int64_t max);
Result<double> jsonNumber(const Json& node, double min, double max);  // needs JsonNumbers::Measured
Result<std::string> jsonToken(const Json& node, std::size_t max);     // [A-Za-z0-9._-]{1,max}
Result<std::string> jsonAscii(const Json& node, std::size_t min, std::size_t max);

inline auto integerFrom(std::uint64_t min, std::uint64_t max) {
  return [=](const Json& node) { return jsonInteger(node, min, max); };
}
inline auto anyInteger() {
  return integerFrom(0, kMaxInteger);
}
inline auto numberFrom(double min, double max) {
  return [=](const Json& node) { return jsonNumber(node, min, max); };
}
inline auto tokenUpTo(std::size_t max) {
  return [=](const Json& node) { return jsonToken(node, max); };
}
inline auto asciiOf(std::size_t min, std::size_t max) {
  return [=](const Json& node) { return jsonAscii(node, min, max); };
}

// Text in a form that `parse` knows (a digest, a version, a time); such forms are plain ASCII.
template <class Parse>
auto parsedBy(Parse parse) {
  return [parse](const Json& node) -> decltype(parse(std::string_view{})) {
    FLOTILLA_TRY(const std::string text, jsonAscii(node, 1, 128));
    return parse(std::string_view(text));
  };
}

// Reads the two fields that every signed document starts with: its type and the version of its specification, 1.
void readHeader(JsonReader& reader, const char* type);
OrderedJson documentWithHeader(const char* type);

}  // namespace flotilla

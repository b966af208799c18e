// Private to services/wire: how the operator_*.cpp files read and write single fields.
// Enums of the wire are those of the domain plus one, because 0 is "unspecified" there; every user asserts that for its
// enum. Optional versions, digests and times are unset on the wire when they are zero in the domain. Thread: values.
#pragma once

#include <cstddef>
#include <string>

#include "models/domain/digest.h"
#include "models/domain/result.h"
#include "models/domain/time.h"
#include "models/domain/version.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

template <class ProtoEnum, class DomainEnum>
constexpr bool sameEnum(ProtoEnum last, DomainEnum domainLast) {
  return static_cast<int>(last) == static_cast<int>(domainLast) + 1;
}

template <class ProtoEnum, class DomainEnum>
constexpr ProtoEnum writeEnum(DomainEnum value) {
  return static_cast<ProtoEnum>(static_cast<int>(value) + 1);
}

// `last` is the domain's last value; what is unspecified or newer than this program is Invalid.
template <class DomainEnum, class ProtoEnum>
Result<DomainEnum> readEnum(ProtoEnum value, DomainEnum last, const char* field) {
  const int index = static_cast<int>(value) - 1;
  if (index >= 0 && index <= static_cast<int>(last)) return static_cast<DomainEnum>(index);
  return invalid("unknown_value", std::string(field) + " has no meaning here: " + std::to_string(index + 1), field);
}

// The same result, with the field of an error put under `parent`.
template <class T>
Result<T> under(const std::string& parent, Result<T> result) {
  if (result.ok()) return result;
  Error error = result.error();
  error.field = error.field.empty() ? parent : parent + "." + error.field;
  return error;
}

inline std::string element(const char* field, std::size_t index) {
  return std::string(field) + "[" + std::to_string(index) + "]";
}

inline Result<Version> readVersion(const std::string& text, const char* field) {
  return under(field, parseVersion(text));
}
inline Result<Digest> readDigest(const std::string& text, const char* field) {
  return under(field, parseDigest(text));
}

inline Result<Version> readOptionalVersion(const std::string& text, const char* field) {
  return text.empty() ? Result<Version>(Version{}) : readVersion(text, field);
}
inline Result<Digest> readOptionalDigest(const std::string& text, const char* field) {
  return text.empty() ? Result<Digest>(Digest{}) : readDigest(text, field);
}
inline std::string optionalText(const Version& version) {
  return version == Version{} ? std::string() : version.toString();
}
inline std::string optionalText(const Digest& digest) {
  return digest.isZero() ? std::string() : digest.toString();
}

// A time that may be missing is only set when it is there.
template <class Message>
void putTime(Message& out, google::protobuf::Timestamp* (Message::*field)(), TimePoint at) {
  if (at != TimePoint{}) *(out.*field)() = toProto(at);
}
inline TimePoint timeOf(bool isThere, const google::protobuf::Timestamp& at) {
  return isThere ? fromProto(at) : TimePoint{};
}

// The public conversions as one value each, for the loops below.
inline constexpr auto kWrite = [](const auto& value) { return toProto(value); };
inline constexpr auto kRead = [](const auto& value) { return fromProto(value); };

// Appends what `items` hold to `out`; an error names the element.
template <class Items, class T, class Read>
Status readAll(const Items& items, const char* field, std::vector<T>& out, Read read) {
  out.reserve(static_cast<std::size_t>(items.size()));
  for (const auto& item : items) {
    FLOTILLA_TRY(auto value, under(element(field, out.size()), read(item)));
    out.push_back(std::move(value));
  }
  return okStatus();
}

template <class T, class Items, class Write>
void writeAll(const std::vector<T>& values, Items* out, Write write) {
  for (const T& value : values) *out->Add() = write(value);
}

}  // namespace flotilla::wire

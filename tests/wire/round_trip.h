// Whether a domain value with every field set comes back from the wire as it was. Thread: the test's.
#pragma once

#include <google/protobuf/util/message_differencer.h>

#include <QtTest>
#include <string>

#include "services/wire/operator_wire.h"

namespace flotilla::test {

// The first field that is not set anywhere in the message, with its path; empty if all are.
inline std::string firstUnset(const google::protobuf::Message& message) {
  using google::protobuf::FieldDescriptor;
  using google::protobuf::Message;
  const auto* type = message.GetDescriptor();
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const bool set =
        field->is_repeated() ? reflection->FieldSize(message, field) > 0 : reflection->HasField(message, field);
    if (!set) return field->full_name();
    if (field->is_map() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field->message_type()->full_name().starts_with("google.")) continue;
    for (int e = 0; e < (field->is_repeated() ? reflection->FieldSize(message, field) : 1); ++e) {
      const Message& part = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, e)
                                                 : reflection->GetMessage(message, field);
      if (const std::string unset = firstUnset(part); !unset.empty()) return unset;
    }
  }
  return {};
}

template <class Value>
void checkRoundTrip(const Value& value) {
  const auto message = wire::toProto(value);
  QCOMPARE(QString::fromStdString(firstUnset(message)), QString());
  const auto back = wire::fromProto(message);
  QVERIFY2(back.ok(), back.ok() ? "" : back.error().message.c_str());
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  QVERIFY2(differencer.Compare(message, wire::toProto(*back)), difference.c_str());
}

}  // namespace flotilla::test

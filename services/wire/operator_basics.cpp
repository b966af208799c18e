#include <algorithm>
#include <array>
#include <utility>

#include "models/domain/utf8.h"
#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {
namespace {

// In the order of ErrorCode. ABORTED says "read again and decide again", which is what a conflict is.
constexpr std::array<int, 9> kStatusCodes{3, 16, 7, 5, 10, 9, 8, 14, 13};
static_assert(static_cast<std::size_t>(ErrorCode::Internal) + 1 == kStatusCodes.size());

// Codes that gRPC itself or other servers use, with the nearest meaning of ours.
constexpr std::array<std::pair<int, ErrorCode>, 5> kForeignCodes{{
    {1, ErrorCode::Unavailable},  // CANCELLED
    {4, ErrorCode::Unavailable},  // DEADLINE_EXCEEDED
    {6, ErrorCode::Conflict},     // ALREADY_EXISTS
    {11, ErrorCode::Invalid},     // OUT_OF_RANGE
    {12, ErrorCode::NotFound},    // UNIMPLEMENTED: no such method
}};

// Why a call failed when the server had no chance to say so.
std::string transportReason(int statusCode) {
  switch (statusCode) {
    case 1:
      return "cancelled";
    case 4:
      return "deadline_exceeded";
    case 12:
      return "unknown_method";
    case 14:
      return "unreachable";
    default:
      return "transport";
  }
}

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kEarliest = -62'135'596'800;  // 0001-01-01, the limits of google.protobuf.Timestamp
constexpr std::int64_t kLatest = 253'402'300'799;    // 9999-12-31
constexpr std::int64_t kLongest = 315'576'000'000;   // seconds, of google.protobuf.Duration

}  // namespace

int statusCodeOf(ErrorCode code) {
  return kStatusCodes[static_cast<std::size_t>(code)];
}

ErrorCode errorCodeOf(int statusCode) {
  const auto own = std::find(kStatusCodes.begin(), kStatusCodes.end(), statusCode);
  if (own != kStatusCodes.end()) return static_cast<ErrorCode>(own - kStatusCodes.begin());
  for (const auto& [foreign, code] : kForeignCodes) {
    if (foreign == statusCode) return code;
  }
  return ErrorCode::Internal;
}

std::string encodeErrorDetail(const Error& error) {
  v1::ErrorDetail detail;
  detail.set_reason(error.reason);
  detail.set_field(excerpt(error.field, kMostTold));
  detail.set_fix(excerpt(error.fix, kMostTold));
  return detail.SerializeAsString();
}

Error decodeError(int statusCode, const std::string& message, const std::string& details) {
  Error error{errorCodeOf(statusCode), transportReason(statusCode), message};
  v1::ErrorDetail detail;
  if (!details.empty() && detail.ParseFromString(details) && !detail.reason().empty()) {
    error.reason = detail.reason();
    error.field = detail.field();
    error.fix = detail.fix();
  }
  return error;
}

v1::ListOptions toProto(const ListQuery& query) {
  v1::ListOptions options;
  options.set_filter(query.filter);
  options.set_order_by(query.orderBy);
  options.set_page_size(query.pageSize);
  options.set_page_token(query.pageToken);
  return options;
}

ListQuery fromProto(const v1::ListOptions& options) {
  ListQuery query{options.filter(), options.order_by(), options.page_size(), options.page_token()};
  if (query.pageSize == 0) query.pageSize = ListQuery{}.pageSize;
  return query;
}

google::protobuf::Timestamp toProto(TimePoint at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  google::protobuf::Timestamp out;
  out.set_seconds(seconds.time_since_epoch().count());
  out.set_nanos(static_cast<std::int32_t>((at - seconds).count() * 1000));
  return out;
}

TimePoint fromProto(const google::protobuf::Timestamp& at) {
  const std::int64_t seconds = std::clamp<std::int64_t>(at.seconds(), kEarliest, kLatest);
  return fromMicros(seconds * kMicrosPerSecond + std::clamp(at.nanos(), 0, 999'999'999) / 1000);
}

google::protobuf::Duration toProto(Duration length) {
  google::protobuf::Duration out;
  out.set_seconds(length.count() / kMicrosPerSecond);
  out.set_nanos(static_cast<std::int32_t>(length.count() % kMicrosPerSecond * 1000));
  return out;
}

Duration fromProto(const google::protobuf::Duration& length) {
  const std::int64_t seconds = std::clamp<std::int64_t>(length.seconds(), -kLongest, kLongest);
  return Duration(seconds * kMicrosPerSecond + std::clamp(length.nanos(), -999'999'999, 999'999'999) / 1000);
}

}  // namespace flotilla::wire

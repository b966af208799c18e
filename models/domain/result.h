// A value or an error: how every function that can fail for a foreseeable reason answers.
// Thread: values, no shared state. Broken invariants do not come here; they log and abort.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace flotilla {

// Maps one to one to gRPC status codes (services/rpc) and to exit codes of the command line.
enum class ErrorCode {
  Invalid,          // the request cannot be right in any state
  Unauthenticated,  // nobody we know
  Denied,           // known, but not allowed
  NotFound,
  Conflict,      // somebody else changed it, or it exists already
  Precondition,  // the system is not in a state for this
  Exhausted,     // a limit, a quota or a disk is full
  Unavailable,   // try again later
  Internal,
};

// `reason` is a stable code for programs (for example "token_expired", "V26_below_floor"); `message` is a sentence for
// people; `field` names the offending input and `fix` says what to do, both empty if there is nothing to say.
struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string reason;
  std::string message;
  std::string field = {};
  std::string fix = {};

  friend bool operator==(const Error&, const Error&) = default;
};

// For functions that return nothing but can fail: Result<Unit>.
struct Unit {
  friend bool operator==(const Unit&, const Unit&) = default;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Precondition: ok(); otherwise the program ends, because the caller forgot to look.
  T& value() & { return ok() ? std::get<0>(state_) : abortWith<T&>(); }
  const T& value() const& { return ok() ? std::get<0>(state_) : abortWith<const T&>(); }
  T&& value() && { return ok() ? std::get<0>(std::move(state_)) : abortWith<T&&>(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }

  // Precondition: !ok().
  const Error& error() const { return ok() ? abortWith<const Error&>() : std::get<1>(state_); }

 private:
  template <class R>
  [[noreturn]] static R abortWith() {
    std::abort();
  }
  std::variant<T, Error> state_;
};

using Status = Result<Unit>;
inline Status okStatus() {
  return Unit{};
}

inline Error invalid(std::string reason, std::string message, std::string field = {}, std::string fix = {}) {
  return {ErrorCode::Invalid, std::move(reason), std::move(message), std::move(field), std::move(fix)};
}
inline Error notFound(std::string reason, std::string message, std::string field = {}, std::string fix = {}) {
  return {ErrorCode::NotFound, std::move(reason), std::move(message), std::move(field), std::move(fix)};
}
inline Error precondition(std::string reason, std::string message, std::string field = {}, std::string fix = {}) {
  return {ErrorCode::Precondition, std::move(reason), std::move(message), std::move(field), std::move(fix)};
}
inline Error internalError(std::string reason, std::string message) {
  return {ErrorCode::Internal, std::move(reason), std::move(message)};
}

}  // namespace flotilla

// Leaves the enclosing function with the error of `expr`, or declares `decl` with its value.
#define FLOTILLA_CONCAT_(a, b) a##b
#define FLOTILLA_CONCAT(a, b) FLOTILLA_CONCAT_(a, b)
#define FLOTILLA_TRY(decl, expr)                                                                   \
  auto FLOTILLA_CONCAT(result_, __LINE__) = (expr);                                                \
  if (!FLOTILLA_CONCAT(result_, __LINE__).ok()) return FLOTILLA_CONCAT(result_, __LINE__).error(); \
  decl = std::move(FLOTILLA_CONCAT(result_, __LINE__)).value()
// The same for a Status, whose value says nothing.
#define FLOTILLA_CHECK(expr)                                          \
  do {                                                                \
    if (auto status_ = (expr); !status_.ok()) return status_.error(); \
  } while (false)

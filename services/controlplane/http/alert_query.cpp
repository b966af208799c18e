#include "services/controlplane/http/alert_query.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

#include "models/domain/utf8.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxFilters = 32;
constexpr std::string_view kBlanks = " \t\r\n\f\v";

// Of a query: '+' is a blank.
std::optional<std::string> unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    unsigned value = 0;
    const std::string_view digits = text.substr(i + 1, 2);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || parsed.ptr != digits.data() + 2) return std::nullopt;
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

// What go-swagger takes for true; anything else is false.
bool isTrue(std::string text) {
  constexpr std::array kWords{"true", "1", "yes", "ok", "y", "on", "selected", "checked", "t", "enabled"};
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(kWords.begin(), kWords.end(), text) != kWords.end();
}

bool isUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

std::variant<AlertQuery, ApiFault> callOf(std::string_view path) {
  struct Known {
    std::string_view path;
    AlertCall call;
  };
  constexpr std::array kKnown{
      Known{"/-/healthy", AlertCall::Healthy},       Known{"/-/ready", AlertCall::Ready},
      Known{"/api/v2/status", AlertCall::Status},    Known{"/api/v2/receivers", AlertCall::Receivers},
      Known{"/api/v2/alerts", AlertCall::Alerts},    Known{"/api/v2/alerts/groups", AlertCall::Groups},
      Known{"/api/v2/silences", AlertCall::Silences}};
  const auto known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.path == path; });
  AlertQuery out;
  if (known != kKnown.end()) {
    out.call = known->call;
    return out;
  }
  constexpr std::string_view kSilence = "/api/v2/silence/";
  const bool ofSilence = path.starts_with(kSilence) && path.size() > kSilence.size() &&
                         path.find('/', kSilence.size()) == std::string_view::npos;
  if (!ofSilence) return ApiFault{404, 404, "path " + excerpt(path, 200) + " was not found"};
  out.call = AlertCall::Silence;
  out.id = path.substr(kSilence.size());
  if (!isUuid(out.id))
    return ApiFault{422, 601, "silenceID in path must be of type uuid: \"" + excerpt(out.id, 80) + "\""};
  return out;
}

// One parameter; those that this version does not know are read over.
bool readParameter(AlertQuery& query, std::string_view pair) {
  const auto equals = pair.find('=');
  const auto name = unescape(pair.substr(0, equals));
  const auto value = unescape(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
  if (!name || !value) return false;
  if (*name == "active") query.active = isTrue(*value);
  if (*name == "silenced") query.silenced = isTrue(*value);
  if (*name == "inhibited") query.inhibited = isTrue(*value);
  if (*name == "pending") query.pending = isTrue(*value);
  if (*name == "expired") query.expired = isTrue(*value);
  if (*name == "receiver") query.receiver = *value;
  if (*name == "filter") query.filter.push_back(*value);
  return query.filter.size() <= kMaxFilters;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// The text between quotes, with \" \\ and \n; as it stands if there are none. Nothing if a quote is not closed.
std::optional<std::string> unquoted(std::string_view text) {
  const bool quoted = text.starts_with('"');
  if (quoted && (text.size() < 2 || !text.ends_with('"'))) return std::nullopt;
  if (quoted) text = text.substr(1, text.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escapes = text[i] == '\\' && i + 1 < text.size();
    if (!escapes && text[i] == '"') return std::nullopt;
    if (!escapes && quoted && text[i] == '\\') return std::nullopt;  // the quote at the end is escaped
    const char next = escapes ? text[i + 1] : text[i];
    if (escapes && next != '"' && next != '\\' && next != 'n') {
      out += '\\';
      continue;
    }
    out += escapes && next == 'n' ? '\n' : next;
    i += escapes ? 1 : 0;
  }
  return out;
}

std::optional<Matcher> parseMatcherText(std::string_view text) {
  text = trimmed(text);
  const auto isName = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == ':'; };
  const auto end = std::find_if_not(text.begin(), text.end(), isName);
  Matcher out;
  out.name = std::string(text.begin(), end);
  if (out.name.empty() || std::isdigit(static_cast<unsigned char>(out.name.front()))) return std::nullopt;
  text = trimmed(text.substr(out.name.size()));
  struct Operation {
    std::string_view text;
    bool isEqual, isRegex;
  };
  constexpr std::array kOperations{Operation{"=~", true, true}, Operation{"!~", false, true},
                                   Operation{"!=", false, false}, Operation{"=", true, false}};
  const auto operation = std::find_if(kOperations.begin(), kOperations.end(),
                                      [&](const Operation& one) { return text.starts_with(one.text); });
  if (operation == kOperations.end()) return std::nullopt;
  out.isEqual = operation->isEqual;
  out.isRegex = operation->isRegex;
  auto value = unquoted(trimmed(text.substr(operation->text.size())));
  if (!value) return std::nullopt;
  out.value = std::move(*value);
  return out;
}

}  // namespace

std::variant<AlertQuery, ApiFault> parseAlertTarget(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  auto out = callOf(path);
  auto* const query = std::get_if<AlertQuery>(&out);
  if (query == nullptr) return out;
  std::string_view rest = path.size() < target.size() ? target.substr(path.size() + 1) : std::string_view();
  while (!rest.empty()) {
    const auto end = rest.find('&');
    if (!readParameter(*query, rest.substr(0, end)))
      return ApiFault{400, 400, "the parameters of this address are not well-formed, or too many"};
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return out;
}

std::variant<std::vector<Matcher>, ApiFault> parseFilter(const std::vector<std::string>& filter) {
  std::vector<Matcher> out;
  for (const std::string& text : filter) {
    auto matcher = parseMatcherText(text);
    if (!matcher) return ApiFault{400, 0, "bad matcher format: " + excerpt(text, 200)};
    out.push_back(std::move(*matcher));
  }
  return out;
}

}  // namespace flotilla::controlplane

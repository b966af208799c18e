#include "services/documents/secret_text.h"

#include <vector>

#include "services/runtime/pattern.h"

namespace flotilla {
namespace {

// Keys, tokens, and words with a value behind them. What is redacted is all that matches.
struct SecretPattern {
  const char* pattern;
  const char* what;
};
constexpr SecretPattern kSecrets[] = {
    {R"(-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(-----END [A-Z ]*PRIVATE KEY-----|\z))", "a private key"},
    {R"((?i)\bbearer +[a-z0-9._~+/-]{16,}=*)", "a bearer token"},
    {R"(\bfl[ot]1\.[A-Za-z0-9-]+\.[A-Za-z0-9_-]{16,}(\.[a-f0-9]{16,})?)", "a token of Flotilla"},
    {R"(\b(AKIA|ASIA)[A-Z0-9]{16}\b)", "a cloud access key"},
    {R"(\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*)", "a signed web token"},
    {R"((?i)\b(password|passwd|secret|api[_-]?key|token)["']? *[:=] *["']?[^\s{"'][^\s"']{5,})", "a secret"},
    {R"((?i)\b(password|passwd|passphrase) is +[^\s]*[0-9][^\s]*)", "a secret"},
    {R"([a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s:@]+@)", "a password in an address"}};

struct Finder {
  std::function<std::size_t(std::string&)> redact;
  const char* what;
};

const std::vector<Finder>& finders() {
  static const std::vector<Finder> kFinders = [] {
    std::vector<Finder> out;
    for (const SecretPattern& secret : kSecrets)
      out.push_back({compileReplacing(secret.pattern, "[redacted]").value(), secret.what});
    return out;
  }();
  return kFinders;
}

}  // namespace

std::string secretIn(const std::string& text) {
  for (const Finder& finder : finders())
    if (std::string copy = text; finder.redact(copy) > 0) return finder.what;
  return {};
}

std::size_t redactSecrets(std::string& text) {
  std::size_t count = 0;
  for (const Finder& finder : finders()) count += finder.redact(text);
  return count;
}

}  // namespace flotilla

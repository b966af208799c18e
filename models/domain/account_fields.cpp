#include "models/domain/account_fields.h"

namespace flotilla {
namespace {

using Values = std::vector<SelectorValue>;

// A time that never was has no value.
Values timeValue(TimePoint at) {
  return at == TimePoint{} ? Values{} : Values{at};
}

}  // namespace

const std::vector<SelectorField>& sessionFields() {
  static const std::vector<SelectorField> kFields{
      {"id", SelectorKind::Text, "Identifier of the session."},
      {"operator", SelectorKind::Text, "Who logged in."},
      {"source", SelectorKind::Text, "The address it was opened from."},
      {"program", SelectorKind::Text, "What the browser or program said of itself."},
      {"created_at", SelectorKind::Time, "When it was opened."},
      {"seen_at", SelectorKind::Time, "When it was used last."},
      {"expires", SelectorKind::Time, "When it ends at the latest."}};
  return kFields;
}

SelectorValues valuesOf(const OperatorSession& session) {
  return [&session](std::string_view field) -> Values {
    if (field == "id") return {session.id.value};
    if (field == "operator") return {session.name};
    if (field == "source") return {session.source};
    if (field == "program") return {session.program};
    if (field == "created_at") return {session.createdAt};
    if (field == "seen_at") return {session.seenAt};
    return {session.expires};
  };
}

const std::vector<SelectorField>& apiTokenFields() {
  static const std::vector<SelectorField> kFields{
      {"id", SelectorKind::Text, "Identifier of the token."},
      {"name", SelectorKind::Text, "Its name."},
      {"operator", SelectorKind::Text, "Whose it is."},
      {"role", SelectorKind::Word, "A role that it has somewhere.", selectorWords(kRoleNames)},
      {"created_at", SelectorKind::Time, "When it was made."},
      {"expires", SelectorKind::Time, "When it expires."},
      {"used_at", SelectorKind::Time, "When it was used last."}};
  return kFields;
}

SelectorValues valuesOf(const ApiToken& token) {
  return [&token](std::string_view field) -> Values {
    if (field == "id") return {token.id.value};
    if (field == "name") return {token.name};
    if (field == "operator") return {token.operatorName};
    if (field == "created_at") return {token.createdAt};
    if (field == "expires") return {token.expires};
    if (field == "used_at") return timeValue(token.usedAt);
    Values roles;
    for (const Grant& grant : token.grants) roles.emplace_back(std::string(toText(grant.role)));
    return roles;
  };
}

}  // namespace flotilla

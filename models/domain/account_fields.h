// What the lists of sessions and API tokens can be filtered and sorted by; see list_fields.h. Thread: pure functions.
#pragma once

#include "models/domain/account.h"
#include "models/domain/selector.h"

namespace flotilla {

const std::vector<SelectorField>& sessionFields();
const std::vector<SelectorField>& apiTokenFields();
SelectorValues valuesOf(const OperatorSession& session);
SelectorValues valuesOf(const ApiToken& token);

}  // namespace flotilla

// Small values as one column of text: labels "a=b c=d", matchers "a=b c!~d", where other characters than a word's are
// %XX; grants "operator@eu-west,eu-north viewer", variants one per line. Thread: values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/access.h"
#include "models/domain/alert.h"
#include "models/domain/fault.h"
#include "models/domain/fleet.h"
#include "models/domain/release.h"
#include "models/domain/run.h"

namespace flotilla::controlplane {

std::string labelsToText(const Labels& labels);
Result<Labels> labelsFromText(std::string_view text);
// As labels.
std::string numbersToText(const std::map<WorkloadName, std::uint64_t>& numbers);
Result<std::map<WorkloadName, std::uint64_t>> numbersFromText(std::string_view text);
// One that is read back the same.
std::string numberToText(double number);
Result<double> numberFromText(std::string_view text);
std::string matchersToText(const std::vector<Matcher>& matchers);
Result<std::vector<Matcher>> matchersFromText(std::string_view text);
std::string alertIdsToText(const std::vector<AlertId>& ids);
std::vector<AlertId> alertIdsFromText(std::string_view text);
// With spaces between them.
std::string digestsToText(const std::vector<Digest>& digests);
Result<std::vector<Digest>> digestsFromText(std::string_view text);
std::string countsToText(const std::vector<std::uint64_t>& counts);
Result<std::vector<std::uint64_t>> countsFromText(std::string_view text);
// One per line, as people write them.
std::string faultsToText(const std::vector<Fault>& faults);
Result<std::vector<Fault>> faultsFromText(std::string_view text);
// One per line, each as labels.
std::string feedbackToText(const std::vector<RunFeedback>& feedback);
Result<std::vector<RunFeedback>> feedbackFromText(std::string_view text);
std::string grantsToText(const std::vector<Grant>& grants);
Result<std::vector<Grant>> grantsFromText(std::string_view text);
std::string variantsToText(const std::vector<Variant>& variants);
Result<std::vector<Variant>> variantsFromText(std::string_view text);

}  // namespace flotilla::controlplane

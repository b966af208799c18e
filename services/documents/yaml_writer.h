// Writes values so that YAML reads them back as what they are. Private to services/documents. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace flotilla {

// As it is where nothing in it could mean something else, otherwise in double quotes.
std::string yamlScalar(std::string_view text);

// The shortest decimal that reads back as the same number, without an exponent.
std::string yamlDecimal(double value);

}  // namespace flotilla

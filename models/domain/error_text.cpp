#include "models/domain/error_text.h"

namespace flotilla {

std::string describe(const Error& error) {
  std::string text = "error: " + (error.message.empty() ? error.reason : error.message) + "\n";
  if (!error.field.empty()) text += "  field: " + error.field + "\n";
  if (!error.fix.empty()) text += "  fix: " + error.fix + "\n";
  return text;
}

}  // namespace flotilla

// Reads C++ text just far enough to check it: what it includes, and where its functions begin and end. Not a parser: it
// knows comments, strings and preprocessor lines, and tells scopes apart by the text before a brace.
// Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flotilla::architecture {

struct Include {
  int line = 0;  // from 1
  std::string path;
  bool angled = false;
};

struct SourceText {
  std::vector<Include> includes;
  bool hasPragmaOnce = false;
  // The text with comments, strings and preprocessor lines replaced by spaces; line breaks stay where they were.
  std::string code;
};

struct FunctionSpan {
  int firstLine = 0;  // of the opening brace, from 1
  int lineCount = 0;  // from the opening to the closing brace, both included
  std::string head;   // the declaration before the brace, on one line
};

SourceText readSource(std::string_view text);

// Functions at namespace and class level. `code` is SourceText::code.
std::vector<FunctionSpan> findFunctions(std::string_view code);

// A last line without a line break counts.
int countLines(std::string_view text);

}  // namespace flotilla::architecture

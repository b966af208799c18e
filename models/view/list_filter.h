// The text by which somebody narrows a list: what is in force, and what is wrong with what was typed last. Thread: GUI.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "models/domain/selector.h"

namespace flotilla::view {

class ListFilter {
 public:
  ListFilter(PatternCompiler compile, std::vector<SelectorField> fields)
      : compile_(std::move(compile)), fields_(std::move(fields)) {}

  // Empty takes everything. What cannot be read leaves what is in force as it is.
  enum class Outcome { Same, Wrong, Taken };
  Outcome set(const QString& wanted);

  const QString& text() const { return text_; }
  const QString& error() const { return error_; }  // empty: the text is in force
  bool takes(const SelectorValues& values) const { return !selector_ || matches(*selector_, values); }

 private:
  PatternCompiler compile_;
  std::vector<SelectorField> fields_;
  QString text_;
  QString error_;
  std::optional<Selector> selector_;
};

}  // namespace flotilla::view

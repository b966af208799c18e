// Texts of runbooks that somebody has begun to change and not saved, kept in files of this person, so that neither a
// restart nor a refusal loses them. Thread: GUI.
#pragma once

#include <QDateTime>
#include <QString>
#include <cstdint>
#include <map>
#include <optional>

namespace flotilla::view {

struct RunbookDraft {
  QString text;
  std::uint32_t version = 0;  // the newest when it was begun; 0 = there was none
  QDateTime at = {};
};

class RunbookDrafts {
 public:
  // In the folder, which is made when it is needed; empty = only as long as the program runs.
  explicit RunbookDrafts(QString folder) : folder_(std::move(folder)) {}

  // `runbook` is a name, or empty for one that is new.
  std::optional<RunbookDraft> find(const QString& runbook);
  // False if it cannot be written: then only as long as the program runs.
  bool keep(const QString& runbook, const QString& text, std::uint32_t version);
  void forget(const QString& runbook);

 private:
  QString fileOf(const QString& runbook) const;  // empty = none

  const QString folder_;
  std::map<QString, RunbookDraft> drafts_;
};

}  // namespace flotilla::view

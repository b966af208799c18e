#include "models/view/runbook_drafts.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSaveFile>

namespace flotilla::view {
namespace {

constexpr qint64 kLargestFile = 4 * 1024 * 1024;

std::optional<RunbookDraft> readDraft(const QString& path) {
  QFile file(path);
  if (path.isEmpty() || !file.open(QFile::ReadOnly) || file.size() > kLargestFile) return std::nullopt;
  const QJsonObject told = QJsonDocument::fromJson(file.readAll()).object();
  if (!told["text"].isString()) return std::nullopt;
  return RunbookDraft{told["text"].toString(), static_cast<std::uint32_t>(std::max(0, told["version"].toInt())),
                      QDateTime::fromString(told["at"].toString(), Qt::ISODate)};
}

}  // namespace

// Whatever is no name of a runbook is kept in no file.
QString RunbookDrafts::fileOf(const QString& runbook) const {
  static const QRegularExpression kName(QStringLiteral("^[a-z0-9-]{1,63}$"));
  if (folder_.isEmpty() || (!runbook.isEmpty() && !kName.match(runbook).hasMatch())) return {};
  return folder_ + QLatin1Char('/') + (runbook.isEmpty() ? QStringLiteral("_new") : runbook) + QStringLiteral(".json");
}

std::optional<RunbookDraft> RunbookDrafts::find(const QString& runbook) {
  const auto known = drafts_.find(runbook);
  if (known != drafts_.end()) return known->second;
  const auto kept = readDraft(fileOf(runbook));
  if (kept) drafts_[runbook] = *kept;
  return kept;
}

bool RunbookDrafts::keep(const QString& runbook, const QString& text, std::uint32_t version) {
  RunbookDraft& draft = drafts_[runbook];
  if (draft.text == text && draft.version == version) return true;
  draft = {text, version, QDateTime::currentDateTime()};
  const QString path = fileOf(runbook);
  if (path.isEmpty()) return folder_.isEmpty();
  if (!QDir().mkpath(folder_)) return false;
  QSaveFile file(path);
  if (!file.open(QFile::WriteOnly)) return false;
  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
  const QJsonObject told{
      {"text", text}, {"version", static_cast<int>(version)}, {"at", draft.at.toString(Qt::ISODate)}};
  file.write(QJsonDocument(told).toJson(QJsonDocument::Compact));
  return file.commit();
}

void RunbookDrafts::forget(const QString& runbook) {
  drafts_.erase(runbook);
  if (const QString path = fileOf(runbook); !path.isEmpty()) QFile::remove(path);
}

}  // namespace flotilla::view

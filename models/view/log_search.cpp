#include "models/view/log_search.h"

#include <algorithm>

#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::uint32_t kLinesAsked = 200;

// Lines come from machines that others have a hand in: what is no text stays on its line and is seen.
QString harmless(const std::string& raw) {
  QString out;
  for (const QChar c : view::text(raw)) {
    if (c == QLatin1Char('\n'))
      out += QStringLiteral("⏎");
    else if (c == QLatin1Char('\t'))
      out += QLatin1Char(' ');
    else if (c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0) || c.category() == QChar::Other_Format)
      out += QStringLiteral("\\x%1").arg(c.unicode(), 2, 16, QLatin1Char('0'));
    else
      out += c;
  }
  return out;
}

QString statusOf(LogLevel level) {
  switch (level) {
    case LogLevel::Error:
      return QStringLiteral("failed");
    case LogLevel::Warn:
      return QStringLiteral("warning");
    case LogLevel::Info:
      return QStringLiteral("pending");
    case LogLevel::Debug:
      break;
  }
  return QStringLiteral("unknown");
}

QString aboutOf(const LogLine& line) {
  if (line.workload.empty()) return QStringLiteral("agent");
  QString out = harmless(line.workload.value);
  if (!line.arm.empty() && line.arm != "stable") out += QLatin1Char(' ') + harmless(line.arm);
  return out;
}

QString lengthText(Duration length) {
  return milliseconds(std::chrono::duration<double, std::milli>(length).count());
}

QString stateFor(const Error& error) {
  if (error.code == ErrorCode::Denied) return QStringLiteral("denied");
  if (error.reason == "node_offline") return QStringLiteral("offline");
  if (error.reason == "busy") return QStringLiteral("busy");
  if (error.reason == "agent_too_old") return QStringLiteral("old");
  return error.code == ErrorCode::Invalid ? QStringLiteral("wrong") : QStringLiteral("failed");
}

QString ofLines(std::uint64_t n, const char* what) {
  return n == 0 ? QString() : QStringLiteral("%1 %2").arg(plural(n, "line", "lines"), QLatin1String(what));
}

QString capital(QString sentence) {
  if (!sentence.isEmpty()) sentence[0] = sentence[0].toUpper();
  return sentence;
}

QString quoted(const QString& word) {
  return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

}  // namespace

LogSearch::LogSearch(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : QAbstractListModel(parent), api_(api), mirror_(mirror) {}

int LogSearch::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(found_.lines.size());
}

QHash<int, QByteArray> LogSearch::roleNames() const {
  return {{LevelRole, "level"}, {StatusRole, "status"}, {TimeRole, "time"},  {MessageRole, "message"},
          {AboutRole, "about"}, {TraceRole, "trace"},   {WordsRole, "words"}};
}

QVariant LogSearch::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const LogLine& line = found_.lines[static_cast<std::size_t>(index.row())];
  switch (role) {
    case LevelRole:
      return view::text(toText(line.level));
    case StatusRole:
      return statusOf(line.level);
    case TimeRole:
      return clockTime(line.at);
    case Qt::DisplayRole:
    case MessageRole:
      return harmless(line.message);
    case AboutRole:
      return aboutOf(line);
    case TraceRole:
      return !line.spans.empty();
    case WordsRole:
      return lineAt(index.row());
    default:
      return {};
  }
}

void LogSearch::setNode(const QString& node) {
  if (node == node_) return;
  node_ = node;
  corr_.clear();
  forget();
}

void LogSearch::setText(const QString& text) {
  if (text == text_) return;
  text_ = text;
  emit changed();
}

void LogSearch::setLevel(const QString& level) {
  if (level == level_) return;
  level_ = level;
  emit changed();
}

void LogSearch::setMinutes(int minutes) {
  if (minutes == minutes_) return;
  minutes_ = minutes;
  emit changed();
}

void LogSearch::setCorr(const QString& corr) {
  if (corr == corr_) return;
  corr_ = corr;
  emit changed();
}

void LogSearch::setTracesOnly(bool tracesOnly) {
  if (tracesOnly == tracesOnly_) return;
  tracesOnly_ = tracesOnly;
  emit changed();
}

void LogSearch::forget() {
  ++asked_;
  beginResetModel();
  found_ = {};
  endResetModel();
  current_ = -1;
  state_ = QStringLiteral("idle");
  problem_.clear();
  fix_.clear();
  emit changed();
  emit currentChanged();
}

// A request is followed however long ago it was and whatever its lines are about.
Result<LogQuery> LogSearch::query() const {
  LogQuery out;
  out.text = text_.trimmed().toStdString();
  out.corr = corr_.trimmed().toStdString();
  FLOTILLA_TRY(out.minLevel, parseLogLevel(out.corr.empty() ? level_.toStdString() : "debug"));
  out.tracesOnly = tracesOnly_ && out.corr.empty();
  if (minutes_ > 0 && out.corr.empty()) out.since = mirror_.now() - std::chrono::minutes(minutes_);
  out.limit = kLinesAsked;
  FLOTILLA_CHECK(checkLogQuery(out));
  return out;
}

void LogSearch::search() {
  if (node_.isEmpty() || state_ == QLatin1String("searching")) return;
  const auto wanted = query();
  if (!wanted) return fail(wanted.error());
  const std::uint64_t number = ++asked_;
  state_ = QStringLiteral("searching");
  problem_.clear();
  fix_.clear();
  emit changed();
  api_.nodeLogs(node_.toStdString(), *wanted, guard_.onGui<NodeLogs>([this, number](Result<NodeLogs> logs) {
    if (number != asked_) return;
    if (!logs) return fail(logs.error());
    take(std::move(logs->excerpt));
  }));
}

void LogSearch::take(LogExcerpt found) {
  beginResetModel();
  found_ = std::move(found);
  endResetModel();
  state_ = QStringLiteral("ready");
  // Who follows a request wants to see where its time went.
  const auto traced =
      std::find_if(found_.lines.begin(), found_.lines.end(), [](const LogLine& line) { return !line.spans.empty(); });
  current_ = corr_.isEmpty() || traced == found_.lines.end() ? -1 : static_cast<int>(traced - found_.lines.begin());
  emit changed();
  emit currentChanged();
}

void LogSearch::fail(const Error& error) {
  state_ = stateFor(error);
  problem_ = view::text(error.message.empty() ? error.reason : error.message);
  // Not the name of a node.
  if (!problem_.startsWith(node_)) problem_ = capital(problem_);
  fix_ = capital(view::text(error.fix));
  emit changed();
}

QString LogSearch::reach() const {
  if (state_ != QLatin1String("ready")) return {};
  const TimePoint now = mirror_.now();
  if (found_.oldest == TimePoint{}) return QStringLiteral("It keeps no lines.");
  const QString from = shortTime(found_.searchedFrom, now);
  const QString kept = QStringLiteral("it keeps them since %1").arg(shortTime(found_.oldest, now));
  return found_.truncated
             ? QStringLiteral("The newest %1, back to %2; %3.")
                   .arg(plural(found_.lines.size(), "line", "lines"), from, kept)
             : QStringLiteral("%1, all since %2; %3.").arg(plural(found_.lines.size(), "line", "lines"), from, kept);
}

QString LogSearch::gaps() const {
  QStringList parts;
  for (const QString& part : {ofLines(found_.dropped, "could not be kept"),
                              ofLines(found_.suppressed, "that only repeated others were left out"),
                              ofLines(found_.withheld, "may not leave the node: a residency rule")})
    if (!part.isEmpty()) parts << part;
  return parts.isEmpty() ? QString() : parts.join(QStringLiteral("; ")) + QLatin1Char('.');
}

void LogSearch::setCurrent(int row) {
  const int chosen = row >= 0 && row < rowCount() ? row : -1;
  if (chosen == current_) return;
  current_ = chosen;
  emit currentChanged();
}

const LogLine* LogSearch::chosen() const {
  return current_ < 0 || current_ >= rowCount() ? nullptr : &found_.lines[static_cast<std::size_t>(current_)];
}

const LogLine* LogSearch::trace() const {
  const LogLine* line = chosen();
  if (line == nullptr || !line->spans.empty() || line->corr.empty()) return line;
  const auto found = std::find_if(found_.lines.begin(), found_.lines.end(), [&](const LogLine& other) {
    return other.corr == line->corr && !other.spans.empty();
  });
  return found == found_.lines.end() ? nullptr : &*found;
}

QVariantList LogSearch::facts() const {
  const LogLine* line = chosen();
  if (line == nullptr) return {};
  QVariantList out{fact("At", dateTime(line->at)), fact("Level", view::text(toText(line->level)))};
  if (!line->workload.empty()) out << fact("Workload", aboutOf(*line));
  if (!line->version.empty()) out << fact("Version", harmless(line->version), true);
  if (!line->corr.empty()) out << fact("Request", harmless(line->corr), true);
  for (const auto& [name, value] : line->fields)
    out << QVariantMap{{"name", harmless(name)}, {"value", harmless(value)}, {"mono", true}};
  return out;
}

QString LogSearch::currentCorr() const {
  const LogLine* line = chosen();
  return line == nullptr ? QString() : view::text(line->corr);
}

QVariantList LogSearch::spans() const {
  const LogLine* line = trace();
  if (line == nullptr || line->spans.empty()) return {};
  Duration whole{1};
  for (const TraceSpan& span : line->spans) whole = std::max(whole, span.start + span.length);
  QVariantList out;
  for (const TraceSpan& span : line->spans) {
    const auto part = [&](Duration d) {
      return std::clamp(static_cast<double>(d.count()) / static_cast<double>(whole.count()), 0.0, 1.0);
    };
    out << QVariantMap{{"name", harmless(span.name)},
                       {"depth", static_cast<int>(std::min<std::uint32_t>(span.depth, 8))},
                       {"from", part(span.start)},
                       {"part", part(span.length)},
                       {"length", lengthText(span.length)},
                       {"note", harmless(span.note)},
                       {"status", span.note.empty() ? QString() : QStringLiteral("failed")}};
  }
  return out;
}

QString LogSearch::traceTitle() const {
  const LogLine* line = trace();
  if (line == nullptr || line->spans.empty()) return {};
  return line->corr.empty() ? QStringLiteral("Trace") : QStringLiteral("Trace ") + harmless(line->corr);
}

QString LogSearch::commandLine() const {
  if (!corr_.isEmpty()) return QStringLiteral("flotillactl nodes trace %1 %2").arg(node_, quoted(corr_));
  QString out = QStringLiteral("flotillactl nodes logs ") + node_;
  if (!text_.trimmed().isEmpty()) out += QStringLiteral(" --text ") + quoted(text_.trimmed());
  if (level_ != QLatin1String("debug")) out += QStringLiteral(" --level ") + level_;
  if (minutes_ > 0) out += QStringLiteral(" --since %1m").arg(minutes_);
  return out;
}

void LogSearch::followRequest() {
  const QString wanted = currentCorr();
  if (wanted.isEmpty() || state_ == QLatin1String("searching")) return;
  corr_ = wanted;
  text_.clear();
  search();
}

QString LogSearch::lineAt(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  const LogLine& line = found_.lines[static_cast<std::size_t>(row)];
  QString out =
      QStringLiteral("%1 %2 %3: %4")
          .arg(view::text(toRfc3339(line.at)), view::text(toText(line.level)), aboutOf(line), harmless(line.message));
  for (const auto& [name, value] : line.fields) out += QStringLiteral(" %1=%2").arg(harmless(name), harmless(value));
  return line.corr.empty() ? out : out + QStringLiteral(" corr=") + harmless(line.corr);
}

QString LogSearch::allLines() const {
  QStringList out;
  for (int row = rowCount() - 1; row >= 0; --row) out << lineAt(row);
  return out.join(QLatin1Char('\n'));
}

}  // namespace flotilla::view

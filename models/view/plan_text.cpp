#include "models/view/plan_text.h"

#include <QRegularExpression>
#include <QStringList>
#include <vector>

namespace flotilla::view {
namespace {

// A value of JSON with the order of its keys, which QJsonObject would lose.
struct Value {
  QString scalar;
  bool isMap = false;
  bool isList = false;
  std::vector<std::pair<QString, Value>> members;  // of a list without keys
};

constexpr int kDeepest = 16;

class Reader {
 public:
  explicit Reader(const QString& text) : text_(text) {}

  std::optional<Value> whole() {
    auto value = read(0);
    skip();
    return at_ == text_.size() ? value : std::nullopt;
  }

 private:
  void skip() {
    while (at_ < text_.size() && text_[at_].isSpace()) ++at_;
  }
  bool take(QChar wanted) {
    skip();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  std::optional<QString> string() {
    if (!take(QLatin1Char('"'))) return std::nullopt;
    QString out;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == QLatin1Char('"')) {
        ++at_;
        return out;
      }
      if (text_[at_] == QLatin1Char('\\') && at_ + 1 < text_.size()) ++at_;
      out += text_[at_];
    }
    return std::nullopt;
  }
  std::optional<Value> read(int depth) {
    skip();
    if (depth > kDeepest || at_ >= text_.size()) return std::nullopt;
    if (text_[at_] == QLatin1Char('{') || text_[at_] == QLatin1Char('[')) return many(depth);
    Value out;
    if (text_[at_] == QLatin1Char('"')) {
      const auto word = string();
      if (!word) return std::nullopt;
      out.scalar = *word;
      return out;
    }
    while (at_ < text_.size() && !QStringLiteral(",]}").contains(text_[at_])) out.scalar += text_[at_++];
    out.scalar = out.scalar.trimmed();
    return out;
  }
  std::optional<Value> many(int depth) {
    Value out;
    out.isMap = text_[at_++] == QLatin1Char('{');
    out.isList = !out.isMap;
    const QLatin1Char end(out.isMap ? '}' : ']');
    if (take(end)) return out;
    do {
      QString key;
      if (out.isMap) {
        const auto name = string();
        if (!name || !take(QLatin1Char(':'))) return std::nullopt;
        key = *name;
      }
      auto value = read(depth + 1);
      if (!value) return std::nullopt;
      out.members.emplace_back(key, std::move(*value));
    } while (take(QLatin1Char(',')));
    return take(end) ? std::optional(out) : std::nullopt;
  }

  const QString& text_;
  qsizetype at_ = 0;
};

QString flow(const Value& value) {
  if (!value.isMap && !value.isList) return value.scalar;
  QStringList parts;
  for (const auto& [key, member] : value.members)
    parts << (value.isMap ? key + QStringLiteral(": ") + flow(member) : flow(member));
  const QString joined = parts.join(QStringLiteral(", "));
  return value.isMap ? QLatin1Char('{') + joined + QLatin1Char('}') : QLatin1Char('[') + joined + QLatin1Char(']');
}

void write(const Value& map, const QString& indent, bool first, QString& out) {
  for (const auto& [key, value] : map.members) {
    const bool listOfMaps = value.isList && !value.members.empty() && value.members.front().second.isMap;
    out += (first ? QString() : indent) + key + QLatin1Char(':');
    first = false;
    if (listOfMaps) {
      out += QLatin1Char('\n');
      for (const auto& [none, item] : value.members) {
        out += indent + QStringLiteral("  - ");
        write(item, indent + QStringLiteral("    "), true, out);
      }
    } else if (value.isMap && indent.isEmpty()) {
      out += QLatin1Char('\n');
      write(value, QStringLiteral("  "), false, out);
    } else {
      out += QLatin1Char(' ') + flow(value) + QLatin1Char('\n');
    }
  }
}

}  // namespace

QString readablePlan(const QString& plan) {
  if (!plan.trimmed().startsWith(QLatin1Char('{'))) return plan;
  const auto value = Reader(plan).whole();
  if (!value) return plan;
  QString out;
  write(*value, {}, false, out);
  return out;
}

std::optional<double> planNumber(const QString& plan, const QString& key) {
  const QRegularExpression wanted(QStringLiteral("\\b%1\"?\\s*:\\s*([0-9.]+)").arg(QRegularExpression::escape(key)));
  const auto match = wanted.match(plan);
  bool isNumber = false;
  const double value = match.captured(1).toDouble(&isNumber);
  return isNumber ? std::optional(value) : std::nullopt;
}

}  // namespace flotilla::view

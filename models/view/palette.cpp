#include "models/view/palette.h"

#include <algorithm>

#include "models/domain/node_selector.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr int kPerGroup = 6;

struct Command {
  const char* name;
  const char* title;
  const char* explanation;
  const char* iconName;
};
// What the shell can start; each opens a sheet or a page, none acts.
constexpr std::array<Command, 10> kCommands{
    {{"deploy", "deploy a release", "opens the preview", "rocket"},
     {"enrol", "enrol a node", "makes a token for one machine", "plus"},
     {"rollback", "roll back a rollout", "opens the list of rollouts", "undo-2"},
     {"acknowledge", "acknowledge an alert", "opens what nobody looks after", "circle-check"},
     {"game-day", "plan a game day", "opens the form with its preview", "zap"},
     {"silence", "silence alerts", "opens the form with its preview", "bell"},
     {"verify-audit", "verify the audit chain", "reads the whole log", "scroll-text"},
     {"theme", "switch between dark and light", "at once", "sun"},
     {"copy-address", "copy the address of this view", "at once", "copy"},
     {"keys", "show the keys", "at once", "keyboard"}}};

struct View {
  const char* page;
  const char* title;
  const char* iconName;
  const char* key;
};
constexpr std::array<View, 14> kViews{{{"overview", "Overview", "layout-dashboard", "Alt 1"},
                                       {"topology", "Topology", "network", "Alt 2"},
                                       {"nodes", "Nodes", "server", "Alt 3"},
                                       {"rollouts", "Rollouts", "rocket", "Alt 4"},
                                       {"artifacts", "Artifacts", "package", "Alt 5"},
                                       {"slos", "SLOs", "target", "Alt 6"},
                                       {"drift", "Drift", "chart-line", ""},
                                       {"alerts", "Alerts", "bell", "Alt 7"},
                                       {"incidents", "Incidents", "siren", ""},
                                       {"runbooks", "Runbooks", "list-checks", "Alt 9"},
                                       {"game-days", "Game days", "zap", ""},
                                       {"approvals", "Approvals", "circle-check", "Alt 8"},
                                       {"audit", "Audit", "scroll-text", "Alt 0"},
                                       {"settings", "Settings", "settings", ""}}};

bool contains(const QString& text, const QString& part) {
  return part.isEmpty() || text.contains(part, Qt::CaseInsensitive);
}

Suggestion openPage(const QString& group, const QString& iconName, const QString& title, const QString& explanation,
                    const QString& page) {
  Suggestion out;
  out.group = group;
  out.iconName = iconName;
  out.title = title;
  out.explanation = explanation;
  out.action = QStringLiteral("open");
  out.page = page;
  return out;
}

const char* operatorOf(SelectorKind kind) {
  return kind == SelectorKind::Age ? ">1h" : kind == SelectorKind::Version ? "<2.0.0" : ":";
}

}  // namespace

Palette::Palette(FleetMirror& mirror, PatternCompiler compile, QObject* parent)
    : QAbstractListModel(parent), mirror_(mirror), compile_(std::move(compile)), fields_(nodeSelectorFields()) {
  rebuild();
}

int Palette::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QHash<int, QByteArray> Palette::roleNames() const {
  return {{GroupRole, "group"}, {IconRole, "iconName"},   {StatusRole, "status"},
          {TitleRole, "title"}, {CodeRole, "code"},       {ExplanationRole, "explanation"},
          {CountRole, "count"}, {KeyRole, "key"},         {ActionRole, "action"},
          {PageRole, "page"},   {FilterRole, "filter"},   {SelectionRole, "selection"},
          {ScopeRole, "scope"}, {CommandRole, "command"}, {CompletionRole, "completion"}};
}

QVariant Palette::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Suggestion& row = rows_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
      return row.title;
    case GroupRole:
      return row.group;
    case IconRole:
      return row.iconName;
    case StatusRole:
      return row.status;
    case CodeRole:
      return row.code;
    case ExplanationRole:
      return row.explanation;
    case CountRole:
      return row.count;
    case KeyRole:
      return row.key;
    case ActionRole:
      return row.action;
    case PageRole:
      return row.page;
    case FilterRole:
      return row.filter;
    case SelectionRole:
      return row.selection;
    case ScopeRole:
      return row.scope;
    case CommandRole:
      return row.command;
    case CompletionRole:
      return row.completion;
    default:
      return {};
  }
}

QVariantMap Palette::at(int row) const {
  QVariantMap out;
  if (row < 0 || row >= rowCount()) return out;
  const auto roles = roleNames();
  for (auto role = roles.begin(); role != roles.end(); ++role)
    out[QString::fromLatin1(role.value())] = data(index(row), role.key());
  return out;
}

void Palette::setText(const QString& text) {
  if (text == text_) return;
  text_ = text;
  rebuild();
}

void Palette::rebuild() {
  beginResetModel();
  rows_.clear();
  hint_.clear();
  wrong_ = false;
  const QString typed = text_.mid(1).trimmed();
  if (text_.startsWith(QLatin1Char('>'))) {
    addCommands(typed);
  } else if (text_.startsWith(QLatin1Char(':'))) {
    addViews(text_.mid(1));
  } else if (text_.startsWith(QLatin1Char('@'))) {
    addScopes(typed);
  } else {
    addNames(text_.trimmed());
  }
  endResetModel();
  emit textChanged();
}

void Palette::addCommands(const QString& typed) {
  for (const Command& command : kCommands) {
    if (!contains(QString::fromLatin1(command.title), typed)) continue;
    Suggestion row;
    row.group = QStringLiteral("Commands");
    row.iconName = QString::fromLatin1(command.iconName);
    row.title = QString::fromLatin1(command.title);
    row.explanation = QString::fromLatin1(command.explanation);
    row.action = QStringLiteral("command");
    row.command = QString::fromLatin1(command.name);
    rows_.push_back(std::move(row));
  }
}

// ":nodes region:eu-west sta" - the page, then a selector whose last word is being typed.
void Palette::addViews(const QString& typed) {
  const qsizetype space = typed.indexOf(QLatin1Char(' '));
  const QString page = typed.left(space < 0 ? typed.size() : space);
  if (space < 0) {
    for (const View& view : kViews) {
      if (!contains(QString::fromLatin1(view.title), page)) continue;
      Suggestion row = openPage(QStringLiteral("Views"), QString::fromLatin1(view.iconName),
                                QString::fromLatin1(view.title), {}, QString::fromLatin1(view.page));
      row.key = QString::fromLatin1(view.key);
      rows_.push_back(std::move(row));
    }
    return;
  }
  if (page.compare(QStringLiteral("nodes"), Qt::CaseInsensitive) != 0) return;
  const QString selector = typed.mid(space + 1);
  const qsizetype last = selector.lastIndexOf(QLatin1Char(' '));
  const QString word = selector.mid(last + 1);
  const int matching = countMatching(selector.trimmed());
  if (matching >= 0) {
    hint_ = QStringLiteral("%1 match").arg(view::count(static_cast<std::uint64_t>(matching)));
    Suggestion row = openPage(QStringLiteral("Open"), QStringLiteral("server"),
                              QStringLiteral("Nodes ") + selector.trimmed(), {}, QStringLiteral("nodes"));
    row.filter = selector.trimmed();
    row.count = plural(static_cast<std::uint64_t>(matching), "node", "nodes");
    rows_.push_back(std::move(row));
  }
  addTerms(selector.left(last + 1), word);
}

void Palette::addTerms(const QString& before, const QString& word) {
  const qsizetype colon = word.indexOf(QLatin1Char(':'));
  const auto complete = [&](const QString& term, const QString& explanation, const QString& group) {
    Suggestion row;
    row.group = group;
    row.iconName = QStringLiteral("list-filter");
    row.title = term;
    row.code = true;
    row.explanation = explanation;
    row.action = QStringLiteral("complete");
    row.completion = QStringLiteral(":nodes ") + before + term;
    return row;
  };
  if (colon > 0) {
    const SelectorField* field = findSelectorField(fields_, word.left(colon).toStdString());
    if (field == nullptr) return;
    for (const std::string& value : field->values) {
      if (!view::text(value).startsWith(word.mid(colon + 1), Qt::CaseInsensitive)) continue;
      const QString term = word.left(colon + 1) + view::text(value);
      Suggestion row =
          complete(term, {}, QStringLiteral("Values for %1, counted in the fleet").arg(view::text(field->name)));
      if (field->name == "status" || field->name == "health") row.status = view::text(value);
      if (!row.status.isEmpty()) row.iconName.clear();
      if (const int n = countMatching(before + term); n >= 0)
        row.count = plural(static_cast<std::uint64_t>(n), "node", "nodes");
      rows_.push_back(std::move(row));
    }
    return;
  }
  for (const SelectorField& field : fields_)
    if (view::text(field.name).startsWith(word, Qt::CaseInsensitive))
      rows_.push_back(
          complete(view::text(field.name) + QString::fromLatin1(field.name.back() == '.' ? "" : operatorOf(field.kind)),
                   view::text(field.description), QStringLiteral("Terms")));
}

int Palette::countMatching(const QString& selector) {
  const auto parsed = parseSelector(selector.toStdString(), fields_, compile_);
  if (!parsed) {
    hint_ = view::text(parsed.error().message);
    wrong_ = true;
    return -1;
  }
  return static_cast<int>(std::count_if(mirror_.nodes().begin(), mirror_.nodes().end(), [&](const Node& node) {
    return matches(*parsed, nodeSelectorValues(node, mirror_.now()));
  }));
}

void Palette::addScopes(const QString& typed) {
  const auto scope = [&](const QString& name, const QString& explanation, const QString& value, int nodes) {
    Suggestion row;
    row.group = QStringLiteral("Scopes");
    row.iconName = QStringLiteral("map-pin");
    row.title = name;
    row.explanation = explanation;
    row.count = plural(static_cast<std::uint64_t>(nodes), "node", "nodes");
    row.action = QStringLiteral("scope");
    row.scope = value;
    rows_.push_back(std::move(row));
  };
  if (typed.isEmpty()) scope(QStringLiteral("All regions"), {}, {}, mirror_.counts().total);
  for (const auto& [name, region] : mirror_.regions())
    if (contains(view::text(name.value), typed) || contains(view::text(region.title), typed))
      scope(view::text(name.value), view::text(region.title), view::text(name.value), mirror_.countsIn(name).total);
  for (const auto& [name, site] : mirror_.sites())
    if (rows_.size() < 40 && !typed.isEmpty() &&
        (contains(view::text(name.value), typed) || contains(view::text(site.title), typed)))
      scope(view::text(name.value), view::text(site.title),
            view::text(site.region.value) + QLatin1Char('/') + view::text(name.value), mirror_.countsAt(name).total);
}

void Palette::addNames(const QString& typed) {
  if (typed.isEmpty()) {
    addViews({});
    addCommands({});
    return;
  }
  int found = 0;
  for (const Node& node : mirror_.nodes()) {
    if (!contains(view::text(node.name), typed) && view::text(node.id.value) != typed) continue;
    if (++found > kPerGroup) break;
    Suggestion row = openPage(QStringLiteral("Nodes"), {}, view::text(node.name),
                              view::text(node.site.value) + QStringLiteral(", ") + view::text(node.region.value),
                              QStringLiteral("nodes"));
    row.status = view::text(toText(node.health));
    row.code = true;
    row.selection = view::text(node.name);
    rows_.push_back(std::move(row));
  }
  for (const auto& [id, rollout] : mirror_.rollouts()) {
    if (!contains(view::text(id.value), typed) && !contains(view::text(rollout.artifact.value), typed)) continue;
    Suggestion row =
        openPage(QStringLiteral("Rollouts"), QStringLiteral("rocket"), view::text(id.value),
                 view::text(rollout.artifact.value) + QLatin1Char(' ') + view::text(rollout.to.toString()) +
                     QStringLiteral(", ") + words(toText(rollout.state)),
                 QStringLiteral("rollouts"));
    row.selection = view::text(id.value);
    rows_.push_back(std::move(row));
  }
  addScopes(typed);
  for (const View& view : kViews)
    if (contains(QString::fromLatin1(view.title), typed))
      rows_.push_back(openPage(QStringLiteral("Views"), QString::fromLatin1(view.iconName),
                               QString::fromLatin1(view.title), {}, QString::fromLatin1(view.page)));
  addCommands(typed);
}

}  // namespace flotilla::view

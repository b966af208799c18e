// The gallery shows every control; so it loads without a complaint, and everything one can act on has a name and a
// size.
#include <QAccessible>
#include <QApplication>
#include <QTest>

#include <memory>

#include "tests/console/gallery/gallery.h"

using flotilla::tests::Gallery;

namespace {

constexpr int kSmallestTarget = 24;
QStringList messages;

void collect(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type != QtDebugMsg && type != QtInfoMsg) messages += text;
}

bool isInteractive(QAccessible::Role role) {
  switch (role) {
    case QAccessible::Button:
    case QAccessible::ButtonMenu:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::Link:
    case QAccessible::MenuItem:
    case QAccessible::PageTab:
    case QAccessible::PageTabList:
    case QAccessible::ProgressBar:
    case QAccessible::Chart:
    case QAccessible::Table:
    case QAccessible::ColumnHeader:
      return true;
    default:
      return false;
  }
}

bool isTarget(QAccessible::Role role) {
  return isInteractive(role) && role != QAccessible::ProgressBar && role != QAccessible::Chart;
}

template <typename Visit>
void walk(QAccessibleInterface* node, const Visit& visit) {
  if (node == nullptr || node->state().invisible) return;
  visit(*node);
  for (int i = 0; i < node->childCount(); ++i) walk(node->child(i), visit);
}

QString describe(QAccessibleInterface& node) {
  return QString("%1 \"%2\" %3")
      .arg(node.object()->metaObject()->className(), node.text(QAccessible::Name))
      .arg(node.role());
}

}  // namespace

class TstGallery : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QAccessible::setActive(true);
    previous_ = qInstallMessageHandler(collect);
    gallery_ = std::make_unique<Gallery>();
    qInstallMessageHandler(previous_);
    QVERIFY2(gallery_->window() != nullptr, qPrintable(messages.join("\n")));
  }

  void every_page_draws_in_both_themes_without_a_complaint() {
    qInstallMessageHandler(collect);
    for (const char* theme : {"dark", "light"}) {
      gallery_->setTheme(theme);
      for (int page = 0; page < gallery_->pages().size(); ++page) gallery_->showPage(page);
    }
    qInstallMessageHandler(previous_);
    QVERIFY2(messages.isEmpty(), qPrintable(messages.join("\n")));
    QVERIFY2(gallery_->warnings().isEmpty(), qPrintable(gallery_->warnings().join("\n")));
  }

  void the_theme_changes_the_picture() {
    gallery_->showPage(0);
    gallery_->setTheme("dark");
    QCOMPARE(gallery_->window()->grabWindow().pixelColor(4, 400), QColor("#0B1016"));
    gallery_->setTheme("light");
    QCOMPARE(gallery_->window()->grabWindow().pixelColor(4, 400), QColor("#F5F7FA"));
  }

  void everything_interactive_has_a_name() {
    QStringList nameless;
    int seen = 0;
    forEachNode([&](QAccessibleInterface& node) {
      if (!isInteractive(node.role())) return;
      ++seen;
      if (node.text(QAccessible::Name).isEmpty()) nameless += describe(node);
    });
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join("\n")));
    QVERIFY(seen > 120);
  }

  void targets_are_large_enough() {
    QStringList small;
    forEachNode([&](QAccessibleInterface& node) {
      const QSize size = node.rect().size();
      const bool fits = size.width() >= kSmallestTarget && size.height() >= kSmallestTarget;
      if (isTarget(node.role()) && !fits)
        small += describe(node) + QString(" %1x%2").arg(size.width()).arg(size.height());
    });
    QVERIFY2(small.isEmpty(), qPrintable(small.join("\n")));
  }

  void a_disabled_button_says_why() {
    gallery_->showPage(0);
    bool found = false;
    walk(QAccessible::queryAccessibleInterface(gallery_->window()), [&](QAccessibleInterface& node) {
      if (node.text(QAccessible::Name) != "Promote") return;
      found = true;
      QCOMPARE(node.text(QAccessible::Description), QString("Not available: The verdict is inconclusive"));
    });
    QVERIFY(found);
  }

 private:
  template <typename Visit>
  void forEachNode(const Visit& visit) {
    for (int page = 0; page < gallery_->pages().size(); ++page) {
      gallery_->showPage(page);
      walk(QAccessible::queryAccessibleInterface(gallery_->window()), visit);
    }
  }

  std::unique_ptr<Gallery> gallery_;
  QtMessageHandler previous_ = nullptr;
};

QTEST_MAIN(TstGallery)
#include "tst_gallery.moc"

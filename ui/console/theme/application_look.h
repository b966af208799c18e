#pragma once

#include <QStringList>

class QQmlEngine;

namespace flotilla::console::theme {

// What a program has to do once so that the console looks as designed. GUI thread.

// Loads the fonts and sets the application font and the rendering of text. Call it after the application object exists
// and before the first window. Returns the fonts that could not be loaded; with any of them the screen looks wrong.
QStringList prepareApplication();

// Teaches an engine where our QML modules are and how icons are drawn.
void prepareEngine(QQmlEngine& engine);

// The families that prepareApplication() loads.
QStringList fontFamilies();

}  // namespace flotilla::console::theme

import QtQuick
import Flotilla.Theme

// Text of the console: plain, in one of the sizes of the theme, one line unless it is told to wrap.
Text {
    property int size: Theme.fontTable
    property bool mono: false
    property int weight: Theme.weightNormal

    textFormat: Text.PlainText
    color: Theme.text
    elide: wrapMode === Text.NoWrap ? Text.ElideRight : Text.ElideNone
    font.family: mono ? Theme.mono : Theme.sans
    font.pixelSize: size
    font.weight: weight
    font.letterSpacing: size >= Theme.fontKey ? -0.6 : size >= Theme.fontTitle ? -0.2 : 0
}

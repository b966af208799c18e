import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// A choice that is on or off, with what it does.
Column {
    id: setting

    property alias text: control.text
    property string detail: ""
    property alias checked: control.checked

    signal toggled()

    spacing: 2

    Switch {
        id: control

        Accessible.description: setting.detail
        onToggled: setting.toggled()
    }
    AppText {
        x: 38
        width: parent.width - x
        wrapMode: Text.Wrap
        lineHeight: 1.25
        text: setting.detail
        color: Theme.text2
    }
}

import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A box of 14 pixels in a row of 28, all of which can be clicked. `tristate` shows a part as a bar.
T.CheckBox {
    id: box

    hoverEnabled: true
    implicitHeight: Theme.rowTable
    implicitWidth: text === "" ? Theme.rowTable : Math.ceil(label.implicitWidth) + 4
    Accessible.name: text

    indicator: CheckMark {
        x: box.text === "" ? Math.round((box.width - width) / 2) : 0
        y: Math.round((box.height - height) / 2)
        checkState: box.checkState
        enabled: box.enabled
        hovered: box.hovered

        FocusRing {
            visible: box.visualFocus
            around: 3
        }
    }
    contentItem: AppText {
        id: label

        leftPadding: 22
        visible: box.text !== ""
        text: box.text
        verticalAlignment: Text.AlignVCenter
        weight: Theme.weightMedium
        color: box.enabled ? Theme.text : Theme.text3
        Accessible.ignored: true
    }
}

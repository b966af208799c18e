import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// One of several sentences; those with the same parent exclude each other.
T.RadioButton {
    id: button

    hoverEnabled: true
    implicitHeight: Theme.rowTable
    implicitWidth: 26 + Math.ceil(label.implicitWidth)
    Accessible.name: text

    indicator: Rectangle {
        y: Math.round((button.height - height) / 2)
        width: 14
        height: 14
        radius: 7
        color: button.hovered && button.enabled ? Theme.raised : "transparent"
        border.width: button.checked ? 4 : 1
        border.color: !button.enabled ? Theme.divider : button.checked ? Theme.accent : Theme.control

        FocusRing {
            visible: button.visualFocus
            around: 7
        }
    }
    contentItem: AppText {
        id: label

        leftPadding: 22
        text: button.text
        verticalAlignment: Text.AlignVCenter
        weight: Theme.weightMedium
        color: button.enabled ? Theme.text : Theme.text3
        Accessible.ignored: true
    }
}

import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// Something that is on or off at once, without a button that applies it.
T.Switch {
    id: control

    hoverEnabled: true
    implicitHeight: Theme.rowTable
    implicitWidth: Math.ceil(label.implicitWidth) + 2
    Accessible.name: text

    indicator: Rectangle {
        y: Math.round((control.height - height) / 2)
        width: 30
        height: 16
        radius: 8
        color: !control.checked ? (control.hovered ? Theme.selected : Theme.raised)
                                : control.enabled ? Theme.accent : Theme.control
        border.color: control.checked ? color : control.enabled ? Theme.control : Theme.divider

        Rectangle {
            x: control.checked ? parent.width - width - 3 : 3
            y: 3
            width: 10
            height: 10
            radius: 5
            color: control.checked ? Theme.accentInk : control.enabled ? Theme.text2 : Theme.control

            Behavior on x {
                NumberAnimation { duration: Theme.reducedMotion ? 0 : Theme.motionQuick; easing.type: Easing.OutQuad }
            }
        }
        FocusRing {
            visible: control.visualFocus
            around: 8
        }
    }
    contentItem: AppText {
        id: label

        leftPadding: 38
        text: control.text
        verticalAlignment: Text.AlignVCenter
        weight: Theme.weightMedium
        color: control.enabled ? Theme.text : Theme.text3
        Accessible.ignored: true
    }
}

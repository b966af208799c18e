import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A sentence about what the pointer rests on. Never the only place of something that people need.
T.ToolTip {
    id: tip

    x: Math.round((parent ? parent.width - width : 0) / 2)
    y: parent ? parent.height + 6 : 0
    delay: 400
    margins: 8
    padding: 8
    topPadding: 5
    bottomPadding: 5
    implicitWidth: Math.min(320, label.implicitWidth + leftPadding + rightPadding)
    implicitHeight: label.implicitHeight + topPadding + bottomPadding
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent

    contentItem: AppText {
        id: label

        text: tip.text
        wrapMode: Text.Wrap
        lineHeight: 1.2
    }
    background: Rectangle {
        radius: Theme.radiusControl
        color: Theme.raised
        border.color: Theme.control
    }
}

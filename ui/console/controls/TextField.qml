import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A line of text. `error` is the sentence about what is wrong with it; it shows below, so leave 18 pixels there.
T.TextField {
    id: field

    property string label: ""
    property string error: ""
    property string iconName: ""
    property bool mono: false
    property string keyHint: ""

    hoverEnabled: true
    implicitWidth: 240
    implicitHeight: Theme.sizeButton
    leftPadding: iconName === "" ? 10 : 32
    rightPadding: keyHint === "" ? 10 : 16 + hint.width
    verticalAlignment: TextInput.AlignVCenter
    color: enabled ? Theme.text : Theme.text3
    placeholderTextColor: Theme.text3
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    selectByMouse: true
    font.family: mono ? Theme.mono : Theme.sans
    font.pixelSize: Theme.fontTable
    Accessible.name: label === "" ? placeholderText : label
    Accessible.description: error

    background: Rectangle {
        radius: Theme.radiusControl
        color: field.enabled ? Theme.canvas : Theme.panel
        border.color: !field.enabled ? Theme.divider : field.error !== "" ? Theme.failed
                      : field.activeFocus ? Theme.accent : Theme.control

        FocusRing {
            visible: field.activeFocus && (field.focusReason === Qt.TabFocusReason
                                           || field.focusReason === Qt.BacktabFocusReason)
        }
    }

    AppText {
        x: field.leftPadding
        width: field.width - x - field.rightPadding
        anchors.verticalCenter: parent.verticalCenter
        visible: field.text === "" && field.preeditText === ""
        text: field.placeholderText
        mono: field.mono
        color: field.placeholderTextColor
        Accessible.ignored: true
    }
    Icon {
        x: 10
        anchors.verticalCenter: parent.verticalCenter
        name: field.iconName
        size: 14
        color: Theme.text3
    }
    KeyCap {
        id: hint

        anchors.right: parent.right
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        visible: field.keyHint !== ""
        text: field.keyHint
    }
    AppText {
        y: field.height + 3
        width: field.width
        visible: field.error !== ""
        text: field.error
        size: Theme.fontCaption
        color: Theme.failed
    }
}

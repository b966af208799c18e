import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// An entry of the evidence: what it is by icon and word, its title, when, and the beginning of its hash. Opened, it shows
// all that was kept.
T.AbstractButton {
    id: row

    required property int index
    required property string key
    required property string kind
    required property string iconName
    required property string title
    required property string detail
    required property string full
    required property string step
    required property string actor
    required property string at
    required property string when
    required property string hash
    required property int redactions
    property bool open: false
    property bool current: false

    implicitHeight: lines.height + Theme.spaceL
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: at + ", " + kind + ", " + title + ", by " + actor + (detail === "" ? "" : ", " + detail) + ", hash " + hash

    background: Rectangle {
        color: row.hovered ? Theme.hover : Theme.panel

        Rectangle {
            x: Theme.spaceL
            y: parent.height - 1
            width: parent.width - 2 * x
            height: 1
            color: Theme.divider
        }
        FocusRing {
            visible: row.current
            around: 0
            anchors.margins: 2
        }
    }
    contentItem: Item {
        Icon {
            x: Theme.spaceL
            y: Theme.spaceS + 1
            name: row.iconName
            size: 16
            color: Theme.text2
        }
        AppText {
            id: time

            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceL
            y: Theme.spaceS
            text: row.at
            mono: true
            size: Theme.fontCaption
            color: Theme.text3
            Accessible.ignored: true
        }
        AppText {
            anchors.right: time.right
            y: Theme.spaceS + 18
            text: row.hash
            mono: true
            size: Theme.fontCaption
            color: Theme.text3
            Accessible.ignored: true
        }
        Column {
            id: lines

            x: Theme.spaceL + 28
            y: Theme.spaceS
            width: parent.width - x - Theme.spaceL - 76
            spacing: 2

            AppText {
                width: parent.width
                wrapMode: Text.Wrap
                maximumLineCount: row.open ? 20 : 2
                elide: Text.ElideRight
                text: row.title
                weight: Theme.weightMedium
                Accessible.ignored: true
            }
            AppText {
                width: parent.width
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
                text: row.kind + (row.step === "" ? "" : ", " + row.step) + ", " + row.actor
                color: Theme.text2
                Accessible.ignored: true
            }
            AppText {
                width: parent.width + 76
                visible: text !== ""
                wrapMode: row.open ? Text.WrapAnywhere : Text.NoWrap
                text: row.open ? row.full : row.detail
                mono: true
                size: Theme.fontCaption
                color: Theme.text2
                Accessible.ignored: true
            }
            AppText {
                width: parent.width
                visible: row.open || row.redactions > 0
                wrapMode: Text.Wrap
                text: (row.open ? row.when : "") + (row.open && row.redactions > 0 ? ", " : "")
                      + (row.redactions > 0 ? row.redactions + (row.redactions === 1 ? " secret was taken out" : " secrets were taken out") : "")
                size: Theme.fontCaption
                color: Theme.text3
                Accessible.ignored: true
            }
        }
    }
}

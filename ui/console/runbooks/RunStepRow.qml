import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// A step in the list: its number and title, how it stands, who did it and what came of it.
T.AbstractButton {
    id: row

    required property int index
    required property string key
    required property int number
    required property string title
    required property string status
    required property string word
    required property string actor
    required property string outcome
    required property string kind
    required property int tries
    required property bool current
    property int count: 0
    property bool shown: false
    readonly property color fill: shown ? Theme.selected : hovered ? Theme.hover : Theme.panel
    readonly property string second: word + (actor === "" ? "" : ", " + actor) + (tries > 1 ? ", attempt " + tries : "")

    implicitHeight: lines.height + Theme.spaceL
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: "Step " + number + ", " + title + ", " + second + (outcome === "" ? "" : ", " + outcome) + ", " + kind
                     + (current ? ", the run is here" : "")
    Accessible.selected: shown

    background: Rectangle {
        anchors.fill: parent
        anchors.leftMargin: Theme.spaceS
        anchors.rightMargin: Theme.spaceS
        radius: Theme.radiusControl
        color: row.fill

        Rectangle {
            width: Theme.sizeEdge
            height: parent.height
            visible: row.current
            color: Theme.accent
        }
    }
    contentItem: Item {
        Rectangle {
            x: 27
            width: 1
            y: row.index === 0 ? shape.y : 0
            height: row.index === row.count - 1 ? shape.y : parent.height - y
            color: Theme.control
            opacity: 0.6
        }
        Rectangle {
            x: shape.x - 2
            y: shape.y - 2
            width: shape.width + 4
            height: width
            color: row.fill
        }
        StatusShape {
            id: shape

            x: 20
            y: 9
            size: 14
            status: row.status
            background: row.fill
        }
        Column {
            id: lines

            x: 46
            y: Theme.spaceS
            width: parent.width - x - Theme.spaceM
            spacing: 2

            AppText {
                width: parent.width
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
                text: row.number + "  " + row.title
                size: Theme.fontBody
                weight: Theme.weightMedium
                Accessible.ignored: true
            }
            AppText {
                width: parent.width
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
                text: row.second
                color: Theme.text2
                Accessible.ignored: true
            }
            AppText {
                width: parent.width
                visible: text !== ""
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
                text: row.outcome
                color: Theme.text2
                Accessible.ignored: true
            }
            AppText {
                width: parent.width
                text: row.kind + (row.current && !row.shown ? ", the run is here" : "")
                size: Theme.fontCaption
                color: Theme.text3
                Accessible.ignored: true
            }
        }
    }
}

pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// A step as it is read in a run: what it is, why, its parts, and where it goes on. A click goes to its line.
T.AbstractButton {
    id: row

    required property int index
    required property int number
    required property string key
    required property string title
    required property string why
    required property string kind
    required property var marks
    required property int line
    required property string wrong
    required property var parts
    required property string next
    property int count: 0
    readonly property color fill: hovered || (ListView.isCurrentItem && ListView.view.activeFocus) ? Theme.hover : Theme.panel

    signal lineRequested(int line)

    implicitHeight: column.height + 2 * Theme.spaceM
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: "Step " + number + ", " + (title === "" ? "without a title" : title) + ", " + (kind === "" ? "kind unknown" : kind)
                     + (marks.length > 0 ? ", " + marks.join(", ") : "") + (wrong === "" ? "" : ", problem: " + wrong) + (next === "" ? "" : ", " + next)
    onClicked: lineRequested(line)

    background: Rectangle {
        color: row.fill

        Rectangle {
            y: parent.height - 1
            x: Theme.spaceM
            width: parent.width - 2 * x
            height: 1
            visible: row.index < row.count - 1
            color: Theme.divider
        }
    }
    contentItem: Item {
        StatusShape {
            x: Theme.spaceM
            y: Theme.spaceM + 3
            size: 14
            status: row.wrong === "" ? "pending" : "failed"
            background: row.fill
        }
        Column {
            id: column

            x: 38
            y: Theme.spaceM
            width: parent.width - x - Theme.spaceL
            spacing: Theme.spaceXS

            AppText {
                width: parent.width
                wrapMode: Text.Wrap
                text: row.number + "  " + (row.title === "" ? "Without a title" : row.title)
                size: Theme.fontBody
                weight: Theme.weightStrong
                Accessible.ignored: true
            }
            Flow {
                width: parent.width
                spacing: Theme.spaceXS

                Pill {
                    text: row.kind === "" ? "kind?" : row.kind
                }
                Repeater {
                    model: row.marks

                    Pill {
                        required property string modelData

                        text: modelData
                    }
                }
                AppText {
                    height: 22
                    leftPadding: Theme.spaceXS
                    verticalAlignment: Text.AlignVCenter
                    text: row.key
                    mono: true
                    size: Theme.fontCaption
                    color: Theme.text3
                    Accessible.ignored: true
                }
            }
            AppText {
                width: parent.width
                visible: text !== ""
                wrapMode: Text.Wrap
                maximumLineCount: 6
                elide: Text.ElideRight
                lineHeight: 1.2
                text: row.why
                color: Theme.text2
                Accessible.ignored: true
            }
            AppText {
                width: parent.width
                visible: text !== ""
                wrapMode: Text.Wrap
                text: row.wrong
                color: Theme.failed
                weight: Theme.weightMedium
                Accessible.ignored: true
            }
            Repeater {
                model: row.parts

                Item {
                    id: part

                    required property var modelData

                    width: column.width
                    height: Math.max(name.height, said.height)
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.name + ": " + modelData.lines.join("; ")

                    AppText {
                        id: name

                        width: 84
                        text: part.modelData.name
                        color: Theme.text3
                        Accessible.ignored: true
                    }
                    AppText {
                        id: said

                        x: 88
                        width: parent.width - x
                        wrapMode: Text.Wrap
                        lineHeight: 1.15
                        text: part.modelData.lines.join("\n")
                        Accessible.ignored: true
                    }
                }
            }
            AppText {
                width: parent.width
                visible: text !== ""
                wrapMode: Text.Wrap
                text: row.next
                color: Theme.text2
                Accessible.ignored: true
            }
        }
    }
}

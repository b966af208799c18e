pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Theme

// How far something is from two references, side by side: [{name, status, word, sentence, known, rows: [{name, value,
// limit, meaning}]}], of which the rows have the same names.
Column {
    id: table

    property var judgements: []
    readonly property var first: (judgements.find(one => one.known) ?? ({rows: []})).rows
    readonly property real nameWidth: 62
    readonly property real part: (width - nameWidth) / Math.max(1, judgements.length)

    spacing: 2

    Item {
        width: table.width
        height: 44

        Repeater {
            model: table.judgements

            Item {
                id: head

                required property var modelData
                required property int index

                x: table.nameWidth + index * table.part
                width: table.part
                height: 44
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.name + ": " + modelData.word + ", " + modelData.sentence

                AppText {
                    x: Theme.spaceS
                    width: parent.width - x
                    height: 20
                    verticalAlignment: Text.AlignVCenter
                    text: head.modelData.name
                    color: Theme.text3
                    Accessible.ignored: true
                }
                StatusMark {
                    x: Theme.spaceS
                    y: 22
                    width: parent.width - x
                    status: head.modelData.status
                    word: head.modelData.word
                    Accessible.ignored: true
                }
            }
        }
    }
    Repeater {
        model: table.first

        Item {
            id: line

            required property var modelData
            required property int index

            width: table.width
            height: 24

            Rectangle {
                width: parent.width
                height: 1
                color: Theme.divider
            }
            AppText {
                width: table.nameWidth
                anchors.verticalCenter: parent.verticalCenter
                text: line.modelData.name
                color: Theme.text2
                Accessible.ignored: true

                HoverHandler {
                    id: over
                }
                Tooltip {
                    visible: over.hovered
                    text: line.modelData.meaning
                }
            }
            Repeater {
                model: table.judgements

                Item {
                    id: cell

                    required property var modelData
                    required property int index
                    readonly property var entry: modelData.rows[line.index] ?? ({value: "–", limit: "–"})

                    x: table.nameWidth + index * table.part
                    width: table.part
                    height: line.height
                    Accessible.role: Accessible.StaticText
                    Accessible.name: line.modelData.name + " " + modelData.name + ": " + entry.value + ", limit " + entry.limit

                    AppText {
                        x: Theme.spaceS
                        width: 56
                        anchors.verticalCenter: parent.verticalCenter
                        text: cell.entry.value
                        weight: line.index === 0 ? Theme.weightStrong : Theme.weightNormal
                        Accessible.ignored: true
                    }
                    AppText {
                        x: Theme.spaceS + 60
                        width: parent.width - x
                        anchors.verticalCenter: parent.verticalCenter
                        text: cell.entry.limit === "–" ? "" : cell.entry.limit.startsWith("from") ? cell.entry.limit : "of " + cell.entry.limit
                        color: Theme.text3
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
    Repeater {
        model: table.judgements

        AppText {
            required property var modelData

            width: table.width
            topPadding: 4
            wrapMode: Text.Wrap
            lineHeight: 1.25
            text: modelData.name + ": " + modelData.sentence + "."
            color: Theme.text2
        }
    }
}

pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// The alerts of an objective: both windows beyond the limit make one fire.
Item {
    id: table

    property var tiers: []
    property bool compact: false
    readonly property var widths: compact ? [50, 40, 0, 72, 94] : [52, 112, 52, 80, 98]
    readonly property real wanted: widths.reduce((sum, width) => sum + width, 0)

    implicitWidth: wanted
    implicitHeight: 26 + tiers.length * Theme.rowTable

    Row {
        id: header

        height: 26

        Repeater {
            model: ["Alert", table.compact ? "Over" : "Long and short", "Limit", "Now", "State"]

            AppText {
                required property string modelData
                required property int index

                width: table.widths[index]
                visible: width > 0
                leftPadding: index === 4 ? 14 : 0
                horizontalAlignment: index === 2 || index === 3 ? Text.AlignRight : Text.AlignLeft
                text: modelData
                color: Theme.text3
            }
        }
    }
    Column {
        y: header.height

        Repeater {
            model: table.tiers

            Item {
                id: line

                required property var modelData

                width: table.width
                height: Theme.rowTable
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.severity + " over " + modelData.windows + ": now " + modelData.now + ", limit "
                                 + modelData.limit + ", " + modelData.state

                Rectangle {
                    width: parent.width
                    height: 1
                    color: Theme.divider
                }
                Row {
                    anchors.verticalCenter: parent.verticalCenter

                    AppText {
                        width: table.widths[0]
                        text: line.modelData.severity
                        weight: Theme.weightStrong
                        Accessible.ignored: true
                    }
                    AppText {
                        width: table.widths[1]
                        text: table.compact ? line.modelData.longWindow : line.modelData.windows
                        Accessible.ignored: true
                    }
                    AppText {
                        width: table.widths[2]
                        visible: width > 0
                        horizontalAlignment: Text.AlignRight
                        text: line.modelData.limit
                        color: Theme.text2
                        Accessible.ignored: true
                    }
                    AppText {
                        width: table.widths[3]
                        horizontalAlignment: Text.AlignRight
                        text: line.modelData.now
                        Accessible.ignored: true
                    }
                }
                StatusMark {
                    x: table.wanted - table.widths[4] + 14
                    width: parent.width - x
                    anchors.verticalCenter: parent.verticalCenter
                    status: line.modelData.status
                    word: line.modelData.state
                    Accessible.ignored: true
                }
                HoverHandler {
                    id: over
                }
                Tooltip {
                    visible: over.hovered && text !== ""
                    text: line.modelData.why
                }
            }
        }
    }
}

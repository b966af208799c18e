pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// Where the time of one request went: [{name, depth, from, part, length, note, status}], shares of the whole.
Column {
    id: trace

    property string title: ""
    property var spans: []
    readonly property real nameWidth: 104
    readonly property real lengthWidth: 68

    AppText {
        width: parent.width
        height: 28
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideMiddle
        text: trace.title
        weight: Theme.weightStrong
    }
    Repeater {
        model: trace.spans

        Item {
            id: span

            required property var modelData
            readonly property bool failed: modelData.status !== ""

            width: trace.width
            height: failed ? 40 : 24
            Accessible.role: Accessible.StaticText
            Accessible.name: modelData.name + ", " + modelData.length + (failed ? ", " + modelData.note : "")

            AppText {
                x: Math.min(4, span.modelData.depth) * 10
                width: trace.nameWidth - x - 4
                height: 24
                verticalAlignment: Text.AlignVCenter
                text: span.modelData.name
                weight: span.modelData.depth === 0 ? Theme.weightStrong : Theme.weightNormal
                Accessible.ignored: true
            }
            Rectangle {
                x: trace.nameWidth
                y: 7
                width: trace.width - trace.nameWidth - trace.lengthWidth
                height: 10
                color: Theme.raised
                radius: 2

                Rectangle {
                    x: Math.round(parent.width * span.modelData.from)
                    width: Math.max(2, Math.min(parent.width - x, Math.round(parent.width * span.modelData.part)))
                    height: parent.height
                    radius: 2
                    color: span.failed ? Theme.statusColor(span.modelData.status) : span.modelData.depth === 0 ? Theme.control : Theme.accent
                }
            }
            AppText {
                x: trace.width - width
                width: trace.lengthWidth - 6
                height: 24
                horizontalAlignment: Text.AlignRight
                verticalAlignment: Text.AlignVCenter
                text: span.modelData.length
                color: Theme.text2
                Accessible.ignored: true
            }
            AppText {
                x: trace.nameWidth
                y: 22
                width: trace.width - x
                visible: span.failed
                text: span.modelData.note
                size: Theme.fontCaption
                color: Theme.statusColor(span.modelData.status)
                Accessible.ignored: true
            }
        }
    }
}

pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// What each wave of a plan would do, before anything is started. `waves`: [{name, size, nodes, baseline, bytes, duration,
// harm, doubling, approvals, notes: [sentence]}].
FocusScope {
    id: table

    property var waves: []
    readonly property bool narrow: width < 760
    readonly property var columns: [
        {title: "Wave", key: "name", width: 0.16, left: true}, {title: "Nodes", key: "nodes", width: 0.1},
        {title: "To compare", key: "baseline", width: 0.13}, {title: "Download", key: "bytes", width: 0.13},
        {title: "Time", key: "duration", width: 0.11}, {title: "Sees harm of", key: "harm", width: 0.15},
        {title: "Doubling after", key: "doubling", width: 0.22}]

    implicitWidth: 800
    implicitHeight: 28 + list.contentHeight
    activeFocusOnTab: true
    Accessible.role: Accessible.Table
    Accessible.name: "Waves of the plan, " + waves.length + " rows"

    Row {
        x: Theme.spaceL
        height: 28

        Repeater {
            model: table.columns

            AppText {
                required property var modelData

                width: (table.width - 2 * Theme.spaceL) * modelData.width
                height: 28
                verticalAlignment: Text.AlignVCenter
                horizontalAlignment: modelData.left ? Text.AlignLeft : Text.AlignRight
                text: modelData.title
                color: Theme.text3
            }
        }
    }
    ListView {
        id: list

        y: 28
        width: parent.width
        height: parent.height - y
        clip: true
        focus: true
        boundsBehavior: Flickable.StopAtBounds
        model: table.waves
        T.ScrollBar.vertical: ScrollBar {}
        Keys.onUpPressed: flick(0, 400)
        Keys.onDownPressed: flick(0, -400)
        delegate: Item {
            id: wave

            required property var modelData
            readonly property var remarks: Array.from(modelData.notes ?? [])

            width: ListView.view.width
            height: 34 + (remarks.length > 0 || modelData.approvals > 0 ? notes.height + 4 : 0)
            Accessible.role: Accessible.Row
            Accessible.name: "Wave " + modelData.name + ", " + modelData.size + ": " + modelData.nodes + " nodes, " + modelData.baseline
                             + " to compare with, " + modelData.bytes + ", " + modelData.duration + ", sees harm of " + modelData.harm
                             + ". " + notes.text

            Rectangle {
                width: parent.width
                height: 1
                color: Theme.divider
            }
            Row {
                x: Theme.spaceL

                Repeater {
                    model: table.columns

                    AppText {
                        required property var modelData

                        width: (table.width - 2 * Theme.spaceL) * modelData.width
                        height: 34
                        verticalAlignment: Text.AlignVCenter
                        horizontalAlignment: modelData.left ? Text.AlignLeft : Text.AlignRight
                        text: wave.modelData[modelData.key] ?? ""
                        weight: modelData.left || modelData.key === "nodes" ? Theme.weightStrong : Theme.weightNormal
                        Accessible.ignored: true
                    }
                }
            }
            AppText {
                id: notes

                x: Theme.spaceL
                y: 28
                width: parent.width - 2 * x
                visible: text !== ""
                wrapMode: Text.Wrap
                lineHeight: 1.2
                text: (wave.modelData.approvals > 0 ? "Needs " + wave.modelData.approvals + (wave.modelData.approvals === 1 ? " approval. " : " approvals. ") : "")
                      + wave.remarks.map(note => note.charAt(0).toUpperCase() + note.substring(1) + ".").join(" ")
                color: Theme.text2
                Accessible.ignored: true
            }
        }
    }
    FocusRing {
        visible: table.activeFocus
        around: 0
        anchors.margins: 1
    }
}

import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// An input of a model in a narrow list: its verdict, its name, and how far it is from what it is allowed to be.
T.AbstractButton {
    id: line

    required property DriftDetail inputs
    property int row: 0
    property bool current: false
    property string status: "unknown"
    property string word: ""
    property string name: ""
    property string psi: ""
    property string limit: ""
    readonly property color fill: current ? Theme.selected : hovered ? Theme.hover : Theme.panel

    function cell(column: int): string {
        return inputs.data(inputs.index(row, column)) ?? ""
    }

    function read() {
        if (row >= inputs.features)
            return
        status = inputs.data(inputs.index(row, 0), Qt.UserRole) ?? "unknown"
        word = cell(0)
        name = cell(1)
        psi = cell(3)
        limit = cell(4)
        current = row === inputs.currentRow()
    }

    implicitHeight: 28
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: name + ", " + word + ", PSI " + psi + " of " + limit
    Accessible.selected: current
    Component.onCompleted: read()
    onRowChanged: read()

    Connections {
        target: line.inputs

        function onChanged() { line.read() }
    }
    background: Rectangle {
        color: line.fill

        Rectangle {
            y: parent.height - 1
            width: parent.width
            height: 1
            color: Theme.divider
        }
    }
    contentItem: Item {
        StatusShape {
            x: 6
            anchors.verticalCenter: parent.verticalCenter
            status: line.status
            background: line.fill
        }
        AppText {
            x: 26
            width: parent.width - x - 206
            anchors.verticalCenter: parent.verticalCenter
            text: line.name
            mono: true
            Accessible.ignored: true
        }
        AppText {
            x: parent.width - 202
            width: 100
            anchors.verticalCenter: parent.verticalCenter
            text: line.word
            color: line.status === "degraded" && !line.current ? Theme.statusColor(line.status) : Theme.text2
            Accessible.ignored: true
        }
        AppText {
            x: parent.width - width - 8
            width: 92
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            text: line.psi + (line.limit === "–" ? "" : " of " + line.limit)
            color: line.limit === "–" ? Theme.text3 : Theme.text2
            Accessible.ignored: true
        }
    }
}

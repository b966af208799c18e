pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Theme

// What a view or panel shows when it has no data to show. `kind`: empty, calm (empty because all is well), filtered,
// loading, error, disconnected, denied. One sentence, a detail, one action, one command line to copy.
Item {
    id: holder

    property string kind: "empty"
    property string message: ""
    property string detail: ""
    property string actionText: ""
    property string commandLine: ""
    readonly property bool loading: kind === "loading"
    readonly property var icons: ({empty: "inbox", filtered: "list-filter", disconnected: "wifi-off", denied: "lock"})

    signal actionTriggered()

    implicitWidth: 320
    implicitHeight: loading ? 120 : column.height
    Accessible.role: Accessible.StaticText
    Accessible.name: message === "" ? kind : message + " " + detail

    Column {
        anchors.fill: parent
        anchors.topMargin: Theme.spaceXS
        visible: holder.loading
        spacing: 14
        clip: true

        Repeater {
            model: holder.loading ? Math.max(1, Math.floor(holder.height / 26)) : 0

            Row {
                id: bars

                required property int index

                spacing: Theme.spaceL

                Repeater {
                    model: [0.26, 0.2, 0.34]

                    Rectangle {
                        required property real modelData
                        required property int index

                        width: holder.width * modelData * (1 - 0.12 * ((bars.index + index) % 3))
                        height: 12
                        radius: 3
                        color: Theme.raised
                    }
                }
            }
        }
    }
    Column {
        id: column

        anchors.centerIn: parent
        width: Math.min(parent.width, holder.commandLine === "" ? 460 : 600)
        spacing: Theme.spaceS
        visible: !holder.loading || holder.message !== ""

        Item {
            width: parent.width
            height: 24
            visible: !holder.loading

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: name !== ""
                name: holder.icons[holder.kind] ?? ""
                size: 24
                color: Theme.text3
            }
            StatusShape {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: holder.kind === "error" || holder.kind === "calm"
                status: holder.kind === "error" ? "failed" : "passed"
                size: 20
            }
        }
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(sentence.implicitWidth + 24, column.width)
            height: sentence.height + (holder.loading ? 12 : 0)
            radius: Theme.radiusControl
            color: holder.loading ? Theme.panel : "transparent"

            AppText {
                id: sentence

                anchors.centerIn: parent
                width: Math.min(implicitWidth, column.width)
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                text: holder.message
                size: Theme.fontBody
                weight: Theme.weightMedium
                Accessible.ignored: true
            }
        }
        AppText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            lineHeight: 1.3
            visible: text !== ""
            text: holder.detail
            color: Theme.text2
            Accessible.ignored: true
        }
        AppButton {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: holder.actionText !== ""
            text: holder.actionText
            onClicked: holder.actionTriggered()
        }
        CodeLine {
            width: parent.width
            visible: holder.commandLine !== ""
            text: holder.commandLine
        }
    }
}

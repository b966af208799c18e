pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One fault: what it is and where, how it stands on its nodes, and its three times.
Item {
    id: row

    required property int number
    required property string words
    required property string where
    required property string status
    required property string standing
    required property var detect
    required property var acknowledge
    required property var mitigate
    required property string alert
    required property string incident
    required property bool missed
    property bool current: false
    readonly property var times: [{name: "Detect", mark: detect}, {name: "Acknowledge", mark: acknowledge},
                                  {name: "Mitigate", mark: mitigate}]

    signal incidentRequested(string id)

    implicitHeight: column.height
    Accessible.role: Accessible.ListItem
    Accessible.name: "Fault " + number + ", " + words + ", " + standing
                     + times.map(time => ", " + time.name + " " + time.mark.value).join("") + (missed ? ", missed" : "")

    Rectangle {
        anchors.fill: parent
        color: row.current ? Theme.selected : "transparent"
    }
    Column {
        id: column

        x: Theme.spaceL
        width: parent.width - 2 * x
        topPadding: Theme.spaceM
        bottomPadding: Theme.spaceM
        spacing: Theme.spaceXS

        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            text: row.number + "  " + row.words
            size: Theme.fontBody
            weight: Theme.weightStrong
            Accessible.ignored: true
        }
        AppText {
            width: parent.width
            elide: Text.ElideMiddle
            text: row.where
            mono: true
            color: Theme.text2
            Accessible.ignored: true
        }
        StatusMark {
            width: parent.width
            status: row.status
            word: row.standing
            selected: row.current
        }
        Row {
            width: parent.width
            topPadding: Theme.spaceXS

            Repeater {
                model: row.times

                Column {
                    id: time

                    required property var modelData

                    width: Math.floor(column.width / 3)
                    spacing: 2

                    AppText {
                        text: time.modelData.name
                        size: Theme.fontCaption
                        color: Theme.text3
                        Accessible.ignored: true
                    }
                    StatusMark {
                        visible: time.modelData.mark.status !== ""
                        width: parent.width
                        height: 18
                        status: visible ? time.modelData.mark.status : "unknown"
                        word: time.modelData.mark.value
                    }
                    AppText {
                        visible: time.modelData.mark.status === ""
                        height: 18
                        verticalAlignment: Text.AlignVCenter
                        text: time.modelData.mark.value
                        size: Theme.fontBody
                        weight: Theme.weightStrong
                        Accessible.ignored: true
                    }
                    AppText {
                        visible: text !== ""
                        text: time.modelData.mark.at === "" ? "" : "at " + time.modelData.mark.at
                        size: Theme.fontCaption
                        color: Theme.text2
                        Accessible.ignored: true
                    }
                }
            }
        }
        StatusMark {
            width: parent.width
            visible: row.missed
            status: "warning"
            word: "No alert told of it."
        }
        Row {
            spacing: Theme.spaceS
            visible: row.alert !== ""

            AppText {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, column.width - (row.incident === "" ? 0 : link.width + Theme.spaceS))
                elide: Text.ElideRight
                text: "told by " + row.alert
                color: Theme.text2
            }
            AppButton {
                id: link

                anchors.verticalCenter: parent.verticalCenter
                visible: row.incident !== ""
                kind: "link"
                small: true
                text: row.incident
                onClicked: row.incidentRequested(row.incident)
            }
        }
    }
    Rectangle {
        y: parent.height - 1
        width: parent.width
        height: 1
        color: Theme.divider
    }
}

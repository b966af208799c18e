import QtQuick
import Flotilla.Theme

// One or two lines across a view about something that is so now: an open incident, a lost connection, a replay.
Rectangle {
    id: banner

    property string status: "failed"
    property string code: ""
    property string title: ""
    property string text: ""
    property alias actions: actionRow.data
    readonly property alias truncated: body.truncated  // the text does not fit
    readonly property color tone: Theme.statusColor(status)

    implicitWidth: 800
    implicitHeight: body.lineCount > 1 ? 52 : 40
    radius: Theme.radiusPanel
    color: Theme.mix(Theme.panel, tone, Theme.dark ? 0.1 : 0.05)
    border.color: Theme.mix(Theme.panel, tone, 0.6)
    Accessible.role: Accessible.AlertMessage
    Accessible.name: (code === "" ? "" : code + ", ") + title + (text === "" ? "" : ", " + text)

    Rectangle {
        y: 8
        width: Theme.sizeEdge
        height: parent.height - 16
        color: banner.tone
    }
    StatusShape {
        id: shape

        x: Theme.spaceL
        anchors.verticalCenter: parent.verticalCenter
        status: banner.status
        background: banner.color
        size: 13
    }
    Row {
        anchors.left: shape.right
        anchors.leftMargin: Theme.spaceS
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceM

        AppText {
            anchors.verticalCenter: parent.verticalCenter
            visible: text !== ""
            text: banner.code
            mono: true
            color: Theme.text2
        }
        AppText {
            id: headline

            anchors.verticalCenter: parent.verticalCenter
            text: banner.title
            size: Theme.fontBody
            weight: Theme.weightStrong
        }
        AppText {
            id: body

            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, banner.width - actionRow.width - headline.width - 140)
            text: banner.text
            wrapMode: Text.Wrap
            maximumLineCount: 2
            elide: Text.ElideRight
            color: Theme.text2
        }
    }
    Row {
        id: actionRow

        anchors.right: parent.right
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceS
    }
}

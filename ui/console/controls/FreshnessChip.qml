import QtQuick
import Flotilla.Theme

// How old the data of a panel is. `freshness`: live, stale, replay or failed; `text` is the whole wording, as in "live 1 s".
Item {
    id: chip

    property string freshness: "live"
    property string text: freshness
    property bool refreshing: false

    implicitWidth: 14 + Math.ceil(label.implicitWidth)
    implicitHeight: 16
    Accessible.role: Accessible.StaticText
    Accessible.name: "Data " + text

    Rectangle {
        x: 1
        anchors.verticalCenter: parent.verticalCenter
        visible: chip.freshness === "live"
        width: 6
        height: 6
        radius: 3
        color: Theme.healthy
    }
    StatusShape {
        anchors.verticalCenter: parent.verticalCenter
        visible: chip.freshness === "stale" || chip.freshness === "failed"
        status: chip.freshness === "stale" ? "unknown" : "failed"
        size: 10
    }
    Icon {
        anchors.verticalCenter: parent.verticalCenter
        visible: chip.freshness === "replay"
        name: "history"
        size: 10
        color: Theme.held
    }
    AppText {
        id: label

        x: 14
        anchors.verticalCenter: parent.verticalCenter
        text: chip.text
        size: Theme.fontCaption
        color: chip.freshness === "failed" ? Theme.failed : Theme.text2
        Accessible.ignored: true
    }
    Rectangle {
        y: parent.height - 1
        x: 14
        width: parent.width - x
        height: 1
        visible: chip.refreshing
        color: Theme.accent
    }
}

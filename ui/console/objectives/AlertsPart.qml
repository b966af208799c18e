pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What fires of the objectives, and what has resolved lately; pressing one shows its objective.
Item {
    id: part

    required property Session session
    required property AlertsModel alerts
    readonly property string placeholder: alerts.count > 0 ? "" : alerts.known ? "calm" : alerts.state === "denied" ? "denied"
                                          : alerts.state !== "failed" ? "loading" : session.state === "live" ? "error" : "disconnected"

    signal chosen(string cell)

    Placeholder {
        anchors.fill: parent
        anchors.leftMargin: Theme.spaceL
        anchors.rightMargin: Theme.spaceL
        visible: part.placeholder !== ""
        kind: part.placeholder
        message: kind === "calm" ? "Nothing fires." : kind === "loading" ? "" : part.alerts.problem
        detail: kind === "calm" ? "What has resolved lately stands here too." : ""
        actionText: kind === "error" || kind === "disconnected" ? "Try again" : ""
        onActionTriggered: part.alerts.reload()
    }
    ListView {
        id: list

        anchors.fill: parent
        visible: part.placeholder === ""
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: true
        model: part.alerts
        Accessible.role: Accessible.List
        Accessible.name: "Alerts"
        Keys.onReturnPressed: part.chosen(part.alerts.cellAt(currentIndex))
        Keys.onEnterPressed: part.chosen(part.alerts.cellAt(currentIndex))
        T.ScrollBar.vertical: ScrollBar {}
        delegate: AlertItem {
            width: ListView.view.width
            current: index === ListView.view.currentIndex
            focusPolicy: Qt.NoFocus
            onClicked: {
                list.currentIndex = index
                part.chosen(part.alerts.cellAt(index))
            }
        }
    }
}

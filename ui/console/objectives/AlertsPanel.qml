pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What fires, and what has resolved lately; pressing one shows its objective.
Panel {
    id: panel

    required property Session session
    required property AlertsModel alerts

    signal chosen(string cell)

    title: "Alerts"
    sub: !alerts.known || alerts.count === 0 ? "" : (alerts.firing === 0 ? "none fires" : alerts.firing + " firing")
         + (alerts.total > alerts.count ? ", newest " + alerts.count + " of " + alerts.total : "")
    freshness: alerts.freshness
    age: alerts.freshnessText
    padding: placeholder === "" ? 1 : Theme.spaceL
    placeholder: alerts.count > 0 ? "" : alerts.known ? "calm" : alerts.state === "denied" ? "denied"
                 : alerts.state !== "failed" ? "loading" : session.state === "live" ? "error" : "disconnected"
    message: placeholder === "calm" ? "Nothing fires." : placeholder === "loading" ? "" : alerts.problem
    detail: placeholder === "calm" ? "What has resolved lately stands here too." : ""
    actionText: placeholder === "error" || placeholder === "disconnected" ? "Try again" : ""
    onActionTriggered: alerts.reload()

    ListView {
        id: list

        anchors.fill: parent
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: true
        model: panel.alerts
        Accessible.role: Accessible.List
        Accessible.name: "Alerts"
        Keys.onReturnPressed: panel.chosen(panel.alerts.cellAt(currentIndex))
        Keys.onEnterPressed: panel.chosen(panel.alerts.cellAt(currentIndex))
        T.ScrollBar.vertical: ScrollBar {}
        delegate: AlertItem {
            width: ListView.view.width
            current: index === ListView.view.currentIndex
            focusPolicy: Qt.NoFocus
            onClicked: {
                list.currentIndex = index
                panel.chosen(panel.alerts.cellAt(index))
            }
        }
    }
}

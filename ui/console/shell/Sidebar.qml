pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The views of the console in sections, and who is logged in.
FocusScope {
    id: sidebar

    required property Session session
    required property Navigation navigation
    required property int runningRollouts
    required property int waitingApprovals
    required property int firingPages
    required property int openIncidents
    required property int openGameDays
    readonly property bool tight: height < 780  // no room for all views with air between their sections
    readonly property var sections: [
        {title: "Fleet", pages: [
            {page: "overview", icon: "layout-dashboard", text: "Overview", key: "1"},
            {page: "topology", icon: "network", text: "Topology", key: "2"},
            {page: "nodes", icon: "server", text: "Nodes", key: "3"}]},
        {title: "Delivery", pages: [
            {page: "rollouts", icon: "rocket", text: "Rollouts", key: "4"},
            {page: "artifacts", icon: "package", text: "Artifacts", key: "5"}]},
        {title: "Reliability", pages: [
            {page: "slos", icon: "target", text: "SLOs", key: "6"},
            {page: "drift", icon: "chart-line", text: "Drift", key: ""},
            {page: "alerts", icon: "bell", text: "Alerts", key: "7"},
            {page: "incidents", icon: "siren", text: "Incidents", key: ""},
            {page: "approvals", icon: "circle-check", text: "Approvals", key: "8"},
            {page: "runbooks", icon: "list-checks", text: "Runbooks", key: "9"},
            {page: "game-days", icon: "zap", text: "Game days", key: ""}]},
        {title: "Record", pages: [
            {page: "audit", icon: "scroll-text", text: "Audit", key: "0"},
            {page: "settings", icon: "settings", text: "Settings", key: ""}]}
    ]

    signal chosen(string page)

    implicitWidth: Theme.sizeNav
    Accessible.role: Accessible.Pane
    Accessible.name: "Views"

    Rectangle {
        anchors.fill: parent
        color: Theme.panel

        Rectangle {
            anchors.right: parent.right
            width: 1
            height: parent.height
            color: Theme.divider
        }
    }
    Rectangle {
        id: mark

        x: Theme.spaceL
        y: 12
        width: 24
        height: 24
        radius: 6
        color: Theme.accent

        Icon {
            anchors.centerIn: parent
            name: "ship"
            size: 16
            color: Theme.accentInk
        }
    }
    AppText {
        x: 50
        anchors.verticalCenter: mark.verticalCenter
        text: "Flotilla"
        size: Theme.fontName
        weight: Theme.weightStrong
    }
    Column {
        x: 8
        y: sidebar.tight ? 48 : 56
        width: parent.width - 16

        Repeater {
            model: sidebar.sections

            Column {
                id: section

                required property var modelData

                width: parent?.width ?? 0
                bottomPadding: sidebar.tight ? 2 : Theme.spaceM

                AppText {
                    leftPadding: 12
                    height: sidebar.tight ? 24 : 30
                    verticalAlignment: Text.AlignVCenter
                    text: section.modelData.title
                    color: Theme.text3
                    weight: Theme.weightMedium
                }
                Repeater {
                    model: section.modelData.pages

                    NavItem {
                        required property var modelData

                        width: section.width
                        iconName: modelData.icon
                        text: modelData.text
                        key: modelData.key
                        count: modelData.page === "rollouts" ? sidebar.runningRollouts
                               : modelData.page === "approvals" ? sidebar.waitingApprovals
                               : modelData.page === "incidents" ? sidebar.openIncidents
                               : modelData.page === "game-days" ? sidebar.openGameDays
                               : modelData.page === "alerts" ? sidebar.firingPages : 0
                        urgent: modelData.page === "alerts" || modelData.page === "incidents"
                        current: sidebar.navigation.page === modelData.page
                        onClicked: sidebar.chosen(modelData.page)
                    }
                }
            }
        }
    }
    Item {
        y: parent.height - height
        width: parent.width - 1
        height: 56
        visible: sidebar.session.caller !== ""
        Accessible.role: Accessible.StaticText
        Accessible.name: "Logged in as " + sidebar.session.caller + ", " + sidebar.session.roles

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.divider
        }
        Rectangle {
            id: face

            x: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            width: 28
            height: 28
            radius: 14
            color: Theme.raised

            Icon {
                anchors.centerIn: parent
                name: "user"
                size: 14
                color: Theme.text2
            }
        }
        AppText {
            id: who

            x: 54
            y: 10
            width: (out.visible ? out.x : parent.width) - x - Theme.spaceS
            text: sidebar.session.caller
            weight: Theme.weightStrong
            Accessible.ignored: true

            HoverHandler {
                id: overWho
            }
            Tooltip {
                visible: overWho.hovered && who.truncated
                text: sidebar.session.caller
            }
        }
        AppText {
            id: what

            x: 54
            y: 28
            width: who.width
            text: sidebar.session.roles
            size: Theme.fontCaption
            color: Theme.text2
            Accessible.ignored: true

            HoverHandler {
                id: overWhat
            }
            Tooltip {
                visible: overWhat.hovered && what.truncated
                text: sidebar.session.roles
            }
        }
        AppButton {
            id: out

            objectName: "logOut"
            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceS
            anchors.verticalCenter: parent.verticalCenter
            visible: sidebar.session.identity.possible
            kind: "icon"
            iconName: "log-out"
            text: "Log out"
            onClicked: sidebar.session.identity.logOut()
        }
    }
}

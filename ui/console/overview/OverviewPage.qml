import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Is the fleet all right, what is moving, what waits for somebody: one screen, problems first.
Item {
    id: page

    required property Session session
    required property Summary summary
    required property RegionsModel regions
    required property RolloutsModel rollouts
    required property Activity activity
    required property PagesWatch pages
    required property Navigation navigation
    required property string whyNotDeploy
    required property string whyNotEnrol
    required property string enrolLine
    readonly property bool loaded: session.loaded
    readonly property bool empty: loaded && summary.nodes === 0
    readonly property real side: Math.round(Math.max(232, Math.min(284, width * 0.236)))
    readonly property real gap: Theme.spaceM
    readonly property real rest: view.height - Theme.sizePageHead - 92 - 2 * gap - Theme.spaceL - (strip.visible ? strip.height + gap : 0)
    readonly property real mapHeight: Math.max(270, Math.round(rest * 0.5))
    readonly property real tableHeight: Math.max(250, rest - mapHeight)

    signal deployRequested()
    signal enrolRequested()

    // "1 node", "12 nodes"
    function counted(count: int, what: string): string {
        return Number(count).toLocaleString(Qt.locale("en_US"), "f", 0) + " " + what + (count === 1 ? "" : "s")
    }

    // A node is found by its filter; ids are those of rollouts.
    function openEntry(entry: var) {
        navigation.open(entry.page, entry.filter ?? "", entry.page === "nodes" ? "" : entry.id ?? "")
    }

    function openNodes(filter: string) {
        navigation.open("nodes", filter)
    }

    PageHead {
        x: Theme.spaceL
        width: parent.width - 2 * x
        visible: page.empty
        title: "Overview"
    }
    Placeholder {
        anchors.fill: parent
        visible: page.empty
        kind: "empty"
        message: "No nodes yet."
        detail: "Make an enrolment token, then run the agent with it on the machine that joins."
        actionText: page.whyNotEnrol === "" ? "Enrol a node" : ""
        commandLine: page.enrolLine
        onActionTriggered: page.enrolRequested()
    }
    Flickable {
        id: view

        anchors.fill: parent
        visible: !page.empty
        contentHeight: column.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            x: Theme.spaceL
            width: view.width - 2 * x
            bottomPadding: Theme.spaceL
            spacing: page.gap

            Item {
                width: parent.width
                // Its own room below is the gap.
                height: Theme.sizePageHead - page.gap

                PageHead {
                    width: parent.width
                    title: "Overview"
                    sub: page.loaded ? page.counted(page.summary.regions, "region") + ", " + page.counted(page.summary.sites, "site")
                                       + ", " + page.counted(page.summary.nodes, "node")
                                     : "Waiting for the picture of the fleet"
                    actions: [
                        AppButton {
                            kind: "primary"
                            iconName: "rocket"
                            text: "New rollout"
                            reason: page.whyNotDeploy
                            onClicked: page.deployRequested()
                        }
                    ]
                }
            }
            Banner {
                id: strip

                width: parent.width
                visible: page.pages.count > 0
                title: page.pages.count === 1 ? page.pages.title : page.pages.count + " pages that nobody has, newest " + page.pages.title
                text: page.pages.detail
                actions: [
                    AppButton {
                        iconName: "siren"
                        text: "Open alerts"
                        onClicked: page.navigation.open("alerts", "", page.pages.key)
                    }
                ]
            }
            FigureRow {
                width: parent.width
                height: 92
                gap: page.gap
                session: page.session
                summary: page.summary
                onNodesRequested: (filter) => page.openNodes(filter)
            }
            Row {
                spacing: page.gap

                MapPanel {
                    width: column.width - 2 * (page.side + page.gap)
                    height: page.mapHeight
                    session: page.session
                    summary: page.summary
                    onOpenRequested: page.navigation.open("topology")
                    onRegionChosen: (name) => page.openNodes("region:" + name)
                }
                AttentionPanel {
                    width: page.side
                    height: page.mapHeight
                    session: page.session
                    entries: page.activity.attention
                    onChosen: (entry) => page.openEntry(entry)
                }
                MovingPanel {
                    width: page.side
                    height: page.mapHeight
                    session: page.session
                    moving: page.rollouts.moving
                    onChosen: (id) => page.navigation.open("rollouts", "", id)
                }
            }
            Row {
                spacing: page.gap

                RegionsPanel {
                    width: column.width - page.side - page.gap
                    height: page.tableHeight
                    session: page.session
                    regions: page.regions
                    onChosen: (name) => page.openNodes("region:" + name)
                }
                ChangesPanel {
                    width: page.side
                    height: page.tableHeight
                    session: page.session
                    entries: page.activity.changes
                    onChosen: (entry) => page.openEntry(entry)
                }
            }
        }
    }
}

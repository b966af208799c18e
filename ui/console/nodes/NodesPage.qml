import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// All nodes, narrowed by a selector. The chosen one is shown beside the page by the shell.
Item {
    id: page

    required property Session session
    required property NodesModel nodes
    required property Navigation navigation
    required property string currentId
    required property string whyNotDeploy
    required property string whyNotSecure
    required property string whyNotEnrol
    required property string enrolLine
    // What the panel of the chosen node takes at the right, below the filter.
    property real inset: 0
    readonly property real bodyTop: table.y

    signal chosen(string id)
    signal enrolRequested()
    signal verbRequested(string verb, var ids)
    signal deployRequested(string selector)

    function focusFilter() {
        filterBar.focusField()
    }

    function step(by: int) {
        table.step(by)
    }

    function setFilter(filter: string) {
        nodes.filter = filter
        if (nodes.filterError === "")
            navigation.setFilter(filter)
    }

    function count(value: int): string {
        return Number(value).toLocaleString(Qt.locale("en_US"), "f", 0)
    }

    Column {
        id: head

        x: Theme.spaceL
        width: parent.width - 2 * x
        spacing: 0

        PageHead {
            width: parent.width
            title: "Nodes"
            sub: !page.session.loaded ? "" : page.nodes.count === page.nodes.total
                 ? page.count(page.nodes.total) : page.count(page.nodes.count) + " of " + page.count(page.nodes.total)
            actions: [
                FreshnessChip {
                    anchors.verticalCenter: parent?.verticalCenter
                    freshness: page.session.freshness
                    text: page.session.freshnessText
                },
                Item {
                    width: 4
                    height: 1
                },
                AppButton {
                    iconName: "plus"
                    text: "Enrol nodes"
                    reason: page.whyNotEnrol
                    onClicked: page.enrolRequested()
                }
            ]
        }
        FilterBar {
            id: filterBar

            width: parent.width
            filter: page.nodes.filter
            error: page.nodes.filterError
            onEdited: (filter) => page.setFilter(filter)
        }
    }
    NodesTable {
        id: table

        x: Theme.spaceL
        y: head.y + head.height + Theme.spaceM
        width: parent.width - 2 * x - page.inset
        height: parent.height - y - Theme.spaceL
        session: page.session
        nodes: page.nodes
        currentId: page.currentId
        whyNotDeploy: page.whyNotDeploy
        whyNotSecure: page.whyNotSecure
        whyNotEnrol: page.whyNotEnrol
        enrolLine: page.enrolLine
        onChosen: (id) => page.chosen(id)
        onClearRequested: {
            if (page.nodes.filter !== "")
                page.setFilter("")
            else
                page.navigation.setScope("")
        }
        onEnrolRequested: page.enrolRequested()
        onVerbRequested: (verb, ids) => page.verbRequested(verb, ids)
        onDeployRequested: (selector) => page.deployRequested(selector)
    }
}

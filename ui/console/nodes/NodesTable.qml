import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The nodes as rows, with what can be done to the checked ones below. While rows are checked, they stand still.
Panel {
    id: panel

    required property Session session
    required property NodesModel nodes
    required property string currentId
    required property string whyNotDeploy
    required property string whyNotSecure
    required property string whyNotEnrol
    required property string enrolLine
    property bool checkable: true
    readonly property int checkedCount: table.selection.count
    readonly property bool narrowed: nodes.filter !== "" || nodes.scopeRegion !== ""

    signal chosen(string id)
    signal clearRequested()
    signal enrolRequested()
    signal verbRequested(string verb, var ids)
    signal deployRequested(string selector)

    function step(by: int) {
        const row = Math.max(0, Math.min(nodes.count - 1, nodes.rowOf(currentId) + by))
        if (nodes.count > 0)
            panel.chosen(nodes.idAt(row))
    }

    function checkedIds(): var {
        return nodes.idsAt(table.selection.rows())
    }

    // All rows are meant by what they have in common, some by their names.
    function checkedSelector(): string {
        if (table.selection.count === nodes.count) {
            const scope = (nodes.scopeRegion === "" ? "" : "region:" + nodes.scopeRegion)
                          + (nodes.scopeSite === "" ? "" : " site:" + nodes.scopeSite)
            const filter = scope !== "" && / or /i.test(nodes.filter) ? "(" + nodes.filter + ")" : nodes.filter
            return (scope + " " + filter).trim()
        }
        const names = table.selection.rows().map(row => nodes.nameAt(row))
        return names.length === 1 ? "name:" + names[0] : "name:(" + names.join("|") + ")"
    }

    function follow() {
        table.currentRow = currentId === "" ? -1 : nodes.rowOf(currentId)
    }

    padding: placeholder === "loading" ? Theme.spaceL : 1
    placeholder: !session.loaded && nodes.count === 0 ? "loading" : nodes.count > 0 ? ""
                 : nodes.total === 0 ? "empty" : "filtered"
    message: placeholder === "empty" ? "No nodes yet." : placeholder === "filtered"
             ? "0 of " + Number(nodes.total).toLocaleString(Qt.locale("en_US"), "f", 0) + " nodes match." : ""
    detail: placeholder === "empty" ? "Make an enrolment token, then run the agent with it on the machine that joins."
            : placeholder !== "filtered" ? "" : nodes.filter === "" ? "The scope has no nodes." : nodes.filter
    actionText: placeholder === "filtered" ? (nodes.filter !== "" ? "Clear the filter" : "Show all regions")
                : placeholder === "empty" && whyNotEnrol === "" ? "Enrol a node" : ""
    commandLine: placeholder === "empty" ? enrolLine : ""
    onActionTriggered: {
        if (placeholder === "filtered")
            panel.clearRequested()
        else
            panel.enrolRequested()
    }
    onCurrentIdChanged: follow()
    Component.onDestruction: nodes.frozen = false

    Binding {
        target: panel.nodes
        property: "frozen"
        value: table.selection.count > 0 && panel.visible
    }
    Connections {
        target: panel.nodes

        function onModelReset() { panel.follow() }
    }
    DataTable {
        id: table

        objectName: "nodesTable"

        // The detail panel says the rest of one node.
        readonly property bool narrow: width < 960

        anchors.fill: parent
        anchors.bottomMargin: bulk.visible ? bulk.height + Theme.spaceM : 0
        label: "Nodes"
        checkable: panel.checkable
        model: panel.nodes
        sortColumn: panel.nodes.sortColumn
        sortDescending: panel.nodes.sortDescending
        columns: [
            {title: "Status", width: 132, kind: "status", sortable: true},
            {title: "Node", width: 130, kind: "mono", sortable: true, stretch: true},
            {title: "Site", width: narrow ? 96 : 118, sortable: true},
            {title: "Region", width: narrow ? 0 : 100, sortable: true},
            {title: "Actual", width: 78, kind: "mono", sortable: true},
            {title: "Desired", width: narrow ? 0 : 78, kind: "mono", sortable: true},
            {title: "Drift", width: narrow ? 76 : 110, sortable: true},
            {title: "Last seen", width: 96, align: "right", sortable: true},
            {title: "p95", width: 80, align: "right", sortable: true},
            {title: "Hardware", width: width < 760 ? 0 : 98, sortable: true}
        ]
        onSortRequested: (column, descending) => panel.nodes.sortBy(column, descending)
        onCurrentRowChanged: {
            const id = panel.nodes.idAt(currentRow)
            if (id !== "" && id !== panel.currentId)
                panel.chosen(id)
        }
    }
    BulkBar {
        id: bulk

        x: Theme.spaceM
        y: parent.height - height - Theme.spaceM + 1
        width: parent.width - 2 * x
        visible: table.selection.count > 0
        selected: table.selection.count
        matching: panel.nodes.count
        whyNotDeploy: panel.whyNotDeploy
        whyNotSecure: panel.whyNotSecure
        onAllRequested: table.selection.addAll()
        onCleared: table.selection.clear()
        onVerbRequested: (verb) => panel.verbRequested(verb, panel.checkedIds())
        onDeployRequested: panel.deployRequested(panel.checkedSelector())
    }
}

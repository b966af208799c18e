import QtQuick
import Flotilla.Controls
import Flotilla.Theme
import Flotilla.Gallery

// Navigation beside a table, as in the view of nodes.
Row {
    spacing: Theme.spaceM

    Rectangle {
        width: Theme.sizeNav
        height: 700
        color: Theme.panel

        Column {
            x: 8
            y: 8

            NavItem { iconName: "layout-dashboard"; text: "Overview"; key: "1" }
            NavItem { iconName: "network"; text: "Topology"; key: "2" }
            NavItem { iconName: "server"; text: "Nodes"; key: "3"; current: true }
            NavItem { iconName: "rocket"; text: "Rollouts"; key: "4"; count: 2 }
            NavItem { iconName: "package"; text: "Artifacts"; key: "5" }
            NavItem { iconName: "target"; text: "SLOs"; key: "6" }
            NavItem { iconName: "siren"; text: "Incidents"; key: "7"; count: 1; urgent: true }
            NavItem { iconName: "circle-check"; text: "Approvals"; key: "8"; count: 3 }
            NavItem { iconName: "list-checks"; text: "Runbooks"; key: "9" }
            NavItem { iconName: "scroll-text"; text: "Audit"; key: "0" }
            NavItem { iconName: "settings"; text: "Settings" }
            NavItem { iconName: "bookmark"; text: "Drifted > 24 h"; count: 27 }
        }
    }
    Panel {
        width: 992
        height: 700
        padding: 1

        DataTable {
            id: nodes

            anchors.fill: parent
            objectName: "nodes"
            label: "Nodes"
            checkable: true
            model: SampleNodes { count: 1204 }
            sortColumn: 0
            currentRow: 0
            columns: [
                {title: "Status", width: 140, kind: "status", sortable: true},
                {title: "Node", width: 136, kind: "mono", sortable: true},
                {title: "Site", width: 110, sortable: true},
                {title: "Actual", width: 80, kind: "mono"},
                {title: "Drift", width: 90},
                {title: "Last seen", width: 90, align: "right", sortable: true},
                {title: "p99", width: 80, align: "right", sortable: true},
                {title: "Budget left", width: 140, kind: "bar"},
                {title: "Incident", width: 80, kind: "link", stretch: true}
            ]
            onSortRequested: (column, descending) => {
                sortColumn = column
                sortDescending = descending
            }
            Component.onCompleted: {
                nodes.selection.addRange(1, 2)
                nodes.selection.add(5)
            }
        }
    }
}

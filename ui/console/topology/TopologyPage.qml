import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme
import Flotilla.Viz

// Not bound, because the Loader of Qt 6.4 cannot make bound components; their ids are looked up by name instead.
// qmllint disable unqualified

// The whole fleet as a picture: places on the map, a mark per node, or the same as a list, which the shell gives.
Item {
    id: page

    objectName: "topologyPage"

    required property Session session
    required property Summary summary
    required property Topology topology
    required property Navigation navigation
    required property string currentId
    required property string whyNotEnrol
    required property string enrolLine
    required property Component list
    // What the panel of the chosen node takes at the right, below the head.
    property real inset: 0
    readonly property real bodyTop: Theme.sizePageHead
    property int mode: 1
    property bool onlyProblems: false
    readonly property var groupings: ["region", "version", "hardware"]
    readonly property var colourings: ["status", "drift"]
    readonly property bool empty: session.loaded && summary.nodes === 0
    readonly property real bodyHeight: height - Theme.sizePageHead - Theme.spaceL
    readonly property var counts: {
        const known = summary.problems.reduce((sum, entry) => sum + entry.count, 0)
        return [{status: "healthy", count: summary.nodes - known}].concat(summary.problems)
    }

    signal chosen(string id)
    signal enrolRequested()

    PageHead {
        id: head

        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Topology"
        sub: !page.session.loaded ? "" : Number(page.summary.nodes).toLocaleString(Qt.locale("en_US"), "f", 0) + " nodes, "
                                         + page.summary.sites + " sites"
        actions: [
            Select {
                visible: page.mode === 1
                label: "Group"
                model: ["region, site", "version", "hardware"]
                currentIndex: page.groupings.indexOf(page.topology.groupBy)
                onActivated: (index) => page.topology.groupBy = page.groupings[index]
            },
            Select {
                visible: page.mode === 1
                label: "Colour"
                model: ["status", "drift"]
                currentIndex: page.colourings.indexOf(page.topology.colourBy)
                onActivated: (index) => page.topology.colourBy = page.colourings[index]
            },
            SegmentedControl {
                label: "View"
                options: ["Map", "Grid", "List"]
                currentIndex: page.mode
                onChosen: (index) => {
                    page.mode = index
                    currentIndex = Qt.binding(() => page.mode)
                }
            },
            CheckBox {
                visible: page.mode !== 2
                text: "Only problems"
                checked: page.onlyProblems
                onToggled: page.onlyProblems = checked
            }
        ]
    }
    Loader {
        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x - page.inset
        height: page.bodyHeight
        sourceComponent: page.empty || !page.session.loaded ? nothing : [mapView, gridView, page.list][page.mode]
    }
    Component {
        id: nothing

        Panel {
            placeholder: page.empty ? "empty" : "loading"
            message: page.empty ? "No nodes yet." : ""
            detail: page.empty ? "A mark appears here for each node that enrols." : ""
            actionText: page.empty && page.whyNotEnrol === "" ? "Enrol a node" : ""
            commandLine: page.empty ? page.enrolLine : ""
            onActionTriggered: page.enrolRequested()
        }
    }
    Component {
        id: mapView

        SiteMap {
            session: page.session
            sites: page.summary.sitesOnMap
            onlyProblems: page.onlyProblems
            counts: page.counts
            onChosen: (name) => page.navigation.open("nodes", "site:" + name)
        }
    }
    Component {
        id: gridView

        MarkView {
            session: page.session
            topology: page.topology
            onlyProblems: page.onlyProblems
            currentId: page.currentId
            onChosen: (id) => page.chosen(id)
            onListRequested: page.mode = 2
        }
    }
}

import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What was signed and published, and where each version runs.
Item {
    id: page

    required property Session session
    required property ReleasesModel releases
    required property Navigation navigation
    required property string whyNotDeploy
    property string digest: ""
    property var release: ({})
    readonly property string selection: navigation.page === "artifacts" ? navigation.selection : digest
    readonly property real side: Math.max(300, Math.min(376, Math.round(width * 0.34)))

    signal deployRequested(string workload, string version)

    function step(by: int) {
        table.currentRow = Math.max(0, Math.min(releases.count - 1, table.currentRow + by))
    }

    function describe() {
        release = table.currentRow < 0 ? {} : releases.describe(table.currentRow)
    }

    function follow() {
        const row = selection !== "" ? releases.rowOf(selection) : -1
        table.currentRow = row >= 0 ? row : releases.count > 0 ? Math.max(0, table.currentRow) : -1
        describe()
    }

    onSelectionChanged: follow()
    Component.onCompleted: follow()

    Connections {
        target: page.releases

        function onModelReset() { page.follow() }
        function onDataChanged() { page.describe() }
    }
    PageHead {
        id: head

        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Artifacts"
        sub: page.session.loaded ? page.releases.count + " published versions" : ""
        actions: [
            FreshnessChip {
                anchors.verticalCenter: parent?.verticalCenter
                freshness: page.session.freshness
                text: page.session.freshnessText
            }
        ]
    }
    Panel {
        id: list

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x - (detail.visible ? page.side + Theme.spaceM : 0)
        height: parent.height - y - Theme.spaceL
        padding: placeholder === "loading" ? Theme.spaceL : 1
        placeholder: page.releases.count > 0 ? "" : page.session.loaded ? "empty" : "loading"
        message: page.session.loaded ? "Nothing was published yet." : ""
        detail: page.session.loaded ? "Sign a bundle with the offline release keys, then publish what comes out of it." : ""
        commandLine: page.session.loaded ? "flotillactl release publish LAYOUT" : ""

        DataTable {
            id: table

            anchors.fill: parent
            label: "Published versions"
            model: page.releases
            columns: [
                {title: "Artifact", width: 140, kind: "strong", stretch: true},
                {title: "Version", width: 78, kind: "mono"},
                {title: "Kind", width: table.width < 700 ? 0 : 80},
                {title: "Size", width: 80, align: "right"},
                {title: "Counter", width: table.width < 700 ? 0 : 76, align: "right"},
                {title: "In use", width: 70, align: "right"},
                {title: "Published", width: table.width < 600 ? 0 : 100, align: "right"},
                {title: "Expires", width: 100, align: "right"}
            ]
            onCurrentRowChanged: {
                page.describe()
                page.digest = page.releases.digestAt(currentRow)
                if (page.navigation.page === "artifacts" && page.digest !== "" && page.digest !== page.navigation.selection)
                    page.navigation.setSelection(page.digest)
            }
        }
    }
    ReleaseView {
        id: detail

        x: list.x + list.width + Theme.spaceM
        y: list.y
        width: page.side
        height: list.height
        visible: page.releases.count > 0 && (page.release.artifact ?? "") !== ""
        release: page.release
        digest: page.digest
        whyNotDeploy: page.whyNotDeploy
        onDeployRequested: (workload) => page.deployRequested(workload, page.release.version)
        onNodesRequested: (filter) => page.navigation.open("nodes", filter)
    }
}

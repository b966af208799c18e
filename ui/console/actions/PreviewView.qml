pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// What an action would reach, before anybody confirms it: how many nodes, where, which not and why, and the way back.
Column {
    id: view

    // Actions.preview
    property var preview: ({})
    // Where the way leads back, what counts is whether the version before is still on the node.
    property bool goesBack: false
    readonly property int without: total - (ready ? preview.withWayBack ?? 0 : 0)
    readonly property string state_: preview.state ?? "idle"
    readonly property bool ready: state_ === "ready"
    readonly property int total: ready ? preview.total ?? 0 : 0
    readonly property var nodes: ready ? Array.from(preview.nodes ?? []) : []
    readonly property var excluded: ready ? Array.from(preview.excluded ?? []) : []
    readonly property string blocked: ready ? preview.blocked ?? "" : ""
    readonly property int siteCount: new Set(nodes.map(node => node.site)).size
    readonly property int away: nodes.filter(node => !node.live).length

    function count(value: int, one: string, many: string): string {
        return Number(value).toLocaleString(Qt.locale("en_US"), "f", 0) + " " + (value === 1 ? one : many)
    }

    spacing: Theme.spaceS

    Placeholder {
        width: parent.width
        height: 110
        visible: view.state_ === "asking" || view.state_ === "failed"
        kind: view.state_ === "failed" ? "error" : "loading"
        message: view.state_ === "failed" ? view.preview.problem ?? "The preview failed." : ""
    }
    AppText {
        width: parent.width
        visible: view.state_ === "idle"
        wrapMode: Text.Wrap
        lineHeight: 1.25
        text: "The preview says which nodes this reaches. Nothing happens before you confirm it."
        color: Theme.text2
    }
    Banner {
        width: parent.width
        visible: view.blocked !== ""
        status: "failed"
        title: "Not possible"
        text: view.blocked
    }
    Row {
        visible: view.ready
        spacing: Theme.spaceS

        AppText {
            id: number

            text: Number(view.total).toLocaleString(Qt.locale("en_US"), "f", 0)
            size: Theme.fontKey
            weight: Theme.weightStrong
        }
        AppText {
            anchors.baseline: number.baseline
            text: (view.total === 1 ? "node" : "nodes") + " at " + view.count(view.siteCount, "site", "sites")
            color: Theme.text2
        }
    }
    Grid {
        width: parent.width
        columns: 2
        visible: view.ready

        Repeater {
            model: view.ready ? view.preview.regions ?? [] : []

            FactRow {
                required property var modelData

                width: view.width / 2
                nameWidth: 104
                name: modelData.name
                value: view.count(modelData.count, "node", "nodes")
            }
        }
    }
    StatusMark {
        width: parent.width
        visible: view.ready && view.total > 0
        status: view.without === 0 ? "passed" : "warning"
        word: view.goesBack ? (view.without === 0 ? "All of them still have the version before."
                               : view.count(view.without, "node has", "nodes have") + " to download the version before.")
              : view.without === 0 ? "All of them can go back to what they run now."
              : view.count(view.without, "node has", "nodes have") + " no way back."
    }
    StatusMark {
        width: parent.width
        visible: view.away > 0
        status: "offline"
        word: view.count(view.away, "node does", "nodes do") + " not report now. They get it when they are back in time."
    }
    Column {
        width: parent.width
        visible: view.excluded.length > 0

        AppText {
            height: 28
            verticalAlignment: Text.AlignVCenter
            text: "Left out, " + view.count(view.preview.excludedTotal ?? 0, "node", "nodes")
            weight: Theme.weightStrong
        }
        Repeater {
            model: view.excluded.slice(0, 6)

            FactRow {
                required property var modelData

                width: view.width
                nameWidth: 140
                name: modelData.name
                value: modelData.message || modelData.reason
            }
        }
        AppText {
            visible: (view.preview.excludedTotal ?? 0) > 6
            height: 22
            text: "and " + ((view.preview.excludedTotal ?? 0) - 6) + " more"
            color: Theme.text3
        }
    }
    NodeMoves {
        width: parent.width
        visible: view.nodes.length > 0
        nodes: view.nodes
        lack: view.goesBack ? "downloads" : "no way back"
    }
}

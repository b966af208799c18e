import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The rollouts, and one of them in full.
Item {
    id: page

    required property Session session
    required property RolloutsModel rollouts
    required property RolloutDetail rollout
    required property Navigation navigation
    required property string whyNotDeploy
    readonly property bool wide: width > 1000
    readonly property string selection: navigation.page === "rollouts" ? navigation.selection : rollout.rollout

    signal deployRequested()
    signal rollBackRequested(string id)
    signal nodeRequested(string id)

    function step(by: int) {
        const row = Math.max(0, Math.min(rollouts.count - 1, rollouts.rowOf(rollout.rollout) + by))
        if (rollouts.count > 0)
            choose(rollouts.idAt(row))
    }

    function choose(id: string) {
        rollout.rollout = id
        if (navigation.page === "rollouts")
            navigation.setSelection(id)
    }

    function follow() {
        if (selection !== "" && selection !== rollout.rollout)
            rollout.rollout = selection
        if (rollout.rollout === "" && rollouts.count > 0)
            rollout.rollout = rollouts.idAt(0)
        table.currentRow = rollouts.rowOf(rollout.rollout)
    }

    onSelectionChanged: follow()
    Component.onCompleted: follow()

    Connections {
        target: page.rollouts

        function onModelReset() { page.follow() }
        function onCountChanged() { page.follow() }
    }
    PageHead {
        id: head

        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Rollouts"
        sub: !page.session.loaded ? "" : page.rollouts.running + " running, " + page.rollouts.count + " in all"
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
                kind: "primary"
                iconName: "rocket"
                text: "New rollout"
                reason: page.whyNotDeploy
                onClicked: page.deployRequested()
            }
        ]
    }
    Panel {
        id: list

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        height: page.rollouts.count === 0 ? parent.height - y - Theme.spaceL
                : Math.max(32 + 3 * 28, Math.min(32 + page.rollouts.count * 28, Math.round(page.height * 0.3))) + 4
        padding: placeholder === "loading" ? Theme.spaceL : 1
        placeholder: page.rollouts.count > 0 ? "" : page.session.loaded ? "empty" : "loading"
        message: page.session.loaded ? "Nothing was rolled out yet." : ""
        detail: page.session.loaded ? "A rollout brings a published version of a workload to nodes and watches them prove it." : ""
        actionText: page.session.loaded && page.whyNotDeploy === "" ? "New rollout" : ""
        commandLine: page.session.loaded ? "flotillactl deploy WORKLOAD VERSION --wait" : ""
        onActionTriggered: page.deployRequested()

        DataTable {
            id: table

            anchors.fill: parent
            label: "Rollouts"
            model: page.rollouts
            columns: [
                {title: "State", width: 126, kind: "status"},
                {title: "Rollout", width: 150, kind: "strong", stretch: true},
                {title: "Version", width: 80, kind: "mono"},
                {title: "Progress", width: 132, kind: "bar"},
                {title: "Proven", width: 110, align: "right"},
                {title: "Failed", width: 70, align: "right"},
                {title: "Late", width: page.wide ? 60 : 0, align: "right"},
                {title: "By", width: page.wide ? 150 : 0},
                {title: "Started", width: 196, align: "right"}
            ]
            onCurrentRowChanged: {
                const id = page.rollouts.idAt(currentRow)
                if (id !== "" && id !== page.rollout.rollout)
                    page.choose(id)
            }
        }
    }
    RolloutView {
        x: Theme.spaceL
        y: list.y + list.height + Theme.spaceM
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: page.rollouts.count > 0 && page.rollout.rollout !== ""
        session: page.session
        rollout: page.rollout
        whyNotDeploy: page.whyNotDeploy
        onRollBackRequested: page.rollBackRequested(page.rollout.rollout)
        onNodeRequested: (id) => page.nodeRequested(id)
    }
}

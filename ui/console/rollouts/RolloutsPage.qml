import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The rollouts with the chosen one beside them, or one of them in full: then the address names it.
FocusScope {
    id: page

    required property Session session
    required property RolloutsModel rollouts
    required property RolloutDetail rollout
    required property EvidenceWatch evidence
    required property WaveNodes waveNodes
    required property PlanDraft plan
    required property Navigation navigation
    required property string whyNotDeploy
    required property string whyNotApprove
    readonly property bool here: navigation.page === "rollouts"
    readonly property string selection: here ? navigation.selection : ""
    readonly property bool full: selection !== ""
    readonly property real side: width > 1100 ? 280 : 260
    readonly property bool wide: width - side > 900

    signal deployRequested()
    signal verbRequested(string verb, int place)
    signal editRequested()
    signal nodeRequested(string id)

    function step(by: int) {
        const row = Math.max(0, Math.min(rollouts.count - 1, rollouts.rowOf(rollout.rollout) + by))
        if (rollouts.count > 0)
            choose(rollouts.idAt(row))
    }

    function choose(id: string) {
        rollout.rollout = id
        if (selection !== "")
            navigation.setSelection(id)
    }

    function openFull() {
        if (rollout.rollout !== "")
            navigation.open("rollouts", "", rollout.rollout)
    }

    function focusFilter() {
        if (!full)
            filter.focusField()
    }

    function follow() {
        // Not `full`, which may not have followed the selection yet.
        if (selection !== "" && selection !== rollout.rollout)
            rollout.rollout = selection
        if (rollout.rollout === "" && rollouts.count > 0)
            rollout.rollout = rollouts.idAt(0)
        table.currentRow = rollouts.rowOf(rollout.rollout)
    }

    onSelectionChanged: {
        view.part = 0
        follow()
    }
    Component.onCompleted: follow()

    Binding { target: page.evidence; property: "active"; value: page.full && page.visible }
    Connections {
        target: page.rollouts

        function onModelReset() { page.follow() }
        function onCountChanged() { page.follow() }
    }
    FocusScope {
        id: overview

        anchors.fill: parent
        visible: !page.full
        focus: visible

        PageHead {
            x: Theme.spaceL
            width: parent.width - 2 * x
            title: "Rollouts"
            sub: !page.session.loaded ? "" : page.rollouts.running + " running, " + page.rollouts.total + " in all"
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
        FilterBar {
            id: filter

            x: Theme.spaceL
            y: Theme.sizePageHead
            width: parent.width - 2 * x
            visible: page.rollouts.total > 0
            placeholder: "add a term such as state:paused or workload:checkout-vision, or press / and type"
            filter: page.rollouts.filter
            error: page.rollouts.filterError
            onEdited: (text) => page.rollouts.filter = text
        }
        Panel {
            id: list

            x: Theme.spaceL
            y: filter.visible ? filter.y + filter.height + Theme.spaceM : Theme.sizePageHead
            width: glance.visible ? parent.width - 2 * x - glance.width - Theme.spaceM : parent.width - 2 * x
            height: parent.height - y - Theme.spaceL
            padding: placeholder === "loading" ? Theme.spaceL : 1
            placeholder: page.rollouts.count > 0 ? "" : !page.session.loaded ? "loading" : page.rollouts.total > 0 ? "filtered" : "empty"
            message: placeholder === "filtered" ? "0 of " + page.rollouts.total + " match." : page.session.loaded ? "Nothing was rolled out yet." : ""
            detail: placeholder === "empty" ? "A rollout brings a published version of a workload to nodes and watches them prove it." : ""
            actionText: placeholder === "filtered" ? "Clear the filter" : page.session.loaded && page.whyNotDeploy === "" ? "New rollout" : ""
            commandLine: placeholder === "empty" ? "flotillactl deploy WORKLOAD VERSION --wait" : ""
            onActionTriggered: placeholder === "filtered" ? page.rollouts.filter = "" : page.deployRequested()

            DataTable {
                id: table

                anchors.fill: parent
                label: "Rollouts"
                focus: true
                model: page.rollouts
                sortColumn: page.rollouts.sortColumn
                sortDescending: page.rollouts.sortDescending
                columns: [
                    {title: "State", width: 146, kind: "status"},
                    {title: "Rollout", width: 116, kind: "strong", stretch: true},
                    {title: "Version", width: page.wide ? 64 : 0, kind: "mono"},
                    {title: "Wave", width: 106},
                    {title: "Verdict", width: 96},
                    {title: "Odds", width: 62, align: "right"},
                    {title: "Progress", width: page.wide ? 130 : 0, kind: "bar"},
                    {title: "Proven", width: page.wide ? 130 : 0, align: "right"},
                    {title: "Failed", width: page.wide ? 50 : 0, align: "right"},
                    {title: "Late", width: 0, align: "right"},
                    {title: "By", width: 0},
                    {title: "Started", width: 0, align: "right"}
                ]
                onSortRequested: (column, descending) => page.rollouts.sortBy(column, descending)
                onActivated: page.openFull()
                onCurrentRowChanged: {
                    const id = page.rollouts.idAt(currentRow)
                    if (id !== "" && id !== page.rollout.rollout && page.selection === "")
                        page.choose(id)
                }
            }
        }
        RolloutGlance {
            id: glance

            x: parent.width - width - Theme.spaceL
            y: list.y
            width: page.side
            height: list.height
            visible: page.rollouts.total > 0
            session: page.session
            rollout: page.rollout
            onOpenRequested: page.openFull()
        }
    }
    RolloutView {
        id: view

        objectName: "rolloutView"
        anchors.fill: parent
        visible: page.full
        focus: visible
        session: page.session
        rollout: page.rollout
        evidence: page.evidence
        nodes: page.waveNodes
        plan: page.plan
        whyNotOperate: page.whyNotDeploy
        whyNotApprove: page.whyNotApprove
        onVerbRequested: (verb, place) => page.verbRequested(verb, place)
        onEditRequested: page.editRequested()
        onBackRequested: page.navigation.open("rollouts")
        onNodeRequested: (id) => page.nodeRequested(id)
    }
}

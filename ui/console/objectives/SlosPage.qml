pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What users are promised: how much of each budget is left where, one of them in full, and the alerts.
FocusScope {
    id: page

    required property Session session
    required property ObjectivesModel objectives
    required property ObjectiveDetail objective
    required property AlertsModel alerts
    required property BudgetDetail budget
    required property Navigation navigation
    required property string whyNotApprove
    readonly property bool here: navigation.page === "slos"
    readonly property string selection: here ? navigation.selection : ""
    readonly property int declared: objectives.objectives.length
    readonly property bool shows: declared > 0 && objectives.count > 0
    readonly property string placeholder: {
        if (objectives.known)
            return shows ? "" : "empty"
        switch (objectives.state) {
        case "denied": return "denied"
        case "failed": return session.state === "live" ? "error" : "disconnected"
        default: return "loading"
        }
    }

    signal overrideRequested(string cell, string about, string meaning)
    signal revokeRequested(string id)

    function step(by: int) {
        table.moveTo(table.currentRow + by, table.currentColumn)
    }

    function choose(cell: string) {
        if (cell === "")
            return
        objective.cell = cell
        if (here && navigation.selection !== cell)
            navigation.setSelection(cell)
    }

    // The cell that the address names, else what was shown, else what deserves a look most.
    function follow() {
        if (shows)
            choose(selection !== "" ? selection : objective.cell !== "" ? objective.cell : objectives.worstCell())
    }

    onSelectionChanged: later.start()
    onHereChanged: later.start()
    onShowsChanged: follow()
    Component.onCompleted: follow()

    // Later, because it may change the address by which it was told.
    Timer {
        id: later

        interval: 0
        onTriggered: page.follow()
    }
    Binding { target: page.alerts; property: "active"; value: page.here && page.visible }
    PageHead {
        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "SLOs"
        sub: !page.shows ? "" : page.declared + (page.declared === 1 ? " objective, " : " objectives, ")
                                + page.objectives.regions + (page.objectives.regions === 1 ? " region" : " regions")
                                + (page.objectives.counted === "" ? "" : ", counted until " + page.objectives.counted)
                                + (page.objectives.unsent === 0 ? "" : ", " + page.objectives.unsent + " more cells are not shown")
        actions: [
            Select {
                visible: page.shows
                label: "Sort"
                model: ["least budget", "name"]
                currentIndex: page.objectives.byName ? 1 : 0
                onActivated: (index) => page.objectives.byName = index === 1
            }
        ]
    }
    Panel {
        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: page.placeholder !== ""
        placeholder: page.placeholder
        message: page.placeholder === "loading" ? "" : page.placeholder !== "empty" ? page.objectives.problem
                 : page.declared > 0 ? "Nothing has been counted yet." : "No objective is declared."
        detail: page.placeholder !== "empty" ? ""
                : page.declared > 0 ? "Budgets appear when nodes have reported what they served."
                : "Write objectives: into the file of the fleet, beside its workloads: a name, an indicator such as success, "
                  + "a target such as 0.995, and a period such as 30d."
        commandLine: page.placeholder === "empty" && page.declared === 0 ? "flotillactl apply -f fleet.yaml" : ""
        actionText: page.placeholder === "error" || page.placeholder === "disconnected" ? "Try again" : ""
        onActionTriggered: page.objectives.reload()
    }
    Panel {
        id: budgets

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        height: Math.min(Theme.sizePanelHead + table.contentHeight + 1, Math.round((parent.height - y - Theme.spaceL) * 0.55))
        visible: page.shows
        title: "Budget left"
        sub: "by region and objective, with the burn"
        padding: 1
        freshness: page.objectives.freshness
        age: page.objectives.freshnessText
        actions: [
            StatusLegend {
                entries: [
                    {status: "healthy", word: budgets.width < 1000 ? "healthy" : "healthy, 50 % and more"}, {status: "caution"},
                    {status: "restricted", word: budgets.width < 1000 ? "restricted" : "restricted, under 25 %"},
                    {status: "exhausted"}, {status: "unknown"}
                ]
            }
        ]

        BudgetTable {
            id: table

            anchors.fill: parent
            focus: true
            objectives: page.objectives
            cell: page.objective.cell
            onChosen: (cell) => page.choose(cell)
        }
    }
    ObjectivePanel {
        id: detail

        x: Theme.spaceL
        y: budgets.y + budgets.height + Theme.spaceM
        width: parent.width - x - alerts.width - Theme.spaceM - Theme.spaceL
        height: parent.height - y - Theme.spaceL
        visible: page.shows
        objectives: page.objectives
        objective: page.objective
        budget: page.budget
        whyNotApprove: page.whyNotApprove
        onOverrideRequested: page.overrideRequested(page.objective.cell, page.objective.title, page.budget.meaning)
        onRevokeRequested: page.revokeRequested(page.budget.activeOverride)
    }
    BudgetPanel {
        id: alerts

        x: parent.width - width - Theme.spaceL
        y: detail.y
        width: page.width < 1000 ? 290 : 340
        height: detail.height
        visible: page.shows
        session: page.session
        objectives: page.objectives
        alerts: page.alerts
        budget: page.budget
        whyNotApprove: page.whyNotApprove
        onChosen: (cell) => page.choose(cell)
        onRevokeRequested: (id) => page.revokeRequested(id)
        onOpenRequested: (view, selection) => page.navigation.open(view, "", selection)
    }
}

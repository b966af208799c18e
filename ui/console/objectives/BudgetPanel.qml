import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Beside the line of a budget: what it was spent on, who overrode it, and the alerts of all objectives.
Panel {
    id: panel

    required property Session session
    required property ObjectivesModel objectives
    required property AlertsModel alerts
    required property BudgetDetail budget
    required property string whyNotApprove
    property int part: 0
    readonly property int overrides: budget.overrides.length

    signal chosen(string cell)
    signal revokeRequested(string id)
    signal openRequested(string page, string selection)

    padding: 1
    Accessible.name: "About the budget"

    FreshnessChip {
        anchors.right: parent?.right
        anchors.rightMargin: Theme.spaceL - 1
        y: 12
        visible: freshness !== "" && panel.width > 320
        freshness: panel.part === 2 ? panel.alerts.freshness : panel.objectives.freshness
        text: panel.part === 2 ? panel.alerts.freshnessText : panel.objectives.freshnessText
    }
    Tabs {
        x: Theme.spaceL
        y: 6
        label: "About the budget"
        options: ["Spent on", panel.overrides === 0 ? "Overrides" : "Overrides " + panel.overrides,
                  panel.alerts.firing === 0 ? "Alerts" : "Alerts " + panel.alerts.firing]
        currentIndex: panel.part
        onChosen: (index) => panel.part = index
    }
    SpentPanel {
        x: Theme.spaceL
        y: Theme.sizePanelHead + Theme.spaceS
        width: (parent?.width ?? 0) - x - 4
        height: (parent?.height ?? 0) - y
        visible: panel.part === 0 && panel.budget.state === "ready" && panel.budget.causes.length > 0
        budget: panel.budget
        onOpenRequested: (page, selection) => panel.openRequested(page, selection)
    }
    Placeholder {
        x: Theme.spaceL
        y: Theme.sizePanelHead
        width: (parent?.width ?? 0) - 2 * x
        height: (parent?.height ?? 0) - y
        visible: panel.part === 0 && !(panel.budget.state === "ready" && panel.budget.causes.length > 0)
        kind: panel.budget.state === "failed" ? "error" : panel.budget.state === "ready" ? "calm" : "loading"
        message: panel.budget.state === "failed" ? panel.budget.problem : panel.budget.state === "ready" ? "Nothing of it was spent." : ""
        actionText: panel.budget.state === "failed" ? "Try again" : ""
        onActionTriggered: panel.budget.reload()
    }
    OverridesPart {
        x: Theme.spaceL
        y: Theme.sizePanelHead
        width: (parent?.width ?? 0) - x
        height: (parent?.height ?? 0) - y
        visible: panel.part === 1 && panel.overrides > 0
        budget: panel.budget
        whyNotApprove: panel.whyNotApprove
        onRevokeRequested: (id) => panel.revokeRequested(id)
    }
    Placeholder {
        x: Theme.spaceL
        y: Theme.sizePanelHead
        width: (parent?.width ?? 0) - 2 * x
        height: (parent?.height ?? 0) - y
        visible: panel.part === 1 && panel.overrides === 0
        kind: "calm"
        message: "Nobody overrode it."
        detail: "An approver can let rollouts go on in spite of a budget for a while."
    }
    AlertsPart {
        y: Theme.sizePanelHead
        width: parent?.width ?? 0
        height: (parent?.height ?? 0) - y
        visible: panel.part === 2
        session: panel.session
        alerts: panel.alerts
        onChosen: (cell) => panel.chosen(cell)
    }
}

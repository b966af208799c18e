import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The runs, those that are under way on top, and below them the runbooks that there are.
FocusScope {
    id: library

    required property Session session
    required property RunsModel runs
    required property RunbooksModel runbooks
    required property string whyNotOperate
    required property string whyNotChange
    readonly property bool wide: width > 1000
    readonly property string chosen: runbooks.count >= 0 ? runbooks.nameAt(books.currentRow) : ""

    signal runChosen(string id)
    signal startRequested(string runbook)
    signal documentRequested(string runbook)  // empty = a new one

    function kindOf(state: string, known: bool): string {
        return known ? "" : state === "denied" ? "denied" : session.state === "lost" ? "disconnected"
               : state === "failed" ? "error" : "loading"
    }

    function step(by: int) {
        if (books.activeFocus)
            books.moveTo(books.currentRow + by, false)
        else
            table.moveTo(table.currentRow + by, false)
    }

    // Something is chosen as soon as there is something, so that Enter has a meaning.
    Connections {
        target: library.runs

        function onChanged() {
            if (table.currentRow < 0 && library.runs.count > 0)
                table.currentRow = 0
        }
    }
    Connections {
        target: library.runbooks

        function onChanged() {
            if (books.currentRow < 0 && library.runbooks.count > 0)
                books.currentRow = 0
        }
    }
    PageHead {
        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Runbooks"
        sub: !library.runs.known ? "" : (library.runs.open === 0 ? "no run is under way"
             : library.runs.open + (library.runs.open === 1 ? " run is under way" : " runs are under way"))
        actions: [
            AppButton {
                kind: "primary"
                iconName: "play"
                text: "Start run…"
                reason: library.whyNotOperate !== "" ? library.whyNotOperate
                        : library.chosen === "" ? "Choose a runbook first"
                        : library.runbooks.isRetired(library.chosen) ? "This runbook is retired: it begins no run" : ""
                onClicked: library.startRequested(library.chosen)
            }
        ]
    }
    Panel {
        id: runsPanel

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        height: Math.round((parent.height - y - Theme.spaceL - Theme.spaceM) / 2)
        title: "Runs"
        sub: library.runs.total > library.runs.count ? "the first " + library.runs.count + " of " + library.runs.total : "under way first"
        padding: placeholder === "" ? 1 : Theme.spaceL
        freshness: library.runs.freshness
        age: library.runs.freshnessText
        placeholder: library.runs.count > 0 ? "" : library.runs.known ? "empty" : library.kindOf(library.runs.state, false)
        message: placeholder === "empty" ? "No runbook was followed yet."
                 : placeholder === "loading" ? "" : placeholder === "disconnected" ? "The control plane is not connected." : library.runs.problem
        detail: placeholder === "empty" ? "An incident suggests those that are for its alerts; one can also be started by hand." : ""
        actionText: placeholder === "error" ? "Try again" : ""
        commandLine: placeholder === "empty" ? "flotillactl runs start RUNBOOK --incident INCIDENT" : ""
        onActionTriggered: library.runs.reload()
        actions: [
            AppButton {
                small: true
                visible: library.runs.count > 0
                text: "Open run"
                reason: table.currentRow < 0 ? "Choose a run first" : ""
                onClicked: library.runChosen(library.runs.idAt(table.currentRow))
            }
        ]

        DataTable {
            id: table

            anchors.fill: parent
            focus: true
            objectName: "runsTable"
            label: "Runs"
            model: library.runs
            columns: [
                {title: "State", width: 108, kind: "status"},
                {title: "Run", width: 78, kind: "mono"},
                {title: "Runbook", width: 160, stretch: true},
                {title: "For", width: 84, kind: "mono"},
                {title: "Region", width: library.wide ? 110 : 90},
                {title: "Owner", width: library.wide ? 150 : 110},
                {title: "Step", width: library.wide ? 180 : 110},
                {title: "Since", width: 96, align: "right"}
            ]
            onActivated: (row) => library.runChosen(library.runs.idAt(row))
        }
    }
    Panel {
        x: Theme.spaceL
        y: runsPanel.y + runsPanel.height + Theme.spaceM
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        title: "Library"
        sub: library.runbooks.known ? library.runbooks.total + (library.runbooks.total === 1 ? " runbook" : " runbooks") : ""
        padding: placeholder === "" ? 1 : Theme.spaceL
        freshness: library.runbooks.freshness
        age: library.runbooks.freshnessText
        placeholder: library.runbooks.count > 0 ? "" : library.runbooks.known ? "empty" : library.kindOf(library.runbooks.state, false)
        message: placeholder === "empty" ? "There is no runbook."
                 : placeholder === "loading" ? "" : placeholder === "disconnected" ? "The control plane is not connected." : library.runbooks.problem
        actionText: placeholder === "error" ? "Try again" : ""
        commandLine: placeholder === "empty" ? "flotillactl runbooks apply FILE" : ""
        onActionTriggered: library.runbooks.reload()
        actions: [
            AppButton {
                small: true
                visible: library.runbooks.count > 0
                iconName: "file-text"
                text: "Open document"
                reason: library.chosen === "" ? "Choose a runbook first" : ""
                onClicked: library.documentRequested(library.chosen)
            },
            AppButton {
                small: true
                visible: library.runbooks.known
                iconName: "plus"
                text: "New runbook"
                reason: library.whyNotChange
                onClicked: library.documentRequested("")
            }
        ]

        DataTable {
            id: books

            anchors.fill: parent
            objectName: "runbooksTable"
            label: "Runbooks"
            model: library.runbooks
            columns: [
                {title: "Name", width: library.wide ? 220 : 170, kind: "strong"},
                {title: "Title", width: 160, stretch: true},
                {title: "Version", width: 66, align: "right"},
                {title: "Owner", width: library.wide ? 150 : 110},
                {title: "Steps", width: 60, align: "right"},
                {title: "Followed", width: library.wide ? 140 : 120},
                {title: "Trust", width: 108, kind: "status"}
            ]
            onActivated: (row) => {
                if (library.whyNotOperate === "" && !library.runbooks.isRetired(library.runbooks.nameAt(row)))
                    library.startRequested(library.runbooks.nameAt(row))
            }
        }
    }
}

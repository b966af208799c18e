import QtQuick
import Flotilla.Models

// The runs and the library of runbooks, or one run in full, or the document of a runbook: then the address names it.
FocusScope {
    id: page

    required property Session session
    required property RunbooksModel runbooks
    required property RunsModel runs
    required property RunWatch run
    required property RunStepView runStep
    required property RunActions actions
    required property RunbookEditor editor
    required property RunbookSaving saving
    required property Navigation navigation
    required property string whyNotOperate
    required property string whyNotApprove
    required property string whyNotChange
    readonly property bool here: navigation.page === "runbooks"
    readonly property string selection: here ? navigation.selection : ""
    // "new", or the name of a runbook and "/edit"
    readonly property bool writes: isDocument(selection)
    readonly property bool full: selection !== "" && !writes
    readonly property bool asks: here && visible && session.state === "live"

    signal startRequested(string runbook, string incident)
    signal wordRequested(string verb, string step)

    function step(by: int) {
        if (writes)
            editing.step(by)
        else if (full)
            view.step(by)
        else
            library.step(by)
    }

    function isDocument(place: string): bool {
        return place === "new" || place.endsWith("/edit")
    }

    // Not `full`, which may not have followed the selection yet.
    function follow() {
        if (isDocument(selection))
            editor.open(selection === "new" ? "" : selection.slice(0, -"/edit".length))
        else if (selection !== "" && selection !== run.run) {
            run.run = selection
            runStep.chosen = ""
        }
    }

    onSelectionChanged: follow()
    Component.onCompleted: follow()

    Binding { target: page.run; property: "active"; value: page.asks && page.full }
    Binding { target: page.runs; property: "active"; value: page.asks && page.selection === "" }
    Binding { target: page.runbooks; property: "active"; value: page.asks && page.selection === "" }
    // A new one has a name once it is saved.
    Connections {
        target: page.editor

        function onSavedAs(runbook) {
            if (page.writes)
                page.navigation.setSelection(runbook + "/edit")
        }
    }
    RunLibrary {
        id: library

        anchors.fill: parent
        visible: page.selection === ""
        focus: visible
        session: page.session
        runs: page.runs
        runbooks: page.runbooks
        whyNotOperate: page.whyNotOperate
        whyNotChange: page.whyNotChange
        onDocumentRequested: (name) => page.navigation.open("runbooks", "", name === "" ? "new" : name + "/edit")
        onRunChosen: (id) => page.navigation.open("runbooks", "", id)
        onStartRequested: (name) => page.startRequested(name, "")
    }
    RunView {
        id: view

        anchors.fill: parent
        visible: page.full
        focus: visible
        session: page.session
        run: page.run
        runStep: page.runStep
        actions: page.actions
        whyNotOperate: page.whyNotOperate
        whyNotApprove: page.whyNotApprove
        onBackRequested: page.navigation.open("runbooks")
        onIncidentRequested: (id) => page.navigation.open("incidents", "", id)
        onWordRequested: (verb, step) => page.wordRequested(verb, step)
    }
    EditorView {
        id: editing

        anchors.fill: parent
        visible: page.writes
        focus: visible
        session: page.session
        editor: page.editor
        saving: page.saving
        whyNotOperate: page.whyNotOperate
        whyNotChange: page.whyNotChange
        onBackRequested: page.navigation.open("runbooks")
    }
}

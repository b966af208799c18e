import QtQuick
import Flotilla.Models

// The runs and the library of runbooks, or one run in full: then the address names it.
FocusScope {
    id: page

    required property Session session
    required property RunbooksModel runbooks
    required property RunsModel runs
    required property RunWatch run
    required property RunStepView runStep
    required property RunActions actions
    required property Navigation navigation
    required property string whyNotOperate
    required property string whyNotApprove
    readonly property bool here: navigation.page === "runbooks"
    readonly property string selection: here ? navigation.selection : ""
    readonly property bool full: selection !== ""
    readonly property bool asks: here && visible && session.state === "live"

    signal startRequested(string runbook, string incident)
    signal wordRequested(string verb, string step)

    function step(by: int) {
        if (full)
            view.step(by)
        else
            library.step(by)
    }

    // Not `full`, which may not have followed the selection yet.
    function follow() {
        if (selection !== "" && selection !== run.run) {
            run.run = selection
            runStep.chosen = ""
        }
    }

    onSelectionChanged: follow()
    Component.onCompleted: follow()

    Binding { target: page.run; property: "active"; value: page.asks && page.full }
    Binding { target: page.runs; property: "active"; value: page.asks && !page.full }
    Binding { target: page.runbooks; property: "active"; value: page.asks && !page.full }
    RunLibrary {
        id: library

        anchors.fill: parent
        visible: !page.full
        focus: visible
        session: page.session
        runs: page.runs
        runbooks: page.runbooks
        whyNotOperate: page.whyNotOperate
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
}

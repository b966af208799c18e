import QtQuick
import Flotilla.Actions
import Flotilla.Models

// The sheets through which people change the fleet; one is open at a time.
Item {
    id: sheets

    required property Console flotilla
    required property Rights rights
    readonly property bool open: deploySheet.opened || rollBackSheet.opened || verbSheet.opened || enrolSheet.opened
                                  || planSheet.opened || wordSheet.opened || acknowledgeSheet.opened || silenceSheet.opened
                                  || expireSheet.opened || overrideSheet.opened || runWordSheet.opened || startRunSheet.opened
                                  || incidentWordSheet.opened || gameDaySheet.opened || abortGameDaySheet.opened
    readonly property string commandLine: deploySheet.opened ? deploySheet.commandLine
            : rollBackSheet.opened ? rollBackSheet.commandLine : verbSheet.opened ? verbSheet.commandLine
            : enrolSheet.opened ? enrolSheet.commandLine : planSheet.opened ? planSheet.commandLine
            : wordSheet.opened ? wordSheet.commandLine : acknowledgeSheet.opened ? acknowledgeSheet.commandLine
            : silenceSheet.opened ? silenceSheet.commandLine : expireSheet.opened ? expireSheet.commandLine
            : overrideSheet.opened ? overrideSheet.commandLine : runWordSheet.opened ? runWordSheet.commandLine
            : startRunSheet.opened ? startRunSheet.commandLine : gameDaySheet.opened ? gameDaySheet.commandLine
            : abortGameDaySheet.opened ? abortGameDaySheet.commandLine : incidentWordSheet.opened ? incidentWordSheet.commandLine : ""
    readonly property string enrolLine: flotilla.actions.tokenLine(flotilla.actions.siteNames[0] ?? "SITE", "", 60, true)

    function deploy(workload: string, version: string, selector: string) {
        deploySheet.start(workload, version, selector)
    }

    function enrol() {
        enrolSheet.start(flotilla.navigation.scope.split("/")[1] ?? "")
    }

    function rollBack(rollout: string) {
        rollBackSheet.start(rollout)
    }

    function plan(workload: string, version: string, selector: string) {
        planSheet.start(workload, version, selector)
    }

    function editPlan(rollout: string, text: string) {
        planSheet.edit(rollout, text)
    }

    // To the rollout that is shown. Pausing harms nobody and is done at once.
    function say(verb: string, place: int) {
        const shown = flotilla.rollout.rollout
        if (verb === "rollback")
            rollBack(shown)
        else if (verb === "pause")
            flotilla.rolloutActions.say(verb, shown, 0, "", "")
        else
            wordSheet.start(verb, place)
    }

    function acknowledge(key: string, group: bool, about: string) {
        if (key !== "")
            acknowledgeSheet.start(key, group, about)
    }

    function silence(key: string) {
        silenceSheet.start(key)
    }

    function expire(id: string) {
        expireSheet.start(id)
    }

    function overrideBudget(cell: string, about: string, meaning: string) {
        overrideSheet.start(cell, about, meaning)
    }

    // To the run, or about the incident, that is shown.
    function sayToRun(word: string, step: string) {
        runWordSheet.start(word, step)
    }

    function sayOfIncident(word: string) {
        incidentWordSheet.start(word)
    }

    // Looking after it harms nobody, so it needs no more than a key.
    function takeIncident() {
        const shown = flotilla.incident
        flotilla.incidentActions.take(shown.incident, flotilla.session.caller, shown.word === "triage")
    }

    function startRun(runbook: string, incident: string) {
        if (runbook !== "")
            startRunSheet.start(runbook, incident)
    }

    function planGameDay() {
        gameDaySheet.start()
    }

    // The one that is shown.
    function abortGameDay() {
        abortGameDaySheet.start()
    }

    function change(verb: string, ids: var) {
        if (ids.length > 0)
            verbSheet.start(verb, ids)
    }

    DeploySheet {
        id: deploySheet

        objectName: "deploySheet"
        actions: sheets.flotilla.actions
        releases: sheets.flotilla.releases
        fleetSize: sheets.flotilla.summary.nodes
        whyNot: sheets.rights.operate
    }
    RollBackSheet {
        id: rollBackSheet

        objectName: "rollBackSheet"
        actions: sheets.flotilla.actions
        whyNot: sheets.rights.operate
    }
    PlanSheet {
        id: planSheet

        objectName: "planSheet"
        draft: sheets.flotilla.draft
        releases: sheets.flotilla.releases
        fleetSize: sheets.flotilla.summary.nodes
        regionNames: sheets.flotilla.actions.regionNames
        whyNot: sheets.rights.operate
    }
    RolloutWordSheet {
        id: wordSheet

        objectName: "wordSheet"
        actions: sheets.flotilla.rolloutActions
        detail: sheets.flotilla.rollout
        fleetSize: sheets.flotilla.summary.nodes
        whyNotOperate: sheets.rights.operate
        whyNotApprove: sheets.rights.approve
    }
    AcknowledgeSheet {
        id: acknowledgeSheet

        objectName: "acknowledgeSheet"
        actions: sheets.flotilla.alertActions
        whyNot: sheets.rights.operate
    }
    SilenceSheet {
        id: silenceSheet

        objectName: "silenceSheet"
        draft: sheets.flotilla.silenceDraft
        whyNot: sheets.rights.operate
    }
    ExpireSheet {
        id: expireSheet

        objectName: "expireSheet"
        actions: sheets.flotilla.alertActions
        silences: sheets.flotilla.silences
        whyNot: sheets.rights.operate
    }
    OverrideSheet {
        id: overrideSheet

        objectName: "overrideSheet"
        actions: sheets.flotilla.alertActions
        whyNot: sheets.rights.approve
    }
    RunWordSheet {
        id: runWordSheet

        objectName: "runWordSheet"
        actions: sheets.flotilla.runActions
        run: sheets.flotilla.run
        runStep: sheets.flotilla.runStep
        whyNotOperate: sheets.rights.operate
        whyNotApprove: sheets.rights.approve
    }
    StartRunSheet {
        id: startRunSheet

        objectName: "startRunSheet"
        draft: sheets.flotilla.runStart
        whyNot: sheets.rights.operate
    }
    GameDaySheet {
        id: gameDaySheet

        objectName: "gameDaySheet"
        draft: sheets.flotilla.gameDays.draft
        whyNot: sheets.rights.operate
    }
    AbortGameDaySheet {
        id: abortGameDaySheet

        objectName: "abortGameDaySheet"
        actions: sheets.flotilla.gameDays.actions
        day: sheets.flotilla.gameDays.day
        whyNotOperate: sheets.rights.operate
    }
    IncidentWordSheet {
        id: incidentWordSheet

        objectName: "incidentWordSheet"
        actions: sheets.flotilla.incidentActions
        incident: sheets.flotilla.incident
        whyNotOperate: sheets.rights.operate
    }
    NodeVerbSheet {
        id: verbSheet

        objectName: "verbSheet"
        actions: sheets.flotilla.actions
        nodes: sheets.flotilla.nodes
        whyNot: sheets.rights.secure
    }
    EnrolSheet {
        id: enrolSheet

        objectName: "enrolSheet"
        actions: sheets.flotilla.actions
        pending: sheets.flotilla.pending
        whyNot: sheets.rights.enrol
        whyNotSecure: sheets.rights.secure
    }
}

import QtQuick
import Flotilla.Actions
import Flotilla.Models

// The sheets through which people change the fleet; one is open at a time.
Item {
    id: sheets

    required property Console flotilla
    required property Rights rights
    readonly property bool open: deploySheet.opened || rollBackSheet.opened || verbSheet.opened || enrolSheet.opened
    readonly property string commandLine: deploySheet.opened ? deploySheet.commandLine
            : rollBackSheet.opened ? rollBackSheet.commandLine : verbSheet.opened ? verbSheet.commandLine
            : enrolSheet.opened ? enrolSheet.commandLine : ""
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

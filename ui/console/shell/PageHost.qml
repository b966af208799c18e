import QtQuick
import Flotilla.Alerts
import Flotilla.Artifacts
import Flotilla.Audit
import Flotilla.Drift
import Flotilla.Models
import Flotilla.Nodes
import Flotilla.Objectives
import Flotilla.Overview
import Flotilla.Rollouts
import Flotilla.Settings
import Flotilla.Topology

// Not bound, because the Loader of Qt 6.4 cannot make bound components; their ids are looked up by name instead.
// qmllint disable unqualified

// The views, one visible at a time.
FocusScope {
    id: host

    required property Console flotilla
    required property Rights rights
    required property Sheets sheets
    readonly property string page: flotilla.navigation.page
    readonly property var current: ({overview: overview, topology: topology, nodes: nodes, rollouts: rollouts,
                                     artifacts: artifacts, slos: slos, drift: drift, alerts: alerts,
                                     incidents: response.incidents, runbooks: response.runbooks, "game-days": response.gameDays,
                                     approvals: approvals, audit: audit, settings: settings})[page] ?? overview

    // What the panel of the chosen node takes, and where it begins.
    property real inset: 0
    readonly property Component nodeInputs: inputsPart
    readonly property real bodyTop: current.item?.bodyTop ?? 0

    signal nodeChosen(string id)

    function focusFilter() {
        const item = current.item
        if (item && item.focusFilter)
            item.focusFilter()
    }

    function step(by: int) {
        const item = current.item
        if (item && item.step)
            item.step(by)
    }

    Accessible.role: Accessible.Pane
    Accessible.name: page

    PageSlot {
        id: overview

        page: "overview"
        current: host.page
        sourceComponent: OverviewPage {
            session: host.flotilla.session
            summary: host.flotilla.summary
            regions: host.flotilla.regions
            rollouts: host.flotilla.rollouts
            activity: host.flotilla.activity
            pages: host.flotilla.pages
            navigation: host.flotilla.navigation
            whyNotDeploy: host.rights.operate
            whyNotEnrol: host.rights.enrol
            enrolLine: host.sheets.enrolLine
            onDeployRequested: host.sheets.plan("", "", "")
            onEnrolRequested: host.sheets.enrol()
        }
    }
    PageSlot {
        id: topology

        page: "topology"
        current: host.page
        sourceComponent: TopologyPage {
            session: host.flotilla.session
            summary: host.flotilla.summary
            topology: host.flotilla.topology
            navigation: host.flotilla.navigation
            currentId: host.flotilla.node.node
            whyNotEnrol: host.rights.enrol
            enrolLine: host.sheets.enrolLine
            list: nodeList
            inset: host.inset
            onChosen: (id) => host.nodeChosen(id)
            onEnrolRequested: host.sheets.enrol()
        }
    }
    PageSlot {
        id: nodes

        page: "nodes"
        current: host.page
        sourceComponent: NodesPage {
            inset: host.inset
            session: host.flotilla.session
            nodes: host.flotilla.nodes
            navigation: host.flotilla.navigation
            currentId: host.flotilla.node.node
            whyNotDeploy: host.rights.operate
            whyNotSecure: host.rights.secure
            whyNotEnrol: host.rights.enrol
            enrolLine: host.sheets.enrolLine
            onChosen: (id) => host.nodeChosen(id)
            onEnrolRequested: host.sheets.enrol()
            onVerbRequested: (verb, ids) => host.sheets.change(verb, ids)
            onDeployRequested: (selector) => host.sheets.deploy("", "", selector)
        }
    }
    PageSlot {
        id: rollouts

        page: "rollouts"
        current: host.page
        sourceComponent: RolloutsPage {
            session: host.flotilla.session
            rollouts: host.flotilla.rollouts
            rollout: host.flotilla.rollout
            evidence: host.flotilla.evidence
            waveNodes: host.flotilla.waveNodes
            plan: host.flotilla.shownPlan
            navigation: host.flotilla.navigation
            whyNotDeploy: host.rights.operate
            whyNotApprove: host.rights.approve
            onDeployRequested: host.sheets.plan("", "", "")
            onVerbRequested: (verb, place) => host.sheets.say(verb, place)
            onEditRequested: host.sheets.editPlan(host.flotilla.rollout.rollout, host.flotilla.evidence.plan)
            onNodeRequested: (id) => {
                host.flotilla.navigation.open("nodes", host.flotilla.nodes.filter)
                host.nodeChosen(id)
            }
        }
    }
    PageSlot {
        id: artifacts

        page: "artifacts"
        current: host.page
        sourceComponent: ArtifactsPage {
            session: host.flotilla.session
            releases: host.flotilla.releases
            navigation: host.flotilla.navigation
            whyNotDeploy: host.rights.operate
            onDeployRequested: (workload, version) => host.sheets.deploy(workload, version, "")
        }
    }
    PageSlot {
        id: slos

        page: "slos"
        current: host.page
        sourceComponent: SlosPage {
            session: host.flotilla.session
            objectives: host.flotilla.objectives
            objective: host.flotilla.objective
            alerts: host.flotilla.alerts
            budget: host.flotilla.budget
            navigation: host.flotilla.navigation
            whyNotApprove: host.rights.approve
            onOverrideRequested: (cell, about, meaning) => host.sheets.overrideBudget(cell, about, meaning)
            onRevokeRequested: (id) => host.flotilla.alertActions.revokeOverride(id)
        }
    }
    PageSlot {
        id: drift

        page: "drift"
        current: host.page
        sourceComponent: DriftPage {
            session: host.flotilla.session
            drift: host.flotilla.drift
            detail: host.flotilla.driftDetail
            navigation: host.flotilla.navigation
        }
    }
    PageSlot {
        id: alerts

        page: "alerts"
        current: host.page
        sourceComponent: AlertsPage {
            session: host.flotilla.session
            board: host.flotilla.board
            alert: host.flotilla.alert
            objective: host.flotilla.alertObjective
            silences: host.flotilla.silences
            maintenance: host.flotilla.maintenance
            navigation: host.flotilla.navigation
            whyNotOperate: host.rights.operate
            onAcknowledgeRequested: (key, isGroup, title) => host.sheets.acknowledge(key, isGroup, title)
            onGiveBackRequested: (key, isGroup) => host.flotilla.alertActions.unacknowledge(key, isGroup)
            onSilenceRequested: (key) => host.sheets.silence(key)
            onExpireRequested: (id) => host.sheets.expire(id)
        }
    }
    // Both pages tell of objectives.
    Binding {
        target: host.flotilla.objectives
        property: "active"
        value: host.page === "slos" || host.page === "alerts"
    }
    ResponsePages {
        id: response

        anchors.fill: parent
        flotilla: host.flotilla
        rights: host.rights
        sheets: host.sheets
    }
    PageSlot {
        id: approvals

        page: "approvals"
        current: host.page
        sourceComponent: ApprovalsPage {
            session: host.flotilla.session
            approvals: host.flotilla.approvals
            evidence: host.flotilla.approvalEvidence
            navigation: host.flotilla.navigation
            whyNotApprove: host.rights.approve
            onVerbRequested: (verb, rollout, place) => {
                host.flotilla.rollout.rollout = rollout
                host.sheets.say(verb, place)
            }
            onOpenRequested: (rollout) => host.flotilla.navigation.open("rollouts", "", rollout)
        }
    }
    PageSlot {
        id: audit

        page: "audit"
        current: host.page
        sourceComponent: AuditPage {
            session: host.flotilla.session
            audit: host.flotilla.audit
            navigation: host.flotilla.navigation
            whyNotAudit: host.rights.audit
        }
    }
    PageSlot {
        id: settings

        page: "settings"
        current: host.page
        sourceComponent: SettingsPage {
            session: host.flotilla.session
            summary: host.flotilla.summary
            preferences: host.flotilla.preferences
            backend: host.flotilla.backend
        }
    }
    // What the chosen node sees is shown by those who know drift.
    Component {
        id: inputsPart

        NodeInputs {
            session: host.flotilla.session
            inputs: host.flotilla.nodeDrift
            onOpenRequested: (key) => host.flotilla.navigation.open("drift", "", key)
        }
    }
    // The list that is the equivalent of the topology.
    Component {
        id: nodeList

        NodesTable {
            session: host.flotilla.session
            nodes: host.flotilla.nodes
            checkable: false
            currentId: host.flotilla.node.node
            whyNotDeploy: host.rights.operate
            whyNotSecure: host.rights.secure
            whyNotEnrol: host.rights.enrol
            enrolLine: host.sheets.enrolLine
            onChosen: (id) => host.nodeChosen(id)
            onClearRequested: {
                host.flotilla.nodes.filter = ""
                host.flotilla.navigation.setScope("")
            }
            onEnrolRequested: host.sheets.enrol()
        }
    }
}

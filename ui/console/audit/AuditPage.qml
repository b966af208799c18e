import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Who did what to what, as the control plane recorded it: append-only, every entry chained to the one before.
Item {
    id: page

    required property Session session
    required property AuditModel audit
    required property Navigation navigation
    required property string whyNotAudit

    function focusFilter() {
        filterBar.focusField()
    }

    function count(value: int): string {
        return Number(value).toLocaleString(Qt.locale("en_US"), "f", 0)
    }

    Component.onCompleted: {
        if (audit.state === "idle")
            audit.reload()
    }

    Column {
        id: head

        x: Theme.spaceL
        width: parent.width - 2 * x

        PageHead {
            width: parent.width
            title: "Audit"
            sub: page.audit.state === "ready" || page.audit.count > 0
                 ? page.count(page.audit.count) + " of " + page.count(page.audit.total) + " entries shown" : ""
            actions: [
                StatusMark {
                    anchors.verticalCenter: parent?.verticalCenter
                    visible: page.audit.verdict !== ""
                    status: page.audit.verdictStatus === "healthy" ? "passed" : page.audit.verdictStatus
                    word: page.audit.verdict
                    background: Theme.canvas
                },
                AppButton {
                    iconName: "refresh-cw"
                    text: "Reload"
                    reason: page.session.state === "live" ? "" : "Not connected"
                    onClicked: page.audit.reload()
                },
                AppButton {
                    iconName: "shield-check"
                    text: "Verify chain"
                    reason: page.whyNotAudit
                    onClicked: page.audit.verify()
                }
            ]
        }
        FilterBar {
            id: filterBar

            width: parent.width
            placeholder: "add a term such as actor:local-administrator, or press / and type"
            filter: page.audit.filter
            onEdited: (filter) => page.audit.filter = filter
        }
    }
    Panel {
        x: Theme.spaceL
        y: head.height + Theme.spaceM
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        padding: placeholder === "loading" ? Theme.spaceL : 1
        placeholder: {
            switch (page.audit.state) {
            case "denied": return "denied"
            case "failed": return page.audit.count > 0 ? "" : page.session.state === "live" ? "error" : "disconnected"
            case "ready": return page.audit.count > 0 ? "" : page.audit.filter === "" ? "empty" : "filtered"
            default: return page.audit.count > 0 ? "" : "loading"
            }
        }
        message: {
            switch (placeholder) {
            case "filtered": return "No entry matches."
            case "empty": return "Nothing was recorded yet."
            case "loading": case "": return ""
            default: return page.audit.problem
            }
        }
        detail: placeholder === "denied" ? "The audit log needs the role auditor, security-admin or administrator. "
                                           + "Whoever administers the fleet can grant it." : ""
        actionText: placeholder === "filtered" ? "Clear the filter"
                    : placeholder === "error" || placeholder === "disconnected" ? "Try again" : ""
        onActionTriggered: {
            if (placeholder === "filtered")
                page.audit.filter = ""
            else
                page.audit.reload()
        }

        DataTable {
            anchors.fill: parent
            anchors.bottomMargin: trouble.visible ? trouble.height : 0
            label: "Audit log"
            model: page.audit
            columns: [
                {title: "Time", width: 212, kind: "mono"},
                {title: "Who", width: 156, kind: "strong"},
                {title: "Action", width: 150},
                {title: "Object", width: 236, kind: "mono"},
                {title: "Detail", width: 200, stretch: true},
                {title: "Hash", width: 120, kind: "mono"}
            ]
        }
        Item {
            id: trouble

            y: parent.height - height
            width: parent.width
            height: 36
            visible: page.audit.state === "failed" && page.audit.count > 0

            StatusMark {
                x: Theme.spaceL
                width: parent.width - x - again.width - 2 * Theme.spaceL
                anchors.verticalCenter: parent.verticalCenter
                status: "failed"
                word: "Older entries could not be loaded: " + page.audit.problem
            }
            AppButton {
                id: again

                anchors.right: parent.right
                anchors.rightMargin: Theme.spaceL
                anchors.verticalCenter: parent.verticalCenter
                small: true
                text: "Reload"
                onClicked: page.audit.reload()
            }
        }
    }
}

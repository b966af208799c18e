import QtQuick
import Flotilla.Models

// Why the actions of each role cannot be done now; empty where they can. Follows the connection and the caller.
QtObject {
    id: rights

    required property Session session
    // All that whyNot() depends on; read by the bindings below, so that they follow.
    readonly property string now: session.state + session.loaded + session.lostSince + session.caller + session.roles
    readonly property string operate: now === "" ? "" : session.whyNot("operator")
    readonly property string approve: now === "" ? "" : session.whyNot("approver")
    readonly property string enrol: now === "" ? "" : session.whyNot("enroller")
    readonly property string secure: now === "" ? "" : session.whyNot("security-admin")
    readonly property string administer: now === "" ? "" : session.whyNot("administrator")
    readonly property string audit: now === "" ? "" : session.whyNot("auditor")
}

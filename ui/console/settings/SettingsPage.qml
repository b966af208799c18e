import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What the console is connected to, and how it looks and listens.
Item {
    id: page

    required property Session session
    required property Summary summary
    required property Preferences preferences
    required property BackendStatus backend
    readonly property var themes: ["system", "dark", "light"]
    readonly property real half: Math.round(Math.min(620, (width - 2 * Theme.spaceL - Theme.spaceM) / 2))

    PageHead {
        id: head

        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Settings"
    }
    Flickable {
        y: head.height
        width: parent.width
        height: parent.height - y
        contentHeight: columns.height + Theme.spaceL
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Row {
            id: columns

            x: Theme.spaceL
            spacing: Theme.spaceM

            Column {
                spacing: Theme.spaceM

                Panel {
                    width: page.half
                    title: "Connection"
                    freshness: page.session.freshness
                    age: page.session.freshnessText

                    FactList {
                        width: parent.width
                        nameWidth: 140
                        facts: [
                            {name: "Control plane", value: page.session.target, mono: true},
                            {name: "Environment", value: page.session.environment},
                            {name: "State", value: page.session.state === "live" ? "connected" : page.session.state === "lost"
                                    ? "lost since " + page.session.lostSince : "connecting",
                             status: page.session.state === "live" ? "healthy" : page.session.state === "lost" ? "failed" : "pending"},
                            {name: "Last answer took", value: page.session.latency < 0 ? "" : page.session.latency + " ms"},
                            {name: "Revision", value: page.session.revision, mono: true},
                            {name: "Logged in as", value: page.session.caller},
                            {name: "Roles", value: page.session.roles}
                        ]
                    }
                }
                Panel {
                    width: page.half
                    title: "Control plane on this computer"
                    visible: page.backend.state !== "none"

                    Column {
                        width: parent.width
                        spacing: Theme.spaceS

                        FactList {
                            width: parent.width
                            nameWidth: 140
                            facts: [
                                {name: "State", value: page.backend.state, status: page.backend.state === "running"
                                        ? "healthy" : page.backend.state === "crashed" ? "failed" : "pending"},
                                {name: "Data", value: page.backend.data, mono: true}
                            ]
                        }
                        AppText {
                            width: parent.width
                            visible: page.backend.problem !== ""
                            wrapMode: Text.Wrap
                            text: page.backend.problem
                            color: Theme.failed
                        }
                        AppButton {
                            visible: page.backend.state === "crashed"
                            iconName: "rotate-cw"
                            text: "Restart"
                            onClicked: page.backend.restart()
                        }
                    }
                }
                Panel {
                    width: page.half
                    title: "About"

                    FactList {
                        width: parent.width
                        nameWidth: 140
                        facts: [
                            {name: "Console", value: page.session.version, mono: true},
                            {name: "Control plane", value: page.session.serverVersion, mono: true},
                            {name: "Versions", value: page.session.versionNote === "" ? "match" : page.session.versionNote,
                             status: page.session.versionNote === "" ? "" : "degraded"},
                            {name: "Licences", value: "Inter and JetBrains Mono (OFL), Lucide (ISC), Natural Earth"}
                        ]
                    }
                }
            }
            Panel {
                width: page.half
                title: "This console"

                Column {
                    width: parent.width
                    spacing: Theme.spaceL

                    Column {
                        width: parent.width
                        spacing: Theme.spaceS

                        AppText {
                            text: "Theme"
                            weight: Theme.weightMedium
                        }
                        SegmentedControl {
                            label: "Theme"
                            options: ["System", "Dark", "Light"]
                            currentIndex: page.themes.indexOf(page.preferences.theme)
                            onChosen: (index) => {
                                page.preferences.theme = page.themes[index]
                                currentIndex = Qt.binding(() => page.themes.indexOf(page.preferences.theme))
                            }
                        }
                    }
                    SettingSwitch {
                        width: parent.width
                        text: "Single keys"
                        detail: "The digits 1 to 5 and 0 change views without Alt while no field has the focus."
                        checked: page.preferences.singleKeys
                        onToggled: page.preferences.singleKeys = checked
                    }
                    SettingSwitch {
                        width: parent.width
                        text: "Reduce motion"
                        detail: "Panels and switches jump to their place instead of moving there."
                        checked: page.preferences.reducedMotion
                        onToggled: page.preferences.reducedMotion = checked
                    }
                    FactList {
                        width: parent.width
                        facts: [{name: "Kept in", value: page.preferences.file === "" ? "nowhere, only until this window closes"
                                        : page.preferences.file, mono: page.preferences.file !== ""}]
                    }
                }
            }
        }
    }
}

import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// How the connection is, how fresh the data, how many nodes report, what runs; at the right the address of the view.
Rectangle {
    id: bar

    required property Session session
    required property Summary summary
    required property int running
    required property string address
    readonly property string connectionText: {
        switch (session.state) {
        case "live": return session.latency >= 0 ? "connected " + session.latency + " ms" : "connected"
        case "lost": return "offline since " + session.lostSince
        default: return "connecting to " + session.target
        }
    }

    signal copyRequested(string text)

    function count(value: int): string {
        return Number(value).toLocaleString(Qt.locale("en_US"), "f", 0)
    }

    component Rule: Rectangle {
        anchors.verticalCenter: parent?.verticalCenter
        width: 1
        height: 12
        color: Theme.divider
    }
    component Word: AppText {
        anchors.verticalCenter: parent?.verticalCenter
        size: Theme.fontCaption
        color: Theme.text2
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }

    implicitHeight: Theme.sizeStatusBar
    color: Theme.panel
    Accessible.role: Accessible.StatusBar
    Accessible.name: connectionText

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.divider
    }
    Row {
        x: Theme.spaceL
        height: parent.height
        spacing: Theme.spaceM

        Row {
            anchors.verticalCenter: parent.verticalCenter
            spacing: 6

            StatusShape {
                anchors.verticalCenter: parent.verticalCenter
                status: bar.session.state === "live" ? "healthy" : bar.session.state === "lost" ? "failed" : "pending"
                size: 10
            }
            Word {
                text: bar.connectionText
                color: bar.session.state === "lost" ? Theme.failed : Theme.text2
            }
        }
        Rule {}
        FreshnessChip {
            anchors.verticalCenter: parent.verticalCenter
            freshness: bar.session.freshness
            text: "stream " + bar.session.freshnessText
        }
        Rule {
            visible: bar.session.loaded
        }
        Word {
            visible: bar.session.loaded
            text: bar.count(bar.summary.reporting) + " of " + bar.count(bar.summary.nodes) + (bar.summary.nodes === 1 ? " node" : " nodes") + " reporting"
        }
        Rule {
            visible: bar.running > 0
        }
        Word {
            visible: bar.running > 0
            text: bar.running === 1 ? "1 operation running" : bar.running + " operations running"
        }
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceL
        height: parent.height
        spacing: Theme.spaceM

        T.AbstractButton {
            id: link

            property bool copied: false

            height: bar.height - 1
            y: 1
            width: Math.min(Math.ceil(where.implicitWidth), 420)
            hoverEnabled: true
            text: bar.address
            Accessible.name: "Copy the address " + bar.address
            onClicked: {
                bar.copyRequested(bar.address)
                copied = true
                reset.restart()
            }
            contentItem: AppText {
                id: where

                verticalAlignment: Text.AlignVCenter
                elide: Text.ElideMiddle
                text: link.copied ? "address copied" : bar.address
                mono: true
                size: Theme.fontCaption
                color: link.hovered || link.copied ? Theme.text : Theme.text3
                font.underline: link.hovered && !link.copied
                Accessible.ignored: true
            }
            background: Item {
                FocusRing {
                    visible: link.visualFocus
                    around: 0
                    anchors.margins: 0
                }
            }

            Timer {
                id: reset

                interval: 2000
                onTriggered: link.copied = false
            }
            Tooltip {
                y: -height - 4
                visible: link.hovered
                text: "Copy this address  Ctrl+Shift+C"
            }
        }
        Rule {}
        Word {
            text: bar.session.version
            color: bar.session.versionNote === "" ? Theme.text2 : Theme.degraded
            Accessible.name: "Version " + text + " " + bar.session.versionNote

            HoverHandler {
                id: overVersion
            }
            Tooltip {
                y: -height - 4
                visible: overVersion.hovered && text !== ""
                text: bar.session.versionNote
            }
        }
    }
}

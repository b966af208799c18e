import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Which environment, which part of the fleet, the way into everything (search), and the time there.
FocusScope {
    id: header

    required property Session session
    required property Navigation navigation
    required property Preferences preferences
    required property Summary summary

    signal searchRequested()
    signal helpRequested()

    implicitHeight: Theme.sizeHeader
    Accessible.role: Accessible.ToolBar
    Accessible.name: "Header"

    Rectangle {
        anchors.fill: parent
        color: Theme.panel

        Rectangle {
            y: parent.height - 1
            width: parent.width
            height: 1
            color: Theme.divider
        }
    }
    Rectangle {
        id: environment

        x: Theme.spaceL
        anchors.verticalCenter: parent.verticalCenter
        width: Math.ceil(word.implicitWidth) + 18
        height: 22
        radius: Theme.radiusControl
        color: Theme.environment
        Accessible.role: Accessible.StaticText
        Accessible.name: "Environment " + header.session.environment

        AppText {
            id: word

            anchors.centerIn: parent
            text: header.session.environment
            weight: Theme.weightStrong
            color: Theme.environmentInk
            Accessible.ignored: true
        }
    }
    ScopeCrumb {
        anchors.left: environment.right
        anchors.leftMargin: Theme.spaceM
        anchors.verticalCenter: parent.verticalCenter
        target: header.session.target
        scope: header.navigation.scope
        summary: header.summary
        onScopeChosen: (scope) => header.navigation.setScope(scope)
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceM
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceS

        SearchButton {
            anchors.verticalCenter: parent.verticalCenter
            width: header.width < 1000 ? 240 : 340
            onClicked: header.searchRequested()
        }
        Item {
            width: 4
            height: 1
        }
        AppText {
            anchors.verticalCenter: parent.verticalCenter
            width: 62
            text: header.session.clock
            mono: true
            horizontalAlignment: Text.AlignRight
            color: Theme.text2
            Accessible.name: "Time " + text + " " + header.session.zone
        }
        AppText {
            anchors.verticalCenter: parent.verticalCenter
            text: header.session.zone
            mono: true
            color: Theme.text3
            Accessible.ignored: true
        }
        Item {
            width: 4
            height: 1
        }
        AppButton {
            id: themeButton

            anchors.verticalCenter: parent.verticalCenter
            kind: "icon"
            iconName: Theme.dark ? "sun" : "moon"
            text: Theme.dark ? "Light theme" : "Dark theme"
            onClicked: header.preferences.theme = Theme.dark ? "light" : "dark"

            Tooltip {
                visible: themeButton.hovered
                text: themeButton.text
            }
        }
        AppButton {
            id: helpButton

            anchors.verticalCenter: parent.verticalCenter
            kind: "icon"
            iconName: "circle-question-mark"
            text: "Keys and help"
            onClicked: header.helpRequested()

            Tooltip {
                visible: helpButton.hovered
                text: helpButton.text + "  ?"
            }
        }
    }
}

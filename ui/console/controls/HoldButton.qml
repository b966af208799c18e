import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A button for what cannot be taken back by a second click: held for a second it fills from the left, then confirms.
// Enter or Space can be held as well, or tapped, and then `confirmWord` typed. `hint` says so; show it below the button.
T.AbstractButton {
    id: hold

    property string iconName: "hand"
    property string confirmWord: "yes"
    property string reason: ""
    property bool danger: false
    property real progress: 0
    property bool armed: false
    property string typed: ""
    readonly property string hint: armed ? "Type " + confirmWord + " to confirm, Esc to leave it."
            : "Hold 1 s with the mouse or Enter. Keyboard without holding: Enter, then type " + confirmWord + "."
    readonly property color fill: danger ? Theme.danger : Theme.accent
    readonly property color ink: !enabled ? Theme.text3 : danger ? Theme.dangerInk : Theme.accentInk

    signal confirmed()

    function press() {
        filling.restart()
    }

    function release() {
        filling.stop()
        progress = 0
    }

    function confirm() {
        release()
        disarm()
        confirmed()
    }

    function disarm() {
        armed = false
        typed = ""
    }

    function type(text: string) {
        typed += text
        if (typed === confirmWord)
            confirm()
        else if (!confirmWord.startsWith(typed))
            typed = ""
    }

    enabled: reason === ""
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    implicitWidth: Math.max(280, Math.ceil(label.implicitWidth) + 60)
    implicitHeight: 40
    onActiveFocusChanged: {
        release()
        disarm()
    }
    Accessible.name: text
    Accessible.description: reason === "" ? hint : "Not available: " + reason
    Accessible.onPressAction: armed ? confirm() : armed = true

    Keys.onPressed: (event) => {
        const starts = event.key === Qt.Key_Return || event.key === Qt.Key_Enter || event.key === Qt.Key_Space
        event.accepted = true
        if (starts && !event.isAutoRepeat)
            press()
        else if (event.key === Qt.Key_Escape && (armed || filling.running))
            hold.disarm()
        else if (armed && event.text !== "" && !starts)
            type(event.text)
        else if (!starts)
            event.accepted = false
    }
    Keys.onReleased: (event) => {
        if (event.isAutoRepeat || !filling.running)
            return
        release()
        armed = true
    }

    NumberAnimation {
        id: filling

        target: hold
        property: "progress"
        from: 0
        to: 1
        duration: Theme.motionHold
        onFinished: hold.confirm()
    }
    background: Rectangle {
        radius: Theme.radiusControl
        color: !hold.enabled ? Theme.panel : hold.hovered ? Theme.mix(hold.fill, Theme.text, 0.08) : hold.fill
        border.width: hold.enabled ? 0 : 1
        border.color: Theme.divider

        Rectangle {
            width: Math.round(parent.width * hold.progress)
            height: parent.height
            radius: parent.radius
            color: Theme.mix(hold.fill, Theme.dark ? Qt.color("white") : Qt.color("black"), Theme.dark ? 0.38 : 0.32)
        }
        FocusRing {
            visible: hold.visualFocus
        }
    }
    contentItem: Item {
        Row {
            anchors.centerIn: parent
            spacing: Theme.spaceS

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: name !== ""
                name: hold.iconName
                color: hold.ink
            }
            AppText {
                id: label

                anchors.verticalCenter: parent.verticalCenter
                text: hold.armed ? "Type " + hold.confirmWord + (hold.typed === "" ? "" : ": " + hold.typed) : hold.text
                size: Theme.fontBody
                weight: Theme.weightStrong
                color: hold.ink
                Accessible.ignored: true
            }
        }
    }

    MouseArea {
        anchors.fill: parent
        onPressed: {
            hold.forceActiveFocus(Qt.MouseFocusReason)
            hold.press()
        }
        onReleased: hold.release()
        onCanceled: hold.release()
        onExited: hold.release()
    }
}

import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A button. `kind`: default, primary, danger, dangerText, ghost, link, icon (no text on screen, `text` is what is read out).
// A `reason` disables it and says why: read out, shown when the pointer rests on it.
T.Button {
    id: button

    property string kind: "default"
    property string iconName: ""
    property string reason: ""
    property bool small: false
    property int iconSize: kind === "icon" ? 16 : 14
    readonly property bool filled: kind === "primary" || kind === "danger"
    readonly property bool bare: kind === "ghost" || kind === "link" || kind === "icon"
    readonly property color ink: {
        if (!enabled)
            return Theme.text3
        switch (kind) {
        case "primary": return Theme.accentInk
        case "danger": return Theme.dangerInk
        case "dangerText": return Theme.failed
        case "link": return Theme.link
        case "icon": return checked || hovered ? Theme.text : Theme.text2
        default: return Theme.text
        }
    }
    readonly property color fill: {
        if (!enabled)
            return bare ? "transparent" : Theme.panel
        if (kind === "primary")
            return shade(Theme.accent)
        if (kind === "danger")
            return shade(Theme.danger)
        if (kind === "link")
            return "transparent"
        if (bare)
            return down || checked ? Theme.selected : hovered ? Theme.raised : "transparent"
        return down || checked ? Theme.mix(Theme.selected, Theme.text, 0.06) : hovered ? Theme.selected : Theme.raised
    }

    function shade(base: color): color {
        return Theme.mix(base, Theme.text, down ? 0.22 : hovered ? 0.1 : 0)
    }

    enabled: reason === ""
    hoverEnabled: true
    implicitHeight: small ? Theme.sizeButtonSmall : Theme.sizeButton
    implicitWidth: kind === "icon" ? implicitHeight : Math.ceil(content.implicitWidth) + leftPadding + rightPadding
    leftPadding: kind === "icon" ? 0 : kind === "link" ? 2 : 11
    rightPadding: leftPadding
    Accessible.name: text
    // Qt 6.4 does not tell assistive technology that an item is disabled.
    Accessible.description: reason === "" ? "" : "Not available: " + reason

    contentItem: Item {
        implicitWidth: content.implicitWidth

        Row {
            id: content

            anchors.centerIn: parent
            spacing: 7

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.iconName !== ""
                name: button.iconName
                size: button.iconSize
                color: button.ink
            }
            AppText {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.kind !== "icon"
                text: button.text
                color: button.ink
                weight: Theme.weightMedium
                font.underline: button.kind === "link" && button.hovered
                Accessible.ignored: true
            }
        }
    }
    background: Rectangle {
        radius: Theme.radiusControl
        color: button.fill
        border.width: button.bare || (button.filled && button.enabled) ? 0 : 1
        border.color: button.enabled ? Theme.control : Theme.divider

        FocusRing {
            visible: button.visualFocus
        }
    }

    // A disabled item hears of no pointer, so the item around it listens.
    HoverHandler {
        id: pointer

        parent: button.parent
        enabled: button.reason !== ""
    }
    Tooltip {
        text: button.reason
        visible: button.reason !== "" && pointer.hovered
                 && button.contains(button.mapFromItem(button.parent, pointer.point.position))
    }
}

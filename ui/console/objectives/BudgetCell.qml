import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One cell of a BudgetTable: the state as a shape, what is left of the budget, what fires, and how fast it is used up.
Rectangle {
    id: cell

    required property var table
    required property int row
    required property int column
    required property var model
    readonly property bool name: column === 0
    readonly property string status: model.status ?? ""
    readonly property string burning: model.burning ?? ""
    readonly property string doubt: model.doubt ?? ""
    readonly property string burn: model.burn ?? ""
    readonly property bool quiet: status === "healthy" || status === "unknown" || status === ""
    readonly property bool current: !name && row === table.currentRow && column === table.currentColumn

    color: quiet ? Theme.panel : Theme.mix(Theme.panel, Theme.statusColor(status), Theme.tintOpacity)
    Accessible.role: Accessible.Cell
    Accessible.name: name ? model.display ?? ""
                     : table.words(row, column, [model.display ?? "", status === "unknown" ? "" : status,
                                                 burn === "" ? "" : "burn " + burn, burning === "" ? "" : burning + " fires", doubt])
    Accessible.selected: current

    Rectangle {
        y: parent.height - 1
        width: parent.width
        height: 1
        color: Theme.divider
    }
    StatusShape {
        x: 12
        anchors.verticalCenter: parent.verticalCenter
        visible: cell.status !== ""
        status: cell.status === "" ? "unknown" : cell.status
        background: cell.color
        opacity: cell.status === "healthy" ? 0.55 : 1
    }
    AppText {
        id: left

        x: cell.name ? Theme.spaceL : 34
        width: cell.name ? parent.width - x - 8 : Math.min(Math.ceil(implicitWidth), parent.width - x - 8)
        anchors.verticalCenter: parent.verticalCenter
        text: cell.model.display ?? ""
        weight: cell.quiet && !cell.name ? Theme.weightNormal : Theme.weightStrong
        color: cell.quiet && !cell.name && cell.status !== "healthy" ? Theme.text3 : Theme.text
        Accessible.ignored: true
    }
    // What fires is said in a word where there is room for one.
    Icon {
        x: word.x
        anchors.verticalCenter: parent.verticalCenter
        visible: cell.status !== "unknown" && cell.burning !== "" && !word.visible
        name: "siren"
        color: word.color
    }
    AppText {
        id: word

        x: Math.max(94, left.x + left.width + Theme.spaceM)
        width: Math.max(0, pace.x - x - Theme.spaceS)
        anchors.verticalCenter: parent.verticalCenter
        visible: cell.status !== "unknown" && implicitWidth <= width
        text: cell.burning !== "" ? cell.burning : cell.doubt
        size: Theme.fontCaption
        weight: cell.burning === "" ? Theme.weightNormal : Theme.weightMedium
        color: cell.burning === "" ? Theme.text3 : Theme.statusColor(cell.burning === "page" ? "failed" : "warning")
        Accessible.ignored: true
    }
    AppText {
        id: pace

        x: Math.max(left.x + left.width + Theme.spaceS, parent.width - implicitWidth - 14)
        width: Math.min(Math.ceil(implicitWidth), parent.width - x - 6)
        anchors.verticalCenter: parent.verticalCenter
        text: cell.status === "unknown" ? cell.doubt : cell.burn
        weight: cell.quiet ? Theme.weightNormal : Theme.weightMedium
        color: cell.quiet ? Theme.text3 : Theme.text
        Accessible.ignored: true
    }
    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: 1
        visible: cell.current
        color: "transparent"
        border.width: 2
        border.color: cell.table.activeFocus && cell.table.cameByKey ? Theme.focus : Theme.accent
    }
}

import QtQuick
import Flotilla.Theme

// One cell of a DataTable. Few objects and no layouts: a screen shows three hundred of these.
Rectangle {
    id: cell

    required property var table
    required property int row
    required property int column
    required property var model
    readonly property var spec: table.columns[column] ?? ({})
    readonly property string kind: spec.kind ?? "text"
    readonly property bool first: column === 0
    readonly property bool current: row === table.currentRow
    readonly property bool checked: table.checkable && table.selection.revision >= 0 && table.selection.contains(row)
    readonly property string edge: first ? model.edge ?? "" : ""
    readonly property string tone: model.tone ?? ""
    readonly property real inset: first ? table.leading : 10

    implicitWidth: 100
    implicitHeight: table.rowHeight
    color: current ? Theme.selected : checked || row === table.hoveredRow ? Theme.hover : Theme.panel
    Accessible.role: Accessible.Cell
    Accessible.name: "Row " + (row + 1) + ", " + spec.title + ": " + (model.display ?? "unknown")
    Accessible.selected: current

    Rectangle {
        y: parent.height - 1
        width: parent.width
        height: 1
        color: Theme.divider
    }
    Rectangle {
        width: Theme.sizeEdge
        height: parent.height
        visible: cell.edge !== ""
        color: cell.edge === "" ? "transparent" : Theme.statusColor(cell.edge)
    }
    // By file, because cells are used again for other columns, and most need neither of the two.
    Loader {
        id: extra

        readonly property string file: cell.first && cell.table.checkable ? "TableCheck.qml" : cell.kind === "bar" ? "TableBar.qml" : ""

        onFileChanged: extra.setSource(file, file === "" ? {} : {cell: cell})
        Component.onCompleted: extra.setSource(file, file === "" ? {} : {cell: cell})
    }
    StatusShape {
        x: cell.inset
        y: (cell.height - height) / 2
        visible: cell.kind === "status"
        status: cell.kind === "status" ? cell.model.status ?? "unknown" : "unknown"
        background: cell.color
    }
    AppText {
        x: cell.inset + (cell.kind === "status" ? 18 : cell.kind === "bar" ? 72 : 0)
        width: cell.width - x - 10
        height: cell.height - 1
        verticalAlignment: Text.AlignVCenter
        horizontalAlignment: cell.spec.align === "right" ? Text.AlignRight : Text.AlignLeft
        text: cell.model.display ?? ""
        mono: cell.kind === "mono"
        weight: cell.kind === "strong" || cell.tone === "strong" ? Theme.weightStrong : Theme.weightNormal
        color: {
            if (cell.kind === "link")
                return Theme.link
            if (cell.kind === "status") {
                const status = cell.model.status ?? "unknown"
                return cell.current ? Theme.text : status === "healthy" ? Theme.text2 : Theme.statusColor(status)
            }
            switch (cell.tone) {
            case "": case "strong": return Theme.text
            case "quiet": return Theme.text3
            default: return cell.current ? Theme.text : Theme.statusColor(cell.tone)
            }
        }
        Accessible.ignored: true
    }
}

import QtQuick
import Flotilla.Theme
import Flotilla.Viz

// A small line in the quiet colour of the theme; `color` follows a status where something is wrong.
SparklineItem {
    property string label: ""

    color: Theme.text3
    implicitWidth: 80
    implicitHeight: 20
    Accessible.role: Accessible.Chart
    Accessible.name: label
}

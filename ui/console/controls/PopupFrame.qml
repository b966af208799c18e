import QtQuick
import Flotilla.Theme

// What popups stand on: no shadow, which the software backend cannot draw, but the border of a control.
Rectangle {
    radius: Theme.radiusPanel
    color: Theme.panel
    border.color: Theme.control
}

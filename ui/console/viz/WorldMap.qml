import QtQuick
import Flotilla.Theme
import Flotilla.Viz

// The map in the colours of the theme. Places go on top: children positioned by project(latitude, longitude).
WorldMapItem {
    landColor: Theme.raised
    borderColor: Theme.panel
    Accessible.role: Accessible.Graphic
    Accessible.name: "World map"
}

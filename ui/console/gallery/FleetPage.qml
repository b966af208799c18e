import QtQuick
import Flotilla.Viz

// The whole fleet as marks.
FleetGrid {
    id: grid

    objectName: "fleet"
    width: 1204
    regions: Sample.fleet
    statuses: Sample.statuses(Sample.fleetSize)
    current: 3020
}

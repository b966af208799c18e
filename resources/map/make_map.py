"""Makes countries.json from the TopoJSON of world-atlas 2.0.2 (npm): make_map.py countries-110m.json countries.json.

The rings of the atlas are stitched together across the antimeridian, and drawn as they are they streak over the whole map.
Here each ring is unrolled, cut at 180 degrees, cropped to the latitudes where nodes live, and rounded to a grid that desktop
and web read alike: x from 0 at 180 W, y from 0 at the north edge, `unitsPerDegree` units to a degree.
"""

import json
import pathlib
import sys

NORTH, SOUTH = 80.0, -58.0
UNITS_PER_DEGREE = 10

Point = tuple[float, float]


def decode_arcs(topology: dict) -> list[list[Point]]:
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)
    return arcs


def ring_of(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def polygons_of(geometry: dict) -> list[list[list[int]]]:
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else []


def unrolled(ring: list[Point]) -> list[Point]:
    """The ring with longitudes that never jump; empty when it goes around a pole, as Antarctica does."""
    out = [ring[0]]
    for lon, lat in ring[1:]:
        while lon - out[-1][0] > 180:
            lon -= 360
        while lon - out[-1][0] < -180:
            lon += 360
        out.append((lon, lat))
    return out if abs(out[0][0] - out[-1][0]) < 180 else []


def clip(ring: list[Point], axis: int, limit: float, keep_above: bool) -> list[Point]:
    """Sutherland-Hodgman against one line."""
    out: list[Point] = []
    for at, b in enumerate(ring):
        a = ring[at - 1]
        a_in = (a[axis] >= limit) == keep_above or a[axis] == limit
        b_in = (b[axis] >= limit) == keep_above or b[axis] == limit
        if a_in != b_in:
            t = (limit - a[axis]) / (b[axis] - a[axis])
            out.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        if b_in:
            out.append(b)
    return out


def cut(ring: list[Point]) -> list[list[Point]]:
    pieces = []
    for shift in (-360, 0, 360):
        piece = [(lon + shift, lat) for lon, lat in unrolled(ring)]
        for axis, limit, above in ((0, -180, True), (0, 180, False), (1, SOUTH, True), (1, NORTH, False)):
            piece = clip(piece, axis, limit, above)
        if piece:
            pieces.append(piece)
    return pieces


def on_grid(ring: list[Point]) -> list[int]:
    flat: list[int] = []
    for lon, lat in ring:
        point = [round((lon + 180) * UNITS_PER_DEGREE), round((NORTH - lat) * UNITS_PER_DEGREE)]
        if flat[-2:] != point:
            flat += point
    return flat if len(flat) >= 6 else []


def main() -> None:
    topology = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    rings = [on_grid(piece)
             for geometry in topology["objects"]["countries"]["geometries"]
             for polygon in polygons_of(geometry)
             for indices in polygon
             for piece in cut(ring_of(indices, arcs))]
    lines = ",\n".join(json.dumps(ring, separators=(",", ":")) for ring in rings if ring)
    head = f'"north": {NORTH}, "south": {SOUTH}, "unitsPerDegree": {UNITS_PER_DEGREE}'
    pathlib.Path(sys.argv[2]).write_text(f'{{{head}, "rings": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()

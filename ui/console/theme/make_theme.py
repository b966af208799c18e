"""Writes Theme.qml, the singleton of the look, from resources/tokens.json: make_theme.py TOKENS TEMPLATE OUT.

Every token becomes a typed property, so that a misspelt one is an error of qmllint and not a black rectangle.
"""

import json
import pathlib
import sys


def camel(prefix: str, name: str) -> str:
    return prefix + name[0].upper() + name[1:]


def colour_lines(tokens: dict) -> list[str]:
    dark, light = tokens["colors"]["dark"], tokens["colors"]["light"]
    lines = [f'    readonly property color {name}: dark ? "{dark[name]}" : "{light[name]}"' for name in dark]
    dark, light = tokens["status"]["dark"], tokens["status"]["light"]
    lines += [f'    readonly property color {name}: dark ? "{dark[name]}" : "{light[name]}"' for name in dark]
    for index, (on_dark, on_light) in enumerate(zip(tokens["series"]["dark"], tokens["series"]["light"], strict=True)):
        lines.append(f'    readonly property color series{index + 1}: dark ? "{on_dark}" : "{on_light}"')
    return lines


def number_lines(tokens: dict) -> list[str]:
    lines = []
    for group, prefix in (("spacing", "space"), ("radius", "radius"), ("font", "font"), ("weight", "weight"),
                          ("row", "row"), ("size", "size"), ("motion", "motion")):
        lines += [f"    readonly property int {camel(prefix, name)}: {value}" for name, value in tokens[group].items()]
    lines += [f"    readonly property real {name}Opacity: {value / 100}" for name, value in tokens["percent"].items()]
    lines += [f'    readonly property string {name}: "{value}"' for name, value in tokens["family"].items()]
    return lines


def main() -> None:
    tokens_path, template_path, out_path = map(pathlib.Path, sys.argv[1:4])
    tokens = json.loads(tokens_path.read_text(encoding="utf-8"))
    for group in ("colors", "status"):
        if tokens[group]["dark"].keys() != tokens[group]["light"].keys():
            sys.exit(f"{tokens_path}: {group} has different names in dark and light")
    text = template_path.read_text(encoding="utf-8")
    text = text.replace("    // @tokens@", "\n".join(colour_lines(tokens) + number_lines(tokens)))
    text = text.replace("@statuses@", json.dumps(list(tokens["status"]["dark"])))
    out_path.parent.mkdir(parents=True, exist_ok=True)
    out_path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

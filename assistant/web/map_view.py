"""The map tab's frame; its points, labels and curves are drawn by the page's script."""

from __future__ import annotations

_COLOURS = {"topic": "Topic", "year": "Year", "venue": "Venue"}


def frame() -> str:
    """What the script fills: the sheet with its points, the legend, a topic, the growth."""
    colours = "".join(
        f'<button type="button" data-colour="{name}" aria-pressed="{str(name == "topic").lower()}">'
        f"{label}</button>"
        for name, label in _COLOURS.items()
    )
    return (
        '<section class="pa-map" aria-label="Map of the collection">'
        '<div class="pa-map-head">'
        f'<div class="pa-switch" role="group" aria-label="Colour by">{colours}</div>'
        '<p id="pa-map-note" class="pa-note" role="status"></p>'
        '<div class="pa-switch" role="group" aria-label="Zoom">'
        '<button type="button" data-zoom="out" aria-label="Zoom out">−</button>'
        '<button type="button" data-zoom="whole" aria-label="Show the whole map">Whole</button>'
        '<button type="button" data-zoom="in" aria-label="Zoom in">+</button></div></div>'
        '<div class="pa-map-body"><div id="pa-map-sheet">'
        '<canvas id="pa-map-points" tabindex="0" role="application" aria-label="Papers as points, '
        "near each other where they deal with the same. Arrow keys move, plus and minus zoom, "
        'Enter opens the paper in the middle; the topics are listed after the map."></canvas>'
        '<div id="pa-map-tip" hidden></div></div>'
        '<div class="pa-map-side"><h2 id="pa-map-legend-title">Topics</h2>'
        '<div id="pa-map-legend"></div></div></div>'
        '<section id="pa-map-topic" class="pa-nearby" aria-live="polite" hidden></section>'
        '<section id="pa-map-growth" hidden><h2>Papers a year</h2>'
        '<div id="pa-map-bars"></div><details><summary>As a table</summary>'
        '<div id="pa-map-table" class="pa-table-holder" tabindex="0" role="region" '
        'aria-label="Papers of each topic a year"></div></details></section></section>'
    )

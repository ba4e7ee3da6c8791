"""Gradio's own parts in the page's colours and system fonts; nothing is fetched."""

from __future__ import annotations

from typing import Any

SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]
_COLOURS = {
    "body_background_fill": "var(--pa-ground)",
    "body_text_color": "var(--pa-ink)",
    "background_fill_primary": "var(--pa-ground)",
    "background_fill_secondary": "var(--pa-sheet)",
    "block_background_fill": "transparent",
    "border_color_primary": "var(--pa-line)",
    "input_background_fill": "var(--pa-sheet)",
    "button_primary_background_fill": "var(--pa-accent)",
    "button_primary_background_fill_hover": "var(--pa-accent-strong)",
    "button_primary_text_color": "var(--pa-on-accent)",
}
"""Of Gradio's parts, light and dark: the properties tell the two apart themselves."""


def theme() -> Any:  # noqa: ANN401 - Gradio is imported late
    """The theme; the files in ``style`` draw the rest from the same custom properties."""
    import gradio as gr

    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="md",
        spacing_size="md",
        text_size="md",
        font=SANS,
        font_mono=MONO,
    ).set(
        block_border_width="0px",
        block_shadow="none",
        **{f"{part}{mode}": colour for part, colour in _COLOURS.items() for mode in ("", "_dark")},
    )

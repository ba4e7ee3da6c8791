"""Gradio's own parts in the page's colours and system fonts; nothing is fetched."""

from __future__ import annotations

from typing import Any

SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]


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
        body_background_fill="var(--pa-ground)",
        body_background_fill_dark="var(--pa-ground)",
        body_text_color="var(--pa-ink)",
        body_text_color_dark="var(--pa-ink)",
        background_fill_primary="var(--pa-ground)",
        background_fill_primary_dark="var(--pa-ground)",
        background_fill_secondary="var(--pa-sheet)",
        background_fill_secondary_dark="var(--pa-sheet)",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        border_color_primary="var(--pa-line)",
        border_color_primary_dark="var(--pa-line)",
        input_background_fill="var(--pa-sheet)",
        input_background_fill_dark="var(--pa-sheet)",
        button_primary_background_fill="var(--pa-accent)",
        button_primary_background_fill_dark="var(--pa-accent)",
        button_primary_background_fill_hover="var(--pa-accent-strong)",
        button_primary_background_fill_hover_dark="var(--pa-accent-strong)",
        button_primary_text_color="var(--pa-on-accent)",
        button_primary_text_color_dark="var(--pa-on-accent)",
    )

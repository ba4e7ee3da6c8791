"""The page: its layout in Gradio, and which event calls what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web import api, assets, chat, frame, map_view, papers_view, services
from assistant.web.adding import LARGEST, SUFFIXES, Takes, add
from assistant.web.conversation import Conversation
from assistant.web.engine import Engine
from assistant.web.features import PLAIN, Features
from assistant.web.filter_view import filter_chips
from assistant.web.mapping import Cartographer, then_drawn
from assistant.web.theme import theme
from assistant.web.welcome import welcome
from vectorstore.fetchers.hosts import Hosts

TITLE = "paper-assistant"


class Page:
    """The page over one assistant; ``blocks`` is what Gradio serves.

    Args:
        engine: Makes the answers.
        features: What it has beside the chat.
    """

    def __init__(self, engine: Engine, features: Features = PLAIN) -> None:
        self._engine = engine
        maps = Cartographer(features.maps) if features.maps else None
        take = features.take
        if maps and features.map_ahead:
            engine.then(maps.begin)
            take = then_drawn(take, maps) if take else None
        with gr.Blocks(title=TITLE, fill_width=True, analytics_enabled=False) as self.blocks:
            self._memory = gr.HTML(
                {},
                html_template="",
                js_on_load=assets.script(),
                elem_id="pa-memory",
                server_functions=services.functions(engine, features, maps),
            )
            gr.HTML(frame.header(), elem_classes="pa-app", elem_id="pa-header")
            with gr.Row(elem_id="pa-desk", elem_classes="pa-app"):
                with gr.Column(elem_id="pa-talk"), gr.Tabs(elem_classes="pa-tabs"):
                    with gr.Tab("Chat"):
                        self._chat()
                    with gr.Tab("Papers"):
                        gr.HTML(papers_view.frame(), elem_id="pa-papers", apply_default_css=False)
                    if features.maps:
                        with gr.Tab("Map"):
                            gr.HTML(map_view.frame(), elem_id="pa-map", apply_default_css=False)
                    if features.reports:
                        with gr.Tab("Quality"):
                            gr.HTML("", elem_id="pa-quality", apply_default_css=False)
                    if take:
                        with gr.Tab("Add"):
                            self._adding(take, features.hosts)
                gr.HTML(frame.panel(), elem_id="pa-panel-holder", apply_default_css=False)
            self._events()
            for function in api.endpoints(engine, take, features.hosts):
                gr.api(api.spoken(function), api_name=function.__name__)

    def _chat(self) -> None:
        with gr.Column(elem_id="pa-thread"):
            # The page's script moves every finished turn here; only the last one is ever redrawn.
            gr.HTML('<div id="pa-past"></div>', apply_default_css=False)
            # The page's script asks for what belongs here, a kept conversation or this.
            self._live = gr.HTML(welcome(self._engine), elem_id="pa-live", apply_default_css=False)
            with gr.Column(elem_id="pa-composer"):
                self._chips = gr.HTML("", elem_id="pa-filters", apply_default_css=False)
                with gr.Row(elem_id="pa-ask-row"):
                    self._box = gr.Textbox(
                        label="Your question", show_label=False, container=False, lines=1,
                        max_lines=6, placeholder="Ask about the papers…", autofocus=True,
                        elem_id="pa-question", scale=1, max_length=8000,
                    )  # fmt: skip
                    self._go = gr.Button("Ask", variant="primary", elem_id="pa-go", scale=0)
                    self._stop = gr.Button("Stop", elem_id="pa-stop", scale=0, visible=False)

    def _adding(self, take: Takes, hosts: Hosts) -> None:
        def run(files: list[str] | None, pasted: str) -> Iterator[tuple[Any, ...]]:
            telling = add(take, [Path(file) for file in files or ()], pasted or "", hosts)
            for told in telling:
                yield told.html, *((None, "") if told.taken else (gr.skip(), gr.skip()))

        with gr.Column(elem_id="pa-add"):
            gr.HTML(frame.adding(str(hosts)), apply_default_css=False)
            files = gr.File(
                label="Files of papers", file_count="multiple", file_types=list(SUFFIXES),
                elem_id="pa-files", height=150,
            )  # fmt: skip
            pasted = gr.Textbox(
                label="Or paste records or links, one link a line", lines=4, max_lines=12,
                elem_id="pa-pasted",
                placeholder="@inproceedings{…}  or  https://arxiv.org/abs/2010.02502",
            )  # fmt: skip
            go = gr.Button("Add to the collection", variant="primary", elem_id="pa-add-go")
            report = gr.HTML("", elem_id="pa-add-report", apply_default_css=False)
            go.click(
                run, [files, pasted], [report, files, pasted], api_visibility="private",
                show_progress="hidden", concurrency_limit=1,
            )  # fmt: skip

    def _events(self) -> None:
        asking: dict[str, Any] = {
            "inputs": [self._box, self._memory],
            "outputs": [self._live, self._memory, self._box, self._go, self._stop],
            # The question and the few turns before it, as the page's script holds them.
            "js": "(typed) => window.paperAssistant.asking(typed)",
            "api_visibility": "private",
            "show_progress": "hidden",
            # Those who wait for the model hold a place here; their quotes come all the same.
            "concurrency_limit": 16,
            "concurrency_id": "answers",
        }  # fmt: skip
        typed = gr.on([self._box.submit, self._go.click], self._ask, **asking)
        clicked = self._memory.ask(self._ask, **asking)
        self._stop.click(
            self._stopped, None, [self._go, self._stop], cancels=[typed, clicked],
            api_visibility="private", queue=False,
        )  # fmt: skip
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        drawn = [self._live, self._chips]
        self._memory.restore(self._restore, None, drawn, **quiet)
        self._memory.restart(self._restart, None, drawn, **quiet)
        self._memory.fill(self._fill, None, drawn, **quiet)
        self._memory.filter(self._filter, None, self._chips, **quiet)

    # -- what the events do ----------------------------------------------------------------------

    def _ask(self, question: str, asked: object) -> Iterator[tuple[Any, ...]]:
        about = asked if isinstance(asked, dict) else {}
        conversation = Conversation.read(about)
        if not question:
            yield (gr.skip(),) * 5
            return
        box = "" if about.get("typed") else gr.skip()
        busy = (gr.update(visible=False), gr.update(visible=True))
        for view in chat.ask(self._engine, question, conversation):
            kept = gr.skip()
            if view.kept:
                busy = (gr.update(visible=True), gr.update(visible=False))
                kept = {"key": str(about.get("key") or ""), "number": conversation.number,
                        **view.kept.value()}  # fmt: skip
            yield view.live, kept, box, *busy
            box = gr.skip()

    def _stopped(self) -> tuple[Any, ...]:
        return gr.update(visible=True), gr.update(visible=False)

    def _restore(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        conversation = Conversation.read(event._data)
        for _ in self._engine.wait():
            yield self._shown(conversation)

    def _restart(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        self._engine.start()
        yield from self._restore(event)

    def _fill(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        self._engine.fill()
        yield from self._restore(event)

    def _shown(self, conversation: Conversation) -> tuple[Any, ...]:
        live = chat.drawn(self._engine, conversation) or welcome(self._engine)
        return live, filter_chips(self._engine, conversation.filters)

    def _filter(self, event: gr.EventData) -> str:
        return filter_chips(self._engine, Conversation.read(event._data).filters)


def launch_options() -> dict[str, Any]:
    """What Gradio is told when the page is served."""
    return {
        "theme": theme(),
        "css": assets.style(),
        "head": frame.head(assets.root_style()),
        "max_file_size": LARGEST,
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "enable_monitoring": False,
        "ssr_mode": False,
        "pwa": False,
    }

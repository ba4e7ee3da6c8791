"""Rules about the code itself: small files, heavy libraries in one place, imports one way."""

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tour import with_tour

ROOT = Path(__file__).parents[1]
PACKAGES = ("assistant", "vectorstore", "prompts", "eval")
FILES = [p for package in PACKAGES for p in sorted((ROOT / package).rglob("*.py"))]
HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "gradio", "llama_index")


def imports(path: Path, top_level_only: bool) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_longer_than_300_lines(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_file_opens_with_a_sentence(path: Path):
    assert (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").strip()


def test_the_lower_layers_do_not_import_the_upper_ones():
    lower = [p for p in FILES if p.relative_to(ROOT).parts[0] in ("vectorstore", "prompts")]
    lower += [
        ROOT / "assistant" / f"{n}.py" for n in ("types", "errors", "wording/text", "protocols")
    ]
    for path in lower:
        for name in imports(path, top_level_only=False):
            assert not name.startswith(
                ("assistant.pipeline", "assistant.wiring", "assistant.cli", "assistant.web", "eval")
            ), f"{path} imports {name}"


def test_the_pipeline_names_no_concrete_store_or_model():
    for name in imports(ROOT / "assistant" / "pipeline.py", top_level_only=False):
        assert not name.startswith(("vectorstore", "assistant.models"))


def test_heavy_libraries_are_never_imported_at_the_top_of_what_the_command_line_loads():
    # The LlamaIndex components are subclasses of LlamaIndex's; nothing else imports them.
    alone = ROOT / "assistant" / "components.py"
    light = [
        p
        for p in FILES
        if "web" not in p.relative_to(ROOT).parts and p.relative_to(ROOT).parts[0] != "eval"
    ]
    light.remove(alone)
    for path in FILES:
        assert "assistant.components" not in imports(path, top_level_only=False), path
    for path in light:
        for name in imports(path, top_level_only=True):
            assert name.split(".")[0] not in HEAVY, f"{path} imports {name}"


def test_help_answers_at_once():
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "--help"], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0
    assert "ingest" in done.stdout
    # The budget is 0.5 s on an idle machine; this only catches a heavy import.
    assert time.perf_counter() - start < 5


def test_readme_tells_every_file_in_one_sentence():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme == with_tour(readme), "run: python -m tests.tour"

"""What the code itself must never do: run data as code, or load what can carry code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [p for name in ("assistant", "vectorstore", "prompts", "eval")
         for p in sorted((ROOT / name).rglob("*.py"))]  # fmt: skip
MODULES = ("pickle", "dill", "marshal", "shelve", "joblib", "cloudpickle", "pty")
CALLS = (
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "torch.load", "yaml.load",
    "subprocess.getoutput", "subprocess.getstatusoutput",
)  # fmt: skip
FLAGS = (
    ("trust_remote_code", True), ("shell", True), ("allow_pickle", True), ("share", True),
    ("use_safetensors", False), ("weights_only", False), ("verify", False), ("autoescape", False),
)  # fmt: skip


def dangers(source: str) -> Iterator[str]:
    """What in a source may run data as code, name by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            yield str(node.module)
        elif isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from _of_flags([(k.value, v) for k, v in pairs if isinstance(k, ast.Constant)])


def _of_call(node: ast.Call) -> Iterator[str]:
    name = ast.unparse(node.func)
    tensors_alone = any(k.arg == "weights_only" for k in node.keywords)
    if name in CALLS and not (name == "torch.load" and tensors_alone):
        yield name
    yield from _of_flags([(k.arg, k.value) for k in node.keywords])


def _of_flags(named: list[tuple[object, ast.expr]]) -> Iterator[str]:
    values = [(name, v.value) for name, v in named if isinstance(v, ast.Constant)]
    yield from (f"{name}={value}" for name, value in values if (name, value) in FLAGS)


def test_no_file_runs_data_as_code():
    found = [(str(p.relative_to(ROOT)), d) for p in FILES for d in dangers(p.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "eval('1')",
        "import torch; torch.load('x')",
        "model(name, trust_remote_code=True)",
        "how = {'trust_remote_code': True}",
        "subprocess.run(line, shell=True)",
        "np.load(file, allow_pickle=True)",
    ],
)
def test_the_look_finds_each_of_them(source: str):
    assert list(dangers(source))


def test_what_is_harmless_is_let_through():
    assert not list(dangers("re.compile('x'); model.eval(); load(trust_remote_code=False)"))


def test_models_are_read_as_safetensors_alone():
    loading = (ROOT / "assistant" / "models" / "loading.py").read_text("utf-8")
    assert '"trust_remote_code": False' in loading
    assert 'how["use_safetensors"] = True' in loading


def test_what_is_installed_is_what_was_locked():
    """``make chat`` and ``make test`` install under the lock file; no line there is a range."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    installs = [x for x in makefile.splitlines() if "install" in x and "--editable" in x]
    assert len(installs) == 2
    assert all("--constraint requirements.lock" in line for line in installs)
    locked = (ROOT / "requirements.lock").read_text("utf-8").split("\n")
    assert len(locked) > 100
    assert [x for x in locked if x and not x.startswith("#") and "==" not in x] == []


def test_chromas_python_server_with_its_known_hole_is_never_loaded():
    deploy = [p for p in (ROOT / "deploy").rglob("*") if p.is_file()]
    for path in [*FILES, *deploy, ROOT / "Makefile"]:
        text = path.read_text(encoding="utf-8")
        assert "chromadb.server" not in text, path
        assert "chromadb.app" not in text, path

"""Texts that would run, break out or fetch if any of them reached the page as markup."""

from assistant.types import Paper

MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "</textarea><script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "<javascript:alert(1)>",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$\\style{background:url(https://evil.example)}{x}$",
    "$\\text{<script>alert(1)</script>}$",
    "$\\text{<img/>}$",
    "${alert(1)}",
    "{{constructor.constructor('alert(1)')()}}",
    "`${alert(1)}`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
)
LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "javascript://evil.example/%0aalert(1)",
    "ftp://evil.example/x",
    "//evil.example/x",
    "file:///etc/passwd",
    "https://",
    "http://[",
    'https://ok.example/" onmouseover="alert(1)',
)


def hostile_papers() -> list[Paper]:
    """A paper for every text, with it in every field."""
    return [
        Paper(
            id=f"h{i} {text}",
            title=f"Hostile {text}",
            abstract=f"A hostile sentence about robots {text}. Another one {text}.",
            authors=(f"Eve {text}", "Bob"),
            venue=f"Venue {text}",
            year=2021,
            url=LINKS[i % len(LINKS)],
            pdf=LINKS[(i + 1) % len(LINKS)],
        )
        for i, text in enumerate(MARKUP)
    ]

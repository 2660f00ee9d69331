"""The diagram of the README is drawn from the transition table, whole and in plain words."""

from models.enums import UpdateStatus
from webapp.domain.diagram import mermaid
from webapp.domain.workflow import UPDATE


def test_every_state_and_every_move_is_drawn_once() -> None:
    lines = mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert len(lines) == len(set(lines))
    for status in UpdateStatus:
        assert any(line.startswith(f"    {status} : ") for line in lines)
    arrows = {line.strip() for line in lines if "-->" in line}
    ends = {"issued", "not_submitted", "withdrawn"}
    assert len(arrows) == sum(len(move.sources) for move in UPDATE) + 1 + len(ends)
    assert "with_sponsor --> returned : send back" in arrows
    assert "[*] --> not_started" in arrows
    assert {f"{end} --> [*]" for end in ends} <= arrows

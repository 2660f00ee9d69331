"""The workflow of an update as a diagram, drawn from the transition table."""

from webapp.domain.turns import UPDATE_TURN
from webapp.domain.workflow import UPDATE


def _words(name: str) -> str:
    """Write the name of a state or a verb as words."""
    return name.replace("_", " ").capitalize()


def mermaid() -> str:
    """Return the states of an update and the moves between them in Mermaid's language."""
    states = dict.fromkeys(status for move in UPDATE for status in (*move.sources, move.target))
    first, *_ = states
    lines = ["stateDiagram-v2", *(f"    {state} : {_words(state)}" for state in states)]
    lines.append(f"    [*] --> {first}")
    ends = (status for status, role in UPDATE_TURN.items() if role is None)
    lines += [f"    {status} --> [*]" for status in ends]
    lines += [
        f"    {source} --> {move.target} : {_words(move.action).lower()}"
        for move in UPDATE
        for source in move.sources
    ]
    return "\n".join(lines)

"""The paper by others behind the packs of the demonstration: a letter from its internal audit."""

from textwrap import dedent

NAME = "letter-from-internal-audit.txt"
TITLE = "Letter from internal audit on the evidence behind the ratings"
AUTHOR = "Head of internal audit"
ABOUT = "What internal audit found when it looked at the evidence of two workstreams."
TEXT = dedent("""\
    To the Improvement Group

    We looked at the evidence that two workstreams keep for what they report. For each milestone
    that was reported as done we asked for the paper that shows it.

    Eleven of twelve were there, dated and signed. For one, training of managers, the list of
    those who came had not been kept. The workstream has since asked the trainers for it.

    We found no rating that the evidence did not bear out.

    We will look at two other workstreams next time.
    """)

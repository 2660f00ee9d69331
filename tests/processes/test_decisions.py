"""Fifty attempts each to decide on an update, or to hand it in."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.processes.crowd import Crowd
from tests.processes.fifty import require_one_winner
from tests.processes.scenes import DECISIONS, Scene
from tests.world import World


@pytest.mark.both_databases
@pytest.mark.parametrize("scene", DECISIONS, ids=lambda scene: scene.__name__)
def test_of_fifty_attempts_one_counts(
    session: Session, world: World, crowd: Crowd, settled: Callable[[], None], scene: Scene
) -> None:
    rounds = [scene(session, world) for _ in range(DECISIONS[scene])]
    require_one_winner(session, crowd, settled, rounds)

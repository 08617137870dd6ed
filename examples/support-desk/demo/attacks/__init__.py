"""Every attack of the demonstration, in the order a session plays them."""

from demo.attack import Attack
from demo.attacks import bombs, credentials, database, files, forging, model, network, processes, secrets

ALL: tuple[Attack, ...] = (
    *secrets.ATTACKS,
    *database.ATTACKS,
    *network.ATTACKS,
    *credentials.ATTACKS,
    *model.ATTACKS,
    *files.ATTACKS,
    *forging.ATTACKS,
    *processes.ATTACKS,
    *bombs.ATTACKS,
    *model.LAST,
)

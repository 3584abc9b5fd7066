"""100,000 random plays of one scenario, and one play replayed from its log. Processor time."""

import json
from random import Random
from time import process_time

from tarasoff.scenarios.files import scenario
from tarasoff.scenarios.log import as_data, read_log
from tarasoff.scenarios.play import Move, play
from tarasoff.scenarios.plot import Plot
from tarasoff.scenarios.resuming import log_of, resume
from tarasoff.scenarios.walk import walk

RUNS = 100_000
REPLAYS = 200


def random_play(plot, luck):
    """How many choices it takes to the end, if all is chosen at random."""
    at, taken = plot.begin(), 0
    while choices := plot.choices(at):
        ways = plot.ways(at, luck.choice(choices))
        at = ways[0].to if len(ways) == 1 else luck.choices(ways, [way.odds or 1 for way in ways])[0].to
        taken += 1
    return taken


story = scenario("staff-door")
begun = process_time()
plot, luck = Plot(story), Random(1)  # noqa: S311  nothing secret: the same plays each time
taken = sum(random_play(plot, luck) for _ in range(RUNS))
runs_s = process_time() - begun

begun = process_time()
walked = walk(Plot(story))
walk_s = process_time() - begun

now = play(plot, 7)
while not now.ended:
    now = now.after(Move(luck.choice(plot.choices(now.here)).id))
data = as_data(log_of(now))
begun = process_time()
for _ in range(REPLAYS):
    resume(story, read_log(data))
replay_ms = 1000 * (process_time() - begun) / REPLAYS

print(f"{RUNS} random plays of {taken / RUNS:.1f} choices take {runs_s:.1f} s; every way, {walk_s:.1f} s.")
print(f"A play of {len(now.steps)} choices is taken up again in {replay_ms:.1f} ms.")
print(
    json.dumps(
        {
            "bench": "scenarios",
            "random_plays": RUNS,
            "random_plays_s": round(runs_s, 2),
            "situations": len(walked.situations),
            "walk_s": round(walk_s, 2),
            "replay_ms": round(replay_ms, 2),
        }
    )
)

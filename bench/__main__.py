"""`./market bench [import|search|web|all] [FILE.jsonl …]`: measure in a scratch directory."""

import argparse
from pathlib import Path

from bench import importing, pages, searching
from bench.measure import machine

TOPICS = {"import": importing, "search": searching, "web": pages}


def main() -> None:
    """Measure the topic asked for, or all of them."""
    parser = argparse.ArgumentParser(prog="./market bench", description=__doc__)
    parser.add_argument("topic", nargs="?", default="all", choices=[*TOPICS, "all"])
    parser.add_argument(
        "files", nargs="*", type=Path, help="records to use instead of the invented ones"
    )
    arguments = parser.parse_args()
    print(f"Measured on {machine()}.")
    print("Compare the ratios: absolute figures belong to this machine and this moment.")
    for name, topic in TOPICS.items():
        if arguments.topic in {name, "all"}:
            topic.run(arguments.files)


if __name__ == "__main__":
    main()

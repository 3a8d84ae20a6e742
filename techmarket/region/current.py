"""The region pack this process runs with, for code that has no app context."""

from techmarket.region.pack import RegionPack

_in_use: list[RegionPack] = []


def use_pack(pack: RegionPack) -> None:
    """Make this the pack of the process; called once by the application factory."""
    _in_use[:] = [pack]


def pack() -> RegionPack:
    """Return the pack in use; raises RuntimeError before `use_pack`."""
    if not _in_use:
        raise RuntimeError("no region pack in use: create_app() calls use_pack()")
    return _in_use[0]

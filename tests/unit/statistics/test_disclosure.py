"""No public figure tells of fewer than three contracts, alone or against another figure."""

from fractions import Fraction
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from techmarket.statistics.disclosure import Contribution, contracts_behind, merged, publishable
from techmarket.statistics.figures import (
    OTHER,
    Amounts,
    Basis,
    Cell,
    Table,
    figures_of,
    total_of,
)

MINIMUM = 3
CODES = {
    Table.CLASS: ["D", "T", "L", "C", "S"],
    Table.FIELD: ["03", "05", "07"],
    Table.COUNTY: ["210902", "210911", "210921"],
    Table.MONTH: ["2026-01", "2026-02", "2026-03", "2026-04"],
}


def places():
    return st.fixed_dictionaries({table: st.sampled_from(codes) for table, codes in CODES.items()})


@st.composite
def years(draw, most=25):
    """A year's contracts, each with an amount that no sum of others equals."""
    output, absorbed = [], []
    for identity in range(draw(st.integers(0, most))):
        place, fen = draw(places()), 2**identity
        basis = draw(st.sampled_from(["output", "absorbed", "both"]))
        entry = Contribution(identity, place, Amounts(1, fen, fen))
        if basis != "absorbed":
            output.append(entry)
        if basis != "output":
            absorbed.append(entry)
        if draw(st.booleans()) and basis != "absorbed":
            back = Contribution(identity, place, Amounts(-1, -fen, -fen))
            output.append(back)
    return {Basis.OUTPUT: output, Basis.ABSORBED: absorbed}


def shown_vectors(contributions, published):
    """What each published figure is made of: per contract the amount that it adds."""
    for basis, groups in published.items():
        if groups is None:
            continue
        yield contracts_behind(contributions[basis])
        for table, of_table in groups.items():
            for group in of_table:
                yield contracts_behind(
                    each for each in contributions[basis] if each.place[table] in group
                )


@given(years())
def test_no_public_figure_stands_on_one_or_two_contracts(contributions):
    published = publishable(contributions, MINIMUM)

    sizes = [len(vector) for vector in shown_vectors(contributions, published)]

    assert [size for size in sizes if 0 < size < MINIMUM] == []


@given(years())
def test_what_is_merged_holds_at_least_two_cells(contributions):
    published = publishable(contributions, MINIMUM)

    for basis, groups in published.items():
        for table, of_table in (groups or {}).items():
            cells = {each.place[table] for each in contributions[basis]}
            filled = {
                code
                for code in cells
                if contracts_behind(
                    each for each in contributions[basis] if each.place[table] == code
                )
            }
            hidden = filled - {code for group in of_table if len(group) == 1 for code in group}
            assert len(hidden) != 1


@given(years())
def test_no_subtraction_inside_a_table_gives_a_small_cell(contributions):
    published = publishable(contributions, MINIMUM)

    for basis, groups in published.items():
        for table, of_table in (groups or {}).items():
            for some in chain.from_iterable(
                combinations(of_table, size) for size in range(len(of_table))
            ):
                shown = set().union(*some)
                rest = contracts_behind(
                    each for each in contributions[basis] if each.place[table] not in shown
                )
                assert len(rest) == 0 or len(rest) >= MINIMUM


@given(years())
def test_no_two_figures_differ_by_one_or_two_contracts(contributions):
    vectors = list(shown_vectors(contributions, publishable(contributions, MINIMUM)))

    for one, other in combinations(vectors, 2):
        differing = [
            identity
            for identity in one.keys() | other.keys()
            if one.get(identity) != other.get(identity)
        ]
        assert len(differing) == 0 or len(differing) >= MINIMUM


def rank(rows):
    """The number of independent rows, by exact elimination."""
    rows, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for other in rows[found + 1 :]:
            factor = other[column] / pivot[column]
            other[:] = [one - factor * two for one, two in zip(other, pivot, strict=True)]
        found += 1
    return found


@settings(max_examples=20)
@given(years(most=11))
def test_no_calculation_with_all_figures_gives_one_contract_or_two(contributions):
    published = publishable(contributions, MINIMUM)
    vectors = list(shown_vectors(contributions, published))
    everybody = sorted(set().union(*vectors)) if vectors else []
    rows = [[int(identity in vector) for identity in everybody] for vector in vectors]
    known = rank(rows)

    for few in chain(combinations(everybody, 1), combinations(everybody, 2)):
        wanted = [int(identity in few) for identity in everybody]
        assert rank([*rows, wanted]) > known


@given(years())
def test_every_table_still_adds_up_to_its_total(contributions):
    published = publishable(contributions, MINIMUM)

    for basis, of_basis in contributions.items():
        cells = [Cell(each.place, each.amounts) for each in of_basis]
        public = merged(figures_of(cells, CODES), published[basis])
        for rows in public.tables.values():
            assert public.total is None or total_of(row.amounts for row in rows) == public.total


def contracts(code, number, start=0):
    place = {Table.CLASS: code, Table.FIELD: "07", Table.COUNTY: "210911", Table.MONTH: "2026-01"}
    return [Contribution(start + each, place, Amounts(1, 100, 80)) for each in range(number)]


def class_groups(output, absorbed=()):
    published = publishable({Basis.OUTPUT: output, Basis.ABSORBED: list(absorbed)}, MINIMUM)
    return {basis: groups and set(groups[Table.CLASS]) for basis, groups in published.items()}


def test_a_small_cell_takes_the_next_smallest_with_it():
    groups = class_groups([*contracts("D", 6), *contracts("S", 4, 10), *contracts("T", 1, 20)])

    assert groups[Basis.OUTPUT] == {frozenset("D"), frozenset("ST")}


def test_two_small_cells_that_are_three_contracts_together_are_enough():
    groups = class_groups([*contracts("D", 6), *contracts("S", 2, 10), *contracts("T", 1, 20)])

    assert groups[Basis.OUTPUT] == {frozenset("D"), frozenset("ST")}


def test_large_cells_stay_as_they_are():
    groups = class_groups([*contracts("D", 6), *contracts("S", 3, 10)])

    assert groups[Basis.OUTPUT] == {frozenset("D"), frozenset("S")}


def test_a_year_of_two_contracts_is_withheld():
    groups = class_groups(contracts("D", 2))

    assert groups[Basis.OUTPUT] is None


def test_an_empty_year_has_nothing_to_hide():
    groups = class_groups([])

    assert groups[Basis.OUTPUT] == set()


def test_absorbed_is_withheld_where_it_differs_from_output_by_one_contract():
    output = contracts("D", 6)

    groups = class_groups(output, output[:-1])

    assert groups[Basis.OUTPUT] is not None
    assert groups[Basis.ABSORBED] is None


def test_the_merged_line_is_called_other_and_stands_last():
    output = [*contracts("D", 6), *contracts("S", 2, 10), *contracts("T", 1, 20)]
    published = publishable({Basis.OUTPUT: output, Basis.ABSORBED: []}, MINIMUM)
    cells = [Cell(each.place, each.amounts) for each in output]

    public = merged(figures_of(cells, CODES), published[Basis.OUTPUT])

    counts = {row.code: row.amounts.count for row in public.tables[Table.CLASS]}
    assert list(counts.items()) == [("D", 6), ("L", 0), ("C", 0), (OTHER, 3)]

"""The benchmark's figures."""

from __future__ import annotations

import pytest

from bench.figures import Sample, figures, percentile


def test_percentiles_are_values_that_occurred() -> None:
    values = [0.4, 0.1, 0.3, 0.2]
    assert percentile(values, 0.5) == 0.2
    assert percentile(values, 0.95) == 0.4
    assert percentile([7.0], 0.5) == 7.0
    assert percentile(list(range(1, 101)), 0.95) == 95


def test_only_replies_inside_the_window_count() -> None:
    samples = [Sample(0.0, 1.0), Sample(1.0, 1.0), Sample(2.5, 0.3), Sample(2.9, 5.0)]
    found = figures(samples, at_once=2, start=1.5, end=3.5)
    assert (found.messages, found.per_second) == (2, 1.0)
    assert found.mean == pytest.approx(0.65)
    assert found.longest == 1.0


def test_a_fault_counts_wherever_it_came_and_gives_no_time() -> None:
    samples = [Sample(0.0, 0.5, "wrong"), Sample(1.0, 0.5), Sample(9.0, 0.5, "none")]
    found = figures(samples, at_once=1, start=1.0, end=2.0)
    assert (found.faults, found.messages) == (2, 1)


def test_no_answers_is_not_a_figure() -> None:
    with pytest.raises(ValueError, match="no message"):
        figures([Sample(5.0, 1.0)], at_once=1, start=0.0, end=1.0)

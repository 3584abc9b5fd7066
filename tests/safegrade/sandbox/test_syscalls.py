"""The table of denied system calls: complete, and turned into a filter that the kernel can take."""

import struct

import pytest

from safegrade.sandbox.syscalls import AUDIT_ARCH, CLONE, CLONE3, DENIED, KILL, seccomp_filter


def test_every_denied_call_has_its_numbers_and_a_reason():
    """Without a number on one kind of machine, the call would be open there."""
    for machine in AUDIT_ARCH:
        numbers = [getattr(call, machine) for call in (*DENIED.values(), CLONE, CLONE3, KILL)]
        assert all(isinstance(number, int) and number >= 0 for number in numbers)
        assert len({*numbers}) == len(numbers), f"two names have one number on {machine}"
    for name, call in DENIED.items():
        assert len(call.reason.split()) > 3, name


@pytest.mark.parametrize("machine", AUDIT_ARCH)
def test_the_filter_looks_for_every_denied_call(machine):
    steps = [*struct.iter_unpack("=HBBI", seccomp_filter(machine))]
    looked_for = {value for code, _, _, value in steps if code == 0x15}
    assert {getattr(call, machine) for call in DENIED.values()} <= looked_for
    # A jump must not lead past the end: the kernel would refuse the whole filter.
    assert all(place + 1 + max(yes, no) < len(steps) for place, (code, yes, no, _) in enumerate(steps) if code != 0x06)
    assert steps[-1] == (0x06, 0, 0, 0x7FFF0000)


def test_a_machine_that_is_not_in_the_table_has_no_filter():
    assert seccomp_filter("riscv64") == b""

"""A network is told no closer than a street."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.lib.coarse_network import coarse


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("192.0.2.77", "192.0.2.x"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:x"),
        ("2001:db8::6", "2001:db8:0:x"),
        ("fe80::1%eth0", "fe80:0:0:x"),
        ("::ffff:192.0.2.77", "192.0.2.x"),
        ("", ""),
        ("unknown", ""),
        ("192.0.2.77, 10.0.0.1", ""),
        ("<b>", ""),
    ],
)
def test_the_first_numbers_alone(origin: str, shown: str) -> None:
    assert coarse(origin) == shown


@given(st.ip_addresses(v=4), st.integers(0, 255))
def test_neighbours_look_alike(address: IPv4Address, last: int) -> None:
    neighbour = IPv4Address(int(address) & ~255 | last)
    assert coarse(str(address)) == coarse(str(neighbour))


@given(st.ip_addresses(v=6), st.integers(0, 2**80 - 1))
def test_neighbours_look_alike_in_large_networks(address: IPv6Address, rest: int) -> None:
    if address.ipv4_mapped is None and int(address) >> 80:
        neighbour = IPv6Address(int(address) >> 80 << 80 | rest)
        assert coarse(str(address)) == coarse(str(neighbour))
    assert len(coarse(str(address))) <= 20

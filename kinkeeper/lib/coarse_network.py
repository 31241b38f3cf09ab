"""Where somebody came from, no closer than they need to know it again."""

import ipaddress


def coarse(origin: str) -> str:
    """The first three numbers of an IPv4 address (`192.0.2.x`), the first 48 bits of an IPv6
    address (`2001:db8:1:x`); empty for what is no address."""
    try:
        address = ipaddress.ip_address(origin.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if isinstance(address, ipaddress.IPv4Address):
        return f"{str(address).rpartition('.')[0]}.x"
    groups = [f"{int(group, 16):x}" for group in address.exploded.split(":")[:3]]
    return ":".join([*groups, "x"])

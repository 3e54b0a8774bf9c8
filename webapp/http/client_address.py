"""Whom requests are counted for: the address that they come from, or its network."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

CUSTOMER_BITS = 64
"""Of an IPv6 address: what a provider gives one customer, who may use all addresses in it."""


def counted_address(text: str | None) -> str:
    """Return what is counted for an address, as servers and proxies write it.

    An IPv6 address counts as the network of its customer, and one that stands for an IPv4 address
    as that. Some proxies write a port behind an address.
    """
    text = text or "unknown"
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, CUSTOMER_BITS), strict=False))

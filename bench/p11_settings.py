"""The product's settings, with the address of P11's peer."""

from kinkeeper.settings import *  # noqa: F403  # all of them

ROOT_URLCONF = "bench.p11_bare_urls"

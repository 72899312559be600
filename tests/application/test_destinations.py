"""Addresses that others chose: which may be called at all, before anybody is asked where they lead."""

from ipaddress import ip_address

import pytest

from application.letters.destinations import Forbidden, Policy, is_public, target_of


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1", "2620:fe::fe"],
)
def test_the_internet_may_be_called(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "4000::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_what_is_not_public_may_not_be_called(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example",
        "//hooks.example/",
        "https:///path",
        "https://",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://hooks.example/",
        "http://hooks.example/",
        "https://hooks.example:22/",
        "https://hooks.example:0/",
        "https://hooks.example:99999/",
        "https://hooks.example:x/",
        "https://user@hooks.example/",
        "https://user:secret@hooks.example/",
        "https://hooks.example@127.0.0.1/",
        "https://hooks.example\\@127.0.0.1/",
        "https://hooks.example/#fragment",
        "https://hooks.example/ x",
        "https://hooks.example/\r\nHost: x",
        "https://hooks.example\t/",
        "https://hooks.exa\u2024mple/",
        "https://bücher.example/",
        "https://１２７.0.0.1/",
        "https://-hooks.example/",
        "https://hooks..example/",
        f"https://{'a' * 64}.example/",
        f"https://hooks.example/{'x' * 2000}",
        "https://localhost/",
        "https://LOCALHOST/",
        "https://localhost./",
        "https://hooks.localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://0/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[0:0:0:0:0:ffff:7f00:1]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[fe80::1%25eth0]/",
        "https://[2606:4700::1%25eth0]/",
        "https://[v1.x]/",
        "https://[::1/",
    ],
)
def test_an_address_that_may_not_be_called_is_refused_before_anybody_is_asked(url: str) -> None:
    with pytest.raises(Forbidden) as refused:
        target_of(url, Policy())

    assert refused.value.sentence.id
    assert refused.value.sentence.en


@pytest.mark.parametrize(
    ("url", "policy"),
    [
        ("https://hooks.example", Policy()),
        ("https://Hooks.Example./a/b?c=d", Policy()),
        ("https://xn--bcher-kva.example/", Policy()),
        ("https://93.184.216.34/", Policy()),
        ("https://[2606:4700::1111]/", Policy()),
        ("https://hooks.example:8443/", Policy(ports=frozenset({443, 8443}))),
        ("https://hooks.example/", Policy(hosts=frozenset({"hooks.example"}))),
        ("http://localhost:9000/hook", Policy(localhost=True)),
        ("https://127.0.0.1:9000/", Policy(localhost=True)),
        ("http://[::1]:9000/", Policy(localhost=True)),
    ],
)
def test_what_may_be_called_is_taken_apart(url: str, policy: Policy) -> None:
    target = target_of(url, policy)

    assert url.lower().rstrip("/").startswith(f"{target.scheme}://")
    assert target.path.startswith("/")


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example/", "http://10.0.0.1/", "http://127.0.0.2:9000/", "http://localhost.example:9000/"],
)
def test_where_this_machine_may_be_called_nobody_elses_may(url: str) -> None:
    with pytest.raises(Forbidden):
        target_of(url, Policy(localhost=True))


def test_only_named_hosts_may_be_called_where_there_are_any() -> None:
    policy = Policy(hosts=frozenset({"hooks.example"}))
    for url in ("https://other.example/", "https://sub.hooks.example/", "https://hooks.example.evil.example/"):
        with pytest.raises(Forbidden, match="not among those"):
            target_of(url, policy)

"""Hostile XML made safe to walk, by local names: producers disagree on namespaces, and ZUGFeRD's changed."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml import etree

from core.invoices.files import UnreadableCode, UnreadableFile

MAX_TAGS = 2_000_000
"""Opening and closing tags of one document: 20,000 invoice lines, and some 500 MB once parsed."""


class Node:
    """An element, its children found by paths of local names such as `Party/PartyName/Name`."""

    __slots__ = ("_element",)

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    @property
    def name(self) -> str:
        return etree.QName(self._element).localname

    @property
    def namespace(self) -> str:
        return etree.QName(self._element).namespace or ""

    @property
    def value(self) -> str | None:
        """Its own text, white space collapsed; None when empty."""
        return " ".join((self._element.text or "").split()) or None

    @property
    def number(self) -> Decimal | None:
        return decimal(self.value)

    def attribute(self, name: str) -> str | None:
        value = self._element.get(name)
        return " ".join(str(value).split()) or None if value is not None else None

    def all(self, *paths: str) -> list["Node"]:
        """Every element at the first of `paths` that leads to any, in the order of the document."""
        for path in paths:
            nodes = [self]
            for step in path.split("/"):
                nodes = [child for node in nodes for child in node.children() if child.name == step]
            if nodes:
                return nodes
        return []

    def first(self, *paths: str) -> "Node":
        """The first element at the first of `paths` that leads to any; an empty one where none does."""
        found = self.all(*paths)
        return found[0] if found else EMPTY

    def text(self, *paths: str) -> str | None:
        """The first text that is not empty, trying `paths` in turn."""
        return next((node.value for path in paths for node in self.all(path) if node.value), None)

    def decimal(self, *paths: str) -> Decimal | None:
        return decimal(self.text(*paths))

    def date(self, *paths: str) -> date | None:
        return xml_date(self.text(*paths))

    def children(self) -> Iterator["Node"]:
        for child in self._element:
            if isinstance(child.tag, str):
                yield Node(child)

    def descendants(self) -> Iterator["Node"]:
        """The element itself and all below it, in the order of the document."""
        for element in self._element.iter(etree.Element):
            if isinstance(element.tag, str):
                yield Node(element)


EMPTY = Node(etree.Element("none"))


def parse_xml(content: bytes, filename: str) -> Node:
    """Parse without DTD, entities, network or files. Raises UnreadableFile."""
    if content.count(b"<") > MAX_TAGS:
        raise UnreadableFile(UnreadableCode.TOO_LARGE, f"{filename} has over {MAX_TAGS:,} XML tags; split it")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    unsafe = UnreadableFile(
        UnreadableCode.XML_UNSAFE,
        f"{filename} declares a document type or entities, which no e-invoice needs; ask for a clean one",
    )
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in content.replace(b"\x00", b""):
            raise unsafe from error
        raise UnreadableFile(
            UnreadableCode.XML_DAMAGED, f"{filename} is damaged XML ({error}); download it again"
        ) from error
    docinfo = root.getroottree().docinfo
    if docinfo.internalDTD is not None or docinfo.externalDTD is not None or docinfo.doctype:
        raise unsafe
    return Node(root)


def decimal(text: str | None) -> Decimal | None:
    """A number as XML Schema writes it, or with a decimal comma as some do; None for anything else."""
    if text is None or not re.fullmatch(r"[+-]?(\d{1,15}([.,]\d{0,12})?|[.,]\d{1,12})", text, re.ASCII):
        return None
    return Decimal(text.replace(",", "."))


def percent(ratio: Decimal | None) -> Decimal | None:
    """Turn a ratio into percent: 0.160000 is 16."""
    return None if ratio is None else plain(ratio * 100)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


def per_unit(price: Decimal | None, units: Decimal | None) -> Decimal | None:
    """The price of one unit where it is given for several, such as 9.90 for 100; to 8 decimals."""
    if price is None or units is None or units in (Decimal(0), Decimal(1)):
        return price
    return plain(round(price / units, 8))


def total_of(amounts: list[Decimal | None]) -> Decimal:
    """The sum of the amounts that are there."""
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def xml_date(text: str | None) -> date | None:
    """A date as CCYYMMDD (UN/CEFACT 2379 format 102) or ISO 8601, with or without time and zone."""
    found = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text or "")
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def gtin(text: str | None) -> str | None:
    """A GTIN-8, -12, -13 or -14; None for anything else."""
    return text if text is not None and re.fullmatch(r"\d{8}|\d{12,14}", text) else None

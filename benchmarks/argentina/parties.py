"""Invented suppliers and shops. Their CUITs pass the check digit but lie in ranges not yet handed out."""

from dataclasses import dataclass
from random import Random

CUIT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True)
class Party:
    name: str
    tax_id: str
    """CUIT, eleven digits without hyphens."""
    address: str
    city: str
    condition: str
    """Standing before the tax office, as it is printed."""
    gross_income: str
    """Ingresos Brutos registration."""
    since: str
    """Start of activities, dd/mm/yyyy."""

    def __post_init__(self) -> None:
        if cuit_check_digit(self.tax_id[:10]) != self.tax_id[10:]:
            raise ValueError(f"CUIT {self.tax_id!r} does not close with its check digit")

    @property
    def hyphenated(self) -> str:
        return f"{self.tax_id[:2]}-{self.tax_id[2:10]}-{self.tax_id[10:]}"


def cuit_check_digit(body: str) -> str:
    """The eleventh digit of a CUIT, or "" where the modulus 11 rule leaves no single digit.

    Source: ARCA's rule, weights 5 4 3 2 7 6 5 4 3 2; such numbers are skipped here rather than re-prefixed.
    """
    rest = sum(weight * int(digit) for weight, digit in zip(CUIT_WEIGHTS, body, strict=True)) % 11
    digit = (11 - rest) % 11
    return "" if digit == 10 else str(digit)


def cuit(rng: Random, prefix: str) -> str:
    """A CUIT of a company (30) or a person (20, 27) from a range that ARCA has not reached."""
    start = {"30": 78_000_000, "20": 69_000_000, "27": 68_000_000}[prefix]
    while True:
        body = f"{prefix}{start + rng.randrange(900_000)}"
        check = cuit_check_digit(body)
        if check:
            return body + check


PLACES = (
    "Quillahuapi", "Tres Aromos", "Puerto Caldén", "Monte Guayabo", "La Calandria Vieja", "Ñandubay Sur",
    "Los Chañares", "Bajo Mistol", "Arroyo Tunillas", "El Yuchán", "Loma Piquillín", "Rincón del Tala",
)  # fmt: skip
PEOPLE = (
    "Ramón Aníbal Quiroga", "María Eugenia Peñalba", "Óscar Darío Ibáñez", "Lucía Belén Arrúa",
    "Néstor Fabián Muñiz", "Graciela Noemí Yáñez",
)  # fmt: skip
STREETS = (
    "Av. San Martín", "Belgrano", "Av. Rivadavia", "Bv. Mitre", "Güemes", "9 de Julio", "Ruta 8 Km",
    "Sarmiento",
)  # fmt: skip
CITIES = (
    "C1408 CABA", "B1879 Quilmes, Buenos Aires", "X5000 Córdoba, Córdoba", "S2000 Rosario, Santa Fe",
    "M5500 Mendoza, Mendoza", "B7600 Mar del Plata, Buenos Aires", "T4000 San Miguel de Tucumán, Tucumán",
    "E3100 Paraná, Entre Ríos",
)  # fmt: skip
SHOPS = (
    "Almacén Los Tilos S.R.L.", "Autoservicio La Esquina del Sol S.A.S.", "Despensa Doña Herminia",
    "Minimercado Vuelta al Río S.R.L.", "Kiosco y Librería El Zorzal", "Mercadito Barrio Norte Chico S.A.",
)  # fmt: skip


def _party(rng: Random, name: str, prefix: str, condition: str) -> Party:
    number = cuit(rng, prefix)
    return Party(
        name=name,
        tax_id=number,
        address=f"{rng.choice(STREETS)} {rng.randrange(100, 6900)}",
        city=rng.choice(CITIES),
        condition=condition,
        gross_income=rng.choice((number, f"901-{rng.randrange(100000, 999999)}-{rng.randrange(10)}")),
        since=f"01/{rng.randrange(1, 13):02d}/{rng.randrange(1996, 2022)}",
    )


def company(rng: Random, trade_name: str) -> Party:
    """A registered supplier, such as `Distribuidora Tres Aromos S.A.`."""
    name = f"{trade_name} {rng.choice(PLACES)} {rng.choice(('S.A.', 'S.R.L.', 'S.A.S.'))}"
    return _party(rng, name, "30", "IVA Responsable Inscripto")


def person(rng: Random) -> Party:
    """A monotributo supplier, invoicing under a person's name."""
    name = rng.choice(PEOPLE)
    woman = name.startswith(("María", "Lucía", "Graciela"))
    return _party(rng, name, "27" if woman else "20", "Responsable Monotributo")


def shop(rng: Random, condition: str = "IVA Responsable Inscripto") -> Party:
    """The buyer, whose CUIT is printed too and is not the supplier's."""
    name = rng.choice(SHOPS)
    return _party(rng, name, "30" if name.endswith((".", "A")) else "27", condition)

"""Turn a clean PDF into what a shop's phone or scanner makes of it: skew, blur, shadow, noise, JPEG."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Damage:
    """Angle in degrees; blur as its standard deviation in pixels; shadow and noise as shares of white."""

    dpi: int
    angle: float
    blur: float
    shadow: float
    noise: float
    quality: int
    """JPEG quality, 1 to 95."""

    def __post_init__(self) -> None:
        if not (72 <= self.dpi <= 400 and abs(self.angle) <= 10 and 1 <= self.quality <= 95):
            raise ValueError(f"{self} is not a scan anybody would make")

    @classmethod
    def draw(cls, rng: Random) -> "Damage":
        """Degraded but legible to a person: 150 to 200 dpi, up to 3 degrees."""
        return cls(
            dpi=rng.choice((150, 170, 200)),
            angle=rng.uniform(-3, 3),
            blur=rng.uniform(0.3, 0.9),
            shadow=rng.uniform(0.05, 0.35),
            noise=rng.uniform(0.01, 0.035),
            quality=rng.randrange(45, 80),
        )


def page_pixels(pdf: bytes, dpi: int) -> list[Pixels]:
    """The pages of a PDF as grey pictures."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            np.asarray(page.render(scale=dpi / 72, grayscale=True).to_numpy()).squeeze().copy()
            for page in document
        ]
    finally:
        document.close()


def degrade(clean: Pixels, damage: Damage, seed: int) -> bytes:
    """One page as JPEG. The seed fixes the noise and where the shadow falls."""
    rng = np.random.default_rng(seed)
    height, width = clean.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), damage.angle, 0.97)
    picture = cv2.warpAffine(clean, turn, (width, height), borderValue=(205.0,), flags=cv2.INTER_CUBIC)
    picture = cv2.GaussianBlur(picture, (0, 0), damage.blur)
    direction = rng.uniform(0, 2 * np.pi)
    across = np.linspace(-1, 1, width)[None, :] * np.cos(direction)
    down = np.linspace(-1, 1, height)[:, None] * np.sin(direction)
    light = 1 - damage.shadow * (across + down + 1.5) / 3
    grain = rng.normal(0, damage.noise * 255, clean.shape)
    paper = np.clip(picture * light * 0.97 + 4 + grain, 0, 255).astype(np.uint8)
    done, encoded = cv2.imencode(".jpg", paper, [cv2.IMWRITE_JPEG_QUALITY, damage.quality])
    if not done:
        raise RuntimeError(f"OpenCV could not encode a page of {width} x {height} pixels as JPEG")
    return encoded.tobytes()


def photograph(pdf: bytes, damage: Damage, seed: int) -> list[bytes]:
    """Each page of the PDF, damaged, as JPEG."""
    return [degrade(page, damage, seed + place) for place, page in enumerate(page_pixels(pdf, damage.dpi))]


def image_pdf(pages: Sequence[bytes]) -> bytes:
    """A PDF with nothing but the pictures, as an office scanner writes it."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for page in pages:
        picture = ImageReader(BytesIO(page))
        width, height = picture.getSize()
        size = (595.28, 595.28 * height / width)
        canvas.setPageSize(size)
        canvas.drawImage(picture, 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()

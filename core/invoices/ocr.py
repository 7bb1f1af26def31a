"""Words of a photo or scan by RapidOCR, turned level.

One engine serves the whole process, made on first use: its models take a second and 200 MB to load. A
lock lets one recognition run at a time, because two at once on the same cores are slower than in turn.
"""

import io
import math
import statistics
import threading
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps, ImageSequence

from core.invoices.model import ReadingSource
from core.invoices.pages import Page, Word, split_phrase, turn

Image = NDArray[np.uint8]
"""Height x width x 3, blue first."""

LONGEST_SIDE = 1800
"""Pixels: an A4 page at about 150 dpi. Larger pictures are brought down to it."""
THREADS = 2
LEAST_SCORE = 0.5
STEEPEST = math.radians(20)
"""Boxes steeper than this are upright stamps or noise and say nothing of the page's slant."""

_lock = threading.Lock()
_engine: Any = None


def recognise(image: Image, number: int = 1) -> Page:
    """The words on a picture, their boxes turned by the median angle so that lines lie level."""
    height, width = image.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    if scale < 1.0:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
        height, width = image.shape[:2]
    return level_page(_recognised(image), (float(width), float(height)), number)


def level_page(
    phrases: list[tuple[str, NDArray[np.float64], float]], size: tuple[float, float], number: int = 1
) -> Page:
    """The page of phrases given as (text, four corners from the top left clockwise, score), turned level."""
    slant = _slant(phrases)
    centre = size[0] / 2, size[1] / 2
    words: list[Word] = []
    for text, corners, score in phrases:
        level = [turn((float(x), float(y)), -slant, centre) for x, y in corners]
        across, down = [x for x, _ in level], [y for _, y in level]
        # The mean of the two upper and the two lower corners, so that a box still askew stays thin.
        top, bottom = statistics.mean(sorted(down)[:2]), statistics.mean(sorted(down)[2:])
        words += split_phrase(text, (min(across), top, max(across), bottom), score)
    return Page(number, *size, tuple(words), ReadingSource.OCR, angle=-slant)


def _slant(phrases: list[tuple[str, NDArray[np.float64], float]]) -> float:
    """The median angle of the longer boxes, in radians; weighting by length drops specks."""
    angles = []
    for _, corners, _ in phrases:
        (x0, y0), (x1, y1) = corners[0], corners[1]
        length = math.hypot(x1 - x0, y1 - y0)
        angle = math.atan2(y1 - y0, x1 - x0)
        if abs(angle) < STEEPEST and length > 2 * math.hypot(*(corners[3] - corners[0])):
            angles.append(angle)
    return statistics.median(angles) if angles else 0.0


def image_pages(content: bytes) -> list[Page]:
    """The pages of an image file, each frame of a TIFF being one, upright as its EXIF says.

    Raises `PIL.UnidentifiedImageError` or `OSError` when it is not a readable picture.
    """
    return [recognise(frame, number) for number, frame in enumerate(image_frames(content), start=1)]


def image_frames(content: bytes) -> Iterator[Image]:
    """The pictures of an image file one by one, upright, on white where they are transparent."""
    with Pillow.open(io.BytesIO(content)) as picture:
        # Browsers and phones make animated images too: only a TIFF's frames are pages.
        frames = ImageSequence.Iterator(picture) if picture.format == "TIFF" else iter([picture])
        for frame in frames:
            upright = ImageOps.exif_transpose(frame)
            if upright.mode in ("RGBA", "LA", "P", "PA"):
                layered = upright.convert("RGBA")
                paper = Pillow.new("RGBA", layered.size, "white")
                upright = Pillow.alpha_composite(paper, layered)
            yield np.ascontiguousarray(np.asarray(upright.convert("RGB"), dtype=np.uint8)[:, :, ::-1])


def _recognised(image: Image) -> list[tuple[str, NDArray[np.float64], float]]:
    with _lock:
        output = _loaded()(image, use_cls=False)
    if output.txts is None or output.boxes is None:
        return []
    return [
        (text, np.asarray(box, dtype=np.float64), float(score))
        for text, box, score in zip(output.txts, output.boxes, output.scores, strict=True)
    ]


def _loaded() -> Any:
    """The engine, made on first use. Called with the lock held."""
    global _engine  # noqa: PLW0603 - one engine a process is the point
    if _engine is None:
        from rapidocr import RapidOCR  # noqa: PLC0415 - a second and 200 MB that a text PDF never needs

        _engine = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.text_score": LEAST_SCORE,
                "Global.use_cls": False,
                "Global.max_side_len": LONGEST_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
    return _engine

"""Teach the gate which letter a cell of a passport's lines holds; writes web/static/field/gate/zone/taught.js.

    python -m benchmarks.zone_teaching [--pictures 480] [--rounds 16] [--inside 40]

Not a benchmark: run only where the font, the cells or the troubles change, and measure with benchmarks.zone after it.
Random signs are drawn in OCR-B (fonts-ocr-b of Debian: N. Schwarz and M. Skala, free), photographed under all troubles,
found by the gate's own finder, and cut into cells; beside them stand cells that hold nothing: paper, print, halves of
letters, reflections. A network of one hidden layer learns them (Adam, softmax), and is kept in bytes.
"""

import argparse
import base64
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import sync_playwright
from tests.browser import mrz
from tests.house import chromium

import dodomu

TAUGHT: Final = Path(dodomu.__file__).parent / "web" / "static" / "field" / "gate" / "zone" / "taught.js"
WIDE, HIGH, KINDS = 14, 18, 38  # as in cells.js; 37 signs and nothing
NOTHING: Final = KINDS - 1
AT_ONCE: Final = 20
CELLS: Final = """
    const {greyOf} = await import('/static/field/gate/zone/ink.js');
    const {gridsIn} = await import('/static/field/gate/zone/looking.js');
    const {cellsOf} = await import('/static/field/gate/zone/cells.js');
    const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
    const troubles = ['all', 'all', 'all', 'blurred', 'moved', 'dark', 'dark', 'noisy', 'pressed', 'leaning', 'bold',
        'bold', 'far', 'patterned', 'patterned', 'turned'];
    const [cells, kinds] = [[], []];
    for (let seed = given.from; seed < given.from + given.count; seed += 1) {
        const next = drawn.chance(seed);
        const type = next.of(['TD3', 'TD3', 'TD2', 'TD1']);
        const [width, height] = next() < 0.55 ? [1280, 720] : [640, 480];
        const [wide, lines] = {TD3: [44, 2], TD2: [36, 2], TD1: [30, 3]}[type];
        const line = () => Array.from({length: wide}, () => next.of(signs)).join('');
        const written = Array.from({length: lines}, line);
        const {image} = await drawn.specimen(seed, {type, trouble: next.of(troubles), width, height, written});
        const grey = greyOf(image);
        const grid = [...gridsIn(grey)].find(each => each.width === wide && each.lines === lines);
        if (!grid) continue;
        const take = (u, v, kind) => {
            const [a, b, c, d, e, f, g, h, i] = grid.map;
            const map = [a, b, c + a * u + b * v, d, e, f + d * u + e * v, g, h, i + g * u + h * v];
            const cut = cellsOf(grey, {...grid, map}).cells;
            for (let at = 0; at < wide * lines; at += 1) {
                const what = kind(at);
                if (what === null) continue;
                kinds.push(what);
                for (const each of cut.subarray(at * 252, (at + 1) * 252))
                    cells.push(Math.max(-127, Math.min(127, Math.round(each * 32))));
            }
        };
        const near = () => next.between(-0.1, 0.1);
        const sign = at => signs.indexOf(written[Math.floor(at / wide)][at % wide]);
        const nothing = () => next() < 0.12 ? 37 : null;
        take(0, 0, sign);
        take(near(), near() / 2, sign);
        take(0.5 + near(), near(), nothing);
        take(near(), 0.5 + near(), nothing);
        take(near(), -lines - next() * 2, nothing);
    }
    return [packed(new Uint8Array(new Int8Array(cells).buffer)), kinds];
"""
Floats = NDArray[Any]
Wholes = NDArray[np.int64]


def main() -> int:
    """Draw, learn, say how well, and write what was learned."""
    parser = argparse.ArgumentParser(description="Teach the gate the letters of passports.")
    parser.add_argument("--pictures", type=int, default=480)
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--inside", type=int, default=40)
    options = parser.parse_args()
    cells, kinds = _cells(9_000_000, options.pictures)
    unseen, of_unseen = _cells(19_000_000, max(AT_ONCE, options.pictures // 5))
    chance = np.random.default_rng(6)
    hidden = _hidden(cells[kinds < NOTHING], len(cells) // 7, chance)
    faint = chance.normal(0, 1, (3000, WIDE * HIGH)).astype(np.float32)
    every = np.concatenate([cells, hidden, faint])
    named = np.concatenate([kinds, np.full(len(hidden) + len(faint), NOTHING)])
    layers = _learned(every, named, options.inside, options.rounds, chance)
    right = (_through(unseen, layers)[1].argmax(1) == of_unseen)[of_unseen < NOTHING].mean()
    print(f"{len(every):,} cells; of {len(unseen):,} others {right:.2%} right")
    TAUGHT.write_text(_written(layers), encoding="utf-8")
    return 0


def _cells(first: int, pictures: int) -> tuple[Floats, Wholes]:
    found, kinds = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.found(), args=chromium.ARGUMENTS)
        _, page = mrz.studio(browser)
        page.set_default_timeout(600_000)
        for start in range(first, first + pictures, AT_ONCE):
            packed, named = mrz.run(page, CELLS, {"from": start, "count": AT_ONCE})
            found.append(np.frombuffer(base64.b64decode(packed), np.int8).reshape(-1, WIDE * HIGH))
            kinds.extend(named)
        browser.close()
    return np.concatenate(found).astype(np.float32) / 32, np.array(kinds, np.int64)


def _hidden(cells: Floats, number: int, chance: np.random.Generator) -> Floats:
    """Return cells of which a reflection or a finger hides so much that nobody could read them."""
    picked = cells[chance.integers(0, len(cells), number)].reshape(-1, HIGH, WIDE).copy()
    y, x = np.mgrid[0:HIGH, 0:WIDE]
    for cell in picked:
        (over, down), size = chance.uniform((3, 3), (11, 15)), chance.uniform(4.5, 12)
        part = np.exp(-((((x - over) / size) ** 2 + ((y - down) / size) ** 2) ** 2))
        cover = cell.max() + 0.3 if chance.random() < 0.7 else cell.min()
        cell[:] = cell + (cover - cell) * part + chance.normal(0, 0.1, cell.shape)
    flat = picked.reshape(number, -1)
    flat -= flat.mean(1, keepdims=True)
    even: Floats = (flat / np.maximum(flat.std(1, keepdims=True), 0.1)).astype(np.float32)
    return even


def _through(cells: Floats, layers: list[Floats]) -> tuple[Floats, Floats]:
    inside = np.maximum(np.clip(cells, -4, 4) @ layers[0] + layers[1], 0)
    out = inside @ layers[2] + layers[3]
    out = np.exp(out - out.max(1, keepdims=True))
    return inside, out / out.sum(1, keepdims=True)


def _learned(cells: Floats, kinds: Wholes, inside: int, rounds: int, chance: np.random.Generator) -> list[Floats]:
    size, batch, truth = WIDE * HIGH, 256, np.eye(KINDS, dtype=np.float32) * 0.99 + 0.01 / KINDS
    layers = [
        chance.normal(0, (2 / size) ** 0.5, (size, inside)), np.zeros(inside),
        chance.normal(0, inside**-0.5, (inside, KINDS)), np.zeros(KINDS),
    ]  # fmt: skip
    layers = [each.astype(np.float32) for each in layers]
    means, squares, step = [np.zeros_like(each) for each in layers], [np.zeros_like(each) for each in layers], 0
    for number in range(rounds):
        pace = 0.001 * (1 + np.cos(np.pi * number / rounds)) + 1e-5
        order = chance.permutation(len(cells))
        for start in range(0, len(order) - batch, batch):
            picked = order[start : start + batch]
            seen = np.clip(cells[picked] + chance.normal(0, 0.12, (batch, size)).astype(np.float32), -4, 4)
            step += 1
            for at, slope in enumerate(_slopes(seen, truth[kinds[picked]], layers)):
                means[at] += 0.1 * (slope - means[at])
                squares[at] += 0.001 * (slope**2 - squares[at])
                layers[at] -= pace * (means[at] / (1 - 0.9**step)) / (np.sqrt(squares[at] / (1 - 0.999**step)) + 1e-8)
    return layers


def _slopes(seen: Floats, truth: Floats, layers: list[Floats]) -> list[Any]:
    inside, said = _through(seen, layers)
    off = (said - truth) / len(seen)
    back = (off @ layers[2].T) * (inside > 0)
    return [seen.T @ back + 1e-5 * layers[0], back.sum(0), inside.T @ off + 1e-5 * layers[2], off.sum(0)]


def _written(layers: list[Floats]) -> str:
    """Return the module: weights as whole numbers of one byte, a scale for each place of a layer, and what is added."""
    said = [
        "/** What `glyphs.js` was taught, made by benchmarks/zone_teaching.py from OCR-B by N. Schwarz and M. Skala"
        " (free). */",
        "export const TAUGHT = {",
    ]
    for number in (1, 2):
        weights, added = layers[2 * number - 2], layers[2 * number - 1]
        scale = np.abs(weights).max(0) / 127
        whole = np.round(weights / scale).astype(np.int8).T.copy()
        for name, values in (("q", whole), ("s", scale.astype("<f4")), ("b", added.astype("<f4"))):
            said.append(f'  {name}{number}: "{base64.b64encode(values.tobytes()).decode()}",')
    return "\n".join([*said, "};", ""])


if __name__ == "__main__":
    raise SystemExit(main())

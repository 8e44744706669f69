/** Cells of a grid as small pictures of one size, brightness and contrast. */
import { project } from "./grid.js";

export const WIDE = 14;
export const HIGH = 18;
const ACROSS = 1.1; // of the distance from letter to letter
const DOWN = 0.56; // of the distance from line to line

/** Return {cells, contrast}: for each cell its points around nought, and how much ink stands out from the paper. */
export function cellsOf({ width, height, light }, grid) {
  const size = WIDE * HIGH;
  const cells = new Float32Array(grid.width * grid.lines * size);
  const contrast = new Float32Array(grid.width * grid.lines);
  for (let line = 0, cell = 0; line < grid.lines; line += 1) {
    for (let column = 0; column < grid.width; column += 1, cell += 1) {
      for (let row = 0, at = cell * size; row < HIGH; row += 1) {
        for (let point = 0; point < WIDE; point += 1, at += 1) {
          const u = column + ((point + 0.5) / WIDE - 0.5) * ACROSS;
          const v = line + ((row + 0.5) / HIGH - 0.5) * DOWN;
          const [x, y] = project(grid.map, u, v);
          cells[at] = between(light, width, height, x, y);
        }
      }
      contrast[cell] = evened(cells.subarray(cell * size, (cell + 1) * size));
    }
  }
  return { cells, contrast };
}

function between(light, width, height, x, y) {
  const [left, top] = [
    Math.max(0, Math.min(width - 2, Math.floor(x))),
    Math.max(0, Math.min(height - 2, Math.floor(y))),
  ];
  const [p, q, at] = [Math.max(0, Math.min(1, x - left)), Math.max(0, Math.min(1, y - top)), top * width + left];
  return (
    (light[at] * (1 - p) + light[at + 1] * p) * (1 - q) + (light[at + width] * (1 - p) + light[at + width + 1] * p) * q
  );
}

/** Bring a cell to mean nought and spread one; its spread before that is returned. */
function evened(cell) {
  let [mean, spread] = [0, 0];
  for (const each of cell) mean += each / cell.length;
  for (const each of cell) spread += (each - mean) ** 2 / cell.length;
  spread = Math.sqrt(spread);
  for (let at = 0; at < cell.length; at += 1) cell[at] = (cell[at] - mean) / Math.max(spread, 2);
  return spread;
}

// Takes the pictures of docs/screenshots; the argument is the folder with what is to be shown.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open, withBrowser } from '../tests/browser/browser.mjs';

const folder = process.argv[2];
const docs = import.meta.dirname;

// How many lines of the terminal are shown.
const LINES = 38;

// The colour of a number of the 256 of terminals.
function colour(number) {
  if (number < 16) return '#ccc';
  if (number > 231) return `rgb(${Array(3).fill(8 + 10 * (number - 232)).join()})`;
  const level = (n) => (n ? 55 + 40 * n : 0);
  const at = number - 16;
  return `rgb(${[Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(level).join()})`;
}

// What a terminal shows as HTML: bold, dimmed and 256 colours.
function html(text) {
  const escaped = text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
  let style = {};
  return escaped.split(/(\u001b\[[\d;]*m)/).map((part) => {
    const codes = /^\u001b\[([\d;]*)m$/.exec(part);
    if (!codes) return part && `<span style="${Object.entries(style).map((pair) => pair.join(':')).join(';')}">${part}</span>`;
    const numbers = (codes[1] || '0').split(';').map(Number);
    for (let i = 0; i < numbers.length; i += 1) {
      if (numbers[i] === 0) style = {};
      else if (numbers[i] === 1) style['font-weight'] = 'bold';
      else if (numbers[i] === 2) style.opacity = 0.6;
      else if (numbers[i] === 38) { style.color = colour(numbers[i + 2]); i += 2; }
    }
    return '';
  }).join('');
}

const lines = readFileSync(join(folder, 'terminal.txt'), 'utf8').split('\n').slice(0, LINES).join('\n');
writeFileSync(join(folder, 'terminal.html'), `<!doctype html><html data-ready="true"><meta charset="utf-8"><style>
  body { margin: 0; background: #16181b; display: inline-block; }
  pre { margin: 0; padding: 20px 24px; color: #e9e6e1; font: 15px/1.45 "DejaVu Sans Mono", monospace; }
  </style><pre><span style="color:#8a8f98">$ </span>klaim classify data/articles\n${html(lines)}</pre></html>`);

await withBrowser({ viewport: { width: 1400, height: 1000 }, colorScheme: 'light' }, async (context) => {
  for (const [language, picture] of [['en', 'report.png'], ['id', 'report.id.png']]) {
    const { page } = await open(context, `file://${folder}/report.${language}.html#/a6`);
    await page.locator('.s').nth(1).focus();
    await page.screenshot({ path: join(docs, picture) });
    await page.close();
  }
  const { page } = await open(context, `file://${folder}/terminal.html`);
  await page.locator('pre').screenshot({ path: join(docs, 'terminal.png') });
});

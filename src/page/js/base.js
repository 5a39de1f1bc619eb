'use strict';
// Everything that the other parts use: the data, elements, numbers, labels. Text is only ever inserted as text nodes.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const W = read('words');
const D = read('data');
const $ = (id) => document.getElementById(id);

const locale = D.lang === 'id' ? 'id-ID' : 'en-GB';
const whole = new Intl.NumberFormat(locale);
const percent = new Intl.NumberFormat(locale, { style: 'percent' });
const percent1 = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const monthFormat = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthShort = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });

// The words under `key`, with {0}, {1} ... replaced.
function say(key, ...values) {
  return W[key].replace(/\{(\d)\}/g, (_, at) => values[at]);
}

// "1 claim", "2 claims": two sets of words, one for each.
function counted(n, key) {
  return say(n === 1 ? key + '_1' : key, whole.format(n));
}

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

// Control characters, those that turn the direction of text, and those that can hide other text.
const UNSEEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u206F\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

// Appends text of a stranger to `node`, with what cannot be seen made visible.
function put(node, text) {
  let from = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > from) node.append(text.slice(from, match.index));
    const code = 'U+' + match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    node.append(el('span', { class: 'unseen', title: code }, code));
    from = match.index + match[0].length;
  }
  if (from < text.length) node.append(text.slice(from));
  return node;
}

// An element of a stranger's text, apart from what is around it.
const bdi = (text, attributes) => put(el('bdi', attributes), text);

function shortened(text, most) {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  return line.slice(0, most).replace(/[\uD800-\uDBFF]$/, '').replace(/\s\S*$/, '') + '…';
}

function dateOf(text) {
  const [year, month, day] = text.split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day || 1));
  return day ? dayFormat.format(date) : monthFormat.format(date);
}

const monthOf = (text) => {
  const [year, month] = text.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, 1));
};

// Sentences as the data have them, by place.
const START = 0, LENGTH = 1, LABEL = 2, CHANCES = 3, VOICE = 4, SAID = 5, WORDS = 6;

const textOf = (article, sentence) => article.x.slice(sentence[START], sentence[START] + sentence[LENGTH]);
const chanceOf = (sentence) => sentence[CHANCES][sentence[LABEL]] / 1000;
const speakerOf = (article, sentence) => (sentence[VOICE] < 0 ? '' : article.v[sentence[VOICE]][0]);
const roleOf = (article, sentence) => (sentence[VOICE] < 0 ? '' : article.v[sentence[VOICE]][1]);

// What an article is called: its title, else its first line.
function nameOf(article) {
  if (article.name === undefined) {
    article.name = shortened(article.t || article.x.trimStart().split('\n', 1)[0], 140) || article.i;
  }
  return article.name;
}

const claimLabels = D.labels.map((_, label) => label).filter((label) => label !== D.none);

function mark(label) {
  return el('span', { class: 'mark', 'data-c': D.colours[label], 'aria-hidden': 'true' }, D.marks[label]);
}

// Mark and name of a label.
function tag(label) {
  return el('span', { class: 'tag', 'data-c': D.colours[label] }, mark(label), ' ', D.shown[label]);
}

// "3 sanctions ..." as one line.
function countsLine(counts) {
  const parts = claimLabels.filter((label) => counts[label]).map((label) => `${whole.format(counts[label])} ${D.shown[label]}`);
  return parts.length ? parts.join(', ') : W.no_claim;
}

// A bar of stacked parts, `most` wide in all.
function stack(counts, most, named) {
  const bar = svg('svg', { class: 'stack', viewBox: '0 0 100 10', preserveAspectRatio: 'none', role: 'img', 'aria-label': named });
  if (!named) {
    bar.removeAttribute('role');
    bar.removeAttribute('aria-label');
    bar.setAttribute('aria-hidden', 'true');
  }
  let x = 0;
  counts.forEach((n, label) => {
    if (!n) return;
    const width = (100 * n) / most;
    const part = svg('rect', { x, y: 0, width, height: 10, 'data-c': D.colours[label] });
    part.append(svg('title', {}, `${D.shown[label]}: ${whole.format(n)}`));
    bar.append(part);
    x += width;
  });
  return bar;
}

// The 95 % score interval of Wilson.
function wilson(count, of) {
  if (!of) return [0, 1];
  const z = 1.959963984540054, p = count / of, scale = 1 + (z * z) / of;
  const centre = (p + (z * z) / (2 * of)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / scale;
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
